"""Plain tables drawn for reading and printing as .xlsx: no formula, the same bytes every time."""

from __future__ import annotations

import io
import math
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from fujiplan_cli.model.place import address, column_letters
from fujiplan_cli.workbook.look import FONT, GREY_INK, INK, LINE, NAVY, WHITE
from fujiplan_cli.workbook.saving import MoreRows, content_of, saved
from fujiplan_cli.workbook.table_sheet import Scalar, TableSheet
from fujiplan_cli.workbook.xml_text import kept_escapes, legal

_CLOCK = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")
_LONGEST = 32_767
PAGE_WIDTH = 190
"""Half-width characters that are still legible across a page of A4 landscape (about 70 %)."""
DATE_FORMAT = '[$-411]ggge"年"m"月"d"日"'
_SIDE = Side(style="thin", color=LINE)
BOX = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
HEADER_FONT = Font(name=FONT, size=9.5, bold=True, color=WHITE)
HEADER_FILL = PatternFill("solid", fgColor=NAVY)
BODY_FONT = Font(name=FONT, size=9.5, color=INK)
BAND = PatternFill("solid", fgColor="F5F8FC")


def table_book(title: str, sheets: Sequence[TableSheet], *, footer: str, mark: str) -> bytes:
    """See `write_table_book`, by which other rooms ask for it."""
    book = Workbook()
    book.remove(book.worksheets[0])
    more = {}
    for table in sheets:
        sheet = book.create_sheet(sheet_name(table.name))
        more[sheet.title] = _write_table(sheet, table, footer)
    book.properties.title = title
    book.properties.identifier = mark or None
    return steady_bytes(book, more)


def sheet_name(name: str) -> str:
    """A name that Excel takes for a sheet."""
    return re.sub(r"[\\/?*\[\]:]", "＿", name)[:31] or "表"


def _write_table(sheet: Worksheet, table: TableSheet, footer: str) -> MoreRows:
    """Draw all of the sheet but the table's body, which is given back as text."""
    head(sheet, table.title, table.note)
    top = 3
    for column, text in enumerate(table.headers, start=1):
        header_cell(cell_at(sheet, top, column), text)
    measured = table.widths or [
        _width([header, *(row[n] for row in table.rows)]) for n, header in enumerate(table.headers)
    ]
    widths = list(measured) if table.lead else fitted(measured)
    last = top + len(table.rows)
    finish(sheet, widths, top, top, last, footer)
    if table.lead:
        sheet.row_dimensions[top].height = row_height(table.headers, widths)
        sheet.freeze_panes = address(top + 1, table.lead + 1)
        sheet.print_title_cols = f"A:{column_letters(table.lead)}"
    dimension = f"A1:{address(last, max(len(table.headers), 1))}"
    return MoreRows(_body(table.rows, top + 1, widths, _Looks(sheet, table.formats)), dimension)


def _body(rows: Sequence[Sequence[Scalar]], first: int, widths: Sequence[float], looks: _Looks) -> Iterator[str]:
    letters = [(place, column_letters(place + 1)) for place in range(len(widths))]
    for number, row in enumerate(rows, start=first):
        banded = (number - first) % 2 == 1
        cells = "".join(
            f'<c r="{column}{number}" s="{looks.of(value, banded, place)}"{content_of(written(value))}'
            for (place, column), value in zip(letters, row, strict=True)
        )
        yield f'<row r="{number}" ht="{row_height(row, widths):g}" customHeight="1">{cells}</row>'


class _Looks:
    """Styles of body cells by number; each is made once, when the first cell of its kind comes."""

    def __init__(self, sheet: Worksheet, formats: Mapping[int, str]) -> None:
        self._sheet, self._formats = sheet, formats
        self._known: dict[tuple[bool, str, bool], int] = {}

    def of(self, value: Scalar, banded: bool, place: int) -> int:
        """Number of the style of a value in the column at ``place``."""
        number = isinstance(value, (int, Decimal))
        shape = self._formats.get(place, "") if number else ""
        look = (number, shape or _number_format(value), banded)
        if look not in self._known:
            cell = Cell(self._sheet, row=1, column=1)  # on no sheet: only its style is wanted
            style_body(cell, value, banded=banded)
            cell.number_format = look[1]
            self._known[look] = cell.style_id
        return self._known[look]


