"""Look into cells: each style is made once a book and given to cells by its index (openpyxl compares styles slowly)."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from functools import cache

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.colors import Color
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from fujiplan_cli.kinds.base import ExcelHints
from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.model.form import Field
from fujiplan_cli.workbook.canvas import Block, SheetPlan
from fujiplan_cli.workbook.look import FONT, LINE, RED, STRONG_LINE, STYLES, Style

_PERCENT = "0.0%_ "
_SPARE = (1, 200)
"""A cell far from everything, on which styles are tried on."""


class Painter:
    """Draws blocks and styles cells of one sheet."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self._made: dict[tuple[Style, str], StyleArray] = {}

    def beside(self, book: Workbook, name: str) -> Painter:
        """A painter of a new sheet of the same book, knowing the styles made so far."""
        other = Painter(book.create_sheet(name))
        other._made = self._made
        return other

    def repeat(self, other: Painter) -> None:
        """Draw what another painter of this book has drawn: several times faster than painting it again."""
        for (row, column), drawn in other.sheet._cells.items():
            cell = self.cell(row, column)
            if drawn.value is not None:
                cell.value = drawn.value
            cell._style = copy(drawn._style)  # type: ignore[attr-defined,union-attr]  # not in openpyxl's stubs
        self.sheet.merged_cells.ranges |= other.sheet.merged_cells.ranges

    def paint(self, one: Block, plan: SheetPlan) -> None:
        """Draw a block: style on every cell under it (borders need that), text in the first, merged."""
        style, number_format = _style_of(one, plan.fields.get(one.field))
        self.dress(one.row, one.column, one.last_row, one.last_column, style, number_format)
        if one.text:
            self.cell(one.row, one.column).value = _label_text(one, style)
        if (one.last_row, one.last_column) != (one.row, one.column):
            self.merge(one.row, one.column, one.last_row, one.last_column)

    def merge(self, row: int, column: int, last_row: int, last_column: int) -> None:
        """Merge cells that have been dressed already (openpyxl's own way takes their style away).

        Past `add`, which looks for the range in all those before.
        """
        merged = CellRange(min_row=row, min_col=column, max_row=last_row, max_col=last_column)
        self.sheet.merged_cells.ranges.add(merged)

    def dress(
        self, row: int, column: int, last_row: int, last_column: int, style: Style, number_format: str = "General"
    ) -> None:
        """Give cells a style."""
        made = self._style(style, number_format)
        for at in range(row, last_row + 1):
            for across in range(column, last_column + 1):
                self.cell(at, across)._style = copy(made)  # type: ignore[attr-defined]  # not in openpyxl's stubs

    def cell(self, row: int, column: int) -> Cell:
        """A cell of the sheet, never one hidden under a merged range."""
        found = self.sheet.cell(row=row, column=column)
        assert isinstance(found, Cell)
        return found

    def _style(self, style: Style, number_format: str) -> StyleArray:
        key = (style, number_format)
        if key not in self._made:
            spare = self.cell(*_SPARE)
            _dress(spare, style, number_format)
            self._made[key] = copy(spare._style)  # type: ignore[attr-defined]  # not in openpyxl's stubs
            del self.sheet._cells[_SPARE]
        return self._made[key]


@cache
def font(size: float, *, bold: bool = False, ink: str = "000000") -> Font:
    """The house font. Family and charset are what Excel falls back by where it is missing."""
    return Font(name=FONT, size=size, bold=bold, color=ink, family=3, charset=128)


def hints_of(field: Field) -> ExcelHints:
    """What the field's kind says about its cell; a quotient is shown in per cent, a count with its unit."""
    hints = KINDS[field.kind].excel(field)
    if field.origin == "computed" and "/" in field.formula:
        return ExcelHints(number_format=_PERCENT, align="right")
    if field.kind == "integer" and field.unit:
        whole = hints.number_format.partition(";")[0]
        if field.origin == "computed":
            return replace(hints, number_format=f'{whole.removesuffix("_ ")}"{field.unit}"', align="center")
        return replace(hints, number_format=f'{whole}"{field.unit}"')
    return hints


def _label_text(one: Block, style: Style) -> CellRichText | str:
    """※ in red."""
    starred = one.role in ("label", "header") and one.text.endswith("※")
    return _starred(one.text, style) if starred else one.text


@cache
def _starred(text: str, style: Style) -> CellRichText:
    inks = ((style.ink, text[:-1]), (RED, "※"))
    return CellRichText(*(TextBlock(_inline(style, ink), text) for ink, text in inks))


@cache
def _inline(style: Style, ink: str) -> InlineFont:
    return InlineFont(rFont=FONT, sz=style.size, b=style.bold, charset=128, family=3, color=Color(rgb=f"FF{ink}"))


def _style_of(one: Block, field: Field | None) -> tuple[Style, str]:
    style = replace(STYLES[one.role], open=one.open)
    if one.role == "rate":
        return style, _PERCENT
    if field is None or one.role not in ("printed", "input", "computed"):
        return style, "General"
    hints = hints_of(field)
    wraps = field.kind == "text" and (one.role == "printed" or field.width == "full" or field.lines > 1)
    level = field.kind == "level" or _is_points(field)
    align = (
        hints.align if level else "center" if _is_centred(field) else "right" if one.role == "computed" else hints.align
    )
    dressed = replace(
        style, size=14 if level else style.size, bold=level, horizontal=align, wrap=wraps, shrink=not wraps, indent=1
    )
    return dressed, hints.number_format


def _is_points(field: Field) -> bool:
    """Points chosen from a list, and their sum: read across a table, so as large as levels."""
    return field.kind == "integer" and bool(field.choices or field.origin == "computed")


def _is_centred(field: Field) -> bool:
    """Levels, and the short words of the indicator table."""
    return field.kind == "level" or (bool(field.index) and field.kind in ("choice", "text") and field.stem != "name")


def _dress(cell: Cell, style: Style, number_format: str) -> None:
    cell.font = font(style.size, bold=style.bold, ink=style.ink)
    if style.ground:
        cell.fill = _fill(style.ground)
    cell.alignment, cell.border = _alignment(style), _border(style)
    cell.protection = Protection(locked=style.locked)
    cell.number_format = number_format


@cache
def _fill(ground: str) -> PatternFill:
    return PatternFill("solid", fgColor=ground)


@cache
def _alignment(style: Style) -> Alignment:
    return Alignment(
        horizontal=style.horizontal,
        vertical=style.vertical,
        wrap_text=style.wrap,
        shrink_to_fit=style.shrink,
        indent=style.indent if style.horizontal == "left" else 0,
    )


@cache
def _border(style: Style) -> Border:
    thin, strong = Side("thin", color=LINE), Side("medium", color=STRONG_LINE)
    if style.border == "box":
        top, bottom = (None if style.open == side else thin for side in ("above", "below"))
        return Border(left=thin, right=thin, top=top, bottom=bottom)
    if style.border == "first":
        return Border(left=strong, right=thin, top=thin, bottom=thin)
    return Border(top=strong, bottom=thin) if style.border == "top" else Border()
