"""The press: a 調書 for one project, with everything that is known printed on it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from fujiplan_cli.model.form import IDENTITY_NAME, Form, SheetIdentity
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.place import address
from fujiplan_cli.model.plan import Stage
from fujiplan_cli.model.values import Value
from fujiplan_cli.workbook import canvas, machine
from fujiplan_cli.workbook.author import author
from fujiplan_cli.workbook.before import Before, before_texts
from fujiplan_cli.workbook.canvas import SheetPlan
from fujiplan_cli.workbook.cell_values import cell_value
from fujiplan_cli.workbook.layout import plan_of
from fujiplan_cli.workbook.look import FONT, STATES
from fujiplan_cli.workbook.pages import paginate
from fujiplan_cli.workbook.patch import Blank, CellValue, escape, fill, prepare
from fujiplan_cli.workbook.placing import text_height, text_lines
from fujiplan_cli.workbook.wording import heading, subject, subtitle

FOOTER = re.compile(r"(?<=<oddFooter>).*?(?=</oddFooter>)", re.S)
"""Where the footer stands in the XML of a sheet."""
_MARKS = {
    "scale": re.compile(r'(?<= scale=")[0-9]+(?=")'),
    "breaks": re.compile(r"<rowBreaks.*?</rowBreaks>", re.S),
    "footer": FOOTER,
}
SAMPLE_MARK = "【架空・練習】"
LEGEND = (
    "白＝記入欄　灰＝印字・計算　※＝必須　｜　"
    + "　".join(f"{look.symbol} {look.word}＝{look.meaning}" for look in STATES.values())
    + "　｜　記入のしかたは欄を選ぶと表示されます。"
)


@dataclass(frozen=True, slots=True)
class SheetContext:
    """What every sheet of a distribution says: plan, title, when and to whom it goes back.

    ``year`` is the fiscal year that is reported; ``title`` "" gives the form's declared heading;
    ``sample`` prints 「架空・練習」 on every page.
    """

    plan_title: str
    title: str
    due: date
    return_to: str
    year: int
    sample: bool = False
    stages: tuple[Stage, ...] = ()
    """The plan's stages: who leads and who helps at each is printed on a sheet that has a stage."""


@dataclass(frozen=True, slots=True)
class _Variant:
    plan: SheetPlan
    machine: machine.Machine
    blank: Blank


class FormPress:
    """Prints the sheets of one form. A variant (評価段階 and structural facts) is authored once, then only filled."""

    def __init__(self, form: Form, method: Method, context: SheetContext) -> None:
        self._form = form
        self._method = method
        self._context = context
        self._variants: dict[tuple[str, frozenset[str]], _Variant] = {}

    def print_sheet(
        self, identity: SheetIdentity, known: Mapping[str, Value | None], before: Before = MappingProxyType({})
    ) -> bytes:
        """The .xlsx of one project. ``known``: field id → printed or prefilled value; other fields stay blank.

        ``before``: last year's answers, shown in small print. Values of fields that are not on this sheet are left
        aside. Same input, same bytes.
        """
        variant = self._variant(identity.eval_stage, identity.facts)
        plan = variant.plan
        values: dict[str, CellValue] = dict(machine.results(plan, variant.machine, self._method, known))
        for one, cell in plan.cells.items():
            field = plan.fields[one]
            if field.origin != "computed":
                values[address(cell.row, cell.column)] = cell_value(field, known.get(one))
        values.update(self._texts(identity, known))
        values.update(before_texts(plan, before))
        roles = roles_of(self._context.stages, identity.eval_stage)
        values.update({address(b.row, b.column): roles or None for b in plan.blocks if b.role == "roles"})
        heights = self._heights(plan, known)
        pages = paginate(plan.rows, heights, plan.last_row)
        marks = {
            "scale": str(pages.scale),
            "breaks": _breaks(pages.break_after),
            "footer": escape(footer(self._form, identity, self._context)),
        }
        return fill(variant.blank, values, heights, marks)

    def _variant(self, eval_stage: str, facts: frozenset[str]) -> _Variant:
        key = (eval_stage, facts)
        if key not in self._variants:
            plan = plan_of(self._form, eval_stage, facts, self._context.year)
            made = machine.machine_of(plan, self._method)
            book = author(plan, made, self._method, self._title(), self._context.stages)
            self._variants[key] = _Variant(plan, made, prepare(book, _changing(plan, made), _growing(plan), _MARKS))
        return self._variants[key]

    def _title(self) -> str:
        return self._context.title or heading(self._form, self._context.year)

    def _texts(self, identity: SheetIdentity, known: Mapping[str, Value | None]) -> dict[str, CellValue]:
        context = self._context
        return {
            address(canvas.IDENTITY_ROW, canvas.FIRST_COLUMN): identity.text(),
            address(canvas.TITLE_ROW, canvas.FIRST_COLUMN): self._title(),
            address(canvas.TITLE_ROW, canvas.column_at(15)): subject(self._form, identity.project, known),
            address(canvas.SUBTITLE_ROW, canvas.FIRST_COLUMN): subtitle(
                self._form, context.plan_title, context.due, context.return_to
            ),
            address(canvas.SUBTITLE_ROW, canvas.column_at(20)): SAMPLE_MARK if context.sample else None,
            address(canvas.LEGEND_ROW, canvas.FIRST_COLUMN): LEGEND,
        }

    def _heights(self, plan: SheetPlan, known: Mapping[str, Value | None]) -> dict[int, float]:
        """Row heights in points: a printed text gets the lines it needs."""
        heights = {row: look.height for row, look in plan.rows.items()}
        for row in _growing(plan):
            heights[row] = max(_part_height(plan, one, known) for one in plan.rows[row].grows_with)
        return heights


