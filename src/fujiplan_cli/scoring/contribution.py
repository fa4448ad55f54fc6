"""What each item adds to the difference of two scores of one record, exactly (ours).

A score is Σ share × points, where the shares of the counting items sum to 1 and the points of an item are those of its
level, of 100. The difference of two scores is a sum over the items of

    (new share − old share) × (points − mean of the two scores)  +  share × (new points − old points)

with the mean of both sides for the points of the first term and for the share of the second. The sum is exact
whatever is taken off the points in the first term, since the shares sum to 1 on both sides; the mean of the scores is
what makes a term fair: an item helps by weighing more only where it stands above the others. Exchanging the sides
turns every sign. An item that counts on one side only has share 0, and the same points, on the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from fujiplan_cli.model.scorecard import ItemScore, Scorecard
from fujiplan_cli.scoring.rating import TOP


@dataclass(frozen=True, slots=True)
class Part:
    """What an item is in one score. ``share``: its weight in points of 100 of the items that count for the project."""

    share: Fraction
    level: Fraction
    applicable: bool
    """False: the method counts an item that does not apply as a fixed level (旧採点方法)."""
    capped: bool
    """A cap holds the level down."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """One item of both scores; None on a side where it does not count."""

    item: str
    title: str
    before: Part | None
    after: Part | None
    points: Fraction
    """What it adds to score after − score before, in points of 100; never 0."""


def contributions_of(before: Scorecard, after: Scorecard) -> tuple[Contribution, ...]:
    """The items that add to the difference of the scores; they sum to it exactly. Empty without a score on each side.

    First those that push where the score goes, the largest first, then those against; equal ones in the items' order.
    """
    if before.exact is None or after.exact is None:
        return ()
    old, new = _parts(before), _parts(after)
    titles = {i.item: i.title for i in (*before.items, *after.items)}
    mean = (before.exact + after.exact) / 2
    all_items = (
        Contribution(item, title, old.get(item), new.get(item), _points(old.get(item), new.get(item), mean))
        for item, title in titles.items()
    )
    rising = after.exact >= before.exact
    return tuple(sorted((c for c in all_items if c.points), key=lambda c: ((c.points > 0) != rising, -abs(c.points))))


def _parts(card: Scorecard) -> dict[str, Part]:
    counting = [i for i in card.items if i.level is not None]
    total = sum(i.weight for i in counting)
    return {i.item: _part(i, Fraction(100 * i.weight, total)) for i in counting}


def _part(item: ItemScore, share: Fraction) -> Part:
    level = item.level if item.level is not None else Fraction(0)
    return Part(share, level, item.applicable, capped=item.level_before != item.level)


def _points(old: Part | None, new: Part | None, mean: Fraction) -> Fraction:
    old_share, new_share = (Fraction(0) if one is None else one.share / 100 for one in (old, new))
    levels = [one.level for one in (old, new) if one is not None]
    if not levels:
        return Fraction(0)
    first, last = 100 * levels[0] / TOP, 100 * levels[-1] / TOP
    return (new_share - old_share) * ((first + last) / 2 - mean) + (old_share + new_share) / 2 * (last - first)
