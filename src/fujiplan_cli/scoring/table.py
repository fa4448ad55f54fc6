"""The whole table scored at once in whole numbers (domain.md §4.7-4.10), to be read beside methods/*.toml.

It must agree with the card-by-card engine (card.py) to the last digit. No float takes part: a score is a whole number
of units (tenths of a point with one decimal), rounded half up by integer division, and the grade hangs on that.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from fujiplan_cli.model.method import Method
from fujiplan_cli.scoring.columns import TO_GRADE, Bools, Columns, Ints
from fujiplan_cli.scoring.order import HELD
from fujiplan_cli.scoring.rating import TOP
from fujiplan_cli.scoring.verify import ScoringFault

NO_SCORE = -1
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class TableScores:
    """n projects. ``exact`` score = ``numerator`` / ``denominator`` points of 100 (0 / 1 without a score)."""

    numerator: Ints
    denominator: Ints
    units: Ints
    """Rounded score × 10^decimals; NO_SCORE without one."""
    letter: Ints
    """Index in ``Columns.letters``; UNSCORED without a letter."""
    rank: Ints
    """Within its group; 0 = not ranked."""
    rank_of: Ints
    provisional: Bools


def score_table(columns: Columns, method: Method) -> TableScores:
    """Scores, grades and ranks of all projects. Raises ScoringFault when a number could outgrow 64 bits."""
    import numpy as np

    graded = columns.code == TO_GRADE
    # Z: no 成果指標 has an actual, pending or missing, or too little weight answered (§4.6, §4.7).
    outcome = np.array([i.source == "outcome" for i in method.items])
    lacks_actuals = (columns.applicable & ~columns.answered & outcome).any(axis=1)
    asked = np.where(columns.applicable, columns.weights, 0)
    given = np.where(columns.answered, asked, 0).sum(axis=1)
    minimum = method.answered_minimum
    too_little = (given * minimum.denominator < asked.sum(axis=1) * minimum.numerator) | (asked.sum(axis=1) == 0)
    held = graded & (lacks_actuals | too_little)
    scored = graded & ~held

    # Score = 100 × Σ weight × level ÷ 4 ÷ Σ weight, over the items that have a level.
    weights = np.where(columns.known, columns.weights, 0)
    check_room(columns, int(weights.sum(axis=1).max(initial=0)), method)
    numerator = np.where(scored, 100 * (weights * columns.levels).sum(axis=1), 0)
    denominator = np.where(scored, weights.sum(axis=1) * TOP * columns.denominator, 1)
    units = np.where(scored, half_up_units(numerator, denominator, method.decimals), NO_SCORE)

    # The grade is read from the rounded score, then capped; a code or Z stands instead of it.
    letter = np.maximum(letters_of(units, method), columns.limit)
    letter = np.where(held, columns.letters.index(HELD), np.where(graded, letter, columns.code))
    rank, rank_of = _ranks(columns, units)
    return TableScores(numerator, denominator, units, letter, rank, rank_of, columns.pending & scored)


def half_up_units(numerator: Ints, denominator: Ints, decimals: int) -> Ints:
    """numerator ÷ denominator (neither negative) in units of the last decimal, rounded half up."""
    rounded: Ints = (2 * 10**decimals * numerator + denominator) // (2 * denominator)
    return rounded


def grade_floors(method: Method) -> list[int]:
    """Lowest units that earn each grade but the last, which takes everything else; falling."""
    return [ceil(g.minimum.scaleb(method.decimals)) for g in method.grades[:-1]]


def letters_of(units: Ints, method: Method) -> Ints:
    """Index of the grade that the units earn before caps: how many of the better grades they miss."""
    import numpy as np

    letter: Ints = np.zeros(units.shape, dtype=np.int64)
    for floor in grade_floors(method):
        letter += units < floor
    return letter


def ranks_of(units: Ints) -> Ints:
    """1 + how many of these are better; ties share (rank.py)."""
    import numpy as np

    ranks: Ints = len(units) + 1 - np.searchsorted(np.sort(units), units, side="right")
    return ranks


def check_room(columns: Columns, weight: int, method: Method) -> None:
    """Whether twice the largest numerator that a total ``weight`` can give, and its rounding, fit in 64 bits."""
    top = TOP * columns.denominator
    if 2 * (100 * 10**method.decimals + 1) * weight * top > _LARGEST:
        raise ScoringFault(f"levels over {columns.denominator} and weights of {weight} outgrow 64 bits")


def _ranks(columns: Columns, units: Ints) -> tuple[Ints, Ints]:
    import numpy as np

    rank, rank_of = np.zeros_like(units), np.zeros_like(units)
    counted = (units != NO_SCORE) & ~columns.repeated  # 再掲, codes and Z are not ranked
    for group in range(len(columns.groups)):
        mine = counted & (columns.group == group)
        rank[mine] = ranks_of(units[mine])
        rank_of[mine] = mine.sum()
    return rank, rank_of
