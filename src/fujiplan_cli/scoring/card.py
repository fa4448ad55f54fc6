"""One record under one method and one view → its scorecard (domain.md §4.1, §4.7-4.9)."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from fractions import Fraction

from fujiplan_cli.model.method import Item, Method
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import CapHit, ItemScore, Scorecard, View
from fujiplan_cli.scoring.caps import cap_grade, cap_level
from fujiplan_cli.scoring.evidence import answered, word
from fujiplan_cli.scoring.items.cost import rate_cost
from fujiplan_cli.scoring.items.judged import confirmed_level, rate_judged
from fujiplan_cli.scoring.items.outcome import rate_outcome
from fujiplan_cli.scoring.items.schedule import rate_schedule
from fujiplan_cli.scoring.order import HELD, awaits_decision, code_of
from fujiplan_cli.scoring.rating import TOP, Rating
from fujiplan_cli.scoring.rounding import half_up
from fujiplan_cli.scoring.verify import must_agree


def furthest_view(record: Record, method: Method) -> View:
    """``confirmed`` once the 事務局 has confirmed any level, else ``self``. ``approved`` comes from decisions."""
    judged = [i for i in method.items if i.source == "judged"]
    return "confirmed" if any(confirmed_level(record, i) is not None for i in judged) else "self"


def card_of(record: Record, method: Method, view: View = "self") -> Scorecard:
    """The scorecard of a record. A judged item that was not confirmed keeps the self level in later views."""
    if record.eval_stage in method.unscored_stages:
        return _empty(record, method, view, None)
    code = code_of(record, method)
    return _empty(record, method, view, code) if code else _graded(record, method, view)


def cards_by_view(record: Record, method: Method) -> dict[View, Scorecard]:
    """Every view the record has: self always, confirmed when the 事務局 has confirmed a level. Without ranks."""
    cards: dict[View, Scorecard] = {"self": card_of(record, method, "self")}
    if furthest_view(record, method) == "confirmed":
        cards["confirmed"] = card_of(record, method, "confirmed")
    return cards


def as_approved(card: Scorecard) -> Scorecard:
    """The same result once 本部 has approved it."""
    return dataclasses.replace(card, view="approved")


def same_result(one: Scorecard, other: Scorecard) -> bool:
    """Whether two cards say the same: grade, score and every level."""
    levels = ([(i.item, i.level) for i in card.items] for card in (one, other))
    return (one.grade, one.score) == (other.grade, other.score) and next(levels) == next(levels)


def _empty(record: Record, method: Method, view: View, code: str | None) -> Scorecard:
    """A project without items and score: F, Y, H, X, or nothing at all (S0)."""
    return Scorecard(
        project=record.project,
        year=record.year,
        method=method.id,
        method_sha256=method.sha256,
        eval_stage=record.eval_stage,
        stage=_stage(record),
        status=word(record, "status"),
        view=view,
        items=(),
        answered_weight=Fraction(0),
        exact=None,
        score=None,
        grade=code,
        provisional=False,
        range=None,
        caps=(),
        marked=record.marked or awaits_decision(record, code or ""),
        repeated=record.repeated,
    )


def _graded(record: Record, method: Method, view: View) -> Scorecard:
    stage = record.eval_stage
    items = [i for i in method.items if i.weights.get(stage)]
    ratings = rate_items(record, method, view)
    capped = {i.id: cap_level(method, i, ratings[i.id], stage) for i in items}
    levels = {item: level for item, (level, _) in capped.items()}
    share = _answered_share(items, ratings, stage)
    pending = any(r.pending for r in ratings.values())
    held = share < method.answered_minimum or _lacks_actuals(items, ratings)
    exact = None if held else _exact(items, levels, stage)
    score = None if exact is None else half_up(exact, method.decimals)
    grade, grade_caps = (HELD, ()) if score is None else cap_grade(method, record, _letter(method, score), ratings)
    scored = tuple(_item_score(i, ratings[i.id], levels, items, stage, held=held) for i in items)
    if exact is not None:
        must_agree(f"{record.project}: points and score", sum((i.points for i in scored), Fraction(0)), exact)
    return dataclasses.replace(
        _empty(record, method, view, grade),
        items=scored,
        answered_weight=100 * share,
        exact=exact,
        score=score,
        provisional=pending and not held,
        range=_range(method, items, ratings, levels, stage) if pending or held else None,
        caps=_level_caps(capped) + grade_caps,
        marked=record.marked,
    )


def rate_items(record: Record, method: Method, view: View) -> dict[str, Rating]:
    """item id → rating before caps, of every item that weighs at the record's 評価段階."""
    return {i.id: _rate(record, method, i, view) for i in method.items if i.weights.get(record.eval_stage)}


