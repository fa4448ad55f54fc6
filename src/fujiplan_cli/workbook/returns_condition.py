"""Excel conditions that hold while a cell still has the content that was rejected, so that a mark clears itself."""

from __future__ import annotations

import re

from fujiplan_cli.kinds.reading import units
from fujiplan_cli.model.grid import Cell

_NUMBER_IN_FORMULA = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?\Z")
_NOT_IN_FORMULA = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")
"""Line breaks, and what XML cannot hold (a cell can, as _xFFFF_)."""
_LONGEST_LITERAL = 100  # Excel takes 255 in a formula; a beginning this long says enough


def still_rejected(cell: Cell, reference: str) -> str:
    """Formula (without =) that is true while ``reference`` holds what ``cell`` held."""
    if cell.kind == "error":
        return f"ISERROR({reference})"
    if cell.kind == "blank":
        return f"_xlfn.ISFORMULA({reference})" if cell.formula is not None else f"LEN(TRIM({reference}))=0"
    if cell.kind == "number" and _NUMBER_IN_FORMULA.match(cell.raw):
        return f"AND(ISNUMBER({reference}),{reference}={cell.raw})"
    if cell.kind == "boolean":
        return f"{reference}={cell.raw}"
    return _same_text(cell.raw, reference)


def _same_text(raw: str, reference: str) -> str:
    if not raw.strip(" "):
        return f"LEN(TRIM({reference}))=0"
    first = _NOT_IN_FORMULA.split(raw, maxsplit=1)[0][:_LONGEST_LITERAL]
    literal = first.replace('"', '""')
    if first == raw:
        return f'EXACT({reference}&"","{literal}")'
    if not first:
        return f"LEN(TRIM({reference}))>0"
    # LEN counts 𠮷 as two in Excel and as one in LibreOffice: there the beginning alone must do.
    count = f",LEN({reference})={len(raw)}" if raw.isprintable() and max(raw) < "\ud800" else ""
    return f'AND(EXACT(LEFT({reference},{units(first)}),"{literal}"){count})'
