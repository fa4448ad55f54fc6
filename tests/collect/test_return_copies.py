"""What goes back to a department (修正依頼): received cells untouched, the right ones marked; and it comes back."""

from __future__ import annotations

import io
import subprocess
from functools import lru_cache
from pathlib import Path

import pytest
from cases_world import ANSWERS, PRINTED, TYPED, cells_of, told
from office_world import GOOD, YEAR, filled
from openpyxl import load_workbook

from fujiplan_cli.workbook.reader import read_grid
from fujiplan_cli.workbook.returns import RETURN_NAME
from uncounted import uncounted

FAULTS = {"kpi_1_actual": "約160", "self_uptake": 5, "issue": None, "kpi_1_as_of": "4月20日"}


def returned(office, data: bytes, name: str = "a.xlsx") -> bytes:
    """Collect a file and give the one return copy that it gets."""
    office.put(name, data)
    (path,) = office.json("collect", "--year", str(YEAR))["returns"]
    return (office.folder / path).read_bytes()


@lru_cache
@uncounted()
def letter_of(copy: bytes):
    """The visible 修正依頼 sheet of a return copy."""
    book = load_workbook(io.BytesIO(copy))
    (page,) = [one for one in book.worksheets if RETURN_NAME in one.defined_names and one.sheet_state == "visible"]
    return page


def rows_of(copy: bytes) -> list[tuple[object, ...]]:
    """(cell, field, state) of each line of the letter."""
    page = letter_of(copy)
    return [(row[2].value, row[3].value) for row in page.iter_rows(min_row=10) if row[0].value]


@uncounted()
def corrected(copy: bytes, **answers: object) -> bytes:
    """The department's correction in the returned copy itself, saved by a program."""
    book = load_workbook(io.BytesIO(copy))
    page = book.worksheets[0]
    for name, value in answers.items():
        page[page.defined_names[f"fp_{name}"].attr_text.rsplit("!", 1)[1].replace("$", "")].value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("number", [PRINTED, TYPED])
def test_the_copy_leaves_every_received_cell_as_it_was_and_names_each_fault(office, where, number) -> None:
    data = filled(office.sheets[number], {**ANSWERS[number], **FAULTS})
    copy = returned(office, data)
    before, after = read_grid(data), read_grid(copy)
    assert after.sheets[: len(before.sheets)] == before.sheets
    assert {cell for cell, _ in rows_of(copy)} == {f"進行管理調書 {where[number][field]}" for field in FAULTS}
    links = {row[2].hyperlink.location for row in letter_of(copy).iter_rows(min_row=10) if row[2].hyperlink}
    assert links == {f"'進行管理調書'!{where[number][field]}" for field in FAULTS}


def test_what_only_the_office_can_settle_is_not_asked_of_the_department(office) -> None:
    data = filled(office.sheets[PRINTED], {**GOOD, "kpi_1_actual": "約160", "kpi_1_base": 90, "issue": "長" * 201})
    copy = returned(office, data)
    assert [field for _, field in rows_of(copy)] == ["実績値"]
    words = " ".join(str(cell.value) for row in letter_of(copy).iter_rows() for cell in row if cell.value)
    assert "所管課に確かめ" not in words and "事業台帳の内容" not in words


def test_the_corrected_copy_is_accepted_and_its_letter_is_no_answer(office) -> None:
    copy = returned(office, filled(office.sheets[PRINTED], {**GOOD, **FAULTS}))
    good = {"kpi_1_actual": 160, "self_uptake": 3, "issue": GOOD["issue"], "kpi_1_as_of": "2026-03-31"}
    office.put("a.xlsx", corrected(copy, **good))
    (entry,) = office.json("collect", "--year", str(YEAR))["files"]
    assert (entry["verdict"], told(entry)) == ("accepted", [])


def test_a_renamed_letter_is_known_by_its_name_and_a_sheet_of_that_title_is_not(office) -> None:
    copy = returned(office, filled(office.sheets[PRINTED], {**GOOD, "kpi_1_actual": "約160"}))
    book = load_workbook(io.BytesIO(corrected(copy, kpi_1_actual=160)))
    letter = book.worksheets[-1]
    letter.title = "事務局から"
    letter.defined_names[RETURN_NAME].attr_text = "'事務局から'!$A$1"
    book.create_sheet("修正依頼への回答")["A1"] = "別紙のとおり"
    out = io.BytesIO()
    book.save(out)
    office.put("a.xlsx", out.getvalue())
    (entry,) = office.json("collect", "--year", str(YEAR))["files"]
    assert (entry["verdict"], [(f["code"], f["value"]) for f in entry["findings"]]) == (
        "accepted",
        [("extra_sheet", "修正依頼への回答")],
    )