def _rate(record: Record, method: Method, item: Item, view: View) -> Rating:
    if not item.asked_at(record.eval_stage):
        return _absent(method, Rating(None, "この評価段階では記入を求めない項目", applicable=False))
    if item.source == "schedule":
        return rate_schedule(record, method.schedule)
    if item.source == "outcome":
        return _absent(method, rate_outcome(record, method.outcome))
    if item.source == "cost":
        return _absent(method, rate_cost(record, method.cost))
    return rate_judged(record, item, view)


def _absent(method: Method, rating: Rating) -> Rating:
    """旧採点方法: an item that is not applicable counts as a fixed level instead of leaving the weights."""
    if rating.applicable or method.absent_level is None:
        return rating
    words = f"{rating.rule}（水準{method.absent_level}として計算）"
    return dataclasses.replace(rating, level=Fraction(method.absent_level), rule=words, answered=False)


def _lacks_actuals(items: list[Item], ratings: dict[str, Rating]) -> bool:
    """Whether no 成果指標 has an actual, pending or missing: a month left blank must not lift Z to a grade (§4.6)."""
    outcomes = [ratings[i.id] for i in items if i.source == "outcome"]
    return any(r.applicable and not r.answered for r in outcomes)


def _answered_share(items: list[Item], ratings: dict[str, Rating], stage: str) -> Fraction:
    """Weight of the answered items ÷ weight of the applicable items."""
    applicable = sum(i.weights[stage] for i in items if ratings[i.id].applicable)
    given = sum(i.weights[stage] for i in items if ratings[i.id].applicable and ratings[i.id].answered)
    return Fraction(given, applicable) if applicable else Fraction(0)


def _exact(items: list[Item], levels: dict[str, Fraction | None], stage: str) -> Fraction:
    """100 × Σ weight × level / 4 ÷ Σ weight over the items that have a level."""
    known = [(i.weights[stage], level) for i in items if (level := levels[i.id]) is not None]
    return 100 * sum((w * level / TOP for w, level in known), Fraction(0)) / sum(w for w, _ in known)


def _range(
    method: Method, items: list[Item], ratings: dict[str, Rating], levels: dict[str, Fraction | None], stage: str
) -> tuple[Decimal, Decimal] | None:
    """The score with every pending indicator at level 0 and at 4; None when nothing is applicable."""
    low = {i.id: levels[i.id] if ratings[i.id].low is None else ratings[i.id].low for i in items}
    high = {i.id: levels[i.id] if ratings[i.id].high is None else ratings[i.id].high for i in items}
    if all(level is None for level in low.values()):
        return None
    ends = [half_up(_exact(items, side, stage), method.decimals) for side in (low, high)]
    return ends[0], ends[1]


def _letter(method: Method, score: Decimal) -> str:
    """The first grade whose minimum the rounded score reaches; the lowest grade takes everything else."""
    return next((g.letter for g in method.grades if score >= g.minimum), method.grades[-1].letter)


def _item_score(
    item: Item, rating: Rating, levels: dict[str, Fraction | None], items: list[Item], stage: str, *, held: bool
) -> ItemScore:
    level = levels[item.id]
    weights = sum(i.weights[stage] for i in items if levels[i.id] is not None)
    points = Fraction(0) if level is None or held else 100 * item.weights[stage] * level / TOP / weights
    return ItemScore(
        item=item.id,
        title=item.title,
        weight=item.weights[stage],
        applicable=rating.applicable,
        answered=rating.answered,
        level=level,
        level_before=rating.level,
        source="judged" if item.source == "judged" else "computed",
        basis=rating.basis,
        rule=rating.rule,
        evidence=rating.evidence,
        indicators=rating.indicators,
        points=points,
    )


def _level_caps(capped: dict[str, tuple[Fraction | None, CapHit | None]]) -> tuple[CapHit, ...]:
    return tuple(hit for _, hit in capped.values() if hit is not None)


def _stage(record: Record) -> str:
    """The stage code of 「S5 運用・改善」; "" when it was not answered."""
    return word(record, "stage").split()[0] if answered(record, "stage") else ""
