"""Layout changed.

WHAT: rows or columns inserted or deleted, printed cells gone, names or anchors lost, protection cleared.
WHY: domain.md §7: accepted, since every value was still found; one warning says what happened.
TESTED BY: tests/intake/test_locate.py
"""

from __future__ import annotations

from collections.abc import Iterator

from fujiplan_cli.intake.checks import required
from fujiplan_cli.intake.found import found
from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.intake.same_value import is_blank
from fujiplan_cli.intake.witnesses import spot_moved
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.form import is_typed
from fujiplan_cli.model.place import Place


def check(reading: Reading) -> Iterator[Finding]:
    """Warning ``layout_changed``, one for the sheet."""
    changes = list(_changes(reading))
    if changes and not _is_told(reading):
        place = Place(reading.file, reading.source.sheet.name)
        yield found("layout_changed", place, value="、".join(changes))


def _is_told(reading: Reading) -> bool:
    """Whether the change is an error already: an answer's cell is gone, or two share one. One cause, one finding."""
    missing = any(one.code == "cell_missing" for one in required.check(reading))
    return missing or any(reading.faulty.intersection(names) for _, names in reading.located.collisions)


def _changes(reading: Reading) -> Iterator[str]:
    located, spots = reading.located, reading.layout.spots
    if any(spot_moved(spots[name], position) for name, position in located.places.items()):
        yield "行・列の挿入又は削除"
    gone = [name for name in located.lost if name in reading.fields]
    cleared = [name for name, value in reading.expected.printed.items() if value != "" and _is_cleared(name, reading)]
    if gone or cleared:
        yield "印字欄・記入欄の削除"
    if reading.source.sheet.values_only:
        return  # names and protection are there or not: nobody can tell
    if not located.names_alive:
        yield "セルの名前の消失"
    if not located.anchors_alive:
        yield "位置の目印の消失"
    if not reading.source.sheet.protected:
        yield "シートの保護の解除"


def _is_cleared(name: str, reading: Reading) -> bool:
    """Whether a printed cell was emptied."""
    one, position = reading.fields.get(name), reading.located.places.get(name)
    if one is None or position is None or one.origin == "computed" or is_typed(one, reading.source.identity.facts):
        return False
    return is_blank(reading.source.sheet.at(*position))
