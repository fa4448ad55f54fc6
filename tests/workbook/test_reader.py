"""Every file gives a Grid or one clear reason why not; what a cell says stays apart from how it is stored."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from fujiplan_cli.model.catalogue import CATALOGUE
from fujiplan_cli.model.catalogue import file as file_words
from fujiplan_cli.model.grid import Cell, Grid, Sheet, UnreadableWorkbook
from fujiplan_cli.workbook.reader import read_grid
from fujiplan_cli.workbook.reader_gate import Caps
from fujiplan_cli.workbook.reader_package import refuse_dtd
from fujiplan_cli.workbook.reader_styles import is_date_format
from fujiplan_cli.workbook.reader_text import unescape

NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PKG = "http://schemas.openxmlformats.org/package/2006/relationships"


def package(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def relations(*rows: tuple[str, str, str], base: str = REL) -> str:
    listed = "".join(f'<Relationship Id="{i}" Type="{base}/{kind}" Target="{target}"/>' for i, kind, target in rows)
    return f'<Relationships xmlns="{PKG}">{listed}</Relationships>'


def workbook(
    sheet: str = "",
    *,
    names: str = "",
    strings: str = "",
    styles: str = "",
    properties: str = "",
    sheets: str = '<sheet name="調書" sheetId="1" r:id="r1"/>',
    more: Mapping[str, str | bytes] | None = None,
    ns: str = NS,
    rel: str = REL,
    target: str = "worksheets/sheet1.xml",
) -> bytes:
    """A workbook of one sheet with this inside ``worksheet``."""
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml"), base=rel),
        "xl/workbook.xml": f'<workbook xmlns="{ns}" xmlns:r="{rel}">{properties}<sheets>{sheets}</sheets>'
        f"<definedNames>{names}</definedNames></workbook>",
        "xl/_rels/workbook.xml.rels": relations(
            ("r1", "worksheet", target),
            ("r2", "worksheet", "worksheets/sheet2.xml"),
            ("r3", "sharedStrings", "sharedStrings.xml"),
            ("r4", "styles", "styles.xml"),
            base=rel,
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{ns}">{sheet}</worksheet>',
        "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{ns}"><sheetData/></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{ns}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{ns}">{styles}</styleSheet>',
    }
    return package(parts | dict(more or {}))


def only(data: bytes) -> Sheet:
    return read_grid(data).sheets[0]


def cells(*xml: str) -> str:
    return f'<sheetData><row r="1">{"".join(xml)}</row></sheetData>'


def refused(data: bytes, caps: Caps | None = None) -> str:
    with pytest.raises(UnreadableWorkbook) as error:
        read_grid(data) if caps is None else read_grid(data, caps)
    return error.value.code


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ('<c r="A1"><v>11631.400000000001</v></c>', Cell("number", "11631.400000000001")),
        ('<c r="A1"><v>1E3</v></c>', Cell("number", "1E3")),
        ('<c r="A1" t="str"><v/></c>', Cell("text", "")),
        ('<c r="A1" t="str"><f>A2</f><v></v></c>', Cell("text", "", "A2")),
        ('<c r="A1"><f>A2*2</f></c>', Cell("blank", "", "A2*2")),
        ('<c r="A1"><f>A2*2</f><v></v></c>', Cell("blank", "", "A2*2")),
        ('<c r="A1"><f t="shared" si="0"/><v>4</v></c>', Cell("number", "4", "shared")),
        ('<c r="A1" t="e"><f>#REF!</f><v>#REF!</v></c>', Cell("error", "#REF!", "#REF!")),
        ('<c r="A1" t="b"><v>1</v></c>', Cell("boolean", "TRUE")),
        ('<c r="A1" t="b"><v>0</v></c>', Cell("boolean", "FALSE")),
        ('<c r="A1" t="d"><v>2026-03-31</v></c>', Cell("date", "2026-03-31")),
        ('<c r="A1" t="inlineStr"><is><t> 前後 </t></is></c>', Cell("text", " 前後 ")),
        ('<c r="A1" t="inlineStr"><is><t>a_x000D_b_x005F_x000D_</t></is></c>', Cell("text", "a\rb_x000D_")),
        ('<c r="A1"><v>約100</v></c>', Cell("text", "約100")),
    ],
)
def test_value_formula_error_and_blank_stay_apart(xml: str, expected: Cell) -> None:
    assert only(workbook(cells(xml))).at(1, 1) == expected


def test_a_cell_with_a_style_and_nothing_else_is_not_there() -> None:
    assert only(workbook(cells('<c r="A1" s="3"/>', '<c r="B1" s="3"><v>1</v></c>'))).cells.keys() == {(1, 2)}


def test_furigana_is_never_joined_and_rich_runs_are() -> None:
    strings = (
        '<si><t>富士</t><rPh sb="0" eb="2"><t>フジ</t></rPh><phoneticPr fontId="1"/></si>'
        "<si><r><t>保育</t></r><r><rPr><b/></rPr><t xml:space='preserve"
        "'> 園</t></r><rPh sb='0' eb='2'><t>ホイク</t></rPh></si>"
    )
    sheet = only(workbook(cells('<c r="A1" t="s"><v>0</v></c>', '<c r="B1" t="s"><v>1</v></c>'), strings=strings))
    assert [sheet.at(1, 1).raw, sheet.at(1, 2).raw] == ["富士", "保育 園"]


def test_strike_through_is_seen_in_the_cell_and_in_a_run() -> None:
    strings = (
        "<si><r><rPr><strike/></rPr><t>旧</t></r><r><t>新</t></r></si>"
        "<si><r><rPr><strike val='0'/></rPr><t>新</t></r></si>"
    )
    styles = "<fonts><font/><font><strike/></font></fonts><cellXfs><xf fontId='0'/><xf fontId='1'/></cellXfs>"
    sheet = only(
        workbook(
            cells('<c r="A1" t="s"><v>0</v></c>', '<c r="B1" t="s"><v>1</v></c>', '<c r="C1" s="1"><v>5</v></c>'),
            strings=strings,
            styles=styles,
        )
    )
    assert [sheet.at(1, n).struck for n in (1, 2, 3)] == [True, False, True]


def test_comments_old_and_threaded_are_read_and_the_notice_in_their_place_is_not() -> None:
    more = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("a", "comments", "../comments1.xml"))[
            : -len("</Relationships>")
        ]
        + '<Relationship Id="b" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" '
        'Target="/xl/threadedComments/t1.xml"/></Relationships>',
        "xl/comments1.xml": f'<comments xmlns="{NS}"><commentList>'
        '<comment ref="B2"><text><r><t>正しくは</t></r><r><t>120</t></r></text></comment>'
        '<comment ref="A1"><text><t>[Threaded comment] …</t></text></comment></commentList></comments>',
        "xl/threadedComments/t1.xml": '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="A1"><text>確認中</text></threadedComment>'
        '<threadedComment ref="A1"><text>確定しました</text></threadedComment></ThreadedComments>',
    }
    sheet = only(workbook(cells('<c r="A1"><v>1</v></c>'), more=more))
    assert sheet.at(1, 1) == Cell("number", "1", comment="確認中\n確定しました")
    assert sheet.at(2, 2) == Cell(comment="正しくは120")


def test_merges_hidden_rows_hidden_columns_protection_and_state_are_kept() -> None:
    sheet = only(
        workbook(
            '<cols><col min="2" max="3" hidden="1"/><col min="5" max="5" width="9"/></cols>'
            '<sheetData><row r="2" hidden="1"/><row r="3"/></sheetData><sheetProtection sheet="1"/>'
            '<mergeCells><mergeCell ref="B2:D5"/></mergeCells>',
            sheets='<sheet name="調書" sheetId="1" state="veryHidden" r:id="r1"/>',
            properties='<workbookPr date1904="1"/>',
        )
    )
    assert (sheet.merges, sheet.hidden_rows, sheet.hidden_columns) == (((2, 2, 5, 4),), {2}, {2, 3})
    assert (sheet.protected, sheet.state, sheet.date1904) == (True, "veryHidden", True)


def test_rows_and_cells_without_addresses_count_on() -> None:
    sheet = only(
        workbook('<sheetData><row r="4"><c r="B4"/><c><v>1</v></c></row><row><c><v>2</v></c></row></sheetData>')
    )
    assert {spot: cell.raw for spot, cell in sheet.cells.items()} == {(4, 3): "1", (5, 1): "2"}


def test_names_of_the_sheet_go_before_the_books_and_lost_ones_are_blank() -> None:
    names = (
        '<definedName name="fp_stage">調書!$B$2</definedName>'
        '<definedName name="fp_stage" localSheetId="0">調書!$D$18:$F$18</definedName>'
        "<definedName name=\"fp_result\">'写し ''2'''!$A$1</definedName>"
        '<definedName name="fp_issue" localSheetId="0">#REF!</definedName>'
        '<definedName name="fp_direction" localSheetId="0">調書!#REF!</definedName>'
        "<definedName name=\"fp_plan\" localSheetId=\"0\">'写し ''2'''!$A$1</definedName>"
        '<definedName name="fp_list" localSheetId="0">"a,b"</definedName>'
        '<definedName name="fp_status">調書!$C$7</definedName>'
    )
    sheets = '<sheet name="調書" sheetId="1" r:id="r1"/><sheet name="写し \'2\'" sheetId="2" r:id="r2"/>'
    first, second = read_grid(workbook(names=names, sheets=sheets)).sheets
    assert dict(first.names) == {
        "fp_stage": "D18",
        "fp_issue": "",
        "fp_direction": "",
        "fp_plan": "",
        "fp_status": "C7",
    }
    assert dict(second.names) == {"fp_result": "A1"}


def test_strict_namespaces_absolute_targets_and_odd_names_of_parts_read_alike() -> None:
    strict, rel = (
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    )
    cell = cells('<c r="A1"><v>1</v></c>')
    ways = [
        workbook(cell, ns=strict, rel=rel),
        workbook(cell, target="/xl/worksheets/sheet1.xml"),
        workbook(cell, target="/xl/Worksheets/SHEET1.xml"),
        workbook(cell, target=".\\worksheets\\sheet1.xml"),
    ]
    assert {only(data).at(1, 1) for data in ways} == {Cell("number", "1")}


@pytest.mark.parametrize(
    ("code", "is_date"),
    [
        ("yyyy/m/d", True),
        ('[$-411]ggge"年"m"月"d"日"', True),
        ("m/d", True),
        ("aaa", True),
        ("General", False),
        ("G/標準", False),
        ("#,##0_ ;[Red]▲#,##0_ ;0_ ", False),
        ("0.00E+00", False),
        ('0"件（年度）day"', False),
        ("[h]:mm:ss", False),
        ("@", False),
    ],
)
def test_a_format_that_shows_a_day_is_a_date_format(code: str, is_date: bool) -> None:
    assert is_date_format(code) is is_date


@pytest.mark.parametrize(("number_format", "is_date"), [(14, True), (31, True), (57, True), (1, False), (46, False)])
def test_builtin_date_formats_are_known_japanese_ones_too(number_format: int, is_date: bool) -> None:
    styles = f'<cellXfs><xf numFmtId="0"/><xf numFmtId="{number_format}"/></cellXfs>'
    sheet = only(workbook(cells('<c r="A1" s="1"><v>44805</v></c>'), styles=styles))
    assert sheet.at(1, 1).looks_like_date is is_date


def test_macros_are_noticed() -> None:
    assert read_grid(workbook(more={"xl/vbaProject.bin": b"x"})).macros
    assert not read_grid(workbook()).macros


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "file_password"),
        (OLE + "Workbook".encode("utf-16-le"), "file_xls"),
        (package({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "file_ods"),
        (package({"xl/workbook.bin": b"\x83\x01"}), "file_xlsb"),
        (package({"word/document.xml": "<a/>"}), "file_not_workbook"),
        (package({"a.txt": "x"}), "file_not_workbook"),
        (workbook(cells('<c r="A1"><v>1</v></c>'))[:-200], "file_truncated"),
        ("事業番号,事業名\r\n1,電子申請\r\n".encode("cp932"), "file_csv"),
        ("\ufeff事業番号\t事業名".encode(), "file_csv"),
        ("番号,名".encode("utf-16"), "file_csv"),
        (b"%PDF-1.7 \xe2\xe3", "file_unknown"),
        (b"<html><table></table></html>", "file_unknown"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "file_unknown"),
        (b"\0" * 4096, "file_damaged"),
        (workbook(sheets=""), "file_not_workbook"),
        (workbook(cells('<c r="A1" t="s"><v>7</v></c>')), "file_damaged"),
        (workbook("<sheetData><row"), "file_damaged"),
        (workbook(cells('<c r="A1048577"><v>1</v></c>')), "file_damaged"),
        (package({"../evil.xml": "x", "xl/workbook.xml": "x"}), "file_unsafe"),
    ],
)
def test_what_is_no_workbook_of_ours_is_named_by_its_content(data: bytes, code: str) -> None:
    assert refused(data) == code
    assert code in CATALOGUE


def test_a_link_inside_the_archive_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("xl/workbook.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert refused(out.getvalue()) == "file_unsafe"


def test_an_encrypted_entry_is_a_password() -> None:
    data = bytearray(workbook())
    at = data.index(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    assert refused(bytes(data)) == "file_password"


BOMB = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_before_it_is_parsed(encoding: str) -> None:
    xml = f'{BOMB}<worksheet xmlns="{NS}"><sheetData/></worksheet>'.encode(encoding)
    assert refused(workbook(more={"xl/worksheets/sheet1.xml": xml})) == "file_entity"


def test_an_external_entity_is_refused_and_the_word_in_a_text_is_not() -> None:
    outside = f'<?xml version="1.0"?><!-- x --><!DOCTYPE w SYSTEM "file:///etc/passwd"><worksheet xmlns="{NS}"/>'
    assert refused(workbook(more={"xl/worksheets/sheet1.xml": outside})) == "file_entity"
    refuse_dtd(b"<?xml version='1.0'?><!-- > --><a><![CDATA[<!DOCTYPE html>]]></a>")


def test_bombs_are_refused_by_density_size_number_and_cells() -> None:
    dense = workbook(more={"xl/worksheets/sheet1.xml": b"<a>" + b" " * (6 << 20)})
    many = package({f"{n}.xml": "" for n in range(30)})
    three = workbook(cells(*(f'<c r="{c}1"><v>1</v></c>' for c in "ABC")))
    assert refused(dense) == "file_bomb"
    assert refused(many, Caps(entries=20)) == "file_bomb"
    assert refused(three, Caps(cells=2)) == "file_bomb"
    assert refused(three, Caps(part=100)) == "file_bomb"
    assert refused(three, Caps(total=500)) == "file_bomb"
    assert refused(three, Caps(received=100)) == "file_bomb"


def test_a_large_sheet_read_in_pieces_is_the_same_as_a_small_one(monkeypatch: pytest.MonkeyPatch) -> None:
    book = Workbook()
    for row in range(1, 60):
        book.active.append([row, f"文{row}", row * 0.5])
    book.active.merge_cells("A1:B2")
    book.active.column_dimensions["C"].hidden = True
    out = io.BytesIO()
    book.save(out)
    whole = read_grid(out.getvalue())
    monkeypatch.setattr("fujiplan_cli.workbook.reader_sheet._TREE_UP_TO", 0)
    assert read_grid(out.getvalue()) == whole
    assert len(whole.sheets[0].cells) == 59 * 3 - 3


@given(st.text())
def test_unescape_gives_a_text_that_can_be_stored(text: str) -> None:
    assert unescape(text.replace("_", "_x005F_")) == text
    unescape(text).encode()
    assert unescape("_xD842__xDFB7_") == "𠮷"


GOOD = workbook(cells('<c r="A1"><v>1</v></c>', '<c r="B1" t="s"><v>0</v></c>'), strings="<si><t>文</t></si>")


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_bytes_changed_at_random_give_a_grid_or_a_reason_and_nothing_else(changes: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for at, value in changes:
        data[at] = value
    try:
        assert isinstance(read_grid(bytes(data)), Grid)
    except UnreadableWorkbook as error:
        assert error.code in CATALOGUE


def test_every_reason_has_words_for_the_department() -> None:
    assert {spec.severity for spec in file_words.SPECS if spec.code != "file_lock"} == {"error"}
    assert all("{file}" in spec.fact and spec.remedy.endswith("。") for spec in file_words.SPECS)
