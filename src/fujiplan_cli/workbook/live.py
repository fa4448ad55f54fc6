"""What the sheet's formulas show for given answers: printed beside each formula for viewers that calculate nothing.

The same rules as formulas in Excel's language stand in `expressions`; a test lets LibreOffice compare the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from fujiplan_cli.kinds.reading import units
from fujiplan_cli.kinds.register_columns import INDICATORS
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.formula import Formula, parse_formula
from fujiplan_cli.model.method import OutcomeRule
from fujiplan_cli.model.values import Value
from fujiplan_cli.workbook.canvas import SheetPlan
from fujiplan_cli.workbook.look import State

Answers = Mapping[str, Value | None]
GAP_TIMES = 10
"""A gap is worth a reason when ten times |不用額| is more than 予算現額 (domain.md §3: > 10 %)."""


def with_results(plan: SheetPlan, known: Answers) -> dict[str, Value | None]:
    """The answers with the value of every computed field."""
    values = dict(known)
    for one in plan.fields.values():
        if one.origin == "computed" and one.formula:
            values[one.id] = _result(plan, parse_formula(one.formula), values)
    return values


def needed(plan: SheetPlan, parsed: Formula) -> list[str]:
    """Fields that must be there before a result is shown: those that must be answered, other results, the first."""
    on_sheet = [plan.fields[name] for name in parsed.names if name in plan.fields]
    return [
        one.id
        for place, one in enumerate(on_sheet)
        if place == 0 or one.origin == "computed" or asked_from_the_start(one, plan.facts)
    ]


def asked_from_the_start(one: Field, facts: frozenset[str]) -> bool:
    """Whether a blank is an error on a sheet on which nothing has been answered yet: such a label carries ※."""
    return one.required_when.holds({}, facts) and one.relevant_when.holds({}, facts)


def _result(plan: SheetPlan, parsed: Formula, values: Answers) -> Decimal | None:
    if any(number(values.get(name)) is None for name in needed(plan, parsed)):
        return None
    over = parsed.total(parsed.over, lambda name: _decimal(values.get(name)))
    if parsed.under is None:
        return over
    under = parsed.total(parsed.under, lambda name: _decimal(values.get(name)))
    return None if under == 0 else over / under


def number(value: Value | None) -> Fraction | None:
    """A value that is a number, exactly; None for blanks, texts and dates."""
    return Fraction(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else None


def _decimal(value: Value | None) -> Decimal:
    return Decimal(value) if isinstance(value, (int, Decimal)) else Decimal(0)


def answer_facts(plan: SheetPlan, values: Answers, rule: OutcomeRule) -> frozenset[str]:
    """Facts that follow from the answers (model.form.ANSWER_FACTS)."""
    facts = set()
    executed, total = number(values.get("executed")), number(values.get("budget_total"))
    if executed is not None and executed > 0:
        facts.add("executed_positive")
    if executed is not None and total is not None and total > 0:
        carried = number(values.get("carried_out")) or 0
        if abs(total - executed - carried) * GAP_TIMES > total:
            facts.add("cost_gap")
    below = low_below(rule)
    if any((a := achievement(values, n, rule)) is not None and a < below for n in INDICATORS):
        facts.add("outcome_low")
    return frozenset(facts) if plan.cells else frozenset()


def low_below(rule: OutcomeRule) -> Fraction:
    """Achievement below which a 成果指標 is of level 2 or less."""
    return min((band.limit for band in rule.bands if band.level > 2), default=Fraction(0))


def achievement(values: Answers, n: int, rule: OutcomeRule) -> Fraction | None:
    """Unrounded achievement of a scored indicator (domain.md §4.3); None when it is none or lacks a number."""
    actual, target, base = (number(values.get(f"kpi_{n}_{stem}")) for stem in ("actual", "target", "base"))
    if values.get(f"kpi_{n}_kind") != rule.scored_kind or actual is None or target is None:
        return None
    direction = str(values.get(f"kpi_{n}_direction"))
    if direction == "維持":
        tolerance = number(values.get(f"kpi_{n}_tolerance"))
        return _kept(actual, target, rule.tolerance if tolerance is None else tolerance, rule)
    if direction not in ("増", "減"):
        return Fraction(0)
    met = Fraction(int(actual >= target if direction == "増" else actual <= target))
    if base is not None:
        against = target <= base if direction == "増" else target >= base
        return met if against else (actual - base) / (target - base)
    if target <= 0 or (direction == "減" and actual <= 0):
        return met
    return actual / target if direction == "増" else target / actual


def _kept(actual: Fraction, target: Fraction, tolerance: Fraction, rule: OutcomeRule) -> Fraction:
    for band in rule.keep_bands:
        if abs(actual - target) <= band.limit * tolerance * abs(target):
            return band.level
    return Fraction(0)


def rate(values: Answers, n: int) -> Fraction | None:
    """達成率: actual / target, for 減 target / actual; None where it has no meaning."""
    actual, target = number(values.get(f"kpi_{n}_actual")), number(values.get(f"kpi_{n}_target"))
    falling = values.get(f"kpi_{n}_direction") == "減"
    if actual is None or target is None or target <= 0 or (falling and actual <= 0):
        return None
    return target / actual if falling else actual / target


def state_of(one: Field, values: Answers, facts: frozenset[str]) -> State:
    """未 blank though required · 要 to be looked at · 済 · 任 may stay blank · 外 not asked."""
    value = values.get(one.id)
    blank = is_blank(value)
    if not one.relevant_when.holds(values, facts):
        return "外" if blank or one.origin == "prefilled" else "要"
    if blank:
        return "未" if one.required_when.holds(values, facts) else "任"
    return "済" if _acceptable(one, value) else "要"


def is_blank(value: Value | None) -> bool:
    """Whether a cell with this value looks empty, full-width blanks included."""
    return value is None or (isinstance(value, str) and not value.replace("　", " ").strip())


def _acceptable(one: Field, value: Value | None) -> bool:
    if one.kind == "text":
        return one.limit is None or units(str(value)) <= one.limit
    if one.kind == "choice":
        return not one.choices or value in one.choices
    exact = number(value)
    if exact is None:
        return one.kind not in ("integer", "money", "decimal", "level")
    if one.kind == "level":
        return exact in (0, 1, 2, 3, 4)
    if one.kind == "integer" and one.choices:
        return str(exact) in one.choices
    low, high = one.minimum, one.maximum
    return (low is None or exact >= low) and (high is None or exact <= high)
