"""What a clerk types by mistake, and what the commands say next."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from fujiplan_cli.cli.door import run
from fujiplan_cli.model.grid import UnreadableWorkbook
from fujiplan_cli.workbook.reader import read_grid
from fujiplan_cli.workbook.reader_gate import CAPS, OWN, Caps
from fujiplan_cli.workflow.desk import Desk


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 0
    told = capsys.readouterr()
    assert "使い方" in told.out and not told.err


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("import", "a.xlsx", "--kind", "kaikei"), "register"),
        (("score", "--year", "R7", "--method", "olld"), "old"),
        (("explain", "1-1-01", "--year", "R7", "--method", "olld"), "old"),
        (("score", "--year", "R7", "--compare", "olld"), "old"),
        (("score", "--year", "R7", "--view", "mine"), "approved"),
        (("collect", "--year", "R7", "--by", " "), "氏名"),
    ],
)
def test_a_word_that_is_no_choice_is_told_with_the_choices(office, arguments: tuple[str, ...], named: str) -> None:
    assert office.run(*arguments) == 2
    assert named in office.err
    assert "is not one of" not in office.err and "Value error" not in office.err


def test_a_first_years_sheet_is_accepted_without_a_warning(office) -> None:
    office.answer("1-1-01")
    result = office.json("collect", "--year", "R7")
    assert result["files"][0]["findings"] == []


def _journal(office) -> list[object]:
    with Desk.open(office.folder).ledger() as ledger:
        return list(ledger.settlements(2025))


@pytest.mark.parametrize(
    ("field", "named"), [("result", "「取組実績」（result）に"), ("sheet", "「調書全体」（sheet）に")]
)
def test_accepting_where_nothing_is_in_review_is_refused(office, field: str, named: str) -> None:
    asked = ("settle", "1-1-01", field, "--year", "R7", "--accept", "--reason", "確認")
    assert office.run(*asked) == 2
    assert (
        f"{named}確認中の内容はありません。何も変えていません。" in office.err
        and "まだ受け付けていません" in office.err
    )
    office.answer("1-1-01")
    office.run("collect", "--year", "R7")
    assert office.run(*asked) == 2
    assert f"{named}確認中の内容はありません。何も変えていません。" in office.err
    assert "この調書に確認中の項目はありません" in office.err
    assert _journal(office) == []


def test_accepting_a_second_time_is_refused_and_what_is_open_is_named(office) -> None:
    office.answer("1-1-01", kpi_1_actual="約160", issue="長" * 201, result="長" * 401)
    office.run("collect", "--year", "R7")
    asked = ("settle", "1-1-01", "issue", "--year", "R7", "--accept", "--reason", "確認")
    assert office.run(*asked) == 0
    assert office.run(*asked) == 2
    assert "既に認めたか、値を記録しました。何も変えていません。" in office.err
    assert "確認中の項目：result" in office.err and "issue" not in office.err.split("確認中の項目")[1]
    assert len(_journal(office)) == 1
    office.answer("1-1-01", issue="長" * 202)  # a newer sheet is looked at anew
    office.run("collect", "--year", "R7")
    assert office.run(*asked) == 0


def test_an_error_is_not_accepted_but_corrected(office) -> None:
    office.answer("1-1-01", kpi_1_actual="約160")
    office.run("collect", "--year", "R7")
    assert office.run("settle", "1-1-01", "kpi_1_actual", "--year", "R7", "--accept", "--reason", "確認") == 2
    assert "--value" in office.err
    status = office.run("settle", "1-1-01", "kpi_1_actual", "--year", "R7", "--value", "160", "--reason", "電話")
    assert status == 0
    assert "指標1 実績値" in office.out and "受付済" in office.out


def test_what_still_waits_is_named_after_a_settlement(office) -> None:
    office.answer("1-1-01", kpi_1_actual="約160", status="休止", deviation="方針の見直しのため。")
    office.run("collect", "--year", "R7")
    told = office.json("settle", "1-1-01", "kpi_1_actual", "--year", "R7", "--value", "160", "--reason", "電話")
    assert (told["verdict"], told["waiting"]) == ("review", ["status"])
    told = office.json("settle", "1-1-01", "status", "--year", "R7", "--accept", "--reason", "決裁を確認")
    assert told["waiting"] == []


@pytest.mark.parametrize("word", ["なし", "0", "未公表"])
def test_an_incident_that_was_not_announced_is_not_recorded_as_announced(office, word: str) -> None:
    office.answer("1-1-01")
    office.run("collect", "--year", "R7")
    asked = ("settle", "1-1-01", "incident_announced", "--year", "R7", "--reason", "確認", "--value")
    assert office.run(*asked, word) == 2
    assert office.run(*asked, "令和8年1月に市が公表") == 0


def test_a_department_written_by_its_name_is_told_its_code(office) -> None:
    path = office.folder / "register.xlsx"
    book = load_workbook(path)
    page = book.worksheets[0]
    column = next(cell.column for cell in page[4] if cell.value == "department")
    page.cell(5, column, "情報政策課")
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(buffer.getvalue())
    result = office.json("import", str(path), "--kind", "register")
    told = next(f for f in result["findings"] if f["code"] == "register_unknown_department")
    assert "「0101」" in told["remedy"]


def test_a_file_that_is_no_register_gets_the_registers_own_remedy(office) -> None:
    result = office.json("import", str(office.folder / "fujiplan.toml"), "--kind", "register")
    assert [f["code"] for f in result["findings"]] == ["register_unreadable"]
    assert "register.xlsx" in result["findings"][0]["remedy"]


def test_findings_of_the_register_stand_in_the_order_of_its_sheets(office) -> None:
    path = office.folder / "register.xlsx"
    book = load_workbook(path)
    for name, field, value in (("年度計画", "year", 2030), ("指標", "direction", "横"), ("事業", "end_year", 2020)):
        page = book[name]
        page.cell(5, next(c.column for c in page[4] if c.value == field), value)
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(buffer.getvalue())
    sheets = [f["sheet"] for f in office.json("import", str(path), "--kind", "register")["findings"]]
    assert sheets == sorted(sheets, key=("事業", "指標", "年度計画").index)


def test_distribution_makes_the_inbox_and_says_so(office) -> None:
    assert office.run("distribute", "--year", "R8", day="2027-03-25") in (0, 1)
    assert office.run("distribute", "--year", "R7") == 0
    assert (office.folder / "inbox" / "2025").is_dir() and "inbox/2025" in office.out


def test_a_register_may_be_larger_than_a_sheet_that_somebody_sends(office, monkeypatch: pytest.MonkeyPatch) -> None:
    small = Caps(cells=20)
    monkeypatch.setattr(read_grid, "__defaults__", (small, None))
    with pytest.raises(UnreadableWorkbook):
        read_grid((office.folder / "register.xlsx").read_bytes())
    assert office.json("import", str(office.folder / "register.xlsx"), "--kind", "register")["findings"] == []
    assert OWN.cells > CAPS.cells and OWN.part > CAPS.part
