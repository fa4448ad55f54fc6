"""順位の確かさ (domain.md §4.12): how far rank and grade hang on the weights being exactly these.

Each of 1,000 draws multiplies the weight of every item by a factor of 0.8 to 1.2, renormalises over the items that
apply to a project, and scores and ranks all projects of the 評価段階 anew. One draw is one set of factors per stage,
shared by its projects. Levels, caps and who is held back (Z) stay as they are: a draw asks how results are weighed, not
whether a record suffices. Scores are rounded half up in whole numbers, as everywhere.

The factors are ten-thousandths from Python's own generator, seeded by stage and item id alone. So they depend neither
on the year, the projects, their order, nor on the version of any library, and the same input gives the same bytes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING

from fujiplan_cli.model.method import Method
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import Scorecard
from fujiplan_cli.scoring.verify import must_agree

if TYPE_CHECKING:
    from fujiplan_cli.scoring.columns import Columns, Ints
    from fujiplan_cli.scoring.table import TableScores

DRAWS = 1000
SPREAD = 20
"""± % of each weight."""
TAIL = 5
"""% of the draws left out at either end of a rank interval."""
_WHOLE = 10_000
_BLOCK = 2**16
"""How many scores are held at a time: what the processor's own memory takes."""


@dataclasses.dataclass(frozen=True, slots=True)
class TableRobustness:
    """n projects."""

    best: Ints
    """Rank that at most 5 % of the draws beat; 0 = not ranked."""
    worst: Ints
    kept: Ints
    """Number of draws that keep the grade; 0 without a score."""
    draws: int


def with_robustness(
    cards: Sequence[Scorecard], records: Mapping[str, Record], method: Method, *, only: str | None = None
) -> tuple[Scorecard, ...]:
    """The same ranked cards in the same order, with rank interval and grade stability.

    ``records`` (project → record) tell which caps apply. An approved card keeps what it was frozen with. 再掲 projects
    get no interval, codes and Z neither of the two. ``only``: the one project that is asked for; then nothing is drawn
    but for its 評価段階. Raises ScoringFault when the table gives another score than a card.
    """
    asked = [c for c in cards if only in (None, c.project) and c.score is not None and c.view != "approved"]
    if not asked:
        return tuple(cards)
    from fujiplan_cli.scoring.columns import columns_of_cards
    from fujiplan_cli.scoring.table import score_table

    stages = {(c.year, c.eval_stage) for c in asked}
    places = [n for n, c in enumerate(cards) if (c.year, c.eval_stage) in stages]
    columns = columns_of_cards([cards[n] for n in places], method, records)
    scores = score_table(columns, method)
    found = table_robustness(columns, scores, method)
    filled = list(cards)
    rows = zip(
        places, scores.units.tolist(), found.best.tolist(), found.worst.tolist(), found.kept.tolist(), strict=True
    )
    for n, units, best, worst, kept in rows:
        card = cards[n]
        if card.view == "approved" or card.score is None:
            continue
        must_agree(f"{card.project}: score", Fraction(units, 10**method.decimals), Fraction(card.score))
        filled[n] = dataclasses.replace(
            card, rank_interval=(best, worst) if best else None, grade_stability=Fraction(kept, found.draws)
        )
    return tuple(filled)


