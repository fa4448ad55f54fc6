"""One pass over a sheet: identity, hidden anchors, and where every text stands."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from fujiplan_cli.model.form import IDENTITY_NAME
from fujiplan_cli.model.grid import Sheet
from fujiplan_cli.model.place import row_and_column

Position = tuple[int, int]

_LONGEST_ANCHOR = len("r:1048576")
_LONGEST_LABEL = 80
"""Longer texts are answers, not labels: they are not indexed."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What a sheet says about itself, before anybody trusts it."""

    identities: tuple[str, ...]
    """Identity texts; that of the defined name first, then by position, each once."""
    anchor_rows: Mapping[int, int]
    """Row as distributed → row now. A row whose anchor stands twice (copied row) is left out."""
    anchor_columns: Mapping[int, int]
    """Column as distributed → column now."""
    texts: Mapping[str, tuple[Position, ...]]
    """Plain form of every short text → its positions in reading order."""
    anchor_cells: frozenset[Position]
    ruler_row: int
    """Row of the column anchors now; 0 when they are gone."""


@lru_cache(maxsize=16384)
def plain(text: str) -> str:
    """A printed text as compared: NFKC, without any blank or line break."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def named_position(sheet: Sheet, name: str) -> Position | None:
    """Where a defined name points on this sheet; None when it is unknown or lost."""
    cell = sheet.names.get(name)
    if not cell:
        return None
    try:
        return row_and_column(cell)
    except ValueError:
        return None


def read_marks(sheet: Sheet) -> Marks:
    """Look at every text cell of the sheet once."""
    rows: list[tuple[int, Position]] = []
    columns: list[tuple[int, Position]] = []
    identities: list[tuple[Position, str]] = []
    texts: dict[str, list[Position]] = {}
    for position, (kind, raw, formula, *_) in sheet.cells.items():
        if kind != "text" or formula is not None or not raw:
            continue
        if raw[0] in "rcf" and _is_mark(raw):
            if raw[0] == "f":
                identities.append((position, raw))
            else:
                (rows if raw[0] == "r" else columns).append((int(raw[2:]), position))
        elif len(raw) <= _LONGEST_LABEL:
            texts.setdefault(plain(raw), []).append(position)
    row_map, row_cells = _one_line(rows, axis=1)
    column_map, column_cells = _one_line(columns, axis=0)
    ruler = Counter(row for _, (row, _) in columns).most_common(1)
    return Marks(
        identities=_identities(sheet, identities),
        anchor_rows=row_map,
        anchor_columns=column_map,
        texts={text: tuple(sorted(found)) for text, found in texts.items() if text},
        anchor_cells=row_cells | column_cells,
        ruler_row=ruler[0][0] if ruler else 0,
    )


def _is_mark(raw: str) -> bool:
    """isdecimal, since ① and ² are digits that are no numbers; and no more of them than a sheet has rows."""
    anchor = raw[1:2] == ":" and raw[0] != "f" and len(raw) <= _LONGEST_ANCHOR and raw[2:].isdecimal()
    return anchor or raw.startswith("fujiplan|")


def _identities(sheet: Sheet, found: list[tuple[Position, str]]) -> tuple[str, ...]:
    named = named_position(sheet, IDENTITY_NAME)
    ordered = sorted(found, key=lambda one: (one[0] != named, one[0]))
    return tuple(dict.fromkeys(text.strip() for _, text in ordered))


def _one_line(found: list[tuple[int, Position]], axis: int) -> tuple[dict[int, int], frozenset[Position]]:
    """Anchors of the one column (axis 1) or row (axis 0) that holds most of them; doubled ones are ambiguous."""
    if not found:
        return {}, frozenset()
    counts = Counter(position[axis] for _, position in found)
    line = min(counts, key=lambda at: (-counts[at], at))
    seen = Counter(number for number, position in found if position[axis] == line)
    mapping = {number: position[1 - axis] for number, position in found if position[axis] == line and seen[number] == 1}
    return mapping, frozenset(position for _, position in found)
