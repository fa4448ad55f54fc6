"""What Excel does while somebody types: dropdowns, messages, alerts, input mode, colours by state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from fujiplan_cli.model.form import Field, is_typed
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.place import address
from fujiplan_cli.workbook import canvas, expressions, prompts
from fujiplan_cli.workbook.canvas import SheetPlan
from fujiplan_cli.workbook.look import DONE_GROUND, DONE_INK, STATES
from fujiplan_cli.workbook.painter import hints_of

_IME: Mapping[str, Literal["hiragana", "off", "noControl"]] = {"on": "hiragana", "off": "off", "": "noControl"}
_OWN_NUMBER_FORMAT = 200
_NUMBER_FORMATS = (
    ("#,##0_ ;[Red]▲#,##0_ ;0_ ", "INT({0})={0}"),
    ("#,##0.0###_ ;[Red]▲#,##0.0###_ ", "INT({0})<>{0}"),
)


def add_validations(sheet: Worksheet, plan: SheetPlan, method: Method) -> None:
    """One validation for each input: list or bounds, message, alert, input mode."""
    for one in plan.fields.values():
        if is_typed(one, plan.facts):
            made = validation(plan, one, rubric_of(one, method))
            made.add(_cell(plan, one))
            sheet.add_data_validation(made)


def _cell(plan: SheetPlan, one: Field) -> str:
    cell = plan.cells[one.id]
    return address(cell.row, cell.column)


def rubric_of(one: Field, method: Method) -> tuple[str, ...]:
    """The words of the levels 0 to 4 that a field chooses from, by its declared item or the item that reads it."""
    return next((item.rubric for item in method.items if one.id == item.field or (item.id and item.id == one.item)), ())


def validation(plan: SheetPlan, one: Field, rubric: tuple[str, ...]) -> DataValidation:
    """The rule of one input, still without the cells it holds for."""
    hints = hints_of(one)
    made = DataValidation(allow_blank=True, showInputMessage=True, promptTitle=prompts.prompt_title(one))
    made.prompt = prompts.prompt(one, rubric)
    made.imeMode = _IME[one.ime or hints.ime]
    if one.id in plan.lists:
        # Words inside the rule outlive a copy into another book in LibreOffice, which may lose references of rules.
        made.type, made.formula1 = "list", hints.formula1 or expressions.list_range(plan, one.id)
    elif hints.validation and hints.validation != "list":
        made.type, made.operator = hints.validation, hints.operator  # type: ignore[assignment]  # hints are the words Excel knows
        made.formula1, made.formula2 = hints.formula1, hints.formula2 or None
    if made.type:
        made.showErrorMessage = True
        # A text over its limit is for the 事務局 to see; Excel only warns.
        made.errorStyle = "warning" if made.type in ("textLength", "custom") else "stop"
        made.errorTitle, made.error = "入力内容の確認", prompts.alert(hints.alert)
    return made


def add_colours(sheet: Worksheet, plan: SheetPlan) -> None:
    """The form takes its colours from the hidden states; state column and bar from their own symbols."""
    first = address(canvas.FIRST_ROW, canvas.FIRST_COLUMN)
    whole = f"{first}:{address(plan.last_row, canvas.LAST_COLUMN)}"
    mirror = address(canvas.FIRST_ROW, canvas.FIRST_COLUMN + canvas.MIRROR)
    top = address(canvas.FIRST_ROW, canvas.STATE_COLUMN)
    states = f"{top}:{address(plan.last_row, canvas.STATE_COLUMN)}"
    colour(sheet, whole, mirror, states, address(canvas.BAR_ROW, canvas.column_at(3)))
    for one in plan.fields.values():
        if one.kind == "decimal" and hints_of(one).number_format == "General":
            add_decimal(sheet, _cell(plan, one))


def colour(sheet: Worksheet, whole: str, mirror: str, states: str, bar: str) -> None:
    """Colours of the answers (``mirror``: the state of their first cell), of the shown states, and of the bar."""
    for word, look in STATES.items():
        if word in ("未", "要", "外"):
            _add(sheet, whole, f'{mirror}="{word}"', look.ink, look.ground)
    top = states.partition(":")[0]
    for look in STATES.values():
        _add(sheet, states, f'LEFT({top},1)="{look.symbol}"', look.ink, look.ground)
    for symbol, ink, ground in _BAR:
        _add(sheet, bar, f'LEFT({expressions.absolute(bar)},1)="{symbol}"', ink, ground)


_BAR = (
    (STATES["済"].symbol, DONE_INK, DONE_GROUND),
    (STATES["要"].symbol, STATES["要"].ink, STATES["要"].ground),
    (STATES["外"].symbol, STATES["外"].ink, STATES["外"].ground),
)


def _add(sheet: Worksheet, where: str, test: str, ink: str, ground: str) -> None:
    fill = PatternFill("solid", bgColor=ground, fgColor=ground)
    dressed = DifferentialStyle(font=Font(color=ink), fill=fill)
    sheet.conditional_formatting.add(where, Rule("expression", dxf=dressed, formula=[test]))


def add_decimal(sheet: Worksheet, where: str) -> None:
    """21,480 and 68.4: no one number format prints both, so a second one comes into force for fractions."""
    cell = where.partition(":")[0]
    for number, (number_format, test) in enumerate(_NUMBER_FORMATS, start=_OWN_NUMBER_FORMAT):
        dressed = DifferentialStyle(numFmt=NumberFormat(numFmtId=number, formatCode=number_format))
        rule = Rule("expression", dxf=dressed, formula=[f"AND(ISNUMBER({cell}),{test.format(cell)})"])
        sheet.conditional_formatting.add(where, rule)
