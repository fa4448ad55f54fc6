"""What-if: the same records under another method — who moves, and why (labelled 「参考」 by whoever shows it)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from fujiplan_cli.model.scorecard import ItemScore, Scorecard
from fujiplan_cli.scoring.card_json import number_json
from fujiplan_cli.scoring.rounding import plain

Direction = Literal["up", "down", "same", "other"]
_GRADES = "DCBA"


@dataclass(frozen=True, slots=True)
class Move:
    """One project under two methods. ``other``: a code on one side only."""

    before: Scorecard
    after: Scorecard
    direction: Direction
    """Of the grade."""
    reasons: tuple[str, ...]
    """Why points, caps or grade differ, the largest difference of points first."""

    @property
    def project(self) -> str:
        """事業番号."""
        return self.before.project

    @property
    def difference(self) -> Fraction | None:
        """Exact score after − before; None where either has none."""
        if self.before.exact is None or self.after.exact is None:
            return None
        return self.after.exact - self.before.exact

    @property
    def moved(self) -> bool:
        """Whether grade or score differ."""
        return self.before.grade != self.after.grade or self.before.score != self.after.score


def compare(before: Sequence[Scorecard], after: Sequence[Scorecard]) -> tuple[Move, ...]:
    """Moves of the projects that are on both sides, in the order of ``before``."""
    others = {(card.project, card.year): card for card in after}
    pairs = [(card, others[card.project, card.year]) for card in before if (card.project, card.year) in others]
    return tuple(Move(a, b, _direction(a, b), _reasons(a, b)) for a, b in pairs)


def compare_json(moves: Sequence[Move]) -> list[dict[str, Any]]:
    """The moves as JSON data."""
    return [
        {
            "project": m.project,
            "direction": m.direction,
            "before": {"method": m.before.method, "score": _score(m.before), "grade": m.before.grade},
            "after": {"method": m.after.method, "score": _score(m.after), "grade": m.after.grade},
            "difference": number_json(m.difference),
            "reasons": list(m.reasons),
        }
        for m in moves
    ]


def _score(card: Scorecard) -> float | None:
    return None if card.score is None else float(card.score)


def _direction(before: Scorecard, after: Scorecard) -> Direction:
    if before.grade == after.grade:
        return "same"
    if before.grade is None or after.grade is None or before.grade not in _GRADES or after.grade not in _GRADES:
        return "other"
    return "up" if _GRADES.index(after.grade) > _GRADES.index(before.grade) else "down"


def _reasons(before: Scorecard, after: Scorecard) -> tuple[str, ...]:
    return (*_item_reasons(before, after), *_cap_reasons(before, after))


def _item_reasons(before: Scorecard, after: Scorecard) -> list[str]:
    old, new = {i.item: i for i in before.items}, {i.item: i for i in after.items}
    titles = {i.item: i.title for i in (*before.items, *after.items)}
    changes = [(_points(new.get(item)) - _points(old.get(item)), item) for item in titles]
    changes = [(change, item) for change, item in changes if change]
    changes.sort(key=lambda c: -abs(c[0]))
    return [f"{titles[i]}：{_says(old.get(i))} → {_says(new.get(i))}（{_signed(change)}点）" for change, i in changes]


def _points(item: ItemScore | None) -> Fraction:
    return Fraction(0) if item is None else item.points


def _says(item: ItemScore | None) -> str:
    if item is None:
        return "評価しない"
    if item.level is None:
        return "対象外" if not item.applicable else "未確定"
    kind = "" if item.applicable else "（対象外を一律の水準とする）"
    return f"重み{item.weight}・水準{plain(item.level)}{kind} {plain(item.points)}点"


def _signed(change: Fraction) -> str:
    """Increases as ＋, decreases as −: on municipal paper ▲ would read as minus."""
    return ("＋" if change > 0 else "−") + plain(abs(change))


def _cap_reasons(before: Scorecard, after: Scorecard) -> list[str]:
    old = {(c.cap, c.item): c.reason for c in before.caps}
    new = {(c.cap, c.item): c.reason for c in after.caps}
    gone = [f"上限がなくなる：{old[k]}" for k in old if k not in new]
    return gone + [f"上限が加わる：{new[k]}" for k in new if k not in old]
