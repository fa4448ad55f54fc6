"""Records → columns: every item, code and cap of the whole table at once, without a scorecard (domain.md §4.1-4.8).

The order of card.py: a code first, then the levels item by item, then the caps. Tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from math import lcm
from operator import attrgetter

from gathered import Bools, Gathered, Ints, one_of, truths
from level_columns import (
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

from fujiplan_cli.model.method import Item, Method
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import View
from fujiplan_cli.scoring.caps import INCIDENTS, SEVERE
from fujiplan_cli.scoring.columns import TO_GRADE, UNSCORED, Columns, letters_of_method
from fujiplan_cli.scoring.order import ENDED, NOT_BEGUN, STOPS, UNSTARTED

_CODE_FIELDS = ("status", "start_year", "stop_decided", "incident")


def columns_of_records(records: Sequence[Record], method: Method, view: View | None = None) -> Columns:
    """The columns of records, in their order, by the same rules as `score` (which see for ``view``)."""
    import numpy as np  # heavy, and most commands do not need it

    judged = [(i.field, i.confirmed, i.basis, i.reason) for i in method.items if i.source == "judged"]
    facts = Gathered(records, (*_CODE_FIELDS, *SCHEDULE_FIELDS, *COST_FIELDS, *chain(*judged)))
    letters = letters_of_method(method)
    groups, group = _groups(records)
    code, undecided = _codes(facts, method, letters)
    graded = code == TO_GRADE

    items = _items(facts, method, graded, view)
    # One common denominator, so that the mean of three indicators is a whole number too.
    denominator = lcm(*(item.denominator for item in items))

    def matrix(columns: list[Ints] | list[Bools]) -> Ints:
        return np.column_stack([np.where(graded, column, 0) for column in columns])

    applicable = matrix([item.applicable for item in items]).astype(bool)
    return Columns(
        projects=tuple(r.project for r in records),
        groups=groups,
        letters=letters,
        items=tuple(i.id for i in method.items),
        group=group,
        code=code,
        limit=np.where(graded, _limits(facts, method, letters, applicable), 0),
        weights=matrix([_weights(facts, item) for item in method.items]),
        levels=matrix([item.levels * (denominator // item.denominator) for item in items]),
        denominator=denominator,
        known=matrix([item.known for item in items]).astype(bool),
        applicable=applicable,
        answered=matrix([item.answered for item in items]).astype(bool),
        pending=graded & np.logical_or.reduce([item.pending for item in items]),
        marked=undecided | truths([_marked(record) for record in records]),
        repeated=truths([record.repeated for record in records]),
    )


def _groups(records: Sequence[Record]) -> tuple[tuple[tuple[int, str], ...], Ints]:
    import numpy as np

    groups = tuple(sorted({(r.year, r.eval_stage) for r in records}))
    place = {group: n for n, group in enumerate(groups)}
    return groups, np.array([place[r.year, r.eval_stage] for r in records], dtype=np.int64)


def _marked(record: Record) -> bool:
    """`Record.marked`, asked of every fact of every record: without a generator it takes a third of the time."""
    return record.verdict in ("review", "returned") or any(map(attrgetter("marked"), record.facts.values()))


def _codes(facts: Gathered, method: Method, letters: tuple[str, ...]) -> tuple[Ints, Bools]:
    """Code of each project (order.py), and where a 中止 or 休止 awaits its decision."""
    import numpy as np

    status = facts.words("status")
    starts = zip(facts.numbers("start_year"), facts.records, strict=True)
    later = truths([start is not None and start > record.year for start, record in starts])
    cases = [
        (facts.at_stages(method.unscored_stages), UNSCORED),
        (facts.at_stages(method.ended_stages), letters.index(ENDED)),
        *((one_of(status, (word,)), letters.index(code)) for word, code in STOPS.items()),
        (one_of(status, (UNSTARTED,)) & later, letters.index(NOT_BEGUN)),
    ]
    code: Ints = np.select([case for case, _ in cases], [place for _, place in cases], TO_GRADE).astype(np.int64)
    stopped = np.isin(code, [letters.index(one) for one in STOPS.values()])
    return code, stopped & one_of(facts.words("stop_decided"), ("", "0"))


def _weights(facts: Gathered, item: Item) -> Ints:
    return facts.by_stage(lambda stage: item.weights.get(stage, 0))


def _items(facts: Gathered, method: Method, graded: Bools, view: View | None) -> list[ItemColumn]:
    """Each item after the cap on its level; nothing where it does not weigh."""
    import numpy as np

    confirmed = np.zeros(len(facts), dtype=bool)
    if view != "self":  # the furthest view: confirmed once the 事務局 has confirmed any level
        for item in method.items:
            if item.source == "judged":
                confirmed |= truths([level is not None for level in judged_levels(facts, item.confirmed)])
    columns = []
    for item in method.items:
        asked = graded & (facts.by_stage(item.asked_at) > 0)
        basis = ~asked
        if item.source == "schedule":
            column = schedule_column(facts, method.schedule)
        elif item.source == "cost":
            column = cost_column(facts, method.cost)
        elif item.source == "outcome":
            rows = [facts.records[n] for n in np.flatnonzero(asked).tolist()]
            column = _spread(outcome_column(rows, method.outcome), asked)
        else:
            column, basis = judged_column(facts, item, confirmed)
        column = _where_asked(column, asked, _weights(facts, item) > 0, method)
        columns.append(_cap_levels(facts, method, column, asked & basis) if item.source == "judged" else column)
    return columns


def _spread(column: ItemColumn, rows: Bools) -> ItemColumn:
    """A column of some projects (``rows``) as one of all."""
    import numpy as np

    def spread(values: Ints | Bools) -> Ints:
        full = np.zeros(rows.shape, dtype=np.int64)
        full[rows] = values
        return full

    known, applicable, answered, pending = (
        spread(values).astype(bool) for values in (column.known, column.applicable, column.answered, column.pending)
    )
    return ItemColumn(spread(column.levels), column.denominator, known, applicable, answered, pending)


def _where_asked(column: ItemColumn, asked: Bools, weighs: Bools, method: Method) -> ItemColumn:
    """The item where it is asked. 旧採点方法: where it weighs but is not applicable it counts as a fixed level."""
    import numpy as np

    applicable, known = asked & column.applicable, asked & column.known
    levels, answered = np.where(known, column.levels, 0), asked & column.answered
    if method.absent_level is not None:
        absent = weighs & ~applicable
        levels = np.where(absent, method.absent_level * column.denominator, levels)
        known, answered = known | absent, answered & ~absent
    return ItemColumn(levels, column.denominator, known, applicable, answered, asked & column.pending)


def _cap_levels(facts: Gathered, method: Method, column: ItemColumn, basis: Bools) -> ItemColumn:
    """A judged level without a basis stays at the level of the first cap that it passes (caps.py)."""
    import numpy as np

    caps = [cap for cap in method.caps if cap.id == "no_basis" and cap.level is not None]
    over = [
        _applies(facts, cap.stages) & column.known & ~basis & (column.levels > cap.level * column.denominator)
        for cap in caps
        if cap.level is not None
    ]
    if not caps:
        return column
    limits = [cap.level * column.denominator for cap in caps if cap.level is not None]
    levels = np.select(over, limits, column.levels)
    return ItemColumn(levels, column.denominator, column.known, column.applicable, column.answered, column.pending)


def _applies(facts: Gathered, stages: frozenset[str]) -> Bools:
    """Where a cap holds: at its stages, or everywhere when it names none."""
    return facts.at_stages(stages) if stages else truths([True] * len(facts))


def _limits(facts: Gathered, method: Method, letters: tuple[str, ...], applicable: Bools) -> Ints:
    """Place of the best letter that the caps leave; 0 without a cap."""
    import numpy as np

    incident = facts.words("incident")
    outcome = np.array([item.source == "outcome" for item in method.items])
    has_outcome: Bools = np.logical_or.reduce(applicable & outcome, axis=1)
    reasons: dict[str, Bools] = {
        "no_outcome": ~has_outcome,
        "long_delay": long_delay(facts, method.schedule),
        "incident": one_of(incident, (SEVERE,)) | ~one_of(incident, INCIDENTS),
    }
    limit: Ints = np.zeros(len(facts), dtype=np.int64)
    for cap in method.caps:
        if cap.grade and cap.id in reasons:
            holds = reasons[cap.id] & _applies(facts, cap.stages)
            limit = np.maximum(limit, np.where(holds, letters.index(cap.grade), 0))
    return limit
