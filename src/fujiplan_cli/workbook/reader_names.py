"""Defined names of a workbook: which cell of which sheet each one points to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from fujiplan_cli.model.place import row_and_column
from fujiplan_cli.workbook.reader_package import children

_REFERENCE = re.compile(r"^=?(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!\"()]+))!(?P<rest>.+)$", re.DOTALL)
_TOP_LEFT = re.compile(r"^\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?=$|[:,])")


class DefinedName(NamedTuple):
    """A name with the sheet that owns it (None: the book's), the sheet it points to, and the cell ("" if lost)."""

    name: str
    scope: int | None
    sheet: str | None
    cell: str


def defined_names(workbook: etree._Element) -> list[DefinedName]:
    """Every defined name that is, or was, a reference to a cell. Constants and formulas are left out."""
    found = []
    for listing in children(workbook, "definedNames"):
        for one in children(listing, "definedName"):
            scope = one.get("localSheetId")
            target = _target((one.text or "").strip())
            if target is not None:
                found.append(DefinedName(one.get("name", ""), int(scope) if scope else None, *target))
    return found


@lru_cache(maxsize=4096)
def _target(text: str) -> tuple[str | None, str] | None:
    """(sheet, cell) of a reference; cell "" when it is lost, sheet None when that is unknown too; None: none."""
    match = _REFERENCE.match(text)
    if match is None:
        return (None, "") if text.lstrip("=").startswith("#REF!") else None
    sheet = match["quoted"].replace("''", "'") if match["quoted"] else match["plain"]
    if match["rest"].startswith("#REF!"):
        return sheet, ""
    cell = _TOP_LEFT.match(match["rest"])
    if cell is None:
        return None
    row_and_column(cell[0])
    return sheet, cell[0].replace("$", "").upper()


def names_of_sheets(names: Sequence[DefinedName], titles: Sequence[str]) -> list[dict[str, str]]:
    """Names by sheet: its own first, then the book's that point to it.

    A sheet's own name that points to another sheet is lost (""): its address there says nothing of this sheet.
    A book's name that lost its sheet is given to the only sheet, when there is only one.
    """
    keys = {title.casefold(): index for index, title in enumerate(titles)}
    result: list[dict[str, str]] = [{} for _ in titles]
    for one in names:
        if one.scope is not None and 0 <= one.scope < len(titles):
            here = one.sheet is not None and keys.get(one.sheet.casefold()) == one.scope
            result[one.scope].setdefault(one.name, one.cell if here else "")
    for one in names:
        owner = keys.get(one.sheet.casefold()) if one.sheet is not None else (0 if len(titles) == 1 else None)
        if one.scope is None and owner is not None:
            result[owner].setdefault(one.name, one.cell)
    return result
