"""Where the columns of a list stand: the header row by the majority of its names, hidden anchors and labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fujiplan_cli.intake.marks import Marks, Position, named_position, plain
from fujiplan_cli.model.form import COLUMN_MARK, Field, Form
from fujiplan_cli.model.grid import Sheet


@dataclass(frozen=True, slots=True)
class Columns:
    """``at``: field → column now; ``header``: row of the labels, 0 when there is none to be found."""

    header: int
    at: Mapping[str, int]
    doubtful: frozenset[str]
    """Fields whose witnesses disagree; no column of theirs is in ``at``."""
    collisions: tuple[tuple[str, ...], ...]
    """Fields that claim one column; none of them is in ``at``."""


def find_columns(sheet: Sheet, marks: Marks, form: Form) -> Columns:
    """The columns of a list form's fields. A field whose column was not printed, or is gone, is absent.

    Three witnesses (name, anchor above the column, label in the header row); two that agree win, one alone is heard.
    """
    names = {f.id: spot for f in form.fields if (spot := named_position(sheet, f"fp_{f.id}"))}
    header = _header_row(names.values(), marks, form.fields)
    named = {one: column for one, (row, column) in names.items() if row == header}
    anchored = _anchored(sheet, form.fields)
    labelled = _labelled(marks, form.fields, header)
    at: dict[str, int] = {}
    doubtful: set[str] = set()
    for field in form.fields:
        votes = [v[field.id] for v in (named, anchored, labelled) if field.id in v]
        counted = Counter(votes).most_common()
        if len(counted) == 1 or (counted and counted[0][1] > 1):
            at[field.id] = counted[0][0]
        elif counted:
            doubtful.add(field.id)
    collisions = _collisions(at)
    shared = {one for together in collisions for one in together}
    places = {one: column for one, column in at.items() if one not in shared}
    return Columns(header, places, frozenset(doubtful), collisions)


def _header_row(names: Iterable[Position], marks: Marks, fields: Iterable[Field]) -> int:
    """The row that most names point to; without names, that in which most labels stand (at least half of them)."""
    rows = Counter(row for row, _ in names)
    if rows:
        return rows.most_common(1)[0][0]
    labels = {plain(f.label) for f in fields}
    seen = Counter(row for text in labels for row in {row for row, _ in _printed(marks, text)})
    row, count = seen.most_common(1)[0] if seen else (0, 0)
    return row if 2 * count >= min(len(labels), 6) else 0


def _anchored(sheet: Sheet, fields: Iterable[Field]) -> dict[str, int]:
    wanted = {f"{COLUMN_MARK}{f.id}": f.id for f in fields}
    found: dict[str, list[int]] = {}
    for (_, column), cell in sheet.cells.items():
        if cell.kind == "text" and cell.raw.startswith(COLUMN_MARK) and cell.raw in wanted:
            found.setdefault(wanted[cell.raw], []).append(column)
    return {one: columns[0] for one, columns in found.items() if len(columns) == 1}


def _labelled(marks: Marks, fields: Iterable[Field], header: int) -> dict[str, int]:
    """Labels that stand once in the header row, whichever way they were broken."""
    columns: dict[str, list[int]] = {}
    doubled = Counter(plain(f.label) for f in fields)
    for field in fields:
        text = plain(field.label)
        if doubled[text] == 1:
            columns[field.id] = [column for row, column in _printed(marks, text) if row == header]
    return {one: found[0] for one, found in columns.items() if len(found) == 1}


def _printed(marks: Marks, label: str) -> tuple[Position, ...]:
    """Where a label stands, with or without the ※ of what must be answered."""
    return (*marks.texts.get(label, ()), *marks.texts.get(f"{label}※", ()))


def _collisions(at: Mapping[str, int]) -> tuple[tuple[str, ...], ...]:
    owners: dict[int, list[str]] = {}
    for one, column in at.items():
        owners.setdefault(column, []).append(one)
    return tuple(tuple(fields) for _, fields in sorted(owners.items()) if len(fields) > 1)
