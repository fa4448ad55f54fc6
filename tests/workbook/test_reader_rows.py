"""The quick way through a sheet's rows says the same as the parser, or leaves the sheet to it."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest

from fujiplan_cli.model.grid import Grid, UnreadableWorkbook
from fujiplan_cli.workbook import reader_sheet, reader_text
from fujiplan_cli.workbook.reader import read_grid

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SST = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="{MAIN}" count="1" uniqueCount="1">'
STRINGS = f"{SST}<si><t>文字</t></si></sst>"
HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{MAIN}"><sheetData>'
TAIL = '</sheetData><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells></worksheet>'
USUAL = (
    '<row r="1" spans="1:3"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="1"/><c r="C1"><v>1.5</v></c></row>',
    '<row r="2" hidden="1"/>',
    '<row r="3"><c r="A3" t="str"><f>IF(1&lt;2,&quot;a&#10;b&quot;,&amp;lt;)</f><v>a &amp; b</v></c></row>',
    '<row r="4"><c r="A4"><f t="shared" si="0"/><v>3</v></c><c r="B4" t="str"><v></v></c><c r="C4"><v></v></c></row>',
    '<row r="5"><c r="A5" t="e"><v>#REF!</v></c><c r="B5" t="b"><v>1</v></c><c r="C5" s="99"><f>A1</f></c></row>',
    '<row r="6"><c r="A6" t="s"><v></v></c><c r="XFD6"><v>2</v></c><c r="B6" t="d"><v>2026-04-01</v></c></row>',
)
UNUSUAL = (
    '<row r="1"><c t="s"><v>0</v></c></row>',
    '<row><c r="A1"><v>0</v></c></row>',
    '<row r="1"><c r="A1" t="inlineStr"><is><t>直接</t></is></c></row>',
    '<row r="1"><c r="A1"><v>0</v><!-- note --></c></row>',
    '<row r="1"><c r="A1" t="str"><v><![CDATA[<c r="B1"/>]]></v></c></row>',
    '<row r="1">\n  <c r="A1"><v>0</v></c>\n</row>',
    '<row r="1"><c r="A1" t="str"><v>&#x3042;</v></c></row>',
    '<row r="1"><c s="1" r="A1"><v>0</v></c></row>',
    '<row r="1" r="2"><c r="A1"><v>0</v></c></row>',
    '<row r="1"><c r="A1" t="str"><v>&nothing;</v></c></row>',
    '<row r="1"><c r="A1" t="str"><v>\x01</v></c></row>',
    '<row r="1"><c r="A1"><v>0</v></c>',
    '<row r="1"><row r="2"><c r="A1"><v>0</v></c></row></row>',
    '<row r="1"><c r="XFE1"><v>0</v></c></row>',
    '<row r="1"><c r="A1048577"><v>0</v></c></row>',
    '<row r="1"><c r="A1" t="s"><v>77</v></c></row>',
    '</sheetData><sheetData><row r="1"><c r="A1"><v>0</v></c></row>',
)


def book(rows: str, head: str = HEAD, tail: str = TAIL, strings: str = STRINGS) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("_rels/.rels", relations(officeDocument="xl/b.xml"))
        sheets = '<sheets><sheet name="表" r:id="worksheet"/></sheets>'
        made.writestr("xl/b.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheets}</workbook>')
        made.writestr("xl/_rels/b.xml.rels", relations(worksheet="s.xml", sharedStrings="t.xml"))
        made.writestr("xl/t.xml", strings)
        made.writestr("xl/s.xml", f"{head}{rows}{tail}")
    return out.getvalue()


def relations(**targets: str) -> str:
    each = (f'<Relationship Id="{k}" Type="{OFFICE}/{k}" Target="{target}"/>' for k, target in targets.items())
    return f'<Relationships xmlns="{PACKAGE}">{"".join(each)}</Relationships>'


def said(data: bytes) -> Grid | str:
    try:
        return read_grid(data)
    except UnreadableWorkbook as error:
        return error.code


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch):
    """What the parser alone says."""

    def read(data: bytes) -> Grid | str:
        with monkeypatch.context() as only:
            only.setattr(reader_sheet, "split_rows", lambda data: None)
            only.setattr(reader_text, "plain_strings", lambda data: None)
            return said(data)

    return read


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch):
    """What the quick way says; it fails where the parser would be asked."""

    def read(data: bytes) -> Grid | str:
        def never(data: bytes) -> None:
            raise AssertionError("left to the parser")

        with monkeypatch.context() as only:
            only.setattr(reader_sheet, "_elements", never)
            return said(data)

    return read


def test_the_usual_shape_is_read_the_quick_way_with_the_same_result(quick, parsed) -> None:
    data = book("".join(USUAL))
    grid = quick(data)
    assert isinstance(grid, Grid) and grid == parsed(data)
    assert grid.sheets[0].at(3, 1).formula == 'IF(1<2,"a\nb",&lt;)'
    assert grid.sheets[0].hidden_rows == {2} and grid.sheets[0].merges == ((1, 1, 1, 2),)


@pytest.mark.parametrize("rows", UNUSUAL, ids=range(len(UNUSUAL)))
def test_every_other_shape_means_what_the_parser_says(rows: str, parsed) -> None:
    data = book(rows)
    assert said(data) == parsed(data)


@pytest.mark.parametrize(
    "items",
    [
        '<si><t xml:space="preserve"> a &amp; b\n</t></si>',
        "<si><t>_x005F_x000D_</t><phoneticPr fontId='1'/></si>",
        '<si><t>東京</t><phoneticPr fontId="1"/></si>',
        '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si>',
        "<si><r><rPr><strike/></rPr><t>古</t></r><r><t>新</t></r></si>",
        "<si><t>a\r\nb</t></si>",
        "<si><t><![CDATA[<si><t>x</t></si>]]></t></si>",
        "<si><!-- note --><t>x</t></si>",
        "<si><t>&#x3042;</t></si>",
        "<si><t>&nothing;</t></si>",
        "<si><t>]]></t></si>",
        "<si/>",
        "<si><t/></si>",
        "<si><t>x</t></si></sst><sst>",
        "",
    ],
)
def test_shared_strings_mean_what_the_parser_says(items: str, parsed) -> None:
    data = book(USUAL[0], strings=f"{SST}{items}</sst>")
    assert said(data) == parsed(data)


def test_a_document_type_before_the_strings_is_refused() -> None:
    assert said(book(USUAL[0], strings=STRINGS.replace("<sst", "<!DOCTYPE sst><sst"))) == "file_entity"


def test_rows_inside_another_element_are_no_rows(parsed) -> None:
    head = HEAD.replace("<sheetData>", "<extLst><ext><sheetData>")
    data = book(USUAL[0], head, "</sheetData></ext></extLst></worksheet>")
    assert said(data) == parsed(data)
    assert said(data).sheets[0].cells == {}


def test_a_document_type_is_refused_before_anything_is_read() -> None:
    assert said(book(USUAL[0], HEAD.replace("<worksheet", "<!DOCTYPE worksheet><worksheet"))) == "file_entity"


def test_mutated_rows_mean_what_the_parser_says(parsed) -> None:
    chance = random.Random(20261128)
    pieces = [
        "<",
        ">",
        "/",
        '"',
        " ",
        "&",
        "&amp;",
        "<v>",
        "</v>",
        "</c>",
        "<row",
        "r=",
        "A",
        "1",
        "t",
        "\t",
        "é",
        "-->",
    ]
    whole = "".join(USUAL)
    for _ in range(400):
        rows = whole
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(rows))
            rows = rows[:at] + chance.choice(pieces) + rows[at + chance.randint(0, 4) :]
        data = book(rows)
        assert said(data) == parsed(data), rows


def test_other_peoples_books_read_the_same_both_ways(corpus: Path, parsed) -> None:
    for path in sorted(p for p in corpus.iterdir() if p.suffix in (".xlsx", ".xlsm")):
        data = path.read_bytes()
        assert said(data) == parsed(data), path.name
