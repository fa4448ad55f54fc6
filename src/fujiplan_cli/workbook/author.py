"""The blank of one variant, drawn once with openpyxl; the press then only fills its cells (see `patch`)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from copy import copy
from dataclasses import replace

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from fujiplan_cli.kinds.base import ExcelHints
from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.model.form import IDENTITY_NAME, Field, is_typed
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.place import address
from fujiplan_cli.workbook import canvas, expressions, prompts
from fujiplan_cli.workbook.canvas import Block, SheetPlan
from fujiplan_cli.workbook.guide import add_guide
from fujiplan_cli.workbook.look import (
    DONE_GROUND,
    DONE_INK,
    FONT,
    LINE,
    RED,
    STATES,
    STRONG_LINE,
    STYLES,
    Style,
)
from fujiplan_cli.workbook.machine import Machine
from fujiplan_cli.workbook.pages import MARGINS

_IME = {"on": "hiragana", "off": "off", "": "noControl"}
_PERCENT = "0.0%"


def author(plan: SheetPlan, machine: Machine, method: Method, guide_title: str) -> bytes:
    """The .xlsx of a variant, every cell that changes from project to project still empty."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = canvas.SHEET_NAME
    _normal_font(book)
    painter = _Painter(sheet)
    for one in plan.blocks:
        painter.paint(one, plan)
    _sizes(sheet, plan)
    _machinery(sheet, plan, machine)
    _names(sheet, plan)
    _validations(sheet, plan, method)
    _conditional(sheet, plan)
    _page(sheet, plan)
    add_guide(book, plan, method, guide_title)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _normal_font(book: Workbook) -> None:
    """Column widths are counted in digits of this font, so it must be the one the sheet was designed with."""
    plain = _font(Style(size=10))
    book._fonts[0] = plain  # type: ignore[attr-defined]
    book._named_styles["Normal"].font = plain  # type: ignore[attr-defined]


def _font(style: Style) -> Font:
    return Font(name=FONT, size=style.size, bold=style.bold, color=style.ink, family=3, charset=128)


class _Painter:
    """Styles are made once each; cells take them by index."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self._made: dict[tuple[Style, str], StyleArray] = {}
        self._spare = sheet.cell(row=1, column=canvas.LIST_COLUMN + 60)

    def paint(self, one: Block, plan: SheetPlan) -> None:
        """Draw a block: style on every cell under it (borders need that), text in the first, merged."""
        field = plan.fields.get(one.field)
        style, number_format = _style_of(one, field, plan)
        made = self._style(style, number_format)
        for row in range(one.row, one.last_row + 1):
            for column in range(one.column, one.last_column + 1):
                self.sheet.cell(row=row, column=column)._style = copy(made)
        cell = self.sheet.cell(row=one.row, column=one.column)
        if one.text:
            cell.value = _label_text(one, style)
        if (one.last_row, one.last_column) != (one.row, one.column):
            self.sheet.merge_cells(
                start_row=one.row, start_column=one.column, end_row=one.last_row, end_column=one.last_column
            )
            self._border_again(one, made)

    def _border_again(self, one: Block, made: StyleArray) -> None:
        """merge_cells clears the style of what it covers; the border there must be drawn."""
        for row in range(one.row, one.last_row + 1):
            for column in range(one.column, one.last_column + 1):
                self.sheet.cell(row=row, column=column)._style = copy(made)

    def _style(self, style: Style, number_format: str) -> StyleArray:
        key = (style, number_format)
        if key not in self._made:
            self._spare._style = StyleArray()
            _dress(self._spare, style, number_format)
            self._made[key] = copy(self._spare._style)
            self._spare._style = StyleArray()
        return self._made[key]


def _label_text(one: Block, style: Style) -> CellRichText | str:
    """※ in red."""
    if one.role not in ("label", "header") or not one.text.endswith("※"):
        return one.text
    base = {"rFont": FONT, "sz": style.size, "b": style.bold, "charset": 128, "family": 3}
    return CellRichText(
        TextBlock(InlineFont(color=style.ink, **base), one.text[:-1]), TextBlock(InlineFont(color=RED, **base), "※")
    )


def _style_of(one: Block, field: Field | None, plan: SheetPlan) -> tuple[Style, str]:
    style = STYLES[one.role]
    if one.role == "rate":
        return style, _PERCENT
    if field is None or one.role not in ("printed", "input", "computed"):
        return style, "General"
    hints = hints_of(field)
    align = "right" if one.role == "computed" else hints.align
    tall = one.last_row > one.row and field.kind == "text" and field.limit
    numeric = field.kind in ("money", "decimal", "date", "integer", "fiscal_year", "year_month", "identifier", "choice")
    return (
        replace(
            style,
            size=14 if field.kind == "level" else style.size,
            bold=field.kind == "level",
            horizontal="center" if field.kind == "level" else align,
            vertical="top" if tall else "center",
            wrap=not numeric,
            shrink=numeric,
        ),
        hints.number_format,
    )


def hints_of(field: Field) -> ExcelHints:
    """What the field's kind says about its cell; a declared quotient is shown in per cent."""
    hints = KINDS[field.kind].excel(field)
    if field.origin == "computed" and "/" in field.formula:
        return ExcelHints(number_format=_PERCENT, align="right")
    return hints