def test_a_copy_returned_twice_asks_only_what_is_still_wrong(office) -> None:
    first = returned(office, filled(office.sheets[PRINTED], {**GOOD, **FAULTS}))
    mended = {"self_uptake": 3, "issue": "利用が少ない。", "kpi_1_as_of": "2026-03-31"}
    again = returned(office, corrected(first, kpi_1_actual="未定", **mended))
    assert [field for _, field in rows_of(again)] == ["実績値"]
    office.put("a.xlsx", corrected(again, kpi_1_actual=160))
    (entry,) = office.json("collect", "--year", str(YEAR))["files"]
    assert (entry["verdict"], told(entry)) == ("accepted", [])


def test_a_book_of_several_sheets_gets_a_letter_for_each_faulty_project(office) -> None:
    book = load_workbook(io.BytesIO(filled(office.sheets[PRINTED], {**GOOD, "kpi_1_actual": "約160"})))
    other = load_workbook(io.BytesIO(filled(office.sheets["1-1-02"], {**GOOD, "self_uptake": 5}))).worksheets[0]
    page = book.create_sheet("1-1-02")
    for row in other.iter_rows():
        for cell in row:
            if cell.value is not None and type(cell).__name__ != "MergedCell":
                page[cell.coordinate].value = cell.value
    out = io.BytesIO()
    book.save(out)
    office.put("課の調書.xlsx", out.getvalue())
    result = office.json("collect", "--year", str(YEAR))
    assert [f["verdict"] for f in result["files"]] == ["returned", "returned"]
    asked = [rows_of((office.folder / one).read_bytes()) for one in result["returns"]]
    cells = cells_of(office.sheets[PRINTED])
    assert asked == [
        [(f"進行管理調書 {cells['kpi_1_actual']}", "実績値")],
        [(f"1-1-02 {cells['self_uptake']}", "利用・定着"), ("1-1-02", None)],
    ]


def test_libreoffice_opens_the_copy_and_the_marks_follow_the_answers(office, soffice, tmp_path, hand, where) -> None:
    copy = returned(office, filled(office.sheets[PRINTED], {**GOOD, **FAULTS}))
    assert _opens(soffice, copy, tmp_path)
    mended = hand(copy, ["unprotect"], ["set", where[PRINTED]["kpi_1_actual"], 160])
    letter = read_grid(mended).sheets[-1]
    states = [letter.at(row, 7).raw for row in range(10, 14)]
    assert sorted(states) == sorted(["○ 対応済", "● 未対応", "● 未対応", "● 未対応"])


def _opens(soffice: str, data: bytes, folder: Path) -> bool:
    source = folder / "copy.xlsx"
    source.write_bytes(data)
    profile = (folder / "profile").as_uri()
    command = [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir"]
    subprocess.run([*command, str(folder), str(source)], check=True, capture_output=True, timeout=120)
    return (folder / "copy.pdf").stat().st_size > 10_000


def test_the_receipt_book_tells_every_file_in_japanese_words(office) -> None:
    good = filled(office.sheets[PRINTED], GOOD)
    for name, data in {"a.xlsx": good, "b.xlsx": good, "c.xlsx": filled(office.sheets["last year"], GOOD)}.items():
        office.put(name, data)
    office.run("collect", "--year", str(YEAR))
    book = load_workbook(office.folder / "reports" / str(YEAR) / "受付簿.xlsx")
    rows = [row for row in book.worksheets[0].iter_rows(values_only=True) if isinstance(row[0], int)]
    column = next(row for row in book.worksheets[0].iter_rows(values_only=True) if row[0] == "番号").index("備考")
    assert [row[column] or "" for row in rows] == ["", "同じ内容のファイルを受付済み", "別の年度の調書"]


def test_a_return_after_the_due_day_asks_for_no_day_that_is_past(office) -> None:
    office.put("a.xlsx", filled(office.sheets[PRINTED], {**GOOD, "kpi_1_actual": "約160"}))
    (path,) = office.json("collect", "--year", str(YEAR), day="2026-05-20")["returns"]
    words = [cell.value for row in letter_of((office.folder / path).read_bytes()).iter_rows() for cell in row]
    assert "できるだけ早く（提出期限の令和8年4月28日（火）を過ぎています）" in words


def test_a_receipt_book_that_cannot_be_written_keeps_no_department_waiting(office) -> None:
    """As when it is open in Excel: told at the end, with the return already made."""
    (office.folder / "reports" / str(YEAR) / "受付簿.xlsx").mkdir(parents=True)
    office.put("a.xlsx", filled(office.sheets[PRINTED], {**GOOD, "kpi_1_actual": "約160"}))
    assert office.run("collect", "--year", str(YEAR)) == 4
    assert "受付簿.xlsx" in office.err
    assert list((office.folder / "returns" / str(YEAR)).glob("*.xlsx"))
