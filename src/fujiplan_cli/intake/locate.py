"""Each field's cell by the majority of three witnesses; what is lost, doubtful or collides is reported.

Coordinates as distributed are never used alone: after an ordinary edit they name another field's cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fujiplan_cli.intake.marks import Marks, Position
from fujiplan_cli.intake.witnesses import by_anchors, by_labels, by_names, label_allows, labels_of, names_lost
from fujiplan_cli.model.form import Layout
from fujiplan_cli.model.grid import Sheet


@dataclass(frozen=True, slots=True)
class Located:
    """Where the fields stand now."""

    places: Mapping[str, Position]
    lost: frozenset[str]
    """No cell, or not enough to say which."""
    doubtful: frozenset[str]
    """The witnesses disagree; the cell in ``places`` is the likeliest."""
    collisions: tuple[tuple[Position, tuple[str, ...]], ...]
    """Cells that two or more fields claim (cut and paste); their values belong to nobody."""
    names_alive: bool
    anchors_alive: bool


@dataclass(frozen=True, slots=True)
class _Witnesses:
    names: Mapping[str, Position]
    gone: frozenset[str]
    anchors: Mapping[str, Position]
    labels: Mapping[str, Position]
    label_cells: Mapping[str, Position]
    layout: Layout
    names_alive: bool
    anchors_alive: bool
    anchored: Mapping[Position, str]
    """Cell → the field that the anchors give it to."""
    labelled: Mapping[Position, str]
    """Cell → the field that the labels give it to."""


def locate(sheet: Sheet, marks: Marks, layout: Layout) -> Located:
    """Find the cell of every field of the layout."""
    heard = _hear(sheet, marks, layout)
    places: dict[str, Position] = {}
    doubtful: set[str] = set()
    weak: set[str] = set()
    for field in layout.spots:
        position, doubt, lone = _decide(field, heard)
        if position is not None:
            places[field] = position
            if doubt:
                doubtful.add(field)
            if lone:
                weak.add(field)
    _weak_yields(places, weak)
    collisions = _collisions(places, heard.names)
    return Located(
        places=places,
        lost=frozenset(field for field in layout.spots if field not in places),
        doubtful=frozenset(doubtful & places.keys()),
        collisions=collisions,
        names_alive=heard.names_alive,
        anchors_alive=heard.anchors_alive,
    )


def _hear(sheet: Sheet, marks: Marks, layout: Layout) -> _Witnesses:
    names = by_names(sheet, layout)
    anchors = by_anchors(marks, layout)
    label_cells = labels_of(marks, layout)
    labels = by_labels(label_cells, layout)
    half = len(layout.spots) / 2
    return _Witnesses(
        names=names,
        gone=names_lost(sheet, layout),
        anchors=anchors,
        labels=labels,
        label_cells=label_cells,
        layout=layout,
        names_alive=len(names) >= half,
        anchors_alive=len(anchors) >= half,
        anchored={position: field for field, position in anchors.items()},
        labelled={position: field for field, position in labels.items()},
    )


def _decide(field: str, heard: _Witnesses) -> tuple[Position | None, bool, bool]:
    """(position or None, whether the witnesses disagree, whether a label alone says so)."""
    name, anchor, label = heard.names.get(field), heard.anchors.get(field), heard.labels.get(field)
    votes = [one for one in (name, anchor, label) if one is not None]
    if not votes:
        return None, False, False
    majority = next((one for at, one in enumerate(votes) if one in votes[at + 1 :]), None)
    if majority is not None:
        return majority, anchor is None and _is_anothers(field, majority, heard), False
    if field in heard.gone:
        return None, False, False
    if len(votes) == 1:
        return _lone(name, anchor, label, heard)
    return name or anchor, not _label_agrees(field, name, anchor, heard), False


def _is_anothers(field: str, position: Position, heard: _Witnesses) -> bool:
    """Whether the anchors, silent on the field itself, give the cell to another: a tool deleted rows and left the
    names behind, so that names and labels agree on what is now the next row."""
    return heard.anchors_alive and heard.anchored.get(position, field) != field


def _label_agrees(field: str, name: Position | None, anchor: Position | None, heard: _Witnesses) -> bool:
    """Name or anchors alone against a label that was merely pushed away from its value by an insertion.

    Not where the labels give that cell to another field: then the rows moved and the names were left behind.
    """
    position = name or anchor
    if position is None or (name is not None and anchor is not None):
        return False
    if heard.labelled.get(position, field) != field:
        return False
    return label_allows(heard.layout.spots[field], heard.label_cells[field], position)


def _lone(
    name: Position | None, anchor: Position | None, label: Position | None, heard: _Witnesses
) -> tuple[Position | None, bool, bool]:
    """One witness speaks. A label alone is heard only where names and anchors were wiped from the whole sheet:
    where the others are alive, their silence means that the row was deleted."""
    if name is not None or anchor is not None:
        return name or anchor, False, False
    if heard.names_alive or heard.anchors_alive:
        return None, False, False
    return label, False, True


def _weak_yields(places: dict[str, Position], weak: set[str]) -> None:
    """A cell that a better witnessed field holds is not a label's to give away."""
    strong = {position for field, position in places.items() if field not in weak}
    for field in weak:
        if places[field] in strong:
            del places[field]


def _collisions(
    places: Mapping[str, Position], names: Mapping[str, Position]
) -> tuple[tuple[Position, tuple[str, ...]], ...]:
    """Two fields on one cell, or a field's name dragged onto the cell of another by cut and paste."""
    owners: dict[Position, list[str]] = {}
    for field, position in places.items():
        owners.setdefault(position, []).append(field)
    for field, position in names.items():
        if places.get(field) != position and position in owners and field not in owners[position]:
            owners[position].append(field)
    return tuple((position, tuple(fields)) for position, fields in sorted(owners.items()) if len(fields) > 1)
