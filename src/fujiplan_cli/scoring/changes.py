"""What would have changed the grade: for a graded card, every single change that lifts it by one letter.

The rules are those of the score itself (domain.md §4.2-4.8), all else equal, exact in Fractions. A change is one item
at another level, the basis that a judged item lacks, or a cap on the grade that no longer applies.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from fujiplan_cli.model.method import Cap, Item, Method
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import ItemScore, Scorecard
from fujiplan_cli.model.values import number_json
from fujiplan_cli.scoring.caps import basis_limit, grade_caps
from fujiplan_cli.scoring.change_words import cap_condition, item_condition, sentences
from fujiplan_cli.scoring.rating import TOP, Rating
from fujiplan_cli.scoring.rounding import half_up

Kind = Literal["level", "basis", "cap"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change that suffices by itself."""

    kind: Kind
    """level: the item at ``level``; basis: the level stays as answered but has a basis; cap: a cap is gone."""
    item: str
    """Id of the item; "" for a cap on the grade."""
    title: str
    level_from: Fraction | None
    """The level now, after caps; None for a cap, and for an item that does not apply yet."""
    level: Fraction | None
    """The lowest level that suffices (basis: the level as answered); None for a cap."""
    needs_basis: bool
    """The level counts only with a basis, and there is none yet."""
    cap: str
    """Id of the cap that goes; "" when none does."""
    condition: str
    """The change in the rule's own terms; "" when the level says it all."""
    exact: Fraction
    score: Decimal
    grade: str
    """The letter it then has: the next better one, or better still."""


@dataclass(frozen=True, slots=True)
class Changes:
    """All single changes of a graded card, in the order of its items. Points are of 100, unrounded."""

    grade: str
    target: str
    """The next better letter; "" for the best."""
    changes: tuple[Change, ...]
    missing: Fraction
    """Points up to the first score that rounds to the target; 0 when only a cap is in the way, or at the best."""
    caps: tuple[str, ...]
    """Reasons of the caps that forbid the target, whatever the points."""
    below: str
    """The letter it would fall to; "" for the lowest."""
    margin: Fraction | None
    """Points above the first score that rounds to its own grade; None for the lowest grade."""
    words: tuple[str, ...]
    """The whole answer in sentences."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    item: ItemScore
    level: Fraction
    basis: bool = False
    drops: str = ""


def changes(card: Scorecard, record: Record, method: Method) -> Changes | None:
    """The single changes for a card of this record under this method; None where there is no grade (codes, S0)."""
    order = [grade.letter for grade in method.grades]
    if card.exact is None or card.score is None or card.grade not in order:
        return None
    place = order.index(card.grade)
    target = order[place - 1] if place else ""
    applying = grade_caps(method, record, _ratings(card))
    forbidding = tuple(one for one in applying if target and order.index(one[1]) >= place)
    found = tuple(_found(card, record, method, applying, target)) if target else ()
    missing = max(_first(method, target) - card.exact, Fraction(0)) if target else Fraction(0)
    below = order[place + 1] if place + 1 < len(order) else ""
    margin = card.exact - _first(method, card.grade) if below else None
    reasons = tuple(cap.reason + detail for cap, _, detail in forbidding)
    words = sentences(card, method, found, target, below, reasons)
    return Changes(card.grade, target, found, missing, reasons, below, margin, words)


def changes_json(found: Changes | None) -> dict[str, Any] | None:
    """The changes as JSON data: points unrounded, levels as numbers; None without a grade."""
    if found is None:
        return None
    return {
        "grade": found.grade,
        "target": found.target or None,
        "missing": number_json(found.missing),
        "caps": list(found.caps),
        "below": found.below or None,
        "margin": number_json(found.margin),
        "single": [
            {
                "kind": one.kind,
                "item": one.item or None,
                "level_from": number_json(one.level_from),
                "level": number_json(one.level),
                "needs_basis": one.needs_basis,
                "cap": one.cap or None,
                "condition": one.condition or None,
                "score": float(one.score),
                "grade": one.grade,
            }
            for one in found.changes
        ],
        "words": list(found.words),
    }


Applying = tuple[tuple[Cap, str, str], ...]


def _ratings(card: Scorecard) -> dict[str, Rating]:
    """As much of the ratings as the caps on a grade ask for."""
    return {item.item: Rating(item.level, "", applicable=item.applicable) for item in card.items}


def _first(method: Method, letter: str) -> Fraction:
    """The least exact score that rounds half up to the letter: 79.95 for 80.0."""
    minimum = next(grade.minimum for grade in method.grades if grade.letter == letter)
    return Fraction(minimum) - Fraction(1, 2 * 10**method.decimals)


def _found(card: Scorecard, record: Record, method: Method, applying: Applying, target: str) -> Iterator[Change]:
    declared = {item.id: item for item in method.items}
    ids: set[str] = {cap.id for cap, _, _ in applying}
    for item in card.items:
        for one in _candidates(item, declared[item.item], method, record.eval_stage, ids):
            change = _item_change(card, record, method, applying, one)
            if _reaches(method, change.grade, target):
                yield change
                break
    for cap in _own_caps(card, declared, applying):
        grade = _grade(method, card.score, applying, cap.id)
        if _reaches(method, grade, target):
            assert card.exact is not None and card.score is not None, "only graded cards come here"
            words = cap_condition(cap, record, method)
            yield Change("cap", "", "", None, None, False, cap.id, words, card.exact, card.score, grade)


def _candidates(item: ItemScore, declared: Item, method: Method, stage: str, caps: set[str]) -> Iterator[_Candidate]:
    """Other levels that the item can have, the lowest first."""
    if not item.applicable:
        # An indicator with a target makes the item apply: the only way past the cap for want of one.
        if declared.source == "outcome" and "no_outcome" in caps and item.level is None:
            yield from (_Candidate(item, Fraction(level), drops="no_outcome") for level in range(TOP + 1))
    elif item.level is None:
        return
    elif declared.source == "judged":
        yield from _judged(item, basis_limit(method, stage))
    elif declared.source == "outcome":
        count = sum(one.level is not None for one in item.indicators)
        total = int(item.level * count)
        yield from (_Candidate(item, Fraction(one, count)) for one in range(total + 1, TOP * count + 1))
    elif declared.source == "schedule":
        # Any level above 0 is a delay within the last band, whose long delay is no more.
        levels = {band.level for band in method.schedule.bands} | {Fraction(TOP)}
        yield from (_Candidate(item, level, drops="long_delay") for level in sorted(levels) if level > item.level)
    else:
        levels = {band.level for band in method.cost.bands} | {Fraction(method.cost.saving_level)}
        yield from (_Candidate(item, level) for level in sorted(levels) if level > item.level)


def _judged(item: ItemScore, limit: Fraction | None) -> Iterator[_Candidate]:
    now = item.level_before if item.level_before is not None else Fraction(0)
    if item.level is not None and now > item.level:
        yield _Candidate(item, now, basis=True)
    for level in range(int(now) + 1, TOP + 1):
        yield _Candidate(item, Fraction(level), basis=not item.basis and limit is not None and level > limit)


def _own_caps(card: Scorecard, declared: dict[str, Item], applying: Applying) -> Iterator[Cap]:
    """The caps that no item's change takes away: 工程 carries the long delay, 成果指標 the want of an indicator."""
    carriers = {"long_delay": "schedule", "no_outcome": "outcome"}
    sources = {declared[i.item].source for i in card.items if i.applicable or declared[i.item].source == "outcome"}
    yield from (cap for cap, _, _ in applying if carriers.get(cap.id) not in sources)


