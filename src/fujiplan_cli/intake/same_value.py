"""Whether a cell still says what was printed in it, however it was saved."""

from __future__ import annotations

from decimal import Context, Decimal

from fujiplan_cli.intake.marks import plain
from fujiplan_cli.kinds.reading import is_blank as blank_as_seen
from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.values import Value

_CELL = Context(prec=15)
"""A cell holds 15 significant digits (domain.md §4)."""


def is_blank(cell: Cell) -> bool:
    """Blank as users see it (kinds.reading); a text that begins with a letter or digit needs no closer look."""
    if cell.kind == "number" or (cell.kind == "text" and cell.raw[:1].isalnum()):
        return False
    return blank_as_seen(cell)


def says(cell: Cell, printed: Value, field: Field, *, date1904: bool) -> bool:
    """True when the cell's content is the printed value, in any notation that means the same."""
    if cell.raw == printed:
        return True
    if isinstance(printed, str):
        return plain(cell.raw) == plain(printed)
    if isinstance(printed, (int, Decimal)) and cell.kind == "number":
        return _rounded(cell.raw) == _rounded(str(printed))
    kind = KINDS[field.kind]
    return kind.parse(cell, field, date1904=date1904).value == printed or plain(cell.raw) == plain(
        kind.show(printed, field)
    )


def _rounded(text: str) -> Decimal | None:
    try:
        return _CELL.create_decimal(text)
    except ArithmeticError:
        return None
