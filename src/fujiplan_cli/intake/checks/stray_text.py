"""Text beside the form.

WHAT: something typed, or a comment put, in a visible cell that is neither an input nor printed (own indicator rows).
WHY: domain.md §7: it may be an answer that no field holds; only a person can say.
TESTED BY: tests/intake/test_stray_text.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fujiplan_cli.intake.backwards import Backwards
from fujiplan_cli.intake.found import found
from fujiplan_cli.intake.marks import Position, plain
from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.intake.same_value import is_blank
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.form import BEFORE_MARK
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.place import Place, address

_HINT = re.compile(r"^((令和|平成|昭和)(元|\d+)年度)?((\d+字以内)|(\d+(/\d+)?字))?$")
"""The form's own hints beside a text: the year and the limit below the label, its length at the margin."""


def check(reading: Reading) -> Iterator[Finding]:
    """Reviews ``stray_text`` (one a row) and ``stray_comment``."""
    rows: dict[int, list[tuple[Position, Cell]]] = {}
    ours = _printed_texts(reading)
    for position, cell in _free_cells(reading, ours):
        if cell.comment is not None and cell.comment.strip():
            yield found("stray_comment", _place(reading, position), value=cell.comment.strip())
        if cell.formula is None and not _is_ours(cell, ours) and not is_blank(cell):
            rows.setdefault(position[0], []).append((position, cell))
    for _, cells in sorted(rows.items()):
        cells.sort(key=lambda one: one[0])
        typed = "、".join(cell.raw.strip() for _, cell in cells)
        yield found("stray_text", _place(reading, cells[0][0]), value=typed)


def _free_cells(reading: Reading, ours: frozenset[str]) -> Iterator[tuple[Position, Cell]]:
    """Visible cells that hold no field, no anchor, and nothing that the sheet itself shows.

    Columns to the right of the paper hold hidden lists; they are looked at only beyond a sheet that still hides them.
    """
    sheet, layout = reading.source.sheet, reading.layout
    taken = set(reading.located.places.values()) | reading.source.marks.anchor_cells
    taken |= {position for position, _ in reading.located.collisions}
    back = Backwards(reading.source.marks, layout, reading.located)
    top = min((row for row, _ in reading.located.places.values()), default=0)
    frozen = not any(cell.formula for cell in sheet.cells.values())
    for position, cell in sheet.cells.items():
        row, column = position
        if position in taken or row in sheet.hidden_rows or column in sheet.hidden_columns:
            continue
        if cell.comment is None and (cell.kind == "blank" or cell.formula is not None or _is_ours(cell, ours)):
            continue
        if not sheet.hidden_columns and min(back.columns(column), default=0) > layout.last_column:
            continue
        # Below the title whatever the sheet shows by itself is a formula, unless it was pasted as values, or tells of
        # last year.
        shown = frozen or row < top or cell.raw.startswith(BEFORE_MARK)
        if shown and not layout.varying.isdisjoint(back.addresses(position)):
            continue
        yield position, cell


def _is_ours(cell: Cell, ours: frozenset[str]) -> bool:
    text = plain(cell.raw)
    return text in ours or text.startswith("fujiplan|") or _HINT.match(text) is not None


def _printed_texts(reading: Reading) -> frozenset[str]:
    """Plain form of everything fixed that is printed on the sheet."""
    labels = {plain(spot.label) for spot in reading.layout.spots.values()}
    return frozenset(labels.union(plain(text) for text in reading.layout.printed.values()))


def _place(reading: Reading, position: Position) -> Place:
    return Place(reading.file, reading.source.sheet.name, address(*position))
