"""The items of a score as citizens may read them, and the caps with their public reasons (domain.md §4.8, §6)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from fujiplan_cli.model.method import Item, Method
from fujiplan_cli.model.scorecard import ItemScore, Scorecard
from fujiplan_cli.model.snapshot import SnapshotEntry
from fujiplan_cli.publish.figures import Figures, level_words
from fujiplan_cli.publish.view import PublicItem, Shown
from fujiplan_cli.publish.words import BLANK, rounded

_UNANSWERED = "未記入"
_NOT_APPLICABLE = "対象外"
_LATER = "評価に上限を適用しました。理由は、公表できる時期に公表します。"


def public_items(entry: SnapshotEntry, method: Method, figures: Figures) -> tuple[PublicItem, ...]:
    """Every item of the furthest view. A level is shown only when its own field may be published."""
    declared = {i.id: i for i in method.items}
    own = _self_levels(entry)
    made = (_item(score, declared[score.item], figures, own) for score in entry.card.items if score.item in declared)
    return tuple(one for one in made if one is not None)


def _item(score: ItemScore, item: Item, figures: Figures, own: dict[str, Fraction]) -> PublicItem | None:
    level = _level(score, item, figures)
    if level is None:
        return None
    basis = figures.record.value(item.basis) if item.basis else None
    return PublicItem(
        code=item.id,
        title=item.title,
        weight=score.weight,
        applicable=score.applicable,
        answered=score.answered,
        level=level,
        points=rounded(score.points, 1),
        judged=item.source == "judged",
        rule=_rule(score, item, figures),
        basis=figures.take(item.basis, basis, "text") if basis else None,
        moved=_moved(own.get(item.id), score) if item.source == "judged" else "",
        way=_way(own.get(item.id), score.level_before) if item.source == "judged" else "",
    )


def _level(score: ItemScore, item: Item, figures: Figures) -> Shown | None:
    """A judged level follows the disclosure of its field; a computed one that of the result."""
    if not figures.open[item.field or "level"]:
        return None
    words, raw = level_words(score.level if score.applicable else None)
    if not score.applicable:
        words = _NOT_APPLICABLE
    elif not score.answered:
        words = f"{words}（{_UNANSWERED}）" if words != BLANK else _UNANSWERED
    return Shown(words, raw, figures.record.project, figures.record.year, f"level_{item.id}")


def _rule(score: ItemScore, item: Item, figures: Figures) -> str:
    """Judged: the rubric's words. Computed: the calculation in words, if all it rests on may be published."""
    if item.source == "judged":
        level = score.level
        whole = level is not None and level.denominator == 1 and 0 <= level < len(item.rubric)
        return item.rubric[int(level)] if whole and level is not None and score.answered else ""
    open_ = all(figures.open[e.field] for e in score.evidence)
    return score.rule if open_ and score.applicable else ""


def _way(own: Fraction | None, after: Fraction | None) -> str:
    """up or down; "" where both are the same or one of them is unknown."""
    if own is None or after is None or own == after:
        return ""
    return "up" if after > own else "down"


def _moved(self_level: Fraction | None, score: ItemScore) -> str:
    level, turned = score.level_before, _way(self_level, score.level_before)
    if self_level is None or level is None or not turned:
        return ""
    way = "引き上げ" if turned == "up" else "引き下げ"
    by = "情報化推進本部の決定" if any(e.origin == "decision" for e in score.evidence) else "確認"
    return f"自己評価の{level_words(self_level)[0]}を、{by}により{level_words(level)[0]}に{way}ました。"


def _self_levels(entry: SnapshotEntry) -> dict[str, Fraction]:
    card = entry.cards.get("self")
    return {i.item: i.level_before for i in card.items if i.answered and i.level_before is not None} if card else {}


def moves(entry: SnapshotEntry) -> tuple[int, int]:
    """How many judged self levels the furthest view raised and lowered."""
    own = _self_levels(entry)
    pairs = [
        (own[i.item], i.level_before)
        for i in entry.card.items
        if i.source == "judged" and i.item in own and i.level_before is not None
    ]
    return sum(after > before for before, after in pairs), sum(after < before for before, after in pairs)


def public_caps(entry: SnapshotEntry, method: Method) -> tuple[str, ...]:
    """General reasons only. That of an incident appears once the city has announced it; until then a neutral one."""
    return tuple(dict.fromkeys(_cap_reasons(entry.card, method, str(entry.record.value("incident_announced") or ""))))


def _cap_reasons(card: Scorecard, method: Method, announced: str) -> Iterator[str]:
    reasons: dict[str, str] = {cap.id: cap.public_reason for cap in method.caps}
    titles = {item.id: item.title for item in method.items}
    for hit in card.caps:
        reason = reasons.get(hit.cap, "")
        if not reason or (hit.cap == "incident" and announced != "1"):
            yield _LATER
        else:
            yield f"{titles.get(hit.item, hit.item)}：{reason}" if hit.item else reason
