"""記入例: the sheet once more, filled with the declared examples. It holds no name, no identity and no formula."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.model.form import Field, is_typed
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.place import address
from fujiplan_cli.model.values import Value
from fujiplan_cli.workbook import canvas, live, machine
from fujiplan_cli.workbook.canvas import Block, SheetPlan
from fujiplan_cli.workbook.cell_values import cell_value
from fujiplan_cli.workbook.look import STATES, STYLES
from fujiplan_cli.workbook.pages import MARGINS
from fujiplan_cli.workbook.painter import Painter
from fujiplan_cli.workbook.patch import Digits
from fujiplan_cli.workbook.quick import HEADING

EXAMPLE_NAME = "記入例"
NOTE = "架空の例です。白い欄の書き方の参考にしてください。このシートには記入しないでください。"
PRINTED = "印字"
"""Stands where the city prints what it knows."""
QUICK_NOTE = f"{HEADING}\n記入が進むと表示されます。"
"""Without what the city prints there is no score to show."""
_GROUPED = "#,##0_ "
_LEAST = 24.0
"""Height of a row that grows with a printed text, which is not there."""


def add_example(
    book: Workbook, front: Painter, plan: SheetPlan, made: machine.Machine, method: Method, title: str
) -> None:
    """Append the example to a book in which ``front`` has painted the sheet itself, and nothing more yet."""
    painter = front.beside(book, EXAMPLE_NAME)
    painter.repeat(front)
    sheet = painter.sheet
    values = example_values(plan, method)
    _write_values(painter, plan, values)
    _write_results(painter, plan, machine.results(plan, made, method, values))
    for role, text in (("title", f"{title}　{EXAMPLE_NAME}"), ("subtitle", NOTE)):
        for one in plan.blocks:
            if one.role == role:
                painter.cell(one.row, one.column).value = text
    _page(sheet, plan)


def example_values(plan: SheetPlan, method: Method) -> dict[str, Value | None]:
    """The declared examples, without those of questions that the other examples make needless."""
    typed = {one.id: one for one in plan.fields.values() if is_typed(one, plan.facts)}
    values = {one: _parsed(field) for one, field in typed.items()}
    # What an answer makes needless may itself be what another question hangs on, so two rounds are run.
    for _ in range(2):
        facts = plan.facts | live.answer_facts(plan, live.with_results(plan, values), method.outcome)
        values = {one: v for one, v in values.items() if typed[one].relevant_when.holds(values, facts)}
    return values


def _parsed(field: Field) -> Value | None:
    return KINDS[field.kind].parse(Cell("text", field.example), field).value if field.example else None


def _write_values(painter: Painter, plan: SheetPlan, values: Mapping[str, Value | None]) -> None:
    for one, place in plan.cells.items():
        field, cell = plan.fields[one], painter.cell(place.row, place.column)
        if is_typed(field, plan.facts):
            if values.get(one) is None and live.state_of(field, values, plan.facts) == "外":
                _dress(painter, place, ground=STATES["外"].ground)
            shown = cell_value(field, values.get(one))
            cell.value = float(shown) if isinstance(shown, Digits) else shown
            if isinstance(shown, Digits) and cell.number_format == "General":
                cell.number_format = _GROUPED
        elif field.origin != "computed":
            cell.value = PRINTED


def _dress(painter: Painter, place: Block, **look: str) -> None:
    style = replace(STYLES[place.role], **look)  # type: ignore[arg-type]  # ink and ground are texts
    painter.dress(place.row, place.column, place.last_row, place.last_column, style)


def _write_results(painter: Painter, plan: SheetPlan, shown: Mapping[str, machine.Shown]) -> None:
    """What the formulas would show, as plain texts and numbers; states take their colours."""
    by_symbol = {look.symbol: look for look in STATES.values()}
    for one in plan.blocks:
        result = QUICK_NOTE if one.role == "score" else shown.get(address(one.row, one.column))
        if result is None or one.role in ("link", "levels"):
            continue
        painter.cell(one.row, one.column).value = result
        look = by_symbol.get(str(result)[:1])
        if look and one.role in ("state", "message"):
            _dress(painter, one, ink=look.ink, ground=look.ground)


def _page(sheet: Worksheet, plan: SheetPlan) -> None:
    """The columns and rows of the sheet itself, printed on as few pages as they take."""
    for column in range(canvas.FIRST_COLUMN, canvas.STATE_COLUMN + 1):
        width = canvas.column_points(column) * 96 / 72 / 7
        sheet.column_dimensions[get_column_letter(column)].width = round(width, 4)
    sheet.column_dimensions[get_column_letter(canvas.ANCHOR_COLUMN)].hidden = True
    for row, look in plan.rows.items():
        sheet.row_dimensions[row].height = _LEAST if look.grows_with else look.height
    for row in (canvas.RULER_ROW, canvas.IDENTITY_ROW):
        sheet.row_dimensions[row].hidden = True
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for side, inches in MARGINS.items():
        setattr(sheet.page_margins, side, inches)
    sheet.oddFooter.center.text = "&P / &N"  # type: ignore[union-attr]  # the stubs allow None; a sheet always has it
    sheet.protection.sheet = True
