"""Whether a cell still says what was printed in it, however it was saved."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from fujiplan_cli.intake.marks import plain
from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.values import Value

_DIGITS = 15
"""A cell holds 15 significant digits (domain.md §4)."""


def is_blank(cell: Cell) -> bool:
    """Blank as users see it: nothing, or only blanks of any width and signs without ink. A formula is not blank."""
    if cell.formula is not None:
        return False
    return cell.kind == "blank" or (
        cell.kind == "text" and not any(c.isprintable() and not c.isspace() for c in cell.raw)
    )


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


def _rounded(text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return f"{number:.{_DIGITS}g}" if number.is_finite() and number else "0"
