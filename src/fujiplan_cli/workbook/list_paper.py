"""How wide the columns of a list are, how high its rows, and on which paper it stays legible."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.model.form import KEY, Field
from fujiplan_cli.model.values import Value
from fujiplan_cli.workbook.placing import full_widths

NAME = "project_name"
"""Printed beside the key: the two stay in sight and are repeated on every page."""
INPUT_SIZE, PRINTED_SIZE, HEADER_SIZE = 9.5, 9.0, 8.5
STATUS_POINTS = 46.0
_PAD = 8.0
_INDENT = 9.0
"""Of long texts, which begin at the left."""
_ARROW = 16.0
"""What the arrow of a dropdown takes."""
_HEADER_LINES = 3
_LEADING = 1.26
_LEAST_ROW, _HIGHEST_ROW = 27.0, 409.0
_FIXED = {"level": 40.0, "date": 84.0, "year_month": 70.0}
_PRINTED_TEXT = {"third": (34.0, 67.0), "half": (40.0, 76.0), "full": (90.0, 128.0)}
"""Width declared → least and most points; in between, what the longest text takes on one line."""
_TYPED_TEXT = {"third": 76.0, "half": 112.0, "full": 136.0}
_WIDEST_CHOICE = 82.0
_NUMBER = (44.0, 92.0)
_TYPED_NUMBER = 64.0


def shown(one: Field, value: Value | None) -> str:
    """A value in the words or digits that its cell shows."""
    if value is None:
        return ""
    return value if isinstance(value, str) else KINDS[one.kind].show(value, one)


def column_points(one: Field, label: str, texts: Iterable[str], *, typed: bool) -> float:
    """Width of a column: enough for what is printed or typed in it and for its heading on three lines."""
    longest = max((full_widths(line) for text in texts for line in text.split("\n")), default=0.0)
    own = _typed_points(one, longest) if typed else _printed_points(one, longest)
    heading = (math.ceil(full_widths(label) / _HEADER_LINES) + 0.5) * HEADER_SIZE + _PAD
    return round(max(own, heading), 1)


def _printed_points(one: Field, longest: float) -> float:
    if one.kind == "level":
        return _FIXED["level"]
    needed = longest * PRINTED_SIZE + _PAD
    if one.kind in ("money", "decimal", "integer"):
        return _between(needed + 4, *_NUMBER)
    if one.id == KEY:
        return _between(needed, 48.0, 80.0)
    if one.kind in ("date", "year_month"):
        return _FIXED[one.kind]
    return _between(needed, *_PRINTED_TEXT[one.width])


def _typed_points(one: Field, longest: float) -> float:
    if one.kind in _FIXED:
        return _FIXED[one.kind]
    if one.choices and one.kind in ("choice", "integer"):
        widest = max(full_widths(word) for word in one.choices)
        return _between(widest * INPUT_SIZE + _PAD + _ARROW, 56.0, _WIDEST_CHOICE)
    if one.kind in ("money", "decimal", "integer"):
        return _between(longest * INPUT_SIZE + _PAD, _TYPED_NUMBER, _NUMBER[1])
    return _TYPED_TEXT[one.width]


def _between(value: float, least: float, most: float) -> float:
    return min(max(value, least), most)


def stretches(one: Field) -> bool:
    """Whether a column takes what width the paper has left: the wider a long text, the lower its row."""
    return one.kind == "text" and one.width == "full" and one.id != NAME


def begins_left(one: Field) -> bool:
    """Whether a text begins at the left with an indent; shorter ones stand in the middle of their cell."""
    return one.kind == "text" and one.width == "full"


def _lines(text: str, room: float) -> int:
    """Lines of a text with so many full-width characters to the line."""
    return sum(max(1, math.ceil(full_widths(part) / room)) for part in text.split("\n"))


def _room(points: float, size: float, indent: float = 0.0) -> float:
    """Full-width characters on a line; half a one is left to what programs differ by."""
    return max(1.0, (points - _PAD - indent) / size - 0.5)


def value_height(one: Field, text: str, points: float, *, typed: bool) -> float:
    """Points that a value needs: a printed one for its length, a typed text for its limit."""
    size = INPUT_SIZE if typed else PRINTED_SIZE
    room = _room(points, size, _INDENT if begins_left(one) else 0.0)
    lines = _lines(text, room)
    if typed and one.kind == "text" and one.limit:
        lines = max(lines, math.ceil(one.limit / room))
    return _between(math.ceil(lines * size * _LEADING + 7), _LEAST_ROW, _HIGHEST_ROW)


def heading(label: str, points: float) -> str:
    """A label longer than its line is broken where a reader would break it: after ： and before （."""
    if full_widths(label) <= _room(points, HEADER_SIZE):
        return label
    return label.replace("：", "：\n").replace("（", "\n（")


def header_height(labels: Sequence[tuple[str, float]]) -> float:
    """Height of the heading row, with room below the words for the arrows of the filter."""
    return max(_lines(heading(label, points), _room(points, HEADER_SIZE)) for label, points in labels) * 11.0 + 15.0


@dataclass(frozen=True, slots=True)
class Paper:
    """``size`` as Excel numbers it (A4 9, A3 8), landscape. ``scale`` 0: as large as one page in width allows.

    ``breaks``: how many columns stand before each page break between columns; the key columns are repeated.
    """

    size: int
    room: float
    scale: int = 0
    breaks: tuple[int, ...] = ()


MARGIN = 0.4
"""Left and right, in inches."""
_A4 = Paper(9, 841.9 - 2 * MARGIN * 72)
_A3 = Paper(8, 1190.6 - 2 * MARGIN * 72)
_SMALLEST = 0.72
"""Scale below which a list goes to larger paper: 9.5 points are then printed as 6.8."""
_SPLIT = 0.68
"""The same where a list takes several pages in width whatever the paper."""
_WANTED = 0.74
"""Scale down to which the columns of long texts are widened."""
_SLACK = 0.985


def paper_for(widths: Sequence[float], bands: Sequence[int], keys: int) -> Paper:
    """A4 if the list is legible on one page in width, else A3, else several pages of A4 or A3 in width.

    ``bands``: how many columns each section has, the key columns left out; pages begin with a section where they can.
    """
    total = sum(widths)
    if total * _SMALLEST <= _A4.room:
        return _A4
    if total * _SMALLEST <= _A3.room:
        return _A3
    head = sum(widths[:keys])
    widest = max(_band_widths(widths, bands, keys))
    sheet = _A4 if (head + widest) * _SPLIT <= _A4.room * _SLACK else _A3
    breaks = _packed(widths, bands, keys, sheet.room * _SLACK / _SPLIT - head)
    ends = (keys, *breaks, len(widths))
    pages = [head + sum(widths[start:end]) for start, end in pairwise(ends)]
    scale = min(90, int(100 * sheet.room * _SLACK / max(pages)))
    return Paper(sheet.size, sheet.room, scale, breaks)


def _band_widths(widths: Sequence[float], bands: Sequence[int], keys: int) -> list[float]:
    at, found = keys, []
    for count in bands:
        found.append(sum(widths[at : at + count]))
        at += count
    return found


def _packed(widths: Sequence[float], bands: Sequence[int], keys: int, room: float) -> tuple[int, ...]:
    """Columns before each break: sections are kept whole unless one alone is wider than the page."""
    breaks: list[int] = []
    at, used = keys, 0.0
    for count in bands:
        whole = sum(widths[at : at + count])
        steps = [(at, whole)] if whole <= room else [(at + n, widths[at + n]) for n in range(count)]
        for start, width in steps:
            if used and used + width > room:
                breaks.append(start)
                used = 0.0
            used += width
        at += count
    return tuple(breaks)


def widened(widths: Sequence[float], paper: Paper, growing: Sequence[bool]) -> list[float]:
    """The widths with what the page has left given to the columns of long texts, at most as much again."""
    spare = paper.room / _WANTED - sum(widths)
    takers = [n for n, grows in enumerate(growing) if grows]
    if paper.breaks or spare <= 0 or not takers:
        return list(widths)
    each = spare / len(takers)
    return [round(w + min(each, w), 1) if n in takers else w for n, w in enumerate(widths)]
