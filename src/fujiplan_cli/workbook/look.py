"""Colours, fonts and borders of the 調書. Contrast of every text on its ground is at least 4.5 (tested)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fujiplan_cli.workbook.canvas import Role

FONT = "BIZ UDゴシック"
"""Where it is missing Excel falls back by family and charset (modern, Shift-JIS): MS ゴシック has the same widths."""
NAVY = "1B365D"
INK = "1A1A1A"
GREY_INK = "4D4D4D"
RED = "B00020"
LABEL_GROUND = "E9EFF7"
PRINTED_GROUND = "F3F3F1"
SECTION_GROUND = "D6E2F0"
WHITE = "FFFFFF"
LINE = "9AA9BD"
STRONG_LINE = NAVY

State = Literal["未", "要", "済", "任", "外"]


@dataclass(frozen=True, slots=True)
class StateLook:
    """Symbol and word of a state with ink and ground; the three together, never colour alone."""

    symbol: str
    word: str
    meaning: str
    ink: str
    ground: str


STATES: Mapping[State, StateLook] = {
    "未": StateLook("●", "未", "未記入", "A1001A", "FCE4E4"),
    "要": StateLook("▲", "要", "要確認", "6B4A00", "FFF0C2"),
    "済": StateLook("○", "済", "記入済", "1A5C2A", "FFFFFF"),
    "任": StateLook("・", "任", "任意", "4D4D4D", "FFFFFF"),
    "外": StateLook("－", "外", "対象外", "4A4A4A", "DCDCDC"),
}
DONE_INK, DONE_GROUND = "14532D", "DDF3E2"


@dataclass(frozen=True, slots=True)
class Style:
    """How the cells of a role look."""

    size: float = 10
    bold: bool = False
    ink: str = INK
    ground: str = ""
    horizontal: str = "left"
    vertical: str = "center"
    wrap: bool = True
    shrink: bool = False
    border: Literal["box", "none", "top", "bottom", "first"] = "box"
    locked: bool = True
    open: Literal["", "below", "above"] = ""
    indent: int = 0
    """Only with left alignment: an indent beside right-aligned numbers loses digits."""


STYLES: Mapping[Role, Style] = {
    "title": Style(16, True, NAVY, border="none", wrap=False),
    "mark": Style(10, True, RED, horizontal="right", border="none", wrap=False, shrink=True),
    "project": Style(9, False, INK, horizontal="right", border="none", shrink=True, wrap=False),
    "subtitle": Style(8.5, False, GREY_INK, border="none", wrap=False, shrink=True),
    "bar": Style(10, True, WHITE, NAVY, "center"),
    "message": Style(10.5, True, STATES["未"].ink, STATES["未"].ground, indent=1),
    "score": Style(8.5, True, NAVY, WHITE, indent=1),
    "levels": Style(8, False, NAVY, SECTION_GROUND, "right", border="top", wrap=False, shrink=True),
    "before": Style(8, False, GREY_INK, SECTION_GROUND, "right", border="top", wrap=False, shrink=True),
    "link": Style(9.5, False, "0B3D91", WHITE, "center", wrap=False, shrink=True),
    "roles": Style(8, False, NAVY, SECTION_GROUND, "right", border="top", wrap=False, shrink=True),
    "earlier": Style(8.5, False, GREY_INK, PRINTED_GROUND, "center", wrap=False, shrink=True),
    "legend": Style(8, False, GREY_INK, border="none", wrap=False, shrink=True),
    "section": Style(11, True, NAVY, SECTION_GROUND, border="top", wrap=False, indent=1),
    "section_state": Style(8, False, NAVY, SECTION_GROUND, "center", border="top", wrap=False, shrink=True),
    "header": Style(8.5, True, NAVY, LABEL_GROUND, "center"),
    "label": Style(8.5, True, NAVY, LABEL_GROUND, "center"),
    "hint": Style(8, False, GREY_INK, LABEL_GROUND, "center", "center"),
    "printed": Style(10, False, INK, PRINTED_GROUND),
    "input": Style(10, False, "000000", WHITE, locked=False),
    "computed": Style(10, False, INK, PRINTED_GROUND, "right", shrink=True, wrap=False),
    "words": Style(9.5, False, INK, PRINTED_GROUND, indent=1),
    "rate": Style(10, False, INK, PRINTED_GROUND, "right", shrink=True, wrap=False),
    "state": Style(9, True, STATES["済"].ink, WHITE, "center", wrap=False, shrink=True),
    "count": Style(8, False, GREY_INK, WHITE, "center", "center", wrap=False, shrink=True),
    "empty": Style(8, False, GREY_INK, PRINTED_GROUND),
    "note": Style(8, False, GREY_INK, PRINTED_GROUND, indent=1),
}
