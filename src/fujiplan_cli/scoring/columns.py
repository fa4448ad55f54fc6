"""Scorecards as flat integer columns, which table.py and robustness.py calculate with.

One row per project. Levels are whole numerators over one common denominator (the mean of three indicators is a third
of a level), so everything that follows is exact integer arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, TypeAlias

from fujiplan_cli.model.method import Method
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import Scorecard
from fujiplan_cli.scoring.caps import grade_limit
from fujiplan_cli.scoring.order import ENDED, HELD, NOT_BEGUN, PAUSED, STOPPED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Ints: TypeAlias = "NDArray[np.int64]"
Bools: TypeAlias = "NDArray[np.bool_]"
TO_GRADE, UNSCORED = -1, -2
"""``Columns.code`` of a project that is graded, and of one that gets neither grade nor code (S0)."""


@dataclass(frozen=True, slots=True)
class Columns:
    """n projects × the items of the method, in the method's order."""

    projects: tuple[str, ...]
    groups: tuple[tuple[int, str], ...]
    """(fiscal year, 評価段階), sorted: within one of them projects are ranked."""
    letters: tuple[str, ...]
    """Grades from best to worst, then the codes."""
    items: tuple[str, ...]
    group: Ints
    """n: index in ``groups``."""
    code: Ints
    """n: index in ``letters`` of a code, TO_GRADE or UNSCORED."""
    limit: Ints
    """n: index in ``letters`` of the best grade that the caps allow; 0 without a cap."""
    weights: Ints
    """n × items: weight of the item at the 評価段階; 0 where it does not weigh."""
    levels: Ints
    """n × items: level after its cap × ``denominator``; 0 where there is none."""
    denominator: int
    known: Bools
    """n × items: has a level, so it counts in the score."""
    applicable: Bools
    answered: Bools
    pending: Bools
    """n: a 成果指標 is pending."""
    marked: Bools
    repeated: Bools


@dataclass(frozen=True, slots=True)
class _Cell:
    """One item of one project."""

    item: int
    weight: int
    level: Fraction | None
    applicable: bool
    answered: bool


@dataclass(frozen=True, slots=True)
class _Row:
    project: str
    group: tuple[int, str]
    code: str | None
    """"" = graded; None = neither grade nor code."""
    limit: str | None
    cells: tuple[_Cell, ...]
    pending: bool
    marked: bool
    repeated: bool


def letters_of_method(method: Method) -> tuple[str, ...]:
    """Grades from best to worst (their places are compared), then every code."""
    named = [g.letter for g in method.grades] + [c.letter for c in method.codes]
    return tuple(dict.fromkeys((*named, ENDED, STOPPED, PAUSED, NOT_BEGUN, HELD)))


def columns_of_cards(cards: Sequence[Scorecard], method: Method, records: Mapping[str, Record]) -> Columns:
    """The columns of scorecards, in their order. ``records`` (project → record) tell which caps apply.

    A card keeps its own weights: an approved one may come from an earlier version of the method. A card whose project
    has no record counts as having no cap but those it names.
    """
    return _columns((_of_card(c, method, records.get(c.project)) for c in cards), method)


def _of_card(card: Scorecard, method: Method, record: Record | None) -> _Row:
    group = (card.year, card.eval_stage)
    code = None if card.grade is None else card.grade if card.score is None and not card.items else ""
    places = {item.id: place for place, item in enumerate(method.items)}
    cells = tuple(
        _Cell(places[i.item], i.weight, i.level, i.applicable, i.answered) for i in card.items if i.item in places
    )
    limit = None
    if record is not None:
        limit = grade_limit(method, record, {i.item: i for i in card.items})
    elif card.grade in {g.letter for g in method.grades} and any(not hit.item for hit in card.caps):
        limit = card.grade
    return _Row(card.project, group, code, limit, cells, card.provisional, card.marked, card.repeated)


def _columns(rows: Iterable[_Row], method: Method) -> Columns:
    import numpy as np  # heavy, and most commands do not need it

    rows = list(rows)
    # A card frozen under another method may bring a code of its own.
    letters = tuple(dict.fromkeys((*letters_of_method(method), *sorted({r.code for r in rows if r.code}))))
    place = {letter: i for i, letter in enumerate(letters)}
    groups = tuple(sorted({r.group for r in rows}))
    group_of = {group: i for i, group in enumerate(groups)}
    shape = (len(rows), len(method.items))
    at = [(n, c.item) for n, r in enumerate(rows) for c in r.cells]
    cells = [c for r in rows for c in r.cells]
    denominator = lcm(*{c.level.denominator for c in cells if c.level is not None})

    def matrix(values: list[int]) -> Ints:
        filled = np.zeros(shape, dtype=np.int64)
        if at:
            filled[tuple(np.array(at).T)] = values
        return filled

    levels = [0 if c.level is None else c.level.numerator * (denominator // c.level.denominator) for c in cells]
    codes = [UNSCORED if r.code is None else place[r.code] if r.code else TO_GRADE for r in rows]
    return Columns(
        projects=tuple(r.project for r in rows),
        groups=groups,
        letters=letters,
        items=tuple(i.id for i in method.items),
        group=np.array([group_of[r.group] for r in rows], dtype=np.int64),
        code=np.array(codes, dtype=np.int64),
        limit=np.array([place[r.limit] if r.limit else 0 for r in rows], dtype=np.int64),
        weights=matrix([c.weight for c in cells]),
        levels=matrix(levels),
        denominator=denominator,
        known=matrix([c.level is not None for c in cells]).astype(bool),
        applicable=matrix([c.applicable for c in cells]).astype(bool),
        answered=matrix([c.answered for c in cells]).astype(bool),
        pending=np.array([r.pending for r in rows], dtype=bool),
        marked=np.array([r.marked for r in rows], dtype=bool),
        repeated=np.array([r.repeated for r in rows], dtype=bool),
    )
