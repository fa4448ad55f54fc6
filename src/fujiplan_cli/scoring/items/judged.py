"""自己評価・事務局確認: a judged level 0-4 with its basis (domain.md §4.5, §4.9)."""

from __future__ import annotations

from fractions import Fraction

from fujiplan_cli.model.method import Item
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import Evidence, View
from fujiplan_cli.scoring.evidence import BLANK_WORD, answered, evidence, number, word
from fujiplan_cli.scoring.rating import TOP, Rating


def confirmed_level(record: Record, item: Item) -> Fraction | None:
    """The 事務局's level of an item, if it gave one."""
    return _level(record, item.confirmed)


def self_level(record: Record, item: Item) -> Fraction | None:
    """The department's own level of an item, if it gave one."""
    return _level(record, item.field)


def rate_judged(record: Record, item: Item, view: View) -> Rating:
    """Self view: the department's level. Later views: the confirmed level, else the department's."""
    own, confirmed = self_level(record, item), None
    if view != "self":
        confirmed = confirmed_level(record, item)
    level = own if confirmed is None else confirmed
    basis = _basis(record, item, view)
    facts = _evidence(record, item, view)
    if level is None:
        return Rating(Fraction(0), f"{BLANK_WORD}のため、水準0", answered=False, basis=basis, evidence=facts)
    who = "自己評価" if confirmed is None else "事務局確認"
    return Rating(level, f"{who} {_words(item, level)}", basis=basis, evidence=facts)


def _level(record: Record, field: str) -> Fraction | None:
    """Whole levels 0-4 only; anything else is no answer."""
    value = number(record, field) if field else None
    return value if value is not None and value.denominator == 1 and 0 <= value <= TOP else None


def _basis(record: Record, item: Item, view: View) -> str:
    """The words behind the level: the 事務局's reason from the confirmed view on, else the department's basis."""
    reason = word(record, item.reason) if item.reason and view != "self" else ""
    return reason or (word(record, item.basis) if item.basis else "")


def _words(item: Item, level: Fraction) -> str:
    index = int(level)
    text = item.rubric[index] if index < len(item.rubric) else ""
    return f"水準{index}「{text}」" if text else f"水準{index}"


def _evidence(record: Record, item: Item, view: View) -> tuple[Evidence, ...]:
    facts = [evidence(record, item.field, "自己評価"), evidence(record, item.basis, "自己評価の根拠")]
    if view != "self":
        later = ((item.confirmed, "事務局確認"), (item.reason, "事務局確認の理由"))
        facts += [evidence(record, field, label) for field, label in later if field and answered(record, field)]
    return tuple(facts)
