"""`fujiplan import --kind answers`: good rows become records with their cells, bad ones are told (架空)."""

from __future__ import annotations

from pathlib import Path

import pytest
from office_world import GOOD, PROJECTS, YEAR, Office
from openpyxl import Workbook, load_workbook

from fujiplan_cli.intake import past_answers
from fujiplan_cli.intake.marks import Marks, read_marks
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.grid import Sheet

HEADS = {
    "事業番号": "project_no",
    "当年度末の段階": "stage",
    "進捗状況": "status",
    "取組実績": "result",
    "指標1 実績値": "kpi_1_actual",
    "self_uptake": "self_uptake",
    "basis_uptake": "basis_uptake",
    "self_control": "self_control",
    "basis_control": "basis_control",
    "incident": "incident",
    "課題": "issue",
    "direction": "direction",
    "direction_reason": "direction_reason",
    "next_plan": "next_plan",
}


def row(number: str, **changes: str | int | None) -> list[str | int | None]:
    answers = {**GOOD, "project_no": number, **changes}
    return [answers[name] for name in HEADS.values()]


def table(office: Office, *rows: list[str | int | None], heads: list[str] | None = None, name: str = "実績") -> Path:
    book = Workbook()
    sheet = book.active
    sheet.title = "実績"
    sheet.append(["旧システムから出力した実績"])
    for one in (heads or list(HEADS), *rows):
        sheet.append(one)
    path = office.folder / f"{name}.xlsx"
    book.save(path)
    return path


def take_in(office: Office, path: Path) -> dict:
    return office.json("import", str(path), "--kind", "answers", "--year", "R7")


def codes(result: dict) -> list[tuple[str, str]]:
    return [(f["code"], f["cell"]) for f in result["findings"] if f["severity"] == "error"]


def versions(office: Office, number: str = "1-1-01") -> int:
    with Ledger.open(office.folder) as ledger:
        return len(ledger.submissions(YEAR, number))


def test_a_row_scores_like_the_same_sheet_and_leads_back_to_its_cell(office: Office) -> None:
    path = table(office, row("1-1-01"))
    result = take_in(office, path)
    assert (result["recorded"], result["refused"], result["missing"]) == (["1-1-01"], [], ["1-1-02", "1-1-03"])
    office.answer("1-1-02")
    office.run("collect", "--year", "R7")
    imported, sheet, _ = office.json("score", "--year", "R7")["projects"]
    assert imported["score"] is not None and (imported["score"], imported["grade"]) == (sheet["score"], sheet["grade"])
    (version,) = office.json("trace", "1-1-01", "kpi_1_actual", "--year", "R7")["versions"]
    assert (version["value"], version["file"], version["sheet"], version["cell"]) == ("160", "実績.xlsx", "実績", "E3")
    assert version["origin"] == "import" and version["superseded_by"] is None
    with Ledger.open(office.folder) as ledger:
        assert ledger.archived(version["sha256"]) == path.read_bytes() and ledger.verify() == ()
    assert office.json("evaluate-plan")["years"][-1]["projects"] == 3


def test_good_rows_go_on_and_bad_ones_are_told_with_cell_and_remedy(office: Office) -> None:
    path = table(
        office, row("1-1-01"), row("1-1-02", kpi_1_actual="約160", status="順調"), row("9-9-99"), row("1-1-03")
    )
    assert office.run("import", str(path), "--kind", "answers", "--year", "R7") == 1
    result = take_in(office, path)
    assert (result["unchanged"], result["refused"]) == (["1-1-01", "1-1-03"], ["1-1-02"])
    told = codes(result)
    assert ("answers_unknown_project", "A5") in told and {"E4", "C4"} <= {cell for _, cell in told}
    assert all(f["remedy"].endswith("。") for f in result["findings"] if f["severity"] == "error")
    assert versions(office, "1-1-02") == 0, "nothing of a bad row is recorded"


def test_a_project_number_in_full_width_characters_is_that_project(office: Office) -> None:
    """What a clerk types with the input method on: every other form takes it, and so does this one."""
    assert codes(take_in(office, table(office, row("１－１－０１")))) == []
    assert versions(office) == 1


def test_the_same_again_is_no_new_version_and_a_correction_is_one(office: Office) -> None:
    take_in(office, table(office, row("1-1-01")))
    again = take_in(office, office.folder / "実績.xlsx")
    assert (again["recorded"], again["unchanged"]) == ([], ["1-1-01"])
    assert "answers_same" in {f["code"] for f in again["findings"]} and versions(office) == 1
    copied = take_in(office, table(office, row("1-1-01"), name="写し"))
    assert copied["unchanged"] == ["1-1-01"] and versions(office) == 1, "another file that says the same"
    assert take_in(office, table(office, row("1-1-01", kpi_1_actual=150)))["recorded"] == ["1-1-01"]
    assert [v["value"] for v in office.json("trace", "1-1-01", "kpi_1_actual", "--year", "R7")["versions"]] == [
        "160", "150"
    ]  # fmt: skip


