"""上限 (domain.md §4.8): what no number of points can outweigh. Only caps that bind are listed, with their reason."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from fujiplan_cli.model.method import Cap, Item, Method
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import CapHit, ItemScore
from fujiplan_cli.scoring.evidence import BLANK_WORD, word
from fujiplan_cli.scoring.items.schedule import long_delay_reason
from fujiplan_cli.scoring.rating import Rating

SEVERE = "重大"
INCIDENTS = ("なし", "軽微", SEVERE)


def cap_level(method: Method, item: Item, rating: Rating, stage: str) -> tuple[Fraction | None, CapHit | None]:
    """Level of an item after its cap: a judged level without a basis (blanks are none) stays at the cap's level."""
    if item.source != "judged" or rating.basis or rating.level is None:
        return rating.level, None
    for cap in _at(method, stage):
        if cap.id == "no_basis" and cap.level is not None and rating.level > cap.level:
            return Fraction(cap.level), CapHit(cap.id, cap.reason, item.id)
    return rating.level, None


def cap_grade(
    method: Method, record: Record, letter: str, ratings: Mapping[str, Rating]
) -> tuple[str, tuple[CapHit, ...]]:
    """The grade after every cap that applies, and the caps that decide it."""
    order = [grade.letter for grade in method.grades]
    applying = grade_caps(method, record, ratings)
    final = max([letter, *(grade for _, grade, _ in applying)], key=order.index)
    if final == letter:
        return letter, ()
    return final, tuple(CapHit(cap.id, cap.reason + detail) for cap, grade, detail in applying if grade == final)


def grade_caps(
    method: Method, record: Record, items: Mapping[str, Rating | ItemScore]
) -> tuple[tuple[Cap, str, str], ...]:
    """Every cap on the grade that applies, binding or not: cap, its letter, a sentence to add to its reason."""
    return tuple(
        (cap, cap.grade, detail)
        for cap in _at(method, record.eval_stage)
        if cap.grade and (detail := _why(cap, record, method, items)) is not None
    )


def basis_limit(method: Method, stage: str) -> Fraction | None:
    """The level that a judged item without a basis cannot pass at a 評価段階; None when the method has no such cap."""
    limits = [cap.level for cap in _at(method, stage) if cap.id == "no_basis" and cap.level is not None]
    return Fraction(min(limits)) if limits else None


def grade_limit(method: Method, record: Record, items: Mapping[str, Rating | ItemScore]) -> str | None:
    """The best letter that the caps leave to a record, whether they bind today or not; None without such a cap.

    ``items``: item id → rating or score of every item that weighs at its 評価段階.
    """
    order = [grade.letter for grade in method.grades]
    return max((grade for _, grade, _ in grade_caps(method, record, items)), key=order.index, default=None)


def _at(method: Method, stage: str) -> tuple[Cap, ...]:
    return tuple(cap for cap in method.caps if not cap.stages or stage in cap.stages)


def _why(cap: Cap, record: Record, method: Method, items: Mapping[str, Rating | ItemScore]) -> str | None:
    """A sentence to add to the cap's reason ("" = none needed); None when the cap does not apply."""
    if cap.id == "no_outcome":
        outcomes = [items[i.id] for i in method.items if i.source == "outcome" and i.id in items]
        return None if any(r.applicable for r in outcomes) else ""
    if cap.id == "long_delay":
        reason = long_delay_reason(record, method.schedule)
        return f"該当：{reason}。" if reason else None
    if cap.id == "incident":
        incident = word(record, "incident")
        if incident not in INCIDENTS:
            return f"該当：{BLANK_WORD}のため、{SEVERE}として扱う。"
        return "" if incident == SEVERE else None
    return None
