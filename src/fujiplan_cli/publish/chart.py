"""A line chart over the years as plain coordinates: the template writes the SVG, a table beside it says the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.publish.findings import GOOD_SHARE, trend_finding
from fujiplan_cli.publish.sentences import YearValue, trend_sentence
from fujiplan_cli.publish.totals import TrendRow
from fujiplan_cli.publish.view import PublicProject, PublicYear
from fujiplan_cli.publish.words import number_words

WIDTH, HEIGHT = 640, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 72, 568, 40, 164
_SAME_INDICATOR = ("name", "unit", "direction")
"""Parts of an indicator that make it another one when they change: its line breaks there."""


@dataclass(frozen=True, slots=True)
class Point:
    """A value of a year, in the picture's units."""

    x: int
    y: int
    words: str
    year: str
    trace: str = ""
    """Address of the value; "" of a tick."""


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of a line without gaps. ``path`` is an SVG path."""

    path: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Actual values as points joined by lines, targets as marks. A missing year is a gap, never 0; a year that is
    measured otherwise than the one before is marked and not joined to it."""

    title: str
    description: str
    sentence: str
    unit: str
    width: int
    height: int
    points: tuple[Point, ...]
    lines: tuple[Line, ...]
    targets: tuple[Point, ...]
    ticks: tuple[Point, ...]
    breaks: tuple[int, ...]
    """Where a broken line stands, between two years."""
    baseline: int
    from_zero: bool
    """Whether the bottom is 0; readers are told where it is not."""
    trace: str = ""
    """Address of what the title names; "" where it names no value of a project."""


@dataclass(frozen=True, slots=True)
class _Year:
    year: int
    actual: Decimal | None
    target: Decimal | None
    broken: bool
    said: str
    trace: str


def line_chart(project: PublicProject, number: int) -> Chart:
    """The chart of indicator ``number`` over all published years, oldest first."""
    years = sorted(project.years, key=lambda y: y.year)
    broken = _changed_definitions(years, number)
    made = [
        _Year(
            y.year,
            _number(y, number, "actual"),
            _number(y, number, "target"),
            y.year in broken,
            _said(y, number),
            f"{project.number}/{y.year}/kpi_{number}_actual",
        )
        for y in years
    ]
    name, unit = _words(years, number, "name"), _words(years, number, "unit")
    values = [YearValue(y.year, y.actual, y.broken, y.trace) for y in made]
    sentence = trend_sentence(values, "実績値", "%" if unit in ("%", "％") else unit, "指標の内容が変わった")
    known = [v for y in made for v in (y.actual, y.target) if v is not None]
    named = next(y.year for y in reversed(years) if any(i.number == number for i in y.indicators))
    chart = _chart(f"{name}の推移", sentence, unit, made, (min(known), max(known)))
    return replace(chart, trace=f"{project.number}/{named}/kpi_{number}_name")


def share_chart(rows: Sequence[TrendRow]) -> Chart:
    """The share of A and B in those graded, of every year."""
    made = [
        _Year(
            r.year,
            r.share,
            None,
            r.broken,
            f"{r.label}は{'−' if r.share is None else f'{number_words(r.share)}%'}",
            f"share/{r.year}/good",
        )
        for r in sorted(rows, key=lambda r: r.year)
    ]
    return _chart(f"{GOOD_SHARE}の推移", trend_finding(rows), "%", made, (Decimal(0), Decimal(100)))


def _chart(title: str, sentence: str, unit: str, years: Sequence[_Year], ends: tuple[Decimal, Decimal]) -> Chart:
    """``ends``: the values at the bottom and the top of the picture."""
    low, high = ends
    points = [_point(i, len(years), y.actual, low, high, y) for i, y in enumerate(years)]
    targets = [_point(i, len(years), y.target, low, high, y) for i, y in enumerate(years)]
    half = (_x(1, len(years)) - _x(0, len(years))) // 2
    breaks = [i for i, y in enumerate(years) if i and y.broken]
    return Chart(
        title=title,
        description="、".join(y.said for y in years),
        sentence=sentence,
        unit=unit,
        width=WIDTH,
        height=HEIGHT,
        points=tuple(p for p in points if p),
        lines=_lines(points, years),
        targets=tuple(t for t in targets if t),
        ticks=tuple(Point(_x(i, len(years)), _BOTTOM + 28, "", year_words(y.year)) for i, y in enumerate(years)),
        breaks=tuple(_x(i, len(years)) - half for i in breaks),
        baseline=_BOTTOM + 8,
        from_zero=not low,
    )


def _changed_definitions(years: Iterable[PublicYear], number: int) -> frozenset[int]:
    """Years in which the indicator of that number has another name, unit or direction than when it was last there."""
    found: set[int] = set()
    before: tuple[str, ...] | None = None
    for year in years:
        one = next((i for i in year.indicators if i.number == number), None)
        if one is None:
            continue
        now = tuple(one.words(stem) for stem in _SAME_INDICATOR)
        if before is not None and now != before:
            found.add(year.year)
        before = now
    return frozenset(found)


def _number(year: PublicYear, number: int, stem: str) -> Decimal | None:
    one = next((i for i in year.indicators if i.number == number), None)
    shown = one.part(stem) if one else None
    return Decimal(shown.raw) if shown and isinstance(shown.raw, (int, Decimal)) else None


def _words(years: list[PublicYear], number: int, stem: str) -> str:
    return next((i.words(stem) for y in reversed(years) for i in y.indicators if i.number == number), "")


def _said(year: PublicYear, number: int) -> str:
    one = next((i for i in year.indicators if i.number == number), None)
    return f"{year.short}は目標{one.words('target')}に対し実績{one.words('actual')}" if one else f"{year.short}はなし"


def _x(index: int, count: int) -> int:
    step = Decimal(_RIGHT - _LEFT) / max(count - 1, 1)
    return int(_LEFT + step * index)


def _point(index: int, count: int, number: Decimal | None, low: Decimal, high: Decimal, year: _Year) -> Point | None:
    if number is None:
        return None
    share = (number - low) / (high - low) if high > low else Decimal("0.5")
    words = number_words(number)
    return Point(_x(index, count), int(_BOTTOM - share * (_BOTTOM - _TOP)), words, year_words(year.year), year.trace)


def _lines(points: Sequence[Point | None], years: Sequence[_Year]) -> tuple[Line, ...]:
    joined = zip(pairwise(points), years[1:], strict=True)
    return tuple(Line(f"M{a.x} {a.y}L{b.x} {b.y}") for (a, b), year in joined if a and b and not year.broken)
