"""Printed values typed over.

WHAT: a cell printed from the register (事業番号, 基準値, 目標, amounts) holds something else than was printed.
WHY: domain.md §7: 「number or name of another project typed over; base or target pasted from elsewhere」 is for a
person. The register's value holds. A printed cell that was cleared is no change of value (see layout_changed).
TESTED BY: tests/intake/test_printed.py
"""

from __future__ import annotations

from collections.abc import Iterator

from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.intake.same_value import is_blank, says
from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.form import Field, is_typed
from fujiplan_cli.model.values import Value

_PROJECT = ("project_no", "project_name")
_NOTHING = ("-", "－", "―", "—", "‐")
"""What is printed where the register has nothing."""


def check(reading: Reading) -> Iterator[Finding]:
    """Reviews other_project_typed, target_changed, printed_changed, struck_through and cell_comment."""
    project_reported = False
    for one in reading.fields.values():
        if one.origin == "computed" or is_typed(one, reading.source.identity.facts) or not reading.sound(one.id):
            continue
        yield from _marks(one, reading)
        if not _is_changed(one, reading):
            continue
        if one.id in _PROJECT:
            if not project_reported:
                yield _finding("other_project_typed", one, reading)
            project_reported = True
        else:
            yield _finding("target_changed" if one.stem else "printed_changed", one, reading)


def _is_changed(one: Field, reading: Reading) -> bool:
    position = reading.located.places.get(one.id)
    if position is None or one.id in reading.located.doubtful:
        return False
    sheet = reading.source.sheet
    cell = sheet.at(*position)
    if is_blank(cell) or cell.formula is not None:
        return False
    printed = reading.expected.printed.get(one.id)
    if printed is None or printed == "":
        return cell.raw.strip() not in _NOTHING
    return not says(cell, printed, one, date1904=sheet.date1904)


def _finding(code: str, one: Field, reading: Reading) -> Finding:
    printed: Value | None = reading.expected.printed.get(one.id)
    shown = KINDS[one.kind].show(printed, one) if printed is not None and printed != "" else "（空欄）"
    return reading.finding(code, one.id, printed=shown)


def _marks(one: Field, reading: Reading) -> Iterator[Finding]:
    position = reading.located.places.get(one.id)
    if position is None:
        return
    cell = reading.source.sheet.at(*position)
    if cell.struck and not is_blank(cell):
        yield reading.finding("struck_through", one.id)
    if cell.comment is not None and cell.comment.strip():
        yield reading.finding("cell_comment", one.id, comment=cell.comment.strip())
