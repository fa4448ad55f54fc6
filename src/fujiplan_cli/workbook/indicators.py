"""The indicator table: two printed rows for each 指標, columns by what a value is (its stem)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fujiplan_cli.model.form import Field
from fujiplan_cli.workbook.canvas import STATE_COLUMN, UNIT_POINTS, UNITS, Block, block
from fujiplan_cli.workbook.placing import Pen, place_pairs

_PLACES = {
    "kind": (0, 2, 0, 0),
    "direction": (0, 2, 1, 1),
    "name": (2, 8, 0, 1),
    "unit": (8, 10, 0, 0),
    "tolerance": (8, 10, 1, 1),
    "base": (10, 12, 0, 0),
    "base_year": (10, 12, 1, 1),
    "target": (12, 15, 0, 0),
    "target_original": (12, 15, 1, 1),
    "actual": (15, 19, 0, 0),
    "as_of": (15, 19, 1, 1),
    "pending": (19, 22, 1, 1),
    "final": (22, 24, 0, 0),
    "final_year": (22, 24, 1, 1),
}
"""stem → first unit, end unit, first and last of the two rows."""
_RATE = (19, 22)
RATE_LABEL = "達成率"
_HEIGHTS = (18.0, 18.0)
_HEAD = 21.0


def place_indicators(pen: Pen, fields: Sequence[Field]) -> None:
    """The table of every indicator on the sheet; fields it has no column for follow as pairs."""
    table = [one for one in fields if one.index and one.stem in _PLACES]
    if table:
        _header(pen, table)
        for number in sorted({one.index for one in table}):
            _indicator(pen, [one for one in table if one.index == number])
    place_pairs(pen, [one for one in fields if one not in table])


def _header(pen: Pen, table: Sequence[Field]) -> None:
    rows = (pen.next_row(_HEAD, breakable=True), pen.next_row(_HEAD))
    heads: dict[str, Block] = {}
    for stem, (start, end, first, last) in _PLACES.items():
        sample = _first_with(table, stem)
        text = pen.label_text(sample, (end - start) * UNIT_POINTS, plain_label(sample)) if sample else ""
        heads[stem] = pen.put(block(rows[first], start, end, "header", text, last_row=rows[last]))
    pen.put(block(rows[0], *_RATE, "header", RATE_LABEL))
    pen.put(Block(rows[0], STATE_COLUMN, rows[1], STATE_COLUMN, "empty"))
    for one in table:
        pen.labels[one.id] = heads[one.stem]


def _first_with(table: Sequence[Field], stem: str) -> Field | None:
    """The field whose label heads its column."""
    return next((one for one in table if one.stem == stem), None)


def plain_label(one: Field) -> str:
    """「指標1 実績値」 → 「実績値」: the number stands in the row, not in the head."""
    return re.sub(r"^指標\s*[0-9０-９①②③]\s*(の|・|：|:)?\s*", "", one.label) or one.label


def _indicator(pen: Pen, own: Sequence[Field]) -> None:
    rows = (pen.next_row(_HEIGHTS[0], breakable=True), pen.next_row(_HEIGHTS[1]))
    by_stem = {one.stem: one for one in own}
    for stem, (start, end, first, last) in _PLACES.items():
        one = by_stem.get(stem)
        if one is None:
            pen.put(block(rows[first], start, end, "empty", last_row=rows[last]))
        else:
            pen.value(one, block(rows[first], start, end, pen.role(one), "", one.id, last_row=rows[last]))
    pen.put(block(rows[0], *_RATE, "rate", "", f"kpi_{own[0].index}"))
    pen.state(rows[0], own, last_row=rows[1])


assert all(end <= UNITS for _, end, _, _ in _PLACES.values())
