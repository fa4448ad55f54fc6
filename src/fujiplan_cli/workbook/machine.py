"""Every cell that the sheet computes: its formula, and what it shows for given answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from fujiplan_cli.kinds.reading import units
from fujiplan_cli.kinds.register_columns import INDICATORS
from fujiplan_cli.model.form import is_typed
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.place import address, row_and_column
from fujiplan_cli.model.values import Value
from fujiplan_cli.workbook import canvas, expressions, live
from fujiplan_cli.workbook.canvas import Block, SheetPlan
from fujiplan_cli.workbook.look import State
from fujiplan_cli.workbook.quick import PER_ITEM, STEPS, Step, quick_results, typed_money, weighed
from fujiplan_cli.workbook.quick_formulas import Maker, quick_formulas

Shown = str | float | bool | None
CHOOSE_LEVEL = "０〜４を選ぶと、その段階の基準がここに表示されます。"


@dataclass(frozen=True, slots=True)
class Machine:
    """Address → formula (without =); hidden lists by column."""

    formulas: Mapping[str, str]
    lists: tuple[tuple[int, tuple[str | int, ...]], ...]
    indicators: tuple[int, ...]
    rubrics: Mapping[str, tuple[str, ...]]
    """Level field → words of the levels 0 to 4."""
    blocks: Mapping[str, tuple[Block, ...]]
    """Role → the blocks that are computed."""
    steps: Mapping[str, str]
    """Step of the 自己評価（速報） → its hidden cell."""

    @property
    def last_column(self) -> int:
        """The last hidden column."""
        cells = (row_and_column(cell)[1] for cell in self.steps.values())
        return max((canvas.LIST_COLUMN, *cells, *(column for column, _ in self.lists)))


def machine_of(plan: SheetPlan, method: Method) -> Machine:
    """Everything computed on the sheets of a variant."""
    rubrics = {i.field: i.rubric for i in method.items if i.field in plan.lists and i.rubric}
    lists = dict(plan.lists.values())
    rubric_columns = {one: max(lists, default=canvas.LIST_COLUMN) + 1 + at for at, one in enumerate(sorted(rubrics))}
    lists.update({rubric_columns[one]: words for one, words in rubrics.items()})
    roles = ("state", "count", "words", "rate", "score", "levels")
    blocks = {role: tuple(b for b in plan.blocks if b.role == role) for role in roles}
    indicators = tuple(n for n in INDICATORS if f"kpi_{n}_actual" in plan.cells)
    steps = _step_cells(plan, method, indicators, max(lists, default=canvas.LIST_COLUMN) + 1)
    formulas = {
        **_quick(plan, method, steps, blocks),
        **_results(plan),
        **_states(plan),
        **_indicators(plan, method, indicators, blocks["rate"]),
        **_shown(plan, blocks, rubric_columns),
    }
    return Machine(formulas, tuple(sorted(lists.items())), indicators, rubrics, blocks, steps)


def _step_cells(plan: SheetPlan, method: Method, indicators: tuple[int, ...], column: int) -> dict[str, str]:
    """Step → hidden cell: a row for each item, a column for the rest, an indicator's level below its achievement."""
    items = weighed(method, plan)
    if not items:
        return {}
    cells = {step: address(canvas.TITLE_ROW + at, column) for at, step in enumerate(STEPS)}
    for at, one in enumerate(items):
        for across, kind in enumerate(PER_ITEM, start=column + 1):
            cells[f"{kind}:{one.id}"] = address(canvas.TITLE_ROW + at, across)
    cells |= {f"kpi_{n}": _work(plan, n, below=1) for n in indicators}
    return cells


