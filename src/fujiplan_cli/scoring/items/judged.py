"""自己評価・事務局確認: a judged level 0-4 with its basis (domain.md §4.5, §4.9)."""

from __future__ import annotations

from fractions import Fraction

from fujiplan_cli.model.method import Item
from fujiplan_cli.model.record import Record, directed_fields
from fujiplan_cli.model.scorecard import Evidence, View
from fujiplan_cli.scoring.evidence import BLANK_WORD, answered, evidence, number, word
from fujiplan_cli.scoring.rating import TOP, Rating


def confirmed_level(record: Record, item: Item) -> Fraction | None:
    """The 事務局's level of an item, if it gave one."""
    return _level(record, item.confirmed)


def directed_level(record: Record, item: Item) -> Fraction | None:
    """The level that 本部 directed, if it did (`directed_fields`)."""
    return _level(record, directed_fields(item.id)[0])


def self_level(record: Record, item: Item) -> Fraction | None:
    """The department's own level of an item, if it gave one."""
    return _level(record, item.field)


def rate_judged(record: Record, item: Item, view: View) -> Rating:
    """Self view: the department's level. Later views: the confirmed level, else the department's. In the approved
    view a level that 本部 directed goes before both.
    """
    own, confirmed = self_level(record, item), None
    directed = directed_level(record, item) if view == "approved" else None
    if view != "self":
        confirmed = confirmed_level(record, item) if directed is None else directed
    level = own if confirmed is None else confirmed
    basis = _basis(record, item, view)
    facts = _evidence(record, item, view)
    if level is None:
        return Rating(Fraction(0), f"{BLANK_WORD}のため、水準0", answered=False, basis=basis, evidence=facts)
    who = "自己評価" if confirmed is None else "事務局確認" if directed is None else "本部の決定"
    return Rating(level, f"{who} {_words(item, level)}", basis=basis, evidence=facts)


def _level(record: Record, field: str) -> Fraction | None:
    """Whole levels 0-4 only; anything else is no answer."""
    value = number(record, field) if field else None
    return value if value is not None and value.denominator == 1 and 0 <= value <= TOP else None


def _basis(record: Record, item: Item, view: View) -> str:
    """The words behind the level: the 事務局's reason from the confirmed view on, else the department's basis."""
    reason = word(record, item.reason) if item.reason and view != "self" else ""
    if view == "approved":
        reason = word(record, directed_fields(item.id)[1]) or reason
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
    if view == "approved":
        level, reason = directed_fields(item.id)
        pairs = ((level, "決定した水準"), (reason, "決定の理由"))
        facts += [_directed(record, field, label) for field, label in pairs if answered(record, field)]
    return tuple(facts)


def _directed(record: Record, field: str, label: str) -> Evidence:
    """What 本部 directed, with meeting and day before it, since a decision by command has no cell."""
    return evidence(record, field, f"{record.facts[field].source.reason}　{label}")
