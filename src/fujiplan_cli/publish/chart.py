"""A line chart of one indicator as plain coordinates: the template writes the SVG, a table beside it says the same."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from fujiplan_cli.publish.view import PublicProject, PublicYear

WIDTH, HEIGHT = 640, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 72, 568, 40, 164


@dataclass(frozen=True, slots=True)
class Point:
    """A value of a year, in the picture's units."""

    x: int
    y: int
    words: str
    year: str


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of a line without gaps. ``path`` is an SVG path."""

    path: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Actual values as points joined by lines, targets as marks; a missing year is a gap, never 0."""

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
    baseline: int


def line_chart(project: PublicProject, number: int) -> Chart:
    """The chart of indicator ``number`` over all published years, oldest first."""
    years = sorted(project.years, key=lambda y: y.year)
    actual = [_number(y, number, "actual") for y in years]
    target = [_number(y, number, "target") for y in years]
    known = [v for v in (*actual, *target) if v is not None]
    low, high = min(known), max(known)
    points = [_point(i, len(years), v, low, high, y) for i, (y, v) in enumerate(zip(years, actual, strict=True))]
    targets = [_point(i, len(years), v, low, high, y) for i, (y, v) in enumerate(zip(years, target, strict=True))]
    name, unit = _words(years, number, "name"), _words(years, number, "unit")
    return Chart(
        title=f"{name}の推移",
        description="、".join(_said(y, number) for y in years),
        sentence=_sentence([p for p in points if p], unit),
        unit=unit,
        width=WIDTH,
        height=HEIGHT,
        points=tuple(p for p in points if p),
        lines=_lines(points),
        targets=tuple(t for t in targets if t),
        ticks=tuple(Point(_x(i, len(years)), _BOTTOM + 28, "", y.short) for i, y in enumerate(years)),
        baseline=_BOTTOM + 8,
    )


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


def _point(
    index: int, count: int, number: Decimal | None, low: Decimal, high: Decimal, year: PublicYear
) -> Point | None:
    if number is None:
        return None
    share = (number - low) / (high - low) if high > low else Decimal("0.5")
    words = f"{number:,f}"
    return Point(_x(index, count), int(_BOTTOM - share * (_BOTTOM - _TOP)), words, year.short)


def _lines(points: list[Point | None]) -> tuple[Line, ...]:
    return tuple(Line(f"M{a.x} {a.y}L{b.x} {b.y}") for a, b in pairwise(points) if a and b)


def _sentence(points: list[Point], unit: str) -> str:
    first, last = points[0], points[-1]
    a, b = Decimal(first.words.replace(",", "")), Decimal(last.words.replace(",", ""))
    verb = "増えました" if b > a else "減りました" if b < a else "変わっていません"
    if a == b:
        return f"実績値は、{first.year}も{last.year}も{last.words}{unit}で{verb}。"
    return f"実績値は、{first.year}の{first.words}{unit}から{last.year}の{last.words}{unit}に{verb}。"
