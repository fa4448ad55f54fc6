"""The paper a 調書 is drawn on: its columns, its machine columns, and the blocks that stand on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fujiplan_cli.model.form import ANSWER_FACTS, Field
from fujiplan_cli.model.place import address

UNIT_POINTS = 24.0
"""Width of one of the 24 units across the paper, in points (32 pixels at 96 dpi)."""
EDGES = (0, 2, 3, 4, 8, 10, 11, 12, 15, 16, 19, 20, 22, 24)
"""Every place (in units) where a block may begin or end; the sheet's columns lie between them."""
UNITS = EDGES[-1]
STATE_POINTS = 48.0

ANCHOR_COLUMN = 1
FIRST_COLUMN = 2
LAST_COLUMN = FIRST_COLUMN + len(EDGES) - 2
STATE_COLUMN = LAST_COLUMN + 1
MIRROR = STATE_COLUMN + 1 - FIRST_COLUMN
"""The state of the input in column c stands in the hidden column c + MIRROR of the same row."""
GAP_COLUMN = LAST_COLUMN + MIRROR + 1
"""Hidden: for each row the column of its first unanswered input."""
WORK_COLUMN = GAP_COLUMN + 1
"""Hidden: facts that follow from answers, and the achievement of each indicator."""
LIST_COLUMN = WORK_COLUMN + 1
"""Hidden: the first list of choices; each list has a column of its own."""

RULER_ROW = 1
IDENTITY_ROW = 2
TITLE_ROW = 3
SUBTITLE_ROW = 4
BAR_ROW = 5
LEGEND_ROW = 6
FIRST_ROW = 7
FACT_CELLS: Mapping[str, str] = {
    fact: address(TITLE_ROW + place, WORK_COLUMN) for place, fact in enumerate(ANSWER_FACTS)
}
"""Fact that follows from answers → the hidden cell that says whether it holds."""

Role = Literal[
    "title",
    "mark",
    "project",
    "subtitle",
    "bar",
    "message",
    "link",
    "score",
    "levels",
    "before",
    "earlier",
    "roles",
    "legend",
    "section",
    "section_state",
    "header",
    "label",
    "hint",
    "printed",
    "input",
    "computed",
    "words",
    "rate",
    "state",
    "count",
    "empty",
    "note",
]
"""What a block is for. ``words``: the rubric of the chosen level; ``rate``: 達成率; ``count``: 165/400字; ``score`` and
``levels``: 自己評価（速報） and its items; ``before`` and ``earlier``: last year's answers, in a heading and beside
a level; ``roles``: who leads and who helps at the 評価段階, in the first heading."""


@dataclass(frozen=True, slots=True)
class Block:
    """A cell, or cells merged into one (rows and columns from 1). ``field``: whose value, label or state it is."""

    row: int
    column: int
    last_row: int
    last_column: int
    role: Role
    text: str = ""
    field: str = ""
    open: Literal["", "below", "above"] = ""
    """The side without a line, where two blocks read as one (a label and its hint)."""

    @property
    def points(self) -> float:
        """Printed width in points."""
        return sum(column_points(c) for c in range(self.column, self.last_column + 1))


@dataclass(frozen=True, slots=True)
class RowLook:
    """Height of a row in points. ``breakable``: a page may begin here; ``section``: a section does begin here.

    ``turn``: so does what is asked, after a part that is only printed.
    """

    height: float
    breakable: bool = False
    section: bool = False
    grows_with: tuple[str, ...] = ()
    """Printed texts whose length decides the height: field ids."""
    turn: bool = False


@dataclass(frozen=True, slots=True)
class Hidden:
    """Where formulas find what is hidden.

    ``list_row`` 0: each list stands in a column of its own, from TITLE_ROW down; else all stand across that row, where
    a deleted row of answers takes no choice away. ``rows_follow``: formulas name cells as $D9, so that a row that is
    sorted to another place still calculates with its own cells.
    """

    facts: Mapping[str, str]
    list_row: int = 0
    rows_follow: bool = False


ON_SHEET = Hidden(FACT_CELLS)
"""As on a sheet for one project."""


@dataclass(frozen=True, slots=True)
class Closing:
    """What a sheet says when nothing is left to do, on two lines of its bar; ``hand_in``: the same in the 記入要領.

    ``idle``: on a spare sheet that is left blank; empty on others.
    """

    done: tuple[str, str] = ("記入漏れはありません。", "所属長の決裁後に提出してください。")
    idle: tuple[str, ...] = ()
    hand_in: str = "所属長の決裁を受けて提出してください。"


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """Everything that is fixed about the sheet of one variant (form, 評価段階, structural facts, year)."""

    blocks: tuple[Block, ...]
    rows: Mapping[int, RowLook]
    fields: Mapping[str, Field]
    cells: Mapping[str, Block]
    """Field id → the block that holds its value."""
    labels: Mapping[str, Block]
    """Field id → the block that holds its printed label."""
    lists: Mapping[str, tuple[int, tuple[str | int, ...]]]
    """Field id → column of its list of choices, and the choices."""
    facts: frozenset[str]
    eval_stage: str
    year: int
    last_row: int
    hidden: Hidden = ON_SHEET
    sheet_name: str = ""
    closing: Closing = Closing()
    secret: bool = False
    """Whether nothing of the form is ever published."""


def column_at(unit: int) -> int:
    """Sheet column that begins at a unit of EDGES."""
    return FIRST_COLUMN + EDGES.index(unit)


def column_points(column: int) -> float:
    """Printed width of a visible column in points."""
    if column == STATE_COLUMN:
        return STATE_POINTS
    place = column - FIRST_COLUMN
    return (EDGES[place + 1] - EDGES[place]) * UNIT_POINTS


def block(row: int, start: int, end: int, role: Role, text: str = "", field: str = "", *, last_row: int = 0) -> Block:
    """A block from unit ``start`` to unit ``end`` of a row (to ``last_row`` when it is taller)."""
    return Block(
        row, column_at(start), last_row or row, column_at(end) - 1 if end < UNITS else LAST_COLUMN, role, text, field
    )
