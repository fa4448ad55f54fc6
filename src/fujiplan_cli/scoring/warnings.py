"""注意: what deserves a second look. It never changes a score (domain.md §4.11).

Self-ratings read too green everywhere that audits looked; each rule here is one that an audit found useful. Which of
them apply, from which limit on, and in which words, stands in the method file.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from fujiplan_cli.model.method import Method, Watch
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import IndicatorScore, Scorecard, ScoreWarning
from fujiplan_cli.scoring.evidence import word
from fujiplan_cli.scoring.items.cost import amounts_of
from fujiplan_cli.scoring.items.judged import confirmed_level, self_level
from fujiplan_cli.scoring.rounding import percent, plain


@dataclass(frozen=True, slots=True)
class LastYear:
    """A project's result and record of the year before."""

    card: Scorecard
    record: Record


@dataclass(frozen=True, slots=True)
class _Case:
    card: Scorecard
    record: Record
    method: Method
    before: LastYear | None

    @property
    def indicators(self) -> tuple[IndicatorScore, ...]:
        return _indicators(self.card)

    def pairs(self) -> Iterator[tuple[IndicatorScore, IndicatorScore]]:
        """(last year's, this year's) indicator of one name, unit and direction; its number may have changed."""
        if self.before is None:
            return
        known = {(i.name, i.unit, i.direction): i for i in _indicators(self.before.card)}
        for one in self.indicators:
            old = known.get((one.name, one.unit, one.direction))
            if old is not None:
                yield old, one


def with_warnings(
    cards: Sequence[Scorecard], records: Mapping[str, Record], method: Method, before: Mapping[str, LastYear]
) -> tuple[Scorecard, ...]:
    """The same cards with their warnings, in the order of the method file. ``records``, ``before``: by project."""
    return tuple(
        dataclasses.replace(c, warnings=warnings_of(c, records[c.project], method, before.get(c.project)))
        for c in cards
    )


def warnings_of(
    card: Scorecard, record: Record, method: Method, before: LastYear | None = None
) -> tuple[ScoreWarning, ...]:
    """Warnings of one card; none for a project without items (F, Y, H, X, S0)."""
    if not card.items:
        return ()
    case = _Case(card, record, method, before)
    found = []
    for watch in method.warnings:
        look = _LOOKS.get(watch.id)
        if look is not None and (not watch.stages or card.eval_stage in watch.stages):
            detail = look(case, watch.limit)
            if detail is not None:
                found.append(ScoreWarning(watch.id, f"{watch.reason}（{detail}）" if detail else watch.reason))
    return tuple(found)


def _self_above(case: _Case, limit: Fraction) -> str | None:
    found = []
    for item in case.method.items:
        own, confirmed = self_level(case.record, item), confirmed_level(case.record, item)
        asked = item.source == "judged" and item.asked_at(case.card.eval_stage)
        if asked and own is not None and confirmed is not None and own - confirmed >= limit:
            found.append(f"{item.title}：自己評価{plain(own)}、事務局確認{plain(confirmed)}")
    return "、".join(found) or None


def _levels_equal(case: _Case, limit: Fraction) -> str | None:
    """``limit``: from so many answered items on."""
    levels = [i.level_before for i in case.card.items if i.applicable and i.answered and i.level_before is not None]
    asked = [i for i in case.card.items if i.applicable]
    if len(levels) < max(limit, Fraction(2)) or len(levels) != len(asked) or len(set(levels)) != 1:
        return None
    return f"{len(levels)}項目がすべて水準{plain(levels[0])}"


def _no_indicator(case: _Case, limit: Fraction) -> str | None:
    return None if any(i.scored for i in case.indicators) else ""


def _rate_high(case: _Case, limit: Fraction) -> str | None:
    found = [f"{i.name}：達成率{percent(i.rate, [limit])}" for i in case.indicators if i.rate and i.rate > limit]
    return "、".join(found) or None


def _indicator_fell(case: _Case, limit: Fraction) -> str | None:
    if case.before is None or case.card.exact is None or case.before.card.exact is None:
        return None
    if case.card.exact <= case.before.card.exact:
        return None
    found = [
        f"{new.name}：前年度{plain(old.actual)}{new.unit}→{plain(new.actual)}{new.unit}"
        for old, new in case.pairs()
        if old.actual is not None and new.actual is not None and _worse(old, new)
    ]
    return "、".join(found) or None


def _worse(old: IndicatorScore, new: IndicatorScore) -> bool:
    """Whether the actual went against the direction. 維持 is worse when it is farther from its target."""
    if old.actual is None or new.actual is None:
        return False
    if new.direction == "増":
        return new.actual < old.actual
    if new.direction == "減":
        return new.actual > old.actual
    if old.target is None or new.target is None:
        return False
    return abs(new.actual - new.target) > abs(old.actual - old.target)


def _same_text(case: _Case, limit: Fraction) -> str | None:
    """As found when the sheet was read (intake/checks/same_text.py)."""
    found = [str(f.params.get("label", "")) for f in case.record.findings if f.code == "same_text"]
    return "、".join(one for one in dict.fromkeys(found) if one) if found else None


def _target_lower(case: _Case, limit: Fraction) -> str | None:
    found = [
        f"{new.name}：前年度の目標{plain(old.target)}{new.unit}→{plain(new.target)}{new.unit}"
        for old, new in case.pairs()
        if old.target is not None and new.target is not None and _easier(old.target, new.target, new.direction)
    ]
    return "、".join(found) or None


def _easier(old: Fraction, new: Fraction, direction: str) -> bool:
    return (direction == "増" and new < old) or (direction == "減" and new > old)


def _budget_up(case: _Case, limit: Fraction) -> str | None:
    if case.before is None:
        return None
    old, new = amounts_of(case.before.record).budget, amounts_of(case.record).budget
    if old is None or new is None or old <= 0 or new <= old * (1 + limit):
        return None
    return f"前年度{plain(old)}千円→{plain(new)}千円、{percent((new - old) / old, [limit])}の増"


def _lowest_twice(case: _Case, limit: Fraction) -> str | None:
    lowest = case.method.grades[-1].letter
    twice = case.before is not None and case.card.grade == lowest and case.before.card.grade == lowest
    return f"2年続けて{lowest}" if twice else None


def _bid_difference(case: _Case, limit: Fraction) -> str | None:
    amounts = amounts_of(case.record)
    saved = word(case.record, "cost_reason") == case.method.cost.saving_reason
    if not saved or not amounts.budget or amounts.budget <= 0 or amounts.unused / amounts.budget <= limit:
        return None
    return (
        f"不用額{plain(amounts.unused)}千円は予算現額{plain(amounts.budget)}千円の"
        f"{percent(amounts.unused / amounts.budget, [limit])}"
    )


def _indicators(card: Scorecard) -> tuple[IndicatorScore, ...]:
    return tuple(one for item in card.items for one in item.indicators)


_Look = Callable[[_Case, Fraction], str | None]
"""What it saw, in words ("" when the method's own words say it all), or None."""
_LOOKS: Mapping[str, _Look] = {
    "self_above_confirmed": _self_above,
    "levels_equal": _levels_equal,
    "no_indicator": _no_indicator,
    "rate_high": _rate_high,
    "indicator_fell": _indicator_fell,
    "same_text": _same_text,
    "target_lower": _target_lower,
    "budget_up": _budget_up,
    "lowest_twice": _lowest_twice,
    "bid_difference": _bid_difference,
}


def watch_of(method: Method, watch_id: str) -> Watch | None:
    """The method's watch of that id, if it has one."""
    return next((one for one in method.warnings if one.id == watch_id), None)
