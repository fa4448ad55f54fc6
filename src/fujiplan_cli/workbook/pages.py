"""Where the second page begins, and how small the sheet is printed so that two pages hold it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fujiplan_cli.workbook import canvas
from fujiplan_cli.workbook.canvas import RowLook

MARGINS = {"left": 0.4, "right": 0.4, "top": 0.45, "bottom": 0.6, "header": 0.25, "footer": 0.3}
"""In inches."""
_A4_HEIGHT = 841.9
_SLACK = 0.985
"""Row heights are rounded to pixels by every program in its own way."""
LARGEST = 86
SMALLEST = 60
_SECTION_WORTH = 5
"""A page that begins with a section is worth this many per cent of size."""
_ONE_PAGE = 76
"""With a part that is only read before it, what is asked still shares its page at this scale."""
_TURN_WORTH = 15
"""A page that begins where the questions begin, after a part that is only read, is worth so many more."""


@dataclass(frozen=True, slots=True)
class Pages:
    """``break_after``: last row of page one, 0 when one page is enough. ``scale`` in per cent."""

    break_after: int
    scale: int


def paginate(rows: Mapping[int, RowLook], heights: Mapping[int, float], last_row: int) -> Pages:
    """The best break and scale for these row heights (points)."""
    visible = sorted(row for row in rows if row <= last_row)
    top = heights[canvas.TITLE_ROW]
    total = sum(heights[row] for row in visible)
    alone = _scale(total)
    if alone >= (_ONE_PAGE if any(look.turn for look in rows.values()) else LARGEST):
        return Pages(0, alone)
    best, best_worth = Pages(0, SMALLEST), -1
    above = 0.0
    for row in visible:
        if rows[row].breakable:
            scale = min(_scale(above), _scale(total - above + top))
            worth = scale + _SECTION_WORTH * rows[row].section + _TURN_WORTH * rows[row].turn
            if scale >= SMALLEST and worth >= best_worth:
                best, best_worth = Pages(row - 1, scale), worth
        above += heights[row]
    return best


def _scale(points: float) -> int:
    """Largest scale (per cent) at which rows of this total height fit on a page."""
    room = _A4_HEIGHT - (MARGINS["top"] + MARGINS["bottom"]) * 72
    return min(LARGEST, int(100 * room * _SLACK / points)) if points else LARGEST