def _dress(cell: Cell | MergedCell, style: Style, number_format: str) -> None:
    cell.font = _font(style)
    if style.ground:
        cell.fill = PatternFill("solid", fgColor=style.ground)
    cell.alignment = Alignment(
        horizontal=style.horizontal, vertical=style.vertical, wrap_text=style.wrap, shrink_to_fit=style.shrink
    )
    cell.border = _border(style)
    cell.protection = Protection(locked=style.locked)
    cell.number_format = number_format


def _border(style: Style) -> Border:
    thin, strong = Side("thin", color=LINE), Side("medium", color=STRONG_LINE)
    if style.border == "box":
        return Border(left=thin, right=thin, top=thin, bottom=thin)
    return Border(top=strong, bottom=thin) if style.border == "top" else Border()


def _sizes(sheet: Worksheet, plan: SheetPlan) -> None:
    for column in range(canvas.FIRST_COLUMN, canvas.STATE_COLUMN + 1):
        pixels = canvas.column_points(column) * 96 / 72
        sheet.column_dimensions[get_column_letter(column)].width = round(pixels / 7, 4)
    hidden = [canvas.ANCHOR_COLUMN, *range(canvas.STATE_COLUMN + 1, _last_machine_column(plan) + 1)]
    for column in hidden:
        sheet.column_dimensions[get_column_letter(column)].hidden = True
    for row, look in plan.rows.items():
        sheet.row_dimensions[row].height = look.height
    for row in (canvas.RULER_ROW, canvas.IDENTITY_ROW):
        sheet.row_dimensions[row].hidden = True
    sheet.sheet_format.defaultRowHeight = 15
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 110
    sheet.freeze_panes = f"A{canvas.LEGEND_ROW}"


def _last_machine_column(plan: SheetPlan) -> int:
    return canvas.LIST_COLUMN + 2 * len(plan.fields)


def _machinery(sheet: Worksheet, plan: SheetPlan, machine: Machine) -> None:
    """Anchors, ruler, lists and every formula."""
    for column in range(canvas.ANCHOR_COLUMN, canvas.STATE_COLUMN + 1):
        sheet.cell(row=canvas.RULER_ROW, column=column, value=f"c:{column}")
    for row in {cell.row for cell in plan.cells.values()}:
        sheet.cell(row=row, column=canvas.ANCHOR_COLUMN, value=f"r:{row}")
    for column, words in machine.lists:
        for place, word in enumerate(words):
            sheet.cell(row=canvas.TITLE_ROW + place, column=column, value=word)
    for cell, formula in machine.formulas.items():
        sheet[cell].value = f"={formula}"
    sheet.cell(row=canvas.IDENTITY_ROW, column=canvas.FIRST_COLUMN, value=IDENTITY_NAME)


def _names(sheet: Worksheet, plan: SheetPlan) -> None:
    """Sheet-scoped: they travel with a copied sheet, and two copies in one book do not fight."""
    spots = {f"fp_{one}": address(cell.row, cell.column) for one, cell in plan.cells.items()}
    spots[IDENTITY_NAME] = address(canvas.IDENTITY_ROW, canvas.FIRST_COLUMN)
    for name, cell in spots.items():
        target = f"'{canvas.SHEET_NAME}'!{expressions.absolute(cell)}"
        sheet.defined_names[name] = DefinedName(name, attr_text=target)


