"""Figures that are worked out from totals: a share, a change since last year, counts of another set of projects.

Each is worked out here once more from the totals that `total_trace` counts, so that this too checks the page.
"""

from __future__ import annotations

from decimal import Decimal

from fujiplan_cli.publish.total_trace import TotalPart, TracedTotal, counted, trace_total
from fujiplan_cli.publish.totals import Pair
from fujiplan_cli.publish.view import PublicView
from fujiplan_cli.publish.words import number_words, percent, signed_words

HEADS = ("total", "trend", "share", "change", "newest", "repeated")
"""First parts of an address that is no project's value."""


def trace_figure(view: PublicView, trace: str) -> TracedTotal | None:
    """The total, share or change of that address (HEADS); None when the site has none."""
    head, _, rest = trace.partition("/")
    year_text, _, what = rest.partition("/")
    if not year_text.isdecimal() or int(year_text) not in view.years:
        return None
    year = int(year_text)
    match head:
        case "share":
            return _share(view, trace, year, what)
        case "change":
            return _change(view, trace, year, what)
        case "newest":
            return counted(
                view, trace, year, what, _newest(view), "公表した事業の、それぞれの最も新しい年度の結果のうち、"
            )
        case "repeated":
            pairs = [pair for pair in view.open_in(year) if pair[1].repeated]
            return counted(view, trace, year, what, pairs, "全部を公表する事業のうち再掲のもので、")
    return trace_total(view, trace)


def _newest(view: PublicView) -> list[Pair]:
    return [(p, p.newest) for p in view.projects if p.years]


def _whole_of(what: str) -> str:
    """What a share is a share of: graded projects for A and B, all projects for the rest."""
    return f"{what.removesuffix('good')}graded" if what.endswith("good") else "projects"


def _share(view: PublicView, trace: str, year: int, what: str) -> TracedTotal | None:
    part = trace_total(view, f"total/{year}/{what}")
    whole = trace_total(view, f"total/{year}/{_whole_of(what)}")
    if part is None or whole is None:
        return None
    value = percent(_number(part), _number(whole))
    rule = f"{part.trace}（{part.text}件）を{whole.trace}（{whole.text}件）で割り、小数第1位まで四捨五入しました。"
    return TracedTotal(trace, year, rule, "−" if value is None else number_words(value), "%", _parts(part, whole))


def _change(view: PublicView, trace: str, year: int, what: str) -> TracedTotal | None:
    now, before = (trace_total(view, f"total/{one}/{what}") for one in (year, year - 1))
    if now is None or before is None:
        return None
    rule = f"{now.trace}（{now.text}{now.unit}）から{before.trace}（{before.text}{before.unit}）を引きました。"
    value = signed_words(_number(now) - _number(before))
    return TracedTotal(trace, year, rule, value, now.unit, _parts(now, before))


def _number(total: TracedTotal) -> Decimal:
    return Decimal(total.text.replace(",", "").replace("▲", "-"))


def _parts(*totals: TracedTotal) -> tuple[TotalPart, ...]:
    return tuple(TotalPart("", t.trace, f"{t.text}{t.unit}") for t in totals)
