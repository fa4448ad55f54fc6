"""Which weight of which item would let the neighbour overtake (domain.md §4.12). Exact, from the scorecards alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from fujiplan_cli.model.scorecard import ItemScore, Scorecard
from fujiplan_cli.model.values import number_json
from fujiplan_cli.scoring.rating import TOP
from fujiplan_cli.scoring.rounding import plain


@dataclass(frozen=True, slots=True)
class Turn:
    """At the share ``needed`` of the whole weight, the others keeping their proportions, both scores are equal."""

    item: str
    title: str
    share: Fraction
    """Today's weight ÷ weight of all items that count."""
    needed: Fraction


@dataclass(frozen=True, slots=True)
class Overtake:
    """A project and its neighbour just below in rank."""

    upper: str
    lower: str
    difference: Decimal
    """Of the rounded scores, in points."""
    comparable: bool
    """Whether the same items count for both."""
    turn: Turn | None
    """None: no single weight changes the order."""
    total: int
    """Weight of all items that count, before renormalising."""


def overtake(cards: Sequence[Scorecard], project: str) -> Overtake | None:
    """The neighbour just below a project in its ranking; None when it is not ranked or nobody is below.

    Of several neighbours with the same score: one for which the same items count, then the nearest by the unrounded
    score, then the first by number.
    """
    upper = next((c for c in cards if c.project == project), None)
    if upper is None or upper.rank is None or upper.score is None or upper.exact is None:
        return None
    group = [c for c in cards if c.rank is not None and (c.year, c.eval_stage) == (upper.year, upper.eval_stage)]
    below = [(c, c.rank, c.exact) for c in group if c.rank is not None and c.exact is not None and c.rank > upper.rank]
    if not below:
        return None
    items = _weights(upper)
    next_rank = min(rank for _, rank, _ in below)
    nearest = [(_weights(c) != items, -exact, c.project, c) for c, rank, exact in below if rank == next_rank]
    lower = min(nearest, key=lambda n: n[:3])[3]
    comparable = _weights(lower) == items
    return Overtake(
        upper=upper.project,
        lower=lower.project,
        difference=upper.score - (lower.score or Decimal(0)),
        comparable=comparable,
        turn=least_turn(upper, lower) if comparable else None,
        total=sum(items.values()),
    )


def least_turn(upper: Scorecard, lower: Scorecard) -> Turn | None:
    """The item whose share has to move least for equal scores: w* = R / (R − D), where 0 ≤ w* ≤ 1.

    R is the difference over the other items, D that on the item, both in unrounded points of 100. Of equal moves the
    first item of the method. Both cards must have the same items and weights that count.
    """
    turns = []
    pairs = list(zip(_counting(upper), _counting(lower), strict=True))
    total = sum(mine.weight for mine, _ in pairs)
    for mine, theirs in pairs:
        others = [(a, b) for a, b in pairs if a.item != mine.item]
        if not others:
            continue
        rest = sum((a.weight * _gap(a, b) for a, b in others), Fraction(0)) / (total - mine.weight)
        here = _gap(mine, theirs)
        if rest == here:  # the same gap at any weight
            continue
        needed = rest / (rest - here)
        if 0 <= needed <= 1:
            turns.append(Turn(mine.item, mine.title, Fraction(mine.weight, total), needed))
    return min(turns, key=lambda t: abs(t.needed - t.share), default=None)


def overtake_words(found: Overtake) -> str:
    """In plain Japanese, weights as points of 100; 「約」 where they had to be rounded."""
    if not found.comparable:
        return (
            f"すぐ下の{found.lower}との差は{found.difference}点です。"
            "採点の対象となる項目が異なるため、重みを変えたときの順位は比べられません。"
        )
    start = f"すぐ下の{found.lower}との差は{found.difference}点です。"
    if found.turn is None:
        return start + "どの項目の重みを1つだけ変えても、順位は入れ替わりません。"
    turn = found.turn
    up = turn.needed > turn.share
    before, after = _shown(turn)
    base = "" if found.total == 100 else "重みは、対象となる項目の計を100とした値です。"
    return (
        f"{start}「{turn.title}」の重みを{before}から{after}に{'増やす' if up else '減らす'}と並びます"
        f"（ほかの項目の重みは同じ割合で{'減り' if up else '増え'}ます）。{base}"
    )


def overtake_json(found: Overtake | None) -> dict[str, Any] | None:
    """``overtake`` of the JSON of `explain`: weights in points of 100, unrounded; null when nobody is below."""
    if found is None:
        return None
    turn = found.turn
    return {
        "project": found.lower,
        "difference": float(found.difference),
        "comparable": found.comparable,
        "item": turn.item if turn else None,
        "title": turn.title if turn else None,
        "weight": number_json(100 * turn.share) if turn else None,
        "weight_needed": number_json(100 * turn.needed) if turn else None,
        "words": overtake_words(found),
    }


def _shown(turn: Turn) -> tuple[str, str]:
    """Both weights in whole points, or with decimals where whole points would make them look the same."""
    for decimals in range(3):
        before, after = plain(100 * turn.share, decimals), plain(100 * turn.needed, decimals)
        if before.removeprefix("約") != after.removeprefix("約"):
            break
    return before, after


def _counting(card: Scorecard) -> list[ItemScore]:
    """The items that count in the score."""
    return [i for i in card.items if i.level is not None]


def _weights(card: Scorecard) -> dict[str, int]:
    return {i.item: i.weight for i in _counting(card)}


def _gap(upper: ItemScore, lower: ItemScore) -> Fraction:
    """Difference on one item in points of 100."""
    return 100 * ((upper.level or Fraction(0)) - (lower.level or Fraction(0))) / TOP
