"""Three independent ways to say where a field's cell stands: its name, the hidden anchors, the printed label."""

from __future__ import annotations

from collections.abc import Mapping

from fujiplan_cli.intake.marks import Marks, Position, named_position, plain
from fujiplan_cli.model.form import Layout, Spot
from fujiplan_cli.model.grid import Sheet


def by_names(sheet: Sheet, layout: Layout) -> dict[str, Position]:
    """Field → cell of its sheet-scoped name ``fp_<field>``. Empty after a paste as values into a new book."""
    found = {field: named_position(sheet, f"fp_{field}") for field in layout.spots}
    return {field: position for field, position in found.items() if position is not None}


def names_lost(sheet: Sheet, layout: Layout) -> frozenset[str]:
    """Fields whose name is still defined but points nowhere (#REF!): their cell was deleted or pasted over."""
    return frozenset(field for field in layout.spots if sheet.names.get(f"fp_{field}") == "")


def by_anchors(marks: Marks, layout: Layout) -> dict[str, Position]:
    """Field → crossing of its row's and its column's anchor. Empty after column A or the ruler row is cleared."""
    rows, columns = marks.anchor_rows, marks.anchor_columns
    return {
        field: (rows[spot.row], columns[spot.column])
        for field, spot in layout.spots.items()
        if spot.row in rows and spot.column in columns
    }


def labels_of(marks: Marks, layout: Layout) -> dict[str, Position]:
    """Field → cell of its printed label now."""
    labels = _labels_found(marks, layout)
    at = {field: labels.get((spot.label_row, spot.label_column)) for field, spot in layout.spots.items()}
    return {field: position for field, position in at.items() if position is not None}


def by_labels(labels: Mapping[str, Position], layout: Layout) -> dict[str, Position]:
    """Field → the printed label's cell plus the distance of label and value as distributed."""
    found: dict[str, Position] = {}
    for field, (row, column) in labels.items():
        spot = layout.spots[field]
        found[field] = (row + spot.row - spot.label_row, column + spot.column - spot.label_column)
    return found


def label_allows(spot: Spot, label: Position, position: Position) -> bool:
    """Whether the value may stand there: as far from its label as distributed, or further in the same direction.

    A row or column inserted between label and value does that; nothing brings them nearer but a deletion.
    """
    down, right = position[0] - label[0], position[1] - label[1]
    return _stretched(spot.row - spot.label_row, down) and _stretched(spot.column - spot.label_column, right)


def _stretched(before: int, now: int) -> bool:
    return now == before if before == 0 else now >= before > 0 or now <= before < 0


def _labels_found(marks: Marks, layout: Layout) -> dict[Position, Position]:
    """Position of each label as distributed → position now. A label printed often is matched in reading order."""
    wanted: dict[str, set[Position]] = {}
    for spot in layout.spots.values():
        if spot.label:
            wanted.setdefault(plain(spot.label), set()).add((spot.label_row, spot.label_column))
    found: dict[Position, Position] = {}
    unsure: list[tuple[str, set[Position]]] = []
    for text, places in wanted.items():
        now = marks.texts.get(text, ())
        if len(now) == len(places):
            found.update(zip(sorted(places), now, strict=True))
        elif now:
            unsure.append((text, places))
    for text, places in unsure:
        _match_by_neighbour(found, places, set(marks.texts[text]))
    return found


def _match_by_neighbour(found: dict[Position, Position], places: set[Position], now: set[Position]) -> None:
    """Where a label is printed n times and stands m times: accept it only where its neighbour's shift puts it."""
    sure: Mapping[Position, Position] = dict(found)
    for place in sorted(places):
        near = min(sure, key=lambda one: (abs(one[0] - place[0]), abs(one[1] - place[1]), one), default=None)
        shift = (sure[near][0] - near[0], sure[near][1] - near[1]) if near else (0, 0)
        candidate = (place[0] + shift[0], place[1] + shift[1])
        if candidate in now:
            found[place] = candidate


def spot_moved(spot: Spot, position: Position) -> bool:
    """Whether the cell stands elsewhere than as distributed."""
    return (spot.row, spot.column) != position
