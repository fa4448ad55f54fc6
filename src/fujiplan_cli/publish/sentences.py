"""The sentence that says what a table or chart shows, by rule: the same figures always give the same words.

WHAT: ties are named together, nothing is compared that was counted by two methods, and a missing year is said, never
guessed. WHY: a chart without its finding leaves the reader alone, and one written by hand goes stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.publish.said import Said, say, told
from fujiplan_cli.publish.words import number_words, percent

NO_COMPARISON = "採点方法が変わったため、前年度とは比べられません。"


@dataclass(frozen=True, slots=True)
class Named:
    """A figure with the words by which readers know it; None where there is none."""

    words: str
    now: Decimal | int | None
    before: Decimal | int | None = None
    trace: str = ""
    """Address of ``now``; "" where it has none."""
    share_trace: str = ""
    """Address of its share of the whole."""
    trace_before: str = ""


@dataclass(frozen=True, slots=True)
class YearValue:
    """A figure of a year. ``broken``: counted otherwise than the year before (another method or definition)."""

    year: int
    value: Decimal | None
    broken: bool = False
    trace: str = ""
    """Address of the value; "" where it has none."""


def quoted(words: Iterable[str]) -> str:
    """「A」、「B」及び「C」, as official Japanese joins names."""
    marked = [f"「{one}」" for one in words]
    if len(marked) < 2:
        return "".join(marked)
    return f"{'、'.join(marked[:-1])}及び{marked[-1]}"


def most_sentence(rows: Sequence[Named], what: str, whole: int) -> str:
    """Which row is the largest, with its share of ``whole``. Several at the top are all named."""
    counts = [(r.words, r.now) for r in rows if r.now]
    if not counts or not whole:
        return ""
    top = max(n for _, n in counts if n is not None)
    names = [words for words, n in counts if n == top]
    first = next(r for r in rows if r.now == top)  # those with the same count have the same figures
    number = told(number_words(top), first.trace)
    share = told(f"{number_words(percent(Decimal(top), whole) or 0)}%", first.share_trace)
    if len(names) == 1:
        return say(f"最も多い{what}は、{quoted(names)}の", number, "件（", share, "）です。")
    return say(f"最も多い{what}は、{quoted(names)}で、同数の", number, "件（それぞれ", share, "）です。")


def moved_sentence(rows: Sequence[Named], before: str, *, broken: bool) -> str:
    """Which rows grew and which fell since ``before``; "" without a year before, no comparison across methods."""
    if not before:
        return ""
    if broken:
        return NO_COMPARISON
    changes = [(r.words, r.now - r.before) for r in rows if r.now is not None and r.before is not None]
    parts = [
        f"{quoted(words for words, change in changes if (change > 0) is up and change)}が{verb}"
        for up, verb in ((True, "増え"), (False, "減り"))
        if any(change and (change > 0) is up for _, change in changes)
    ]
    return f"{before}と比べて、{'、'.join(parts)}ました。" if parts else f"{before}と同じ件数です。"


def shares_sentence(rows: Sequence[Named], what: str, kind: str, before: str, *, broken: bool) -> str:
    """Shares (%) of several groups beside last year's; ``kind`` names the groups (基本目標), ``what`` the share."""
    known = [r for r in rows if r.now is not None]
    if not known:
        return ""
    compared = [(r, r.now - r.before) for r in known if r.now is not None and r.before is not None]
    if len(known) == 1:
        return _single(known[0], what, before, broken=broken)
    if broken or not before or not compared:
        return _highest(known, what, kind) + (NO_COMPARISON if broken and before else "")
    up = [r.words for r, change in compared if change > 0]
    down = [r.words for r, change in compared if change < 0]
    if len(compared) == len(known):
        for own, verb in ((up, "上がりました"), (down, "下がりました")):
            if len(own) == len(known):
                return f"{what}は、すべての{kind}で{before}より{verb}。"
    if not up and not down:
        return f"{what}は、どの{kind}も{before}と同じです。"
    parts = [f"上がったのは{quoted(up)}"] if up else []
    parts += [f"下がったのは{quoted(down)}"] if down else []
    return f"{what}が{before}より{'、'.join(parts)}です。"


def _single(row: Named, what: str, before: str, *, broken: bool) -> str:
    now = say(f"「{row.words}」の{what}は", _share(row.now or 0, row.trace))
    if not before:
        return say(now, "です。")
    if broken:
        return say(now, "です。", NO_COMPARISON)
    return say(now, f"です（{before}は", "−" if row.before is None else _share(row.before, row.trace_before), "）。")


def _share(value: Decimal | int, trace: str) -> Said:
    return told(f"{number_words(value)}%", trace)


def _highest(rows: Sequence[Named], what: str, kind: str) -> str:
    top = max(r.now for r in rows if r.now is not None)
    names = [r.words for r in rows if r.now == top]
    share = _share(top, next(r for r in rows if r.now == top).trace)
    if len(names) == len(rows):
        return say(f"{what}は、どの{kind}も", share, "です。")
    return say(f"{what}が最も高いのは、{quoted(names)}（", share, "）です。")


def trend_sentence(values: Iterable[YearValue], what: str, unit: str, why: str) -> str:
    """The way of a figure over the years since the last break; ``why`` says what broke (採点方法が変わった)."""
    every_year = sorted(values, key=lambda v: v.year)
    known = [v for v in every_year if v.value is not None]
    if not known:
        return ""
    breaks = [v.year for v in every_year if v.broken and known[0].year < v.year <= known[-1].year]
    own = [v for v in known if not breaks or v.year >= breaks[-1]]
    first, last = own[0], own[-1]
    now = _value(last, unit)
    end = f"{year_words(breaks[-1])}に{why}ため、{year_words(breaks[-1] - 1)}以前とは比べられません。" if breaks else ""
    if len(own) == 1:
        alone = "" if breaks else "推移は、2年度目の公表から示します。"
        return say(f"{year_words(last.year)}の{what}は", now, "です。", end or alone)
    start = say(f"{year_words(first.year)}の", _value(first, unit))
    steps = [b.value - a.value for a, b in pairwise(own) if a.value is not None and b.value is not None]
    if not any(steps):
        since = f"{what}は、{year_words(first.year)}から{year_words(last.year)}まで"
        return say(since, now, "のまま変わっていません。", end)
    if first.value == last.value:
        return say(f"{what}は、{year_words(first.year)}も{year_words(last.year)}も", now, "です。", end)
    rose = (last.value or 0) > (first.value or 0)
    joined = all(b.year - a.year == 1 for a, b in pairwise(own))
    every = joined and len(steps) > 1 and all((s > 0) is rose and s for s in steps)
    verb = ("増え" if rose else "減り") if unit != "%" else ("上がり" if rose else "下がり")
    way = f"から{'毎年度' if every else ''}{verb}、{year_words(last.year)}は"
    return say(f"{what}は、", start, way, now, "です。", end)


def _value(one: YearValue, unit: str) -> Said:
    return say(told(f"{number_words(one.value or 0)}", one.trace), unit)
