"""What-if: the same records under another method — who moves, and why (labelled 「参考」 by whoever shows it)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from fujiplan_cli.model.scorecard import Scorecard
from fujiplan_cli.model.tally import StageCount
from fujiplan_cli.model.values import number_json
from fujiplan_cli.scoring.compare_words import contribution_words, reasons_of, why_words
from fujiplan_cli.scoring.contribution import Contribution, Part, contributions_of

Direction = Literal["up", "down", "same", "other"]
_GRADES = "DCBA"


@dataclass(frozen=True, slots=True)
class Move:
    """One project under two methods. ``other``: a code on one side only."""

    before: Scorecard
    after: Scorecard
    direction: Direction
    """Of the grade."""
    contributions: tuple[Contribution, ...]
    """What the items add to the difference, exactly: they sum to it. First those that push where the score goes, the
    largest first, then those against. Empty where either side has no score."""
    reasons: tuple[str, ...]
    """Why score, caps or grade differ, first what pushes where the grade (or else the score) goes."""
    why: str
    """The foremost reason as one sentence; "" where nothing differs."""

    @property
    def project(self) -> str:
        """事業番号."""
        return self.before.project

    @property
    def difference(self) -> Fraction | None:
        """Exact score after − before; None where either has none."""
        return _difference(self.before, self.after)

    @property
    def moved(self) -> bool:
        """Whether grade or score differ."""
        return self.before.grade != self.after.grade or self.before.score != self.after.score

    @property
    def parts(self) -> tuple[str, ...]:
        """The contributions in short words: 成果指標 −8.3点."""
        return tuple(contribution_words(one) for one in self.contributions)


def compare(before: Sequence[Scorecard], after: Sequence[Scorecard]) -> tuple[Move, ...]:
    """Moves of the projects that are on both sides, in the order of ``before``."""
    others = {(card.project, card.year): card for card in after}
    pairs = [(card, others[card.project, card.year]) for card in before if (card.project, card.year) in others]
    return tuple(_move(a, b) for a, b in pairs)


def compare_json(moves: Sequence[Move]) -> list[dict[str, Any]]:
    """The moves as JSON data; contributions in points, unrounded."""
    return [
        {
            "project": m.project,
            "direction": m.direction,
            "before": {"method": m.before.method, "score": _score(m.before), "grade": m.before.grade},
            "after": {"method": m.after.method, "score": _score(m.after), "grade": m.after.grade},
            "difference": number_json(m.difference),
            "why": m.why or None,
            "reasons": list(m.reasons),
            "contributions": [_contribution(one) for one in m.contributions],
        }
        for m in moves
    ]


def distribution_json(before: Sequence[StageCount], after: Sequence[StageCount]) -> list[dict[str, Any]]:
    """How many have which grade before and after, by 評価段階; the last row, ``eval_stage`` null, is that of all."""
    return [
        {
            "eval_stage": old.group or None,
            "projects": old.projects,
            "before": _counts(old),
            "after": _counts(new),
        }
        for old, new in zip(before, after, strict=True)
    ]


def _counts(row: StageCount) -> dict[str, Any]:
    return {"counts": dict(row.counts), "graded": row.graded, "mean": None if row.mean is None else float(row.mean)}


def _contribution(one: Contribution) -> dict[str, Any]:
    return {
        "item": one.item,
        "title": one.title,
        "before": _part(one.before),
        "after": _part(one.after),
        "points": number_json(one.points),
    }


def _part(part: Part | None) -> dict[str, Any] | None:
    return None if part is None else {"weight": number_json(part.share), "level": number_json(part.level)}


def _score(card: Scorecard) -> float | None:
    return None if card.score is None else float(card.score)


def _difference(before: Scorecard, after: Scorecard) -> Fraction | None:
    return None if before.exact is None or after.exact is None else after.exact - before.exact


def _move(before: Scorecard, after: Scorecard) -> Move:
    direction = _direction(before, after)
    found = contributions_of(before, after)
    rising = direction == "up" if direction in ("up", "down") else (_difference(before, after) or 0) > 0
    reasons = reasons_of(before, after, found, rising=rising)
    return Move(before, after, direction, found, reasons, why_words(before, after, found, rising=rising))


def _direction(before: Scorecard, after: Scorecard) -> Direction:
    if before.grade == after.grade:
        return "same"
    if before.grade is None or after.grade is None or before.grade not in _GRADES or after.grade not in _GRADES:
        return "other"
    return "up" if _GRADES.index(after.grade) > _GRADES.index(before.grade) else "down"