def cell_at(sheet: Worksheet, row: int, column: int) -> Cell:
    """A cell of a sheet without merged cells."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError(f"{address(row, column)} is inside a merged range")
    return cell


def head(sheet: Worksheet, title: str, note: str) -> None:
    """Title in row 1 and a grey line below it in row 2."""
    put(sheet["A1"], title)
    sheet["A1"].font = Font(name=FONT, size=14, bold=True, color=NAVY)
    put(sheet["A2"], note)
    sheet["A2"].font = Font(name=FONT, size=9, color=GREY_INK)
    sheet.row_dimensions[1].height = 24


def header_cell(cell: Cell, text: str) -> None:
    """A column heading."""
    put(cell, text)
    cell.font, cell.fill, cell.border = HEADER_FONT, HEADER_FILL, BOX
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def style_body(cell: Cell, value: Scalar, *, banded: bool = False) -> None:
    """Font, border, alignment and number format of a value cell."""
    cell.font, cell.border = BODY_FONT, BOX
    if banded:
        cell.fill = BAND
    right = isinstance(value, (int, Decimal))
    cell.alignment = Alignment(
        horizontal="right" if right else "left", vertical="center", wrap_text=not right, indent=0 if right else 1
    )
    cell.number_format = _number_format(value)


def _number_format(value: Scalar) -> str:
    if isinstance(value, (int, Decimal)):
        whole = isinstance(value, int) or value == value.to_integral_value()
        return "#,##0" if whole else "#,##0.0###"
    return DATE_FORMAT if isinstance(value, date) else "General"


def put(cell: Cell, value: Scalar) -> None:
    """Write a value; a text is a text whatever it starts with, and control characters are left out."""
    cell.value = written(value)
    if isinstance(value, str) and cell.value is not None:
        cell.data_type = "s"


def written(value: Scalar) -> Scalar:
    """A value as it goes into a file: a text without what XML forbids and no longer than Excel takes; "" is blank."""
    if not isinstance(value, str):
        return value
    return kept_escapes(legal(value)[:_LONGEST]) or None


def finish(sheet: Worksheet, widths: Sequence[float], top: int, header_end: int, last: int, footer: str) -> None:
    """Column widths, frozen header, filter, and printing: A4 landscape, as few pages wide as stay legible."""
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[column_letters(number)].width = width
    columns = max(len(widths), 1)
    sheet.freeze_panes = address(header_end + 1, 1)
    sheet.auto_filter.ref = f"A{header_end}:{address(max(last, header_end), columns)}"
    sheet.print_title_rows = f"{top}:{header_end}"
    sheet.print_area = f"A1:{address(max(last, header_end), columns)}"
    sheet.sheet_view.showGridLines = False
    page = sheet.page_setup
    page.orientation, page.paperSize, page.fitToHeight = "landscape", 9, 0
    page.fitToWidth = max(math.ceil(sum(widths) / PAGE_WIDTH), 1)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.7, 0.3, 0.35
    foot = sheet.oddFooter
    if foot is not None and foot.left is not None and foot.right is not None:
        foot.left.text = footer.replace("&", "&&")
        foot.right.text = "&P / &N"


def fitted(widths: Sequence[float], limit: float = PAGE_WIDTH, least: float = 14) -> list[float]:
    """Widths with the widest columns narrowed (their texts wrap) until the table is legible on one page."""
    result = list(widths)
    while sum(result) > limit and max(result) > least:
        result[result.index(max(result))] -= 1
    return result


def row_height(values: Sequence[Scalar], widths: Sequence[float]) -> float:
    """Points that the texts of a row need when they wrap at these widths; no program measures it on opening."""
    lines = 1
    for value, width in zip(values, widths, strict=False):
        parts = _shown(value).split("\n")
        lines = max(lines, sum(max(math.ceil(_cells_wide(part) * 1.05 / max(width - 3, 1)), 1) for part in parts))
    return min(lines * 13 + 5, 400)


def _width(values: Sequence[Scalar]) -> float:
    longest = max((_cells_wide(line) for value in values for line in _shown(value).split("\n")), default=0)
    return min(max(longest + 2, 7), 46)


def _shown(value: Scalar) -> str:
    if isinstance(value, date):
        return "令和88年88月88日"
    return f"{value:,}" if isinstance(value, (int, Decimal)) else value or ""


def _cells_wide(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def steady_bytes(book: Workbook, more: Mapping[str, MoreRows] = MappingProxyType({})) -> bytes:
    """Save a workbook without a trace of when: fixed dates in the zip and in the document properties."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(book, more))) as source,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for info in source.infolist():
            data = source.read(info)
            if info.filename == "docProps/core.xml":
                data = _CLOCK.sub(rb"\g<1>2000-01-01T00:00:00Z\g<3>", data)
            fresh = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            fresh.compress_type = zipfile.ZIP_DEFLATED
            fresh.external_attr = 0o644 << 16
            fresh.create_system = 3
            target.writestr(fresh, data)
    return result.getvalue()