def _item_change(card: Scorecard, record: Record, method: Method, applying: Applying, one: _Candidate) -> Change:
    exact = _exact(card, one)
    score = half_up(exact, method.decimals)
    kept = one.basis and one.level == one.item.level_before
    return Change(
        kind="basis" if kept else "level",
        item=one.item.item,
        title=one.item.title,
        level_from=one.item.level,
        level=one.level,
        needs_basis=one.basis,
        cap=one.drops if any(cap.id == one.drops for cap, _, _ in applying) else "no_basis" if kept else "",
        condition=item_condition(one.item, one.level, record, method),
        exact=exact,
        score=score,
        grade=_grade(method, score, applying, one.drops),
    )


def _exact(card: Scorecard, one: _Candidate) -> Fraction:
    """The score with one item at another level, by the formula of §4.7."""
    levels = {i.item: i.level for i in card.items} | {one.item.item: one.level}
    known = [(i.weight, level) for i in card.items if (level := levels[i.item]) is not None]
    return 100 * sum((w * level / TOP for w, level in known), Fraction(0)) / sum(w for w, _ in known)


def _grade(method: Method, score: Decimal | None, applying: Applying, dropped: str) -> str:
    """The letter of a score under the caps that are left."""
    order = [grade.letter for grade in method.grades]
    assert score is not None, "only graded cards come here"
    letter = next((g.letter for g in method.grades if score >= g.minimum), order[-1])
    return max([letter, *(grade for cap, grade, _ in applying if cap.id != dropped)], key=order.index)


def _reaches(method: Method, letter: str, target: str) -> bool:
    order = [grade.letter for grade in method.grades]
    return order.index(letter) <= order.index(target)