def _quick(
    plan: SheetPlan, method: Method, steps: Mapping[str, str], blocks: Mapping[str, tuple[Block, ...]]
) -> dict[str, str]:
    if not steps:
        return {}
    states = {one: mirror(plan.cells[one]) for one in typed_money(plan)}
    achieved = {n: _work(plan, n) for n in INDICATORS if f"kpi_{n}" in steps}
    made, bar, line = quick_formulas(Maker(plan, method, weighed(method, plan), steps, states, achieved))
    formulas = {steps[step]: formula for step, formula in made.items()}
    formulas |= {_at(b): bar for b in blocks["score"]}
    return formulas | {_at(b): line for b in blocks["levels"]}


def _results(plan: SheetPlan) -> dict[str, str]:
    fields = (one for one in plan.fields.values() if one.origin == "computed" and one.formula)
    return {_at(plan.cells[one.id]): expressions.computed(plan, one) for one in fields}


def _states(plan: SheetPlan) -> dict[str, str]:
    typed = [one for one in plan.fields.values() if is_typed(one, plan.facts)]
    formulas = {mirror(plan.cells[one.id]): expressions.state(plan, one) for one in typed}
    for row in sorted({plan.cells[one.id].row for one in typed}):
        formulas[address(row, canvas.GAP_COLUMN)] = expressions.gap(row)
    return formulas


def mirror(cell: Block) -> str:
    """Hidden cell that holds the state of an input."""
    return address(cell.row, cell.column + canvas.MIRROR)


def _work(plan: SheetPlan, n: int, below: int = 0) -> str:
    return address(plan.cells[f"kpi_{n}_actual"].row + below, canvas.WORK_COLUMN)


def _indicators(
    plan: SheetPlan, method: Method, indicators: tuple[int, ...], rates: tuple[Block, ...]
) -> dict[str, str]:
    cells = {n: _work(plan, n) for n in indicators}
    formulas = {cells[n]: expressions.achievement(plan, n, method.outcome) for n in indicators}
    absolute = [expressions.absolute(cell) for cell in cells.values()]
    formulas.update(expressions.facts(plan, method.outcome, absolute))
    formulas.update({_at(b): expressions.rate(plan, _number(b)) for b in rates if _number(b) in indicators})
    return {cell.replace("$", ""): formula for cell, formula in formulas.items()}


def _number(rate: Block) -> int:
    return int(rate.field.removeprefix("kpi_"))


def _shown(plan: SheetPlan, blocks: Mapping[str, tuple[Block, ...]], rubrics: Mapping[str, int]) -> dict[str, str]:
    formulas = {_at(b): expressions.row_state(b) for b in blocks["state"]}
    for counted in blocks["count"]:
        limit = plan.fields[counted.field].limit
        shown = f'&"／{limit}字"' if limit else '&"字"'
        formulas[_at(counted)] = f"LEN({expressions.cell_of(plan, counted.field)}){shown}"
    for words in blocks["words"]:
        if words.field in rubrics:
            formulas[_at(words)] = _rubric_formula(plan, words.field, rubrics[words.field])
    formulas[address(canvas.BAR_ROW, canvas.column_at(3))] = expressions.message(plan)
    formulas[address(canvas.BAR_ROW, canvas.column_at(19))] = expressions.link(plan)
    return formulas


def _rubric_formula(plan: SheetPlan, field_id: str, column: int) -> str:
    cell = expressions.cell_of(plan, field_id)
    first, last = address(canvas.TITLE_ROW, column), address(canvas.TITLE_ROW + 4, column)
    words = f"{expressions.absolute(first)}:{expressions.absolute(last)}"
    choose = expressions.quoted(CHOOSE_LEVEL)
    return f'IF({expressions.blank(cell)},{choose},IFERROR(INDEX({words},{cell}+1),""))'


