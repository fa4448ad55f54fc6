"""The press of list forms: one workbook with a row for each project, everything that is known printed in it."""

from __future__ import annotations

from collections.abc import Sequence

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.form import Form, SheetIdentity
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.place import address
from fujiplan_cli.workbook.cell_values import cell_value
from fujiplan_cli.workbook.list_author import author_list, identity_cells
from fujiplan_cli.workbook.list_drawing import Head, bar_cells
from fujiplan_cli.workbook.list_machine import formulas_of, results_of
from fujiplan_cli.workbook.list_plan import ListPlan, ListRow, list_plan_of
from fujiplan_cli.workbook.look import STATES
from fujiplan_cli.workbook.patch import CellValue, escape, fill, prepare
from fujiplan_cli.workbook.press import FOOTER, SAMPLE_MARK, SheetContext, footer

LEGEND = "白＝記入欄　灰＝印字　※＝必須　｜　" + "　".join(
    f"{look.symbol} {look.word}＝{look.meaning}" for look in STATES.values()
)
_HINT = "　｜　記入のしかたは、欄を選ぶと表示されます。詳しくはシート「記入要領」をご覧ください。"


class ListPress:
    """Prints the lists of one form. Each list is authored anew: its rows decide its columns and their widths."""

    def __init__(self, form: Form, method: Method, context: SheetContext) -> None:
        self._form = form
        self._method = method
        self._context = context

    def print_list(self, identity: SheetIdentity, office: str, rows: Sequence[ListRow]) -> bytes:
        """The .xlsx of a list of these rows, in this order. Same input, same bytes.

        ``identity``: of the list; ``office``: whom it is for. Raises ValueError when there is no row.
        """
        form, method = self._form, self._method
        plan = list_plan_of(form, rows)
        message, link = (address(one.row, one.column) for one in bar_cells(plan))
        formulas = formulas_of(plan, method, form.answered_by, (message, link))
        book = author_list(plan, form, method, self._head(office), formulas)
        values: dict[str, CellValue] = dict(_printed(plan, rows))
        owners = (identity, *(row.identity for row in rows))
        values.update(zip(identity_cells(plan), (one.text() for one in owners), strict=True))
        values.update(results_of(plan, method, form.answered_by, (message, link), [row.known for row in rows]))
        blank = prepare(book, frozenset(values), frozenset(), {"footer": FOOTER})
        return fill(blank, values, {}, {"footer": escape(footer(form, identity, self._context))})

    def _head(self, office: str) -> Head:
        context = self._context
        year = year_words(context.year)
        title = context.title or self._form.heading.replace("{year}", year).replace("{title}", self._form.title)
        own = self._form.answered_by == "secretariat"
        due = f"{'記入期限' if own else '提出期限'}：{day_words(context.due, weekday=True)}"
        to = f"{'記入' if own else '提出先'}：{context.return_to}"
        mark = SAMPLE_MARK if context.sample else ""
        return Head(title, office, mark, "　｜　".join((context.plan_title, due, to)), LEGEND + _HINT)


def _printed(plan: ListPlan, rows: Sequence[ListRow]) -> dict[str, CellValue]:
    return {
        address(cell.row, cell.column): cell_value(there.fields[one], row.known.get(one))
        for there, row in zip(plan.rows, rows, strict=True)
        for one, cell in there.cells.items()
    }


__all__ = ["ListPress", "ListRow"]