def _validations(sheet: Worksheet, plan: SheetPlan, method: Method) -> None:
    rubrics = {item.field: item.rubric for item in method.items if item.field}
    for one in plan.fields.values():
        if is_typed(one, plan.facts):
            cell = address(plan.cells[one.id].row, plan.cells[one.id].column)
            validation = _validation(plan, one, rubrics.get(one.id, ()))
            validation.add(cell)
            sheet.add_data_validation(validation)


def _validation(plan: SheetPlan, one: Field, rubric: tuple[str, ...]) -> DataValidation:
    hints = hints_of(one)
    made = DataValidation(allow_blank=True, showInputMessage=True, promptTitle=prompts.prompt_title(one))
    made.prompt = prompts.prompt(one, rubric)
    made.imeMode = _IME[one.ime or hints.ime]
    if one.id in plan.lists:
        made.type, made.formula1 = "list", expressions.list_range(plan, one.id)
    elif hints.validation and hints.validation != "list":
        made.type, made.operator = hints.validation, hints.operator
        made.formula1, made.formula2 = hints.formula1, hints.formula2 or None
    if made.type:
        made.showErrorMessage = True
        made.errorStyle = "warning" if made.type in ("textLength", "custom") else "stop"
        made.errorTitle, made.error = "入力内容の確認", prompts.alert(hints.alert)
    return made


def _conditional(sheet: Worksheet, plan: SheetPlan) -> None:
    """The form takes its colours from the hidden states; the state column from its own symbols."""
    first = address(canvas.FIRST_ROW, canvas.FIRST_COLUMN)
    whole = f"{first}:{address(plan.last_row, canvas.LAST_COLUMN)}"
    mirror = address(canvas.FIRST_ROW, canvas.FIRST_COLUMN + canvas.MIRROR)
    for word in ("未", "要", "外"):
        look = STATES[word]  # type: ignore[index]
        fill = PatternFill("solid", bgColor=look.ground, fgColor=look.ground)
        font = Font(color=look.ink)
        sheet.conditional_formatting.add(whole, FormulaRule([f'{mirror}="{word}"'], font=font, fill=fill))
    top = address(canvas.FIRST_ROW, canvas.STATE_COLUMN)
    states = f"{top}:{address(plan.last_row, canvas.STATE_COLUMN)}"
    for look in STATES.values():
        rule = FormulaRule(
            [f'LEFT({top},1)="{look.symbol}"'],
            font=Font(color=look.ink, bold=True),
            fill=PatternFill("solid", bgColor=look.ground, fgColor=look.ground),
        )
        sheet.conditional_formatting.add(states, rule)
    for cell, symbol, ink, ground in _bar_rules():
        rule = FormulaRule(
            [f'LEFT({expressions.absolute(cell)},1)="{symbol}"'],
            font=Font(color=ink, bold=True),
            fill=PatternFill("solid", bgColor=ground, fgColor=ground),
        )
        sheet.conditional_formatting.add(cell, rule)


def _bar_rules() -> Iterator[tuple[str, str, str, str]]:
    bar = address(canvas.BAR_ROW, canvas.column_at(3))
    yield bar, STATES["済"].symbol, DONE_INK, DONE_GROUND
    yield bar, STATES["要"].symbol, STATES["要"].ink, STATES["要"].ground


def _page(sheet: Worksheet, plan: SheetPlan) -> None:
    setup = sheet.page_setup
    setup.paperSize, setup.orientation, setup.scale = "9", "portrait", 94  # type: ignore[assignment]
    for side, inches in MARGINS.items():
        setattr(sheet.page_margins, side, inches)
    sheet.print_options.horizontalCentered = True
    first, last = address(canvas.TITLE_ROW, canvas.FIRST_COLUMN), address(plan.last_row, canvas.STATE_COLUMN)
    sheet.print_area = f"{first}:{last}"
    sheet.print_title_rows = f"{canvas.TITLE_ROW}:{canvas.TITLE_ROW}"
    sheet.row_breaks.append(Break(id=canvas.FIRST_ROW))
    sheet.oddFooter.left.text = "FOOTER"
    protection = sheet.protection
    protection.sheet = True
    protection.formatRows = protection.formatColumns = protection.formatCells = False
    protection.selectLockedCells = protection.selectUnlockedCells = False