def factors(stage: str, items: Sequence[str], draws: int = DRAWS) -> list[list[int]]:
    """Per draw the factor of each item in ten-thousandths: even over 0.8000 to 1.2000."""
    low, high = (_WHOLE * (100 - SPREAD) // 100, _WHOLE * (100 + SPREAD) // 100)
    # random() is the one method that Python promises to keep.
    sources = [Random(f"fujiplan {stage} {item}") for item in items]  # noqa: S311 - reproducible, no secret
    return [[low + int(source.random() * (high - low + 1)) for source in sources] for _ in range(draws)]


def table_robustness(columns: Columns, scores: TableScores, method: Method, draws: int = DRAWS) -> TableRobustness:
    """Rank intervals and kept grades of a scored table. Raises ScoringFault when a number could outgrow 64 bits."""
    import numpy as np

    from fujiplan_cli.scoring.table import NO_SCORE

    best, worst, kept = (np.zeros(len(columns.projects), dtype=np.int64) for _ in range(3))
    for group, (_, stage) in enumerate(columns.groups):
        members = np.flatnonzero((columns.group == group) & (scores.units != NO_SCORE))
        if not members.size:
            continue
        drawn = np.array(factors(stage, columns.items, draws), dtype=np.int64)
        lowest, highest = _bounds(columns, scores, members, method)
        ranked = ~columns.repeated[members]
        ranks = np.empty((draws, int(ranked.sum())), dtype=np.int32)
        step = max(1, _BLOCK // members.size)
        for start in range(0, draws, step):
            units = drawn_units(columns, members, drawn[start : start + step], method)
            kept[members] += ((lowest <= units) & (units <= highest)).sum(axis=0)
            ranks[start : start + step] = _ranks_by_row(units[:, ranked], method)
        if ranks.size:
            out = draws * TAIL // 100
            ends = np.partition(ranks, (out, draws - 1 - out), axis=0)
            best[members[ranked]], worst[members[ranked]] = ends[out], ends[draws - 1 - out]
    return TableRobustness(best, worst, kept, draws)


def drawn_units(columns: Columns, members: Ints, drawn: Ints, method: Method) -> Ints:
    """draws × members: rounded score in units, with every weight multiplied by the draw's factor of its item."""
    import numpy as np

    from fujiplan_cli.scoring.rating import TOP
    from fujiplan_cli.scoring.table import check_room, half_up_units

    weights = np.where(columns.known[members], columns.weights[members], 0)
    check_room(columns, int(weights.sum(axis=1).max(initial=0)) * int(drawn.max(initial=0)), method)
    numerator = 100 * (drawn @ (weights * columns.levels[members]).T)
    denominator = (drawn @ weights.T) * (TOP * columns.denominator)
    return half_up_units(numerator, denominator, method.decimals)


def _bounds(columns: Columns, scores: TableScores, members: Ints, method: Method) -> tuple[Ints, Ints]:
    """Lowest and highest units with which each member keeps its grade. Where a cap gives it, no score is too high."""
    import numpy as np

    from fujiplan_cli.scoring.table import grade_floors

    floors = grade_floors(method)
    endless = np.iinfo(np.int64).max
    letter = scores.letter[members]
    lowest = np.array([*floors, 0], dtype=np.int64)[letter]
    highest = np.array([endless, *(floor - 1 for floor in floors)], dtype=np.int64)[letter]
    return lowest, np.where(letter == columns.limit[members], endless, highest)


def _ranks_by_row(units: Ints, method: Method) -> Ints:
    """The rule of rank.py in every row at once: 1 + how many of the row are better."""
    import numpy as np

    draws, members = units.shape
    row = np.arange(draws)[:, None]
    keys = units + row * (100 * 10**method.decimals + 1)  # rows lie one above the other, so one search serves all
    at_most = np.searchsorted(np.sort(keys, axis=1).ravel(), keys.ravel(), side="right").reshape(units.shape)
    ranks: Ints = (row + 1) * members - at_most + 1
    return ranks


def interval_words(card: Scorecard) -> str:
    """「3〜7位」「3位」; "－" without a rank or for a card frozen before there were intervals."""
    if card.rank_interval is None:
        return "－"
    best, worst = card.rank_interval
    return f"{best}位" if best == worst else f"{best}〜{worst}位"


def stability_words(card: Scorecard) -> str:
    """Whole percents, rounded down so that 100％ means every draw; "－" without a score."""
    if card.grade_stability is None:
        return "－"
    if 0 < card.grade_stability < Fraction(1, 100):
        return "1％未満"
    return f"{int(100 * card.grade_stability)}％"


def robustness_words(card: Scorecard) -> str:
    """Both figures in one sentence for `explain`; "" when the card has neither."""
    if card.grade_stability is None:
        return ""
    place = ""
    if card.rank_interval is not None:
        best, worst = card.rank_interval
        between = f"{best}位のまま" if best == worst else f"{best}位から{worst}位の間"
        place = f"順位は{between}（{TAIL}〜{100 - TAIL}％）、"
    kept = f"評価{card.grade}のままであるのは{stability_words(card)}です。"
    return f"重みを±{SPREAD}％の範囲で{DRAWS:,}通りに変えると、{place}{kept}"
