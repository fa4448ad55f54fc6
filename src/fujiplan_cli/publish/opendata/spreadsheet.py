"""The .xlsx copy: one sheet a table, header in row 1, filter, frozen header; no formula, no name of a person.

WHY its own writer: the workbook room's library writes a cell object by object, which would take longer than the whole
site; these sheets have no look but a bold header, so their XML is written line by line. Same lines, same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from fujiplan_cli.publish.opendata.columns import Column, Table
from fujiplan_cli.publish.opendata.encode import DANGEROUS, Rows

LIMIT = 32_767
"""Characters that a cell holds."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Yu Gothic"/></font>'
    '<font><b/><sz val="11"/><name val="Yu Gothic"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE8EFFB"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
"""Style 1: header. Style 2: a text that would be a formula if somebody typed it again."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table with the parts of its lines."""

    table: Table
    parts: Sequence[Rows]


def workbook_bytes(title: str, sheets: Sequence[Sheet]) -> bytes:
    """The workbook. Its only metadata is the title."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for path, text in _parts(title, sheets):
            info = zipfile.ZipInfo(path, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0  # the same bytes on Windows and Linux
            book.writestr(info, text.encode(), compresslevel=2)
    return out.getvalue()


def _parts(title: str, sheets: Sequence[Sheet]) -> Iterable[tuple[str, str]]:
    numbers = range(1, len(sheets) + 1)
    yield "[Content_Types].xml", _content_types(numbers)
    yield (
        "_rels/.rels",
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_DOC}/officeDocument" Target="xl/workbook.xml"/>'
        f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
        "</Relationships>",
    )
    yield (
        "docProps/core.xml",
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title></cp:coreProperties>',
    )
    yield "xl/workbook.xml", _workbook(sheets)
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_DOC}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}'
        f'<Relationship Id="rId{len(sheets) + 1}" Type="{_DOC}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId{len(sheets) + 2}" Type="{_DOC}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
    )
    yield "xl/styles.xml", _STYLES
    strings = _Strings({"": ""})
    for number, sheet in zip(numbers, sheets, strict=True):
        yield f"xl/worksheets/sheet{number}.xml", _sheet(sheet, strings, selected=number == 1)
    yield "xl/sharedStrings.xml", strings.xml()


def _content_types(numbers: Iterable[int]) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/>' for n in numbers
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET_TYPE}.styles+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_SHEET_TYPE}.sharedStrings+xml"/>'
        '<Override PartName="/docProps/core.xml" '
        f'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>{sheets}</Types>'
    )


def _workbook(sheets: Sequence[Sheet]) -> str:
    """With the hidden name that a filter has in a workbook of Excel's own making."""
    listed = "".join(
        f'<sheet name="{escape(s.table.title)}" sheetId="{n}" r:id="rId{n}"/>' for n, s in enumerate(sheets, start=1)
    )
    names = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{n}" hidden="1">'
        f"'{escape(s.table.title)}'!$A$1:${letters(len(s.table.columns))}${_height(s)}</definedName>"
        for n, s in enumerate(sheets)
    )
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_DOC}"><sheets>{listed}</sheets>'
        f"<definedNames>{names}</definedNames></workbook>"
    )


def _height(sheet: Sheet) -> int:
    return 1 + sum(len(p.lines) for p in sheet.parts)


class _Strings(dict[str, str]):
    """Text → the rest of a cell after its address. Each text stands in the workbook once (shared strings)."""

    def __missing__(self, text: str) -> str:
        style = ' s="2"' if text.startswith(DANGEROUS) else ""
        self[text] = cell = f'{style} t="s"><v>{len(self)}</v></c>' if text else ""
        return cell

    def xml(self) -> str:
        """The part with all texts. A text is stored as a text, so it is never a formula."""
        texts = "".join(f'<si><t xml:space="preserve">{escape(t[:LIMIT], quote=False)}</t></si>' for t in self)
        return f'{_HEAD}<sst xmlns="{_MAIN}" uniqueCount="{len(self)}">{texts}</sst>'


def _sheet(sheet: Sheet, strings: _Strings, *, selected: bool) -> str:
    columns = sheet.table.columns
    names = [letters(n) for n in range(1, len(columns) + 1)]
    area = f"A1:{names[-1]}{_height(sheet)}"
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{_width(c)}" customWidth="1"/>' for n, c in enumerate(columns, start=1)
    )
    chosen = ' tabSelected="1"' if selected else ""
    out = [
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><dimension ref="{area}"/><sheetViews><sheetView{chosen} workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols>{widths}</cols><sheetData><row r="1">',
        *(f'<c r="{at}1" s="1"{strings[c.name]}' for at, c in zip(names, columns, strict=True)),
        "</row>",
    ]
    row = 1
    for part in sheet.parts:
        for line in zip(*_cells(part, names, strings), strict=True):
            row += 1
            out.append(f'<row r="{row}">{"".join(line)}</row>'.replace(_ROW, str(row)))
    out.append(f'</sheetData><autoFilter ref="{area}"/></worksheet>')
    return "".join(out)


def _cells(part: Rows, names: Sequence[str], strings: _Strings) -> Iterable[list[str]]:
    """Column by column: each cell, with ``_ROW`` for the number of its row; "" for a blank."""
    for at, column, texts in zip(names, part.table.columns, part.texts, strict=True):
        head = f'<c r="{at}{_ROW}"'
        if column.type in ("integer", "number"):
            yield [f"{head}><v>{t}</v></c>" if t else "" for t in texts]
        else:
            known = _BOOLEANS if column.type == "boolean" else strings
            yield [head + known[t] if t else "" for t in texts]


_ROW = "\0"
"""No text of a workbook holds it."""
_BOOLEANS = {"true": ' t="b"><v>1</v></c>', "false": ' t="b"><v>0</v></c>'}


def _width(column: Column) -> int:
    if column.type != "string":
        return 14
    return 40 if column.name in _WIDE else 20


_WIDE = frozenset(
    {"definition", "description", "value", "plan", "result", "issue", "next_plan", "public_summary", "basis"}
)


def letters(number: int) -> str:
    """1 → A, 27 → AA."""
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found
