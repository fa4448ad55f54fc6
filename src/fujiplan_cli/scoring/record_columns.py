"""Many records → the columns that table.py scores, item by item, without a scorecard for each (domain.md §4.1-4.9).

It must say of every record what card.py says; tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm

from fujiplan_cli.model.method import Item, Method
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import View
from fujiplan_cli.scoring.caps import INCIDENTS, SEVERE, basis_limit
from fujiplan_cli.scoring.columns import TO_GRADE, UNSCORED, Bools, Columns, Ints, letters_of_method
from fujiplan_cli.scoring.gathered import Gathered, one_of, truths
from fujiplan_cli.scoring.level_columns import (
    COST_FIELDS,
    SCHEDULE_FIELDS,
    ItemColumn,
    cost_column,
    judged_column,
    judged_levels,
    long_delay,
    outcome_column,
    schedule_column,
)
from fujiplan_cli.scoring.order import ENDED, NOT_BEGUN, PAUSED, STOPPED, STOPS, UNSTARTED


def columns_of_records(records: Sequence[Record], method: Method, view: View | None = None) -> Columns:
    """The columns of records, in their order, by the same rules as `score` (which see for ``view``)."""
    import numpy as np

    letters = letters_of_method(method)
    stages = [record.eval_stage for record in records]
    code = _codes(records, method, letters)
    graded = np.flatnonzero(code == TO_GRADE)
    confirmed = _confirmed(records, method) & (view != "self")
    shape = (len(records), len(method.items))
    parts, denominators = _Parts(shape), []
    for place, item in enumerate(method.items):
        denominators.append(_fill(parts, place, item, method, records, graded, confirmed))
    denominator = lcm(*denominators)
    parts.levels *= np.array([denominator // one for one in denominators], dtype=np.int64)
    groups = sorted({(record.year, record.eval_stage) for record in records})
    group_of = {group: n for n, group in enumerate(groups)}
    return Columns(
        projects=tuple(record.project for record in records),
        groups=tuple(groups),
        letters=letters,
        items=tuple(item.id for item in method.items),
        group=np.array([group_of[record.year, record.eval_stage] for record in records], dtype=np.int64),
        code=code,
        limit=_limits(records, method, stages, graded, parts.applicable),
        weights=parts.weights,
        levels=parts.levels,
        denominator=denominator,
        known=parts.known,
        applicable=parts.applicable,
        answered=parts.answered,
        pending=parts.pending,
        marked=truths(record.marked for record in records) | _undecided(records, code, letters),
        repeated=truths(record.repeated for record in records),
    )


class _Parts:
    """The matrices of the items (n projects × items), filled one item after the other."""

    def __init__(self, shape: tuple[int, int]) -> None:
        import numpy as np

        self.weights, self.levels = np.zeros((2, *shape), dtype=np.int64)
        self.known, self.applicable, self.answered = np.zeros((3, *shape), dtype=bool)
        self.pending: Bools = np.zeros(shape[0], dtype=bool)


def _fill(
    parts: _Parts,
    place: int,
    item: Item,
    method: Method,
    records: Sequence[Record],
    graded: Ints,
    confirmed: Bools,
) -> int:
    """Fill one item's columns where it weighs; the denominator of its levels."""
    import numpy as np

    stages = [records[row].eval_stage for row in graded.tolist()]
    weight = np.array([item.weights.get(stage, 0) for stage in stages], dtype=np.int64)
    parts.weights[graded, place] = weight
    at = one_of(stages, {stage for stage in set(stages) if item.asked_at(stage)})
    asked, absent = graded[(weight > 0) & at], graded[(weight > 0) & ~at]
    found = _column(item, method, [records[row] for row in asked.tolist()], confirmed[asked])
    parts.levels[asked, place] = found.levels
    parts.known[asked, place] = found.known
    parts.applicable[asked, place] = found.applicable
    parts.answered[asked, place] = found.applicable & found.answered
    parts.pending[asked] |= found.pending
    if method.absent_level is not None:  # 旧採点方法: what is not applicable counts as a fixed level
        fixed = np.concatenate([absent, asked[~found.applicable]])
        parts.levels[fixed, place] = method.absent_level * found.denominator
        parts.known[fixed, place] = True
    return found.denominator