def test_a_sheet_wins_whether_it_comes_before_or_after_and_an_import_fills_in_for_a_faulty_one(office: Office) -> None:
    take_in(office, table(office, row("1-1-01", kpi_1_actual=111), row("1-1-03", kpi_1_actual=113)))
    office.answer("1-1-01")
    office.answer("1-1-02")
    office.answer("1-1-03", kpi_1_actual="約160")
    office.run("collect", "--year", "R7")
    late = take_in(office, table(office, row("1-1-01", kpi_1_actual=121), row("1-1-02", kpi_1_actual=122), name="後"))
    assert (late["recorded"], late["kept_sheets"]) == ([], ["1-1-01", "1-1-02"])
    assert {f["code"] for f in late["findings"] if f["severity"] == "info"} == {"answers_kept_sheet"}

    def used(number: str) -> str:
        (one,) = (
            v
            for v in office.json("trace", number, "kpi_1_actual", "--year", "R7")["versions"]
            if v["superseded_by"] is None
        )
        return one["value"]

    assert [used(number) for number in ("1-1-01", "1-1-02", "1-1-03")] == ["160", "160", "113"]


def test_a_blank_is_told_counts_as_unanswered_and_takes_nothing_away_from_the_register(office: Office) -> None:
    result = take_in(office, table(office, row("1-1-01", status=None, self_control=None)))
    (blank,) = (f for f in result["findings"] if f["code"] == "answers_blank")
    assert "進捗状況" in blank["message"] and "体制・リスク" in blank["message"] and result["recorded"] == ["1-1-01"]
    card = office.json("score", "--year", "R7")["projects"][0]
    items = {one["item"]: one for one in card["items"]}
    assert items["control"]["answered"] is False and items["control"]["level"] == 0
    assert items["cost"]["level"] == 4, "the money of the register stays"


@pytest.mark.parametrize(
    ("heads", "code"),
    [
        (["番号", "進捗状況"], "answers_no_header"),
        (["事業番号", "進捗状況", "status"], "table_doubled_column"),
        (["事業番号", "進捗状況", "進捗状況"], "table_doubled_column"),
    ],
)
def test_a_table_whose_columns_cannot_be_told_is_not_taken(office: Office, heads: list[str], code: str) -> None:
    result = take_in(office, table(office, ["1-1-01", "計画どおり", "計画どおり"], heads=heads))
    assert [f["code"] for f in result["findings"]] == [code] and result["recorded"] == []


def test_an_unknown_column_and_a_doubled_project_are_told(office: Office) -> None:
    heads = [*HEADS, "進捗の状況"]
    result = take_in(office, table(office, [*row("1-1-01"), "x"], row("1-1-02"), row("1-1-02"), heads=heads))
    (column,) = (f for f in result["findings"] if f["code"] == "answers_unknown_column")
    assert column["cell"] == "O2" and "進捗状況" in column["message"]
    assert codes(result) == [("answers_twice", "A5")]
    assert (result["recorded"], result["refused"]) == (["1-1-01"], ["1-1-02"])


def test_a_csv_of_shift_jis_is_read_like_a_workbook(office: Office) -> None:
    path = office.folder / "実績.csv"
    lines = [list(HEADS), [str(one) for one in row("1-1-01")]]
    path.write_bytes("\r\n".join(",".join(line) for line in lines).encode("cp932"))
    assert take_in(office, path)["recorded"] == ["1-1-01"]
    (version,) = office.json("trace", "1-1-01", "status", "--year", "R7")["versions"]
    assert (version["sheet"], version["cell"]) == ("CSV", "C2")


def test_the_template_asks_for_every_project_and_comes_back_and_is_never_written_over(office: Office) -> None:
    path = office.folder / "記入用.xlsx"
    ask = ("import", str(path), "--kind", "answers", "--year", "R7")
    assert office.json(*ask, "--write-template")["projects"] == len(PROJECTS)
    book = load_workbook(path)
    sheet = book.active
    heads = {sheet.cell(3, c).value: c for c in range(1, sheet.max_column + 1)}
    assert "指標1 実績値（kpi_1_actual）" in heads and heads["事業番号"] == 1
    for name, value in GOOD.items():
        column = next((c for head, c in heads.items() if head.endswith(f"（{name}）")), 0)
        if column:
            sheet.cell(4, column).value = value
    book.save(path)
    before = path.read_bytes()
    assert office.run(*ask, "--write-template") == 2 and path.read_bytes() == before
    assert office.json(*ask)["recorded"][:1] == ["1-1-01"]


def test_the_table_is_looked_through_once_and_not_once_a_row(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look goes through every cell: a city's hundreds of rows took hundreds of times as long."""
    looked: list[str] = []

    def counted(sheet: Sheet) -> Marks:
        looked.append(sheet.name)
        return read_marks(sheet)

    monkeypatch.setattr(past_answers, "read_marks", counted)
    assert take_in(office, table(office, row("1-1-01"), row("1-1-02")))["recorded"] == ["1-1-01", "1-1-02"]
    assert looked == ["実績"]