def roles_of(stages: tuple[Stage, ...], code: str) -> str:
    """Who leads and who helps at the sheet's 評価段階, in its first heading; "" for a sheet without a stage."""
    stage = next((one for one in stages if one.code == code), None)
    return f"{stage.code}の{stage.roles}" if stage else ""


def footer(form: Form, identity: SheetIdentity, context: SheetContext) -> str:
    """Left: form and project; centre: page; right: to whom. ``&`` is doubled, as footers demand."""
    font = f'&"{FONT},標準"&8'
    left = f"{form.title} {identity.form} v{identity.version}／{identity.project}".removesuffix("／")
    mark = f"{SAMPLE_MARK} " if context.sample else ""
    right = f"{mark}{context.return_to}"
    return f"&L{font} {_plain(left)}&C{font} &P / &N&R{font} {_plain(right)}"


_MOST_LINES = 30
_LEAST_BOX = 24.0
_WRAP_POINTS = 10.0
"""A line that just fits by measure is wrapped by LibreOffice: a printed text would lose its last sign."""
_FOOTER_LIMIT = 70


def _part_height(plan: SheetPlan, one: str, known: Mapping[str, Value | None]) -> float:
    """Height of the first of the rows that a printed text stands in."""
    cell = plan.cells[one]
    needed = text_height(min(_MOST_LINES, text_lines(str(known.get(one) or ""), cell.points - _WRAP_POINTS)))
    below = sum(plan.rows[row].height for row in range(cell.row + 1, cell.last_row + 1))
    return round(max(needed - below, _LEAST_BOX if below else plan.rows[cell.row].height), 2)


def _plain(text: str) -> str:
    """A text inside a footer, which may hold 255 characters in all."""
    return text.replace("\n", " ")[:_FOOTER_LIMIT].replace("&", "&&")


def _breaks(after: int) -> str:
    if not after:
        return ""
    return f'<rowBreaks count="1" manualBreakCount="1"><brk id="{after}" min="0" max="16383" man="1"/></rowBreaks>'


def _growing(plan: SheetPlan) -> frozenset[int]:
    return frozenset(row for row, look in plan.rows.items() if look.grows_with)


def _changing(plan: SheetPlan, made: machine.Machine) -> frozenset[str]:
    cells = {address(cell.row, cell.column) for cell in plan.cells.values()}
    roles = ("title", "project", "subtitle", "mark", "legend", "before", "earlier", "roles")
    texts = {address(b.row, b.column) for b in plan.blocks if b.role in roles}
    return frozenset(cells | texts | made.formulas.keys() | {address(canvas.IDENTITY_ROW, canvas.FIRST_COLUMN)})


__all__ = ["IDENTITY_NAME", "FormPress", "SheetContext", "cell_value"]