def _column(item: Item, method: Method, records: list[Record], confirmed: Bools) -> ItemColumn:
    if item.source == "outcome":
        return outcome_column(records, method.outcome)
    if item.source == "schedule":
        return schedule_column(Gathered(records, SCHEDULE_FIELDS), method.schedule)
    if item.source == "cost":
        return cost_column(Gathered(records, COST_FIELDS), method.cost)
    fields = [name for name in (item.field, item.basis, item.confirmed, item.reason) if name]
    column, basis = judged_column(Gathered(records, (*fields, "")), item, confirmed)
    limits = {stage: basis_limit(method, stage) for stage in {record.eval_stage for record in records}}
    return _capped(column, basis, [limits[record.eval_stage] for record in records])


def _capped(column: ItemColumn, basis: Bools, limits: Sequence[Fraction | None]) -> ItemColumn:
    """A judged level without a basis stays at the cap's level (§4.8). A judged level is whole, and so is the cap's."""
    import numpy as np

    highest = np.array([column.levels.max(initial=0) if one is None else int(one) for one in limits], dtype=np.int64)
    levels = np.where(basis, column.levels, np.minimum(column.levels, highest))
    return ItemColumn(levels, column.denominator, column.known, column.applicable, column.answered, column.pending)


def _confirmed(records: Sequence[Record], method: Method) -> Bools:
    """Where the 事務局 has confirmed any level: the furthest view is then theirs."""
    fields = [item.confirmed for item in method.items if item.source == "judged" and item.confirmed]
    facts = Gathered(records, fields)
    found = truths([False] * len(records))
    for field in fields:
        found |= truths(level is not None for level in judged_levels(facts, field))
    return found


def _codes(records: Sequence[Record], method: Method, letters: tuple[str, ...]) -> Ints:
    """Index in ``letters`` of F, Y, H or X; TO_GRADE, or UNSCORED (S0)."""
    import numpy as np

    facts = Gathered(records, ("status", "start_year"))
    words, stages = facts.words("status"), [record.eval_stage for record in records]
    begins = facts.numbers("start_year")
    later = truths(year is not None and year > record.year for year, record in zip(begins, records, strict=True))
    cases: list[tuple[Bools, int]] = [
        (one_of(stages, method.unscored_stages), UNSCORED),
        (one_of(stages, method.ended_stages), letters.index(ENDED)),
        *((one_of(words, (stop,)), letters.index(letter)) for stop, letter in STOPS.items()),
        (one_of(words, (UNSTARTED,)) & later, letters.index(NOT_BEGUN)),
    ]
    return np.select([case for case, _ in cases], [value for _, value in cases], TO_GRADE).astype(np.int64)


def _undecided(records: Sequence[Record], code: Ints, letters: tuple[str, ...]) -> Bools:
    """Where a 中止 or 休止 has no recorded decision."""
    import numpy as np

    decided = truths(word not in ("", "0") for word in Gathered(records, ("stop_decided",)).words("stop_decided"))
    stopped: Bools = np.isin(code, [letters.index(STOPPED), letters.index(PAUSED)])
    return stopped & ~decided


def _limits(records: Sequence[Record], method: Method, stages: Sequence[str], graded: Ints, applicable: Bools) -> Ints:
    """Index of the best grade that the caps leave to each graded record; 0 without a cap."""
    import numpy as np

    limit = np.zeros(len(records), dtype=np.int64)
    facts = Gathered(records, ("status", "delay_months", "recovery", "incident"))
    outcome = [n for n, item in enumerate(method.items) if item.source == "outcome"]
    is_graded = np.zeros(len(records), dtype=bool)
    is_graded[graded] = True
    order = [grade.letter for grade in method.grades]
    has_outcome: Bools = np.logical_or.reduce(applicable[:, outcome], axis=1)
    for cap in method.caps:
        if not cap.grade:
            continue
        at = is_graded & one_of(stages, cap.stages or set(stages))
        holds = _holds(cap.id, facts, method, has_outcome)
        limit = np.where(at & holds, np.maximum(limit, order.index(cap.grade)), limit)
    return limit


def _holds(cap: str, facts: Gathered, method: Method, has_outcome: Bools) -> Bools:
    if cap == "no_outcome":
        return ~has_outcome
    if cap == "long_delay":
        return long_delay(facts, method.schedule)
    if cap == "incident":
        return _severe(facts.words("incident"))
    return truths([False] * len(facts))  # a cap on levels


def _severe(words: Iterable[str]) -> Bools:
    """A blank or unknown word counts as 重大."""
    return truths(word == SEVERE or word not in INCIDENTS for word in words)
