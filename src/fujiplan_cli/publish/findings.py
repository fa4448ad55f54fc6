"""Which finding sentence stands above which table of a year's page. The rules are in `sentences`."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from fujiplan_cli.publish.said import say, told
from fujiplan_cli.publish.sentences import (
    Named,
    YearValue,
    most_sentence,
    moved_sentence,
    shares_sentence,
    trend_sentence,
)
from fujiplan_cli.publish.totals import Row, SelfRow, TrendRow, share_trace
from fujiplan_cli.publish.words import number_words

GOOD_SHARE = "A又はBの割合"


def counted_finding(rows: Iterable[Row], what: str, whole: int, before: str, *, broken: bool) -> str:
    """Of a table of counts: the largest row, then what grew and fell."""
    named = [Named(_title(r), r.total.number, r.earlier, r.total.trace, share_trace(r.total.trace)) for r in rows]
    return most_sentence(named, what, whole) + moved_sentence(named, before, broken=broken)


def _title(row: Row) -> str:
    return f"{row.grade.letter} {row.grade.title}".strip() if row.grade else row.title


def goals_finding(shares: Iterable[Named], before: str, *, broken: bool) -> str:
    """Of the table of 基本目標."""
    return shares_sentence(tuple(shares), GOOD_SHARE, "基本目標", before, broken=broken)


def trend_finding(rows: Iterable[TrendRow]) -> str:
    """Of the table of years."""
    values = [YearValue(r.year, r.share, r.broken, f"share/{r.year}/good") for r in rows]
    return trend_sentence(values, GOOD_SHARE, "%", "採点方法が変わった")


def money_finding(
    now: Decimal | None, before: Decimal | None, kinds: tuple[str, str], earlier: str, year: int = 0
) -> str:
    """支出済額 beside last year's. Amounts of another kind (決算見込, 議会認定後) are named, as they are not alike."""
    if now is None:
        return ""
    kind, kind_before = kinds
    line = say(f"支出済額（{kind}）は", told(number_words(now), f"total/{year}/executed"), "千円")
    if before is None or not earlier:
        return say(line, "です。")
    change = now - before
    label = f"{earlier}（{kind_before}）" if kind_before != kind else earlier
    if not change:
        return say(line, f"で、{label}と同じです。")
    moved = told(number_words(abs(change)), f"change/{year}/executed")
    return say(line, f"で、{label}より", moved, f"千円{'増え' if change > 0 else '減り'}ました。")


def levels_finding(rows: Iterable[SelfRow], year: int) -> str:
    """Of the table of self levels: how many there were, and how many stayed as the department had put them."""
    own = tuple(rows)
    levels = sum(r.levels.number for r in own)
    raised, lowered = sum(r.raised.number for r in own), sum(r.lowered.number for r in own)
    if not levels:
        return ""
    counts = {"levels": levels, "raised": raised, "lowered": lowered}
    said = {name: say(told(number_words(n), f"total/{year}/{name}"), "件") for name, n in counts.items()}
    if not raised and not lowered:
        return say("判断による項目の水準", said["levels"], "は、すべて自己評価のとおりです。")
    ways = "引き上げたものは", said["raised"], "、引き下げたものは", said["lowered"]
    return say("判断による項目の水準", said["levels"], "のうち、", *ways, "で、ほかは自己評価のとおりです。")
