"""The level of each item for many projects at once, to be read beside methods/*.toml (domain.md §4.2-4.6).

The same rules as items/*.py, which give one project its level in words; tests hold the two together. A ratio is never
divided: top ÷ bottom ≥ limit is asked as top × (limit's bottom) ≥ (limit's top) × bottom, with bottom above 0, in whole
numbers. So no rounding decides at a limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from gathered import Bools, Gathered, Ints, Number, Wholes, known, one_of, truths, wholes

from fujiplan_cli.model.method import CostRule, Item, OutcomeRule, ScheduleRule
from fujiplan_cli.model.record import Record
from fujiplan_cli.scoring.items.cost import BUDGET_PARTS, MONEY
from fujiplan_cli.scoring.items.indicator import DOWN, KEEP, UP
from fujiplan_cli.scoring.rating import TOP

SCHEDULE_FIELDS = ("status", "delay_months", "recovery")
COST_FIELDS = (*(field for field, _ in MONEY), "budget_total", "cost_reason", "cost_basis")
_INDICATOR_PARTS = (
    *("direction", "target", "target_source", "base", "base_year", "final", "final_year"),
    *("actual", "pending", "tolerance"),
)
_KIND = re.compile(r"kpi_(0|[1-9][0-9]*)_kind")
_LEVELS: dict[Number, int] = {level: level for level in range(TOP + 1)}


@dataclass(frozen=True, slots=True)
class ItemColumn:
    """One item of n projects, before caps."""

    levels: Ints
    """Level × ``denominator``; 0 where there is none."""
    denominator: int
    known: Bools
    """Has a level: applicable, and not every indicator pending."""
    applicable: Bools
    answered: Bools
    pending: Bools
    """A 成果指標 is pending."""


def schedule_column(facts: Gathered, rule: ScheduleRule) -> ItemColumn:
    """工程: full marks by status; 遅れ by its months, 0 when it counts as longer than the last band."""
    import numpy as np

    status = facts.words("status")
    (months,), unit = wholes(facts.numbers("delay_months"))
    within = [(_within(months, unit, b.limit), b.level) for b in rule.bands]
    levels, denominator = _first(
        [
            (long_delay(facts, rule), Fraction(0)),
            *((one_of(status, (rule.delayed,)) & reached, level) for reached, level in within),
            (one_of(status, rule.full), Fraction(TOP)),
        ]
    )
    every = np.ones(len(facts), dtype=bool)
    return ItemColumn(levels, denominator, every, every, _known_status(facts, rule), ~every)


def long_delay(facts: Gathered, rule: ScheduleRule) -> Bools:
    """Where the delay counts as longer than the last band: no known status, no prospect, no months, or too many."""
    delayed = one_of(facts.words("status"), (rule.delayed,))
    recovery = facts.words("recovery")
    given = facts.numbers("delay_months")
    (months,), unit = wholes(given)
    limit = rule.bands[-1].limit
    blank = ~known(given) | (months < unit)
    too_many = ~_within(months, unit, limit)
    return ~_known_status(facts, rule) | (delayed & (one_of(recovery, ("", rule.no_prospect)) | blank | too_many))


def _known_status(facts: Gathered, rule: ScheduleRule) -> Bools:
    return one_of(facts.words("status"), (*rule.full, *rule.none, rule.delayed))


def cost_column(facts: Gathered, rule: CostRule) -> ItemColumn:
    """経費: |不用額| ÷ 予算現額 in bands. Amounts as in items/cost.py."""
    import numpy as np

    numbers = {field: facts.numbers(field) for field in (*(field for field, _ in MONEY), "budget_total")}
    amounts, _ = wholes(*numbers.values())
    money = dict(zip(numbers, amounts, strict=True))
    has = {field: known(given) for field, given in numbers.items()}
    parts = [field for field, _ in BUDGET_PARTS]
    any_part = np.logical_or.reduce([has[field] for field in parts])
    budget = np.where(any_part, sum(money[field] for field in parts), money["budget_total"])
    unused = budget - money["executed"] - money["carried_out"]

    gap = _money_missing(facts, has, any_part | has["budget_total"])
    applicable = gap | (budget != 0) | (money["executed"] != 0)
    saving = one_of(facts.words("cost_reason"), (rule.saving_reason,)) & facts.answered("cost_basis")
    saving &= (unused > 0) & _within(abs(unused), budget, rule.saving_limit)
    levels, denominator = _first(
        [
            (gap | (budget <= 0), Fraction(0)),  # money missing, spending without a budget, a negative one
            (saving, Fraction(rule.saving_level)),
            *((_within(abs(unused), budget, band.limit), band.level) for band in rule.bands),
        ]
    )
    levels = np.where(applicable, levels, 0)
    answered = ~gap & has["executed"] | ~applicable
    return ItemColumn(levels, denominator, applicable, applicable, answered, np.zeros_like(gap))


def _money_missing(facts: Gathered, has: dict[str, Bools], has_budget_sum: Bools) -> Bools:
    """Where a project with a budget lacks an amount it should have told: 予算現額, 当初, 支出済額, or a faulty cell."""
    import numpy as np

    told = truths([record.has_budget for record in facts.records])
    first_blank = ~has[MONEY[0][0]] & truths([value is None for value in facts.values("budget_total")])
    missing = ~has_budget_sum | ~has["executed"]
    for field, _ in MONEY:
        for row in np.flatnonzero(told & ~missing & (first_blank | ~has[field])).tolist():
            cell = facts.records[row].facts.get(field)
            if cell is not None and cell.source.kind == "sheet":  # typed: then 当初 is typed too
                missing[row] = first_blank[row] or cell.faulty or _is_error(facts.records[row], field)
    return told & missing


def _is_error(record: Record, field: str) -> bool:
    return any(finding.severity == "error" and finding.field == field for finding in record.findings)


def judged_levels(facts: Gathered, field: str) -> list[int | None]:
    """The whole levels 0-4 of a field; anything else is no answer (None)."""
    # A Decimal 3.0 finds the level 3: equal numbers have equal hashes.
    return [None if n is None else _LEVELS.get(n) for n in facts.numbers(field)]


def judged_column(facts: Gathered, item: Item, confirmed_view: Bools) -> tuple[ItemColumn, Bools]:
    """自己評価, or 事務局確認 where that view is taken; and where there is a basis."""
    import numpy as np

    own, theirs = judged_levels(facts, item.field), judged_levels(facts, item.confirmed)
    levels = [
        level if other is None or not later else other
        for level, other, later in zip(own, theirs, confirmed_view.tolist(), strict=True)
    ]
    answered = truths([level is not None for level in levels])
    basis = (confirmed_view & facts.answered(item.reason)) | facts.answered(item.basis)
    every = np.ones(len(facts), dtype=bool)
    values = np.array([level or 0 for level in levels], dtype=np.int64)
    return ItemColumn(values, 1, every, every, answered, ~every), basis


def outcome_column(records: Sequence[Record], rule: OutcomeRule) -> ItemColumn:
    """成果指標: the mean of the levels of those that have a target; pending ones leave it, missing ones are 0."""
    import numpy as np

    total, counted, scored, actuals = np.zeros((4, len(records)), dtype=np.int64)
    names: set[str] = set().union(*(record.facts for record in records))
    kinds = {int(m[1]): name for name in names if (m := _KIND.fullmatch(name))}
    told = Gathered(records, kinds.values())
    for number, name in kinds.items():
        rows = np.flatnonzero(one_of(told.words(name), (rule.scored_kind,)))
        level, has_target, pending, given = _indicator([records[row] for row in rows.tolist()], number, rule)
        total[rows] += level
        counted[rows] += has_target & ~pending
        scored[rows] += has_target
        actuals[rows] += has_target & given
    applicable, found = scored > 0, counted > 0
    denominator = lcm(*np.unique(counted[found]).tolist())
    levels = np.where(found, total * (denominator // np.maximum(counted, 1)), 0)
    return ItemColumn(levels, denominator, found, applicable, ~applicable | (actuals > 0), counted < scored)


def _indicator(records: Sequence[Record], number: int, rule: OutcomeRule) -> tuple[Ints, Bools, Bools, Bools]:
    """One 成果指標 of each of these: its level (0 without one), has a target, is pending, has an actual."""
    import numpy as np

    names = {part: f"kpi_{number}_{part}" for part in _INDICATOR_PARTS}
    facts = Gathered(records, names.values())
    base, actual = facts.numbers(names["base"]), facts.numbers(names["actual"])
    base_n, target_n, actual_n, has_target = _target(facts, names)
    given = known(actual)
    pending = ~given & facts.answered(names["pending"])
    reached = _achieved(facts, names, (base_n, target_n, actual_n), known(base), rule)
    levels, _ = _first([(given & at, Fraction(int(level))) for at, level in reached], len(facts))
    return np.where(has_target, levels, 0), has_target, pending, given


def _target(facts: Gathered, names: dict[str, str]) -> tuple[Wholes, Wholes, Wholes, Bools]:
    """Base, target and actual over one denominator, and where there is a target: the year's own, else the line.

    On a line from base year to final year all three of the project are taken × the years between: only their ratios
    count, and they stay whole.
    """
    import numpy as np

    columns = {part: facts.numbers(names[part]) for part in ("base", "target", "final", "actual")}
    (base, own, final, actual), _ = wholes(*columns.values())
    start, end = (
        np.array([0 if n is None else int(n) for n in facts.numbers(names[part])], dtype=object)
        for part in ("base_year", "final_year")
    )
    has_line = known(columns["base"]) & known(columns["final"])
    has_line &= (start != 0) & (end != 0) & (end > start)
    is_own = known(columns["target"])
    line = has_line & (~is_own | one_of(facts.words(names["target_source"]), ("line",)))
    year = np.array([record.year for record in facts.records], dtype=object)
    years = np.where(line, end - start, 1)
    passed = np.minimum(np.maximum(year, start), end) - start
    target = np.where(line, base * years + (final - base) * passed, own)
    return base * years, target, actual * years, is_own | line


def _achieved(
    facts: Gathered, names: dict[str, str], numbers: tuple[Wholes, Wholes, Wholes], has_base: Bools, rule: OutcomeRule
) -> list[tuple[Bools, Fraction]]:
    """For each band of achievement, highest first: where it is reached, and its level. Achievement = top ÷ bottom."""
    import numpy as np

    base, target, actual = numbers
    direction = facts.words(names["direction"])
    up, down, keep = (one_of(direction, (one,)) for one in (UP, DOWN, KEEP))
    sign = np.where(down, -1, 1).astype(object)  # 減 is 増 with both differences turned round
    met = sign * (actual - target) >= 0
    from_base = has_base & (sign * (target - base) > 0)
    as_ratio = ~has_base & (target > 0) & (up | (actual > 0))
    cases: list[tuple[Bools, Wholes, Wholes]] = [
        (keep, *_kept(facts.numbers(names["tolerance"]), target, actual, rule)),
        (~up & ~down, 0 * base, 0 * base + 1),
        (from_base, sign * (actual - base), sign * (target - base)),
        (as_ratio & up, actual, target),
        (as_ratio & down, target, actual),
    ]
    conditions = [case for case, _, _ in cases]
    top = np.select(conditions, [top for _, top, _ in cases], met.astype(object) * 1)
    bottom = np.select(conditions, [bottom for _, _, bottom in cases], 0 * base + 1)
    return [(top * b.limit.denominator >= b.limit.numerator * bottom, b.level) for b in rule.bands]


def _kept(
    tolerances: Sequence[Number | None], target: Wholes, actual: Wholes, rule: OutcomeRule
) -> tuple[Wholes, Wholes]:
    """維持: the achievement of the first band that the distance from the target stays within, as top and bottom."""
    (tolerance,), unit = wholes([rule.tolerance if t is None else t for t in tolerances])
    distance, width = abs(actual - target) * unit, tolerance * abs(target)
    top, bottom = _first((_within(distance, width, b.limit), b.level) for b in rule.keep_bands)
    return top.astype(object), 0 * target + bottom


def _within(top: Wholes, bottom: Wholes | int, limit: Fraction) -> Bools:
    """top ÷ bottom ≤ limit, for a bottom above 0."""
    within: Bools = top * limit.denominator <= limit.numerator * bottom
    return within


def _first(cases: Iterable[tuple[Bools, Fraction]], size: int | None = None) -> tuple[Ints, int]:
    """Level of the first case that holds, else 0; as numerators, and their denominator."""
    import numpy as np

    found = list(cases)
    denominator = lcm(*(level.denominator for _, level in found))
    if not found:
        return np.zeros(size or 0, dtype=np.int64), denominator
    levels = [level.numerator * (denominator // level.denominator) for _, level in found]
    return np.select([case for case, _ in found], levels, 0).astype(np.int64), denominator
