"""What would have changed the grade, in the rules' own terms: months of delay, actual values, shares of the budget."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from fujiplan_cli.model.method import Cap, CostRule, Item, Method, OutcomeRule, ScheduleRule
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import IndicatorScore, ItemScore, Scorecard
from fujiplan_cli.scoring.evidence import answered
from fujiplan_cli.scoring.items.indicator import DOWN, UP, attainment_rate
from fujiplan_cli.scoring.rating import TOP
from fujiplan_cli.scoring.rounding import plain

if TYPE_CHECKING:
    from fujiplan_cli.scoring.changes import Change


def item_condition(item: ItemScore, level: Fraction, record: Record, method: Method) -> str:
    """What an item must show for a level (or more); "" when its rule has no short words for it."""
    declared = next(one for one in method.items if one.id == item.item)
    if declared.source == "judged":
        return _rubric(declared, level)
    if declared.source == "schedule":
        return _schedule(method.schedule, level)
    if declared.source == "cost":
        return _cost(method.cost, level)
    return _outcome(item, level, method.outcome)


def cap_condition(cap: Cap, record: Record, method: Method) -> str:
    """What must be so for a cap on the grade to go."""
    if cap.id == "incident":
        blank = not answered(record, "incident")
        return "情報セキュリティ事案の有無が「なし」又は「軽微」と記入されている" if blank else (
            "重大な情報セキュリティ事案がない"
        )  # fmt: skip
    if cap.id == "long_delay":
        return f"遅れが{plain(method.schedule.bands[-1].limit)}か月以内で、回復の見込みが示されている"
    return "目標値のある成果指標が台帳にある"


def sentences(
    card: Scorecard, method: Method, found: Sequence[Change], target: str, below: str, caps: Sequence[str]
) -> tuple[str, ...]:
    """The whole answer, a sentence each: what lifts, what is missing, what is left before the grade is lost."""
    return tuple(_sentences(card, method, found, target, below, caps))


def _sentences(
    card: Scorecard, method: Method, found: Sequence[Change], target: str, below: str, caps: Sequence[str]
) -> Iterator[str]:
    assert card.score is not None and card.grade is not None, "only graded cards come here"
    minimum = {grade.letter: grade.minimum for grade in method.grades}
    if not target:
        yield "評価は、最も高い区分です。"
    elif found:
        for one in found:
            yield _lift(one, method)
    else:
        gap = minimum[target] - card.score
        short = f"「{target}」には、あと{gap:,f}点必要です。" if gap > 0 else ""
        yield f"ほかが同じままで、ひとつの項目だけで評価が「{target}」に上がるものはありません。{short}"
    if target and not found:
        yield from (f"「{target}」を妨げている上限：{reason}" for reason in caps)
    if below:
        left = card.score - minimum[card.grade]
        room = f"差は{left:,f}点" if left else "余裕はありません"
        yield (
            f"評価点が{minimum[card.grade]:,f}点を下回ると、評価は「{below}」になります（今は{card.score:,f}点で、{room}）。"
        )


def _lift(one: Change, method: Method) -> str:
    title = method.letter_title(one.grade)
    result = f"評価は「{one.grade}{' ' + title if title else ''}」（{one.score:,f}点）になる計算です"
    if one.kind == "cap":
        return f"{one.condition}なら、上限がなくなり、{result}。"
    assert one.level is not None, "an item's change names its level"
    if one.kind == "basis":
        return f"「{one.title}」の根拠が示されていれば、水準{plain(one.level)}のまま認められ、{result}。"
    # An item that does not apply yet has no level now: its indicator comes with it.
    lead = "目標値のある成果指標が台帳にあり、" if one.level_from is None else ""
    now = "" if one.level_from is None else f"（今は{plain(one.level_from)}）"
    more = "以上" if one.level < TOP else ""
    proof = "で、その根拠が示されている" if one.needs_basis else ""
    words = f"（水準{plain(one.level)}：{one.condition}）" if one.condition else ""
    return f"{lead}「{one.title}」が水準{plain(one.level)}{more}{now}{proof}なら、{result}{words}。"


def _rubric(declared: Item, level: Fraction) -> str:
    return declared.rubric[int(level)] if level.denominator == 1 and int(level) < len(declared.rubric) else ""


def _schedule(rule: ScheduleRule, level: Fraction) -> str:
    limits = [band.limit for band in rule.bands if band.level >= level]
    if limits:
        return f"遅れが{plain(max(limits))}か月以内で、回復の見込みが示されている"
    return "進捗状況が" + "、".join(f"「{word}」" for word in rule.full) + "のいずれか"


def _cost(rule: CostRule, level: Fraction) -> str:
    limits = [band.limit for band in rule.bands if band.level >= level]
    if limits:
        return f"不用額（超過した場合も含む。）が予算現額の{_share(max(limits))}以内"
    return f"不用額の理由が「{rule.saving_reason}」で説明があり、予算現額の{_share(rule.saving_limit)}以内"


def _outcome(item: ItemScore, level: Fraction, rule: OutcomeRule) -> str:
    """One indicator: its own limit. Several: the mean, and an indicator that could do it alone."""
    counted = [one for one in item.indicators if one.level is not None]
    if not counted:
        return _achievement(rule, level)
    rise = level * len(counted) - sum(one.level or 0 for one in counted)
    alone = next((one for one in counted if (one.level or 0) + rise <= TOP), None)
    words = "" if alone is None else _indicator(alone, (alone.level or 0) + rise, rule)
    if len(counted) == 1:
        return words
    mean = f"{len(counted)}件の成果指標の水準の合計が{plain(level * len(counted))}以上"
    return mean + (f"（例えば、{words}）" if words else "")


def _indicator(one: IndicatorScore, level: Fraction, rule: OutcomeRule) -> str:
    needed, name = _needed(one, level, rule), f"「{one.name}」" if one.name else f"指標{one.number}"
    if needed is None:
        return f"{name}の{_achievement(rule, level)}"
    side = "以下" if one.direction == DOWN else "以上"
    shown = plain(needed, 6)
    if shown.startswith("約"):
        return f"{name}の{_achievement(rule, level)}"
    return f"{name}の実績値が{shown}{one.unit}{side}"


def _achievement(rule: OutcomeRule, level: Fraction) -> str:
    limits = [band.limit for band in rule.bands if band.level >= level]
    return f"達成度が{_share(min(limits))}以上" if limits else ""


def _share(ratio: Fraction) -> str:
    """A limit of a rule as it is written there: 20％, 12.5％."""
    return f"{plain(ratio * 100)}％"


def _needed(one: IndicatorScore, level: Fraction, rule: OutcomeRule) -> Fraction | None:
    """The actual value at which the indicator reaches a level; None where no single value says it (維持)."""
    limits = [band.limit for band in rule.bands if band.level >= level]
    if one.target is None or one.direction not in (UP, DOWN) or not limits or min(limits) <= 0:
        return None
    limit = min(limits)
    if one.base is not None:
        sound = one.target > one.base if one.direction == UP else one.target < one.base
        return one.base + (one.target - one.base) * limit if sound else one.target
    if attainment_rate(one.direction, one.target, one.target) is None:
        return one.target  # the ratio has no meaning: the target is met or not
    return one.target / limit if one.direction == DOWN else one.target * limit
