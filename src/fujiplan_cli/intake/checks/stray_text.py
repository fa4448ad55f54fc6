"""Text beside the form.

WHAT: something typed, or a comment put, in a visible cell that is neither an input nor printed (own indicator rows).
WHY: domain.md §7: it may be an answer that no field holds; only a person can say.
TESTED BY: tests/intake/test_stray_text.py
"""

from __future__ import annotations

from collections.abc import Iterator

from fujiplan_cli.intake.found import found
from fujiplan_cli.intake.marks import Position, plain
from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.intake.same_value import is_blank
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.place import Place, address


def check(reading: Reading) -> Iterator[Finding]:
    """Reviews ``stray_text`` (one a row) and ``stray_comment``.

    Silent after a paste as values: what the sheet's own formulas showed cannot be told from typed text there.
    """
    if not reading.located.names_alive:
        return
    rows: dict[int, list[tuple[Position, Cell]]] = {}
    ours = _printed_texts(reading)
    for position, cell in _free_cells(reading):
        if cell.comment is not None and cell.comment.strip():
            yield found("stray_comment", _place(reading, position), value=cell.comment.strip())
        if cell.formula is None and not is_blank(cell) and not _is_ours(cell, ours):
            rows.setdefault(position[0], []).append((position, cell))
    for _, cells in sorted(rows.items()):
        cells.sort(key=lambda one: one[0])
        typed = "、".join(cell.raw.strip() for _, cell in cells)
        yield found("stray_text", _place(reading, cells[0][0]), value=typed)


def _free_cells(reading: Reading) -> Iterator[tuple[Position, Cell]]:
    """Visible cells that hold no field and no anchor."""
    sheet = reading.source.sheet
    taken = set(reading.located.places.values()) | reading.source.marks.anchor_cells
    taken |= {position for position, _ in reading.located.collisions}
    last = None if sheet.hidden_columns else max((column for _, column in reading.located.places.values()), default=0)
    for position, cell in sheet.cells.items():
        row, column = position
        if cell.kind == "blank" and cell.comment is None:
            continue
        if position in taken or row in sheet.hidden_rows or column in sheet.hidden_columns:
            continue
        if last is None or column <= last:
            yield position, cell


def _is_ours(cell: Cell, ours: frozenset[str]) -> bool:
    return cell.raw.startswith("fujiplan|") or plain(cell.raw) in ours


def _printed_texts(reading: Reading) -> frozenset[str]:
    """Plain form of everything fixed that is printed on the sheet."""
    labels = {plain(spot.label) for spot in reading.layout.spots.values()}
    return frozenset(labels.union(plain(text) for text in reading.layout.printed.values()))


def _place(reading: Reading, position: Position) -> Place:
    return Place(reading.file, reading.source.sheet.name, address(*position))
