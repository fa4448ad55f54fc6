"""Every cell of a list that is computed: its formula, and what it shows for given answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fujiplan_cli.kinds.register_columns import INDICATORS
from fujiplan_cli.model.form import AnsweredBy, is_typed
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.place import address
from fujiplan_cli.model.values import Value
from fujiplan_cli.workbook import canvas, expressions, live
from fujiplan_cli.workbook.canvas import SheetPlan
from fujiplan_cli.workbook.expressions import quoted
from fujiplan_cli.workbook.list_plan import FIRST_ROW, ListPlan
from fujiplan_cli.workbook.look import State

Shown = str | bool
_DONE = f"○ {expressions.COMPLETE[0]}"
_UNTOUCHED = "▲ まだ記入がありません。"
_FILLED, _OF, _ROWS = "記入済み ", "／", " 行"


def formulas_of(plan: ListPlan, method: Method, answered_by: AnsweredBy, bar: tuple[str, str]) -> dict[str, str]:
    """Address → formula (without =). ``bar``: the cells of the message and of the jump."""
    made: dict[str, str] = {}
    for row, one, cell in plan.typed():
        made[address(cell.row, plan.mirror(cell.column))] = expressions.state(row, one)
    for number, row in enumerate(plan.rows, start=FIRST_ROW):
        made |= expressions.facts(row, method.outcome, _achievements(row, plan, method))
        states = plan.states_of(number)
        made[address(number, plan.gap_column)] = expressions.first_missing(states)
        made[address(number, plan.status_column)] = expressions.most_urgent(states)
    states = plan.down(plan.mirror(canvas.FIRST_COLUMN), plan.mirror(plan.status_column - 1))
    made[bar[0]] = _message(plan, states, answered_by)
    made[bar[1]] = expressions.jump(plan.down(plan.gap_column))
    return made


def _achievements(row: SheetPlan, plan: ListPlan, method: Method) -> list[str]:
    """No column holds the achievements of a list's indicators: they stand inside the formula of the fact."""
    if "outcome_low" not in plan.facts:
        return []
    asked = (n for n in INDICATORS if f"kpi_{n}_actual" in row.cells)
    return [expressions.achievement(row, n, method.outcome) for n in asked]


def _message(plan: ListPlan, states: str, answered_by: AnsweredBy) -> str:
    """What is missing. Of its own lists the 事務局 may leave rows blank, so it is told how many are filled in."""
    if answered_by == "department":
        return expressions.counted(states, f"{quoted(_DONE)}&CHAR(10)&{quoted(expressions.COMPLETE[1])}")
    rows = plan.down(plan.status_column)
    filled = f"COUNTIF({rows},{quoted(expressions.state_words('済'))})"
    told = f"{quoted(_FILLED)}&{filled}&{quoted(_OF)}&ROWS({rows})&{quoted(_ROWS)}"
    done = f"IF({filled}=0,{quoted(_UNTOUCHED)},{quoted(_DONE)})"
    return f"{expressions.counted(states, done)}&CHAR(10)&{told}"


def results_of(
    plan: ListPlan,
    method: Method,
    answered_by: AnsweredBy,
    bar: tuple[str, str],
    known: Sequence[Mapping[str, Value | None]],
) -> dict[str, Shown]:
    """Address → what each formula shows for these answers, row by row."""
    shown: dict[str, Shown] = {}
    found: list[State] = []
    most: list[State] = []
    gaps: list[str] = []
    for row, values in zip(plan.rows, known, strict=True):
        states, facts = _row_states(row, values, method)
        shown |= {cell: fact in facts for fact, cell in row.hidden.facts.items()}
        shown |= {address(row.last_row, plan.mirror(row.cells[one].column)): state for one, state in states.items()}
        missing = [row.cells[one].column for one, state in states.items() if state == "未"]
        gaps.append(address(row.last_row, min(missing)) if missing else "")
        most.append(next((word for word in expressions.SYMBOL_ORDER if word in states.values()), "外"))
        found += states.values()
        shown[address(row.last_row, plan.gap_column)] = gaps[-1]
        shown[address(row.last_row, plan.status_column)] = expressions.state_words(most[-1])
    shown[bar[0]] = _message_words(found, most, answered_by)
    shown[bar[1]] = expressions.LINK if any(gaps) else ""
    return shown


def _row_states(
    row: SheetPlan, known: Mapping[str, Value | None], method: Method
) -> tuple[dict[str, State], frozenset[str]]:
    values = {one: None if live.is_blank(known.get(one)) else known.get(one) for one in row.cells}
    facts = live.answer_facts(row, values, method.outcome)
    typed = (one for one in row.fields.values() if is_typed(one, row.facts))
    return {one.id: live.state_of(one, values, row.facts | facts) for one in typed}, facts


def _message_words(states: Sequence[State], rows: Sequence[State], answered_by: AnsweredBy) -> str:
    missing, doubtful = states.count("未"), states.count("要")
    if answered_by == "department":
        return expressions.message_words(missing, doubtful)
    filled = rows.count("済")
    told = f"{_FILLED}{filled}{_OF}{len(rows)}{_ROWS}"
    return f"{expressions.message_words(missing, doubtful, _DONE if filled else _UNTOUCHED)}\n{told}"
