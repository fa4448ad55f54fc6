"""A return copy: the received cells untouched, the faulty ones marked until they change, one sheet that says why."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from fujiplan_cli.model.grid import Cell, UnreadableWorkbook
from fujiplan_cli.workbook.reader import read_grid
from fujiplan_cli.workbook.returns import RETURN_NAME, ReturnLetter, ReturnMark, mark_return
from fujiplan_cli.workbook.returns_condition import still_rejected

LETTER = ReturnLetter(
    "令和7年度 進行管理調書の修正について（依頼）",
    "こども未来部 保育幼稚園課 御中",
    "1-01-02 電子申請 & 利用促進",
    "令和8年5月8日（金）",
    "富士市 デジタル戦略課",
    "次の箇所を確認してください。",
)
VALUES: dict[str, object] = {
    "B2": "約21,000",
    "B3": 12500,
    "B4": None,
    "B5": '「"引用"」と\n改行のある' + "長い文" * 90,
    "B6": "=1/0",
    "B7": True,
    "B8": "𠮷野",
    "B9": 11631.4,
    "B10": "　",
    "B11": "外字_xFFFF_の後",
}


def received(edit: Callable[[Workbook], None] = lambda book: None) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "保育'7 (2)"
    for cell, value in VALUES.items():
        sheet[cell] = value
    sheet.merge_cells("B2:C2")
    sheet.conditional_formatting.add("A1:C20", FormulaRule(["TRUE"], fill=PatternFill("solid", bgColor="FFFFFFFF")))
    edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def mark(cell: str, sheet: str = "保育'7 (2)") -> ReturnMark:
    return ReturnMark(
        sheet, cell, "実績値", f"「実績値」（{cell}セル）を確認してください。", "記入してください。", "要修正"
    )


MARKS = [mark(cell) for cell in VALUES]


def test_the_received_sheets_are_the_same_cell_by_cell_and_the_letter_is_added() -> None:
    data = received()
    before, after = read_grid(data), read_grid(mark_return(data, MARKS, LETTER))
    assert after.sheets[:-1] == before.sheets
    added = after.sheets[-1]
    assert (added.name, dict(added.names)[RETURN_NAME]) == ("修正依頼", "A1")
    assert [added.at(row, 1).raw for row in (1, 2)] == [LETTER.title, LETTER.addressee]
    assert [added.at(10, column).raw for column in range(1, 8)] == [
        "1",
        "要修正",
        "保育'7 (2) B2",
        "実績値",
        "「実績値」（B2セル）を確認してください。",
        "記入してください。",
        "● 未対応",
    ]


def test_the_same_return_has_the_same_bytes() -> None:
    data = received()
    assert mark_return(data, MARKS, LETTER) == mark_return(data, MARKS, LETTER)


def test_openpyxl_opens_it_with_marks_before_the_forms_own_formats_and_links_to_the_cells() -> None:
    book = load_workbook(io.BytesIO(mark_return(received(), MARKS, LETTER)))
    rules = {str(area.sqref): area.rules[0] for area in book["保育'7 (2)"].conditional_formatting}
    assert (rules["B2:C2"].priority, rules["A1:C20"].priority) == (1, 1 + len(MARKS))
    assert all(rule.dxf.fill.bgColor.rgb == "FFFFD98A" for at, rule in rules.items() if at != "A1:C20")
    assert book["修正依頼"]["C10"].hyperlink.location == "'保育''7 (2)'!B2"
    assert book.active.title == "修正依頼"
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == ["修正依頼"]


def test_every_other_part_of_the_file_is_kept_and_the_xml_stays_in_order() -> None:
    data = received()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(io.BytesIO(mark_return(data, MARKS, LETTER))) as new:
        assert set(new.namelist()) - set(old.namelist()) == {"xl/worksheets/return1.xml"}
        assert new.read("xl/theme/theme1.xml") == old.read("xl/theme/theme1.xml")
        sheet = new.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.index("</mergeCells>") < sheet.index("<conditionalFormatting") < sheet.index("<pageMargins")


def test_marks_of_a_lost_row_or_sheet_are_listed_without_a_link() -> None:
    marks = [mark(""), mark("B2", sheet="別のシート"), mark("消えた行")]
    added = read_grid(mark_return(received(), marks, LETTER)).sheets[-1]
    assert [added.at(row, 7).raw for row in (10, 11, 12)] == ["内容を確認"] * 3
    assert added.at(8, 1).raw == "全 3 件"


def test_a_returned_copy_that_comes_back_faulty_gets_a_second_sheet() -> None:
    twice = mark_return(mark_return(received(), MARKS, LETTER), MARKS, LETTER)
    assert [sheet.name for sheet in read_grid(twice).sheets] == ["保育'7 (2)", "修正依頼", "修正依頼2"]


def test_macros_do_not_travel_back() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(received())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(
                    b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
                )
            if name == "xl/_rels/workbook.xml.rels":
                kind = b"http://schemas.microsoft.com/office/2006/relationships/vbaProject"
                one = b'<Relationship Id="v" Type="' + kind + b'" Target="vbaProject.bin"/></Relationships>'
                data = data.replace(b"</Relationships>", one)
            new.writestr(name, data)
        new.writestr("xl/vbaProject.bin", b"code")
    assert read_grid(out.getvalue()).macros
    returned = mark_return(out.getvalue(), MARKS, LETTER)
    assert not read_grid(returned).macros
    assert b"macroEnabled" not in zipfile.ZipFile(io.BytesIO(returned)).read("[Content_Types].xml")


def test_what_is_no_workbook_is_refused() -> None:
    with pytest.raises(UnreadableWorkbook):
        mark_return(b"", MARKS, LETTER)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (Cell("text", "約100"), 'EXACT($D$1&"","約100")'),
        (Cell("text", 'a"b'), 'EXACT($D$1&"","a""b")'),
        (Cell("number", "1E3"), "AND(ISNUMBER($D$1),$D$1=1E3)"),
        (Cell(), "LEN(TRIM($D$1))=0"),
        (Cell(formula="A1"), "_xlfn.ISFORMULA($D$1)"),
        (Cell("error", "#REF!"), "ISERROR($D$1)"),
        (Cell("text", "一行目\n二行目"), 'AND(EXACT(LEFT($D$1,3),"一行目"))'),
        (Cell("boolean", "TRUE"), "$D$1=TRUE"),
    ],
)
def test_the_condition_holds_for_the_rejected_value_only(cell: Cell, expected: str) -> None:
    assert still_rejected(cell, "$D$1") == expected


def states(data: bytes, folder: Path, soffice: str) -> list[str]:
    """状況 of every line after LibreOffice has calculated the sheet anew (openpyxl drops cached results)."""
    folder.mkdir()
    book = load_workbook(io.BytesIO(data))
    (folder / "in").mkdir()
    book.save(folder / "in" / "r.xlsx")
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    command = [
        soffice,
        "--headless",
        home,
        "--convert-to",
        "xlsx",
        "--outdir",
        str(folder),
        str(folder / "in" / "r.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    added = read_grid((folder / "r.xlsx").read_bytes()).sheets[-1]
    return [added.at(row, 7).raw for row in range(10, 10 + len(VALUES))]


def test_in_libreoffice_a_mark_is_open_until_its_value_changes(tmp_path: Path, soffice: str) -> None:
    returned = mark_return(received(), MARKS, LETTER)
    # B6 has no cached result here, so its condition asks for a formula; B6 still is one.
    assert states(returned, tmp_path / "as-received", soffice) == ["● 未対応"] * len(VALUES)
    book = load_workbook(io.BytesIO(returned))
    for cell in VALUES:
        book.worksheets[0][cell] = 21480
    out = io.BytesIO()
    book.save(out)
    assert states(out.getvalue(), tmp_path / "corrected", soffice) == ["○ 対応済"] * len(VALUES)