def results(plan: SheetPlan, machine: Machine, method: Method, known: Mapping[str, Value | None]) -> dict[str, Shown]:
    """Address → what each formula shows for these answers."""
    values = live.with_results(plan, {one: known.get(one) for one in plan.cells})
    answer_facts = live.answer_facts(plan, values, method.outcome)
    states = {
        one.id: live.state_of(one, values, plan.facts | answer_facts)
        for one in plan.fields.values()
        if is_typed(one, plan.facts)
    }
    shown: dict[str, Shown] = {}
    for one in plan.fields.values():
        if one.origin == "computed":
            shown[_at(plan.cells[one.id])] = _float(live.number(values.get(one.id)))
    shown.update({mirror(plan.cells[one]): state for one, state in states.items()})
    shown.update(_row_results(plan, machine, states))
    shown.update(_indicator_results(plan, machine, method, values, answer_facts))
    shown.update(_text_results(plan, machine, values))
    shown.update(_quick_shown(plan, machine, method, values, states))
    return shown


def _quick_shown(
    plan: SheetPlan, machine: Machine, method: Method, values: live.Answers, states: Mapping[str, State]
) -> dict[str, Shown]:
    if not machine.steps:
        return {}
    steps, bar, line = quick_results(plan, method, values, states)
    shown = {machine.steps[step]: _shown_step(value) for step, value in steps.items()}
    shown |= {_at(b): bar for b in machine.blocks["score"]}
    return shown | {_at(b): line for b in machine.blocks["levels"]}


def _shown_step(value: Step) -> Shown:
    return float(value) if isinstance(value, Fraction) else value


def _row_results(plan: SheetPlan, machine: Machine, states: Mapping[str, State]) -> dict[str, Shown]:
    by_row: dict[int, list[tuple[int, State]]] = {}
    for one, state in states.items():
        cell = plan.cells[one]
        by_row.setdefault(cell.row, []).append((cell.column, state))
    shown: dict[str, Shown] = {}
    gaps = []
    for row in sorted(by_row):
        missing = [column for column, state in sorted(by_row[row]) if state == "未"]
        where = address(row, missing[0]) if missing else ""
        shown[address(row, canvas.GAP_COLUMN)] = where
        gaps += [where] if where else []
    for b in machine.blocks["state"]:
        here = {state for row in range(b.row, b.last_row + 1) for _, state in by_row.get(row, ())}
        word: State = next((w for w in expressions.SYMBOL_ORDER if w in here), "外")
        shown[_at(b)] = expressions.state_words(word)
    counts = list(states.values())
    done = expressions.closing_words(plan, counts.count("済"))
    words = expressions.message_words(counts.count("未"), counts.count("要"), done)
    shown[address(canvas.BAR_ROW, canvas.column_at(3))] = words
    shown[address(canvas.BAR_ROW, canvas.column_at(19))] = expressions.LINK if gaps else ""
    return shown


def _indicator_results(
    plan: SheetPlan, machine: Machine, method: Method, values: live.Answers, answer_facts: frozenset[str]
) -> dict[str, Shown]:
    shown: dict[str, Shown] = {cell: fact in answer_facts for fact, cell in plan.hidden.facts.items()}
    for n in machine.indicators:
        shown[_work(plan, n)] = _float(live.achievement(values, n, method.outcome))
    for b in machine.blocks["rate"]:
        shown[_at(b)] = _float(live.rate(values, _number(b)))
    return shown


def _text_results(plan: SheetPlan, machine: Machine, values: live.Answers) -> dict[str, Shown]:
    shown: dict[str, Shown] = {}
    for b in machine.blocks["count"]:
        limit, value = plan.fields[b.field].limit, values.get(b.field)
        length = units(str(value)) if value is not None else 0
        shown[_at(b)] = f"{length}／{limit}字" if limit else f"{length}字"
    for b in machine.blocks["words"]:
        rubric, level = machine.rubrics.get(b.field), values.get(b.field)
        if rubric:
            known = isinstance(level, int) and 0 <= level < len(rubric)
            shown[_at(b)] = rubric[level] if known and isinstance(level, int) else "" if level else CHOOSE_LEVEL
    return shown


def _float(value: Fraction | None) -> Shown:
    return "" if value is None else float(value)


def _at(b: Block) -> str:
    return address(b.row, b.column)
