"""What stands in a workbook, before anybody knows what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

CellKind = Literal["blank", "number", "text", "boolean", "error", "date"]


class Cell(NamedTuple):
    """One cell. ``raw`` is what the file holds: a number's digits, a text without furigana, an error code.

    A tuple and no dataclass: a book has a thousand, and a frozen dataclass takes three times as long to make.
    ``kind`` is that of the cached value: a formula without a cached result has kind ``blank`` and a ``formula``.
    ``date`` is only for ISO dates stored as such (t="d"); an Excel serial is a ``number`` with ``looks_like_date``.
    """

    kind: CellKind = "blank"
    raw: str = ""
    formula: str | None = None
    looks_like_date: bool = False
    struck: bool = False
    comment: str | None = None


BLANK = Cell()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet. Cells are keyed by (row, column) from 1; only cells that the file holds are in it."""

    name: str
    cells: Mapping[tuple[int, int], Cell]
    state: Literal["visible", "hidden", "veryHidden"] = "visible"
    names: Mapping[str, str] = field(default_factory=dict)
    """Defined names of this sheet, sheet-scoped before book-scoped: name → top left address, "" if lost (#REF!)."""
    merges: tuple[tuple[int, int, int, int], ...] = ()
    """(first row, first column, last row, last column) of every merged range."""
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    protected: bool = False
    date1904: bool = False
    left: bool = False
    """Not looked into: its cells are unknown, not absent."""
    values_only: str = ""
    """"" or the format (xls, ods, xlsb) of which only values can be read: no name, formula, error, comment, protection
    or hidden row is known then."""

    def at(self, row: int, column: int) -> Cell:
        """The cell, or a blank one where the file holds nothing."""
        return self.cells.get((row, column), BLANK)


@dataclass(frozen=True, slots=True)
class Grid:
    """A workbook read flat: every sheet with its cells."""

    sheets: tuple[Sheet, ...]
    macros: bool = False
    modified: str = ""
    """When the program that saved it says it was last changed (docProps/core.xml, ISO date-time); "" if it does not."""


class UnreadableWorkbook(Exception):
    """The bytes are no workbook we read. ``code`` is a finding code (catalogue.py) such as ``file_password``."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail
