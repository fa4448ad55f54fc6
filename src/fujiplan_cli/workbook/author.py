"""The blank of one variant, drawn once with openpyxl; the press then only fills its cells (see `patch`)."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from fujiplan_cli.model.form import IDENTITY_NAME, is_typed
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.place import address
from fujiplan_cli.model.plan import Stage
from fujiplan_cli.workbook import canvas, expressions
from fujiplan_cli.workbook.canvas import SheetPlan
from fujiplan_cli.workbook.courtesy import add_colours, add_validations
from fujiplan_cli.workbook.example import add_example
from fujiplan_cli.workbook.guide import add_guide
from fujiplan_cli.workbook.machine import Machine
from fujiplan_cli.workbook.pages import LARGEST, MARGINS
from fujiplan_cli.workbook.painter import Painter, font
from fujiplan_cli.workbook.saving import saved

_DIGIT_PIXELS = 7
"""Width of a digit of the house font at 10 points: Excel counts column widths in it."""
_NORMAL_POINTS = 10.0


def author(plan: SheetPlan, machine: Machine, method: Method, title: str, stages: Sequence[Stage] = ()) -> bytes:
    """The .xlsx of a variant, every cell that changes from project to project still empty.

    ``stages``: of the plan, for the guide of a sheet that has a 評価段階.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = plan.sheet_name
    house_font(book)
    painter = Painter(sheet)
    for one in plan.blocks:
        painter.paint(one, plan)
    add_guide(book, painter, plan, method, title, stages if plan.eval_stage else ())
    add_example(book, painter, plan, machine, method, title)
    _sizes(sheet, plan, machine)
    _machinery(painter, plan, machine)
    _names(sheet, plan)
    add_validations(sheet, plan, method)
    add_colours(sheet, plan)
    _page(sheet, plan)
    return saved(book)


def house_font(book: Workbook) -> None:
    """Column widths are counted in digits of this font, so it must be the one the sheet was designed with."""
    plain = font(_NORMAL_POINTS)
    book._fonts[0] = plain  # type: ignore[attr-defined]  # not in openpyxl's stubs
    book._named_styles["Normal"].font = plain  # type: ignore[attr-defined]  # not in openpyxl's stubs


def column_width(points: float) -> float:
    """Width of a column as Excel counts it."""
    return round(points * 96 / 72 / _DIGIT_PIXELS, 4)


def _sizes(sheet: Worksheet, plan: SheetPlan, machine: Machine) -> None:
    for column in range(canvas.FIRST_COLUMN, canvas.STATE_COLUMN + 1):
        sheet.column_dimensions[get_column_letter(column)].width = column_width(canvas.column_points(column))
    for column in (canvas.ANCHOR_COLUMN, *range(canvas.STATE_COLUMN + 1, machine.last_column + 1)):
        sheet.column_dimensions[get_column_letter(column)].hidden = True
    for row, look in plan.rows.items():
        sheet.row_dimensions[row].height = look.height
    for row in (canvas.RULER_ROW, canvas.IDENTITY_ROW):
        sheet.row_dimensions[row].hidden = True
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 110
    sheet.freeze_panes = f"A{canvas.LEGEND_ROW}"
    _select_first_input(sheet, plan)


def _select_first_input(sheet: Worksheet, plan: SheetPlan) -> None:
    """The book opens with the cursor where typing begins."""
    typed = [cell for one, cell in plan.cells.items() if is_typed(plan.fields[one], plan.facts)]
    first = min(typed, key=lambda cell: (cell.row, cell.column), default=None)
    for selection in sheet.sheet_view.selection:
        if first and selection.pane in (None, "bottomLeft"):
            selection.activeCell = selection.sqref = address(first.row, first.column)


def _machinery(painter: Painter, plan: SheetPlan, machine: Machine) -> None:
    """Anchors, ruler, identity, lists and every formula."""
    for column in range(canvas.ANCHOR_COLUMN, canvas.STATE_COLUMN + 1):
        painter.cell(canvas.RULER_ROW, column).value = f"c:{column}"
    for row in {cell.row for cell in plan.cells.values()}:
        painter.cell(row, canvas.ANCHOR_COLUMN).value = f"r:{row}"
    painter.cell(canvas.IDENTITY_ROW, canvas.FIRST_COLUMN).value = IDENTITY_NAME
    for column, words in machine.lists:
        for place, word in enumerate(words):
            painter.cell(canvas.TITLE_ROW + place, column).value = word
    for cell, formula in machine.formulas.items():
        painter.sheet[cell] = f"={formula}"


def _names(sheet: Worksheet, plan: SheetPlan) -> None:
    """Sheet-scoped: they travel with a copied sheet, and two copies in one book do not fight."""
    spots = {f"fp_{one}": address(cell.row, cell.column) for one, cell in plan.cells.items()}
    spots[IDENTITY_NAME] = address(canvas.IDENTITY_ROW, canvas.FIRST_COLUMN)
    for name, cell in spots.items():
        target = f"'{plan.sheet_name}'!{expressions.absolute(cell)}"
        sheet.defined_names[name] = DefinedName(name, attr_text=target)


def _page(sheet: Worksheet, plan: SheetPlan) -> None:
    """A4 portrait. Break and scale are filled in per project; fit-to-page would make Excel ignore the break."""
    setup = sheet.page_setup
    setup.paperSize, setup.orientation, setup.scale = 9, "portrait", LARGEST
    for side, inches in MARGINS.items():
        setattr(sheet.page_margins, side, inches)
    sheet.print_options.horizontalCentered = True
    first, last = address(canvas.TITLE_ROW, canvas.FIRST_COLUMN), address(plan.last_row, canvas.STATE_COLUMN)
    sheet.print_area = f"{first}:{last}"
    sheet.print_title_rows = f"{canvas.TITLE_ROW}:{canvas.TITLE_ROW}"
    sheet.row_breaks.append(Break(id=canvas.FIRST_ROW))
    sheet.oddFooter.left.text = "FOOTER"  # type: ignore[union-attr]  # the stubs allow None; a sheet always has it
    protection = sheet.protection
    protection.sheet = True
    protection.formatRows = protection.formatColumns = protection.formatCells = False
    protection.selectLockedCells = protection.selectUnlockedCells = False
