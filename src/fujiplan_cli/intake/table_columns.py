"""The columns of a plain table that somebody filled in: a header row found by its words, whatever stands above it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fujiplan_cli.intake.found import found
from fujiplan_cli.kinds.identifier import even_code
from fujiplan_cli.kinds.reading import is_blank
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.grid import Cell, Grid, Sheet
from fujiplan_cli.model.place import Place, address

_HEAD_ROWS = 20
_BLANK = re.compile(r"\s+")


def heading(text: str) -> str:
    """A heading as compared: width, case and blanks make no difference."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text)).casefold()


@dataclass(frozen=True, slots=True)
class TableColumns:
    """A sheet, its header row, and heading (as compared) → column."""

    file: str
    sheet: Sheet
    header: int
    at: Mapping[str, int]
    doubled: tuple[Finding, ...] = ()

    def place(self, row: int, column: int) -> Place:
        """Where a cell stands."""
        return Place(self.file, self.sheet.name, address(row, column))

    def rows(self) -> list[int]:
        """Rows below the header with something in a column of the table."""
        columns = set(self.at.values())
        used = {r for (r, c), cell in self.sheet.cells.items() if r > self.header and c in columns}
        return sorted(r for r in used if any(not is_blank(self.sheet.at(r, c)) for c in columns))

    def cell(self, row: int, *names: str) -> Cell | None:
        """The cell of the first of these headings that the table has."""
        column = self.column(*names)
        return self.sheet.at(row, column) if column else None

    def text(self, row: int, *names: str) -> str:
        """What stands in that cell, without outer blanks (full-width ones too)."""
        cell = self.cell(row, *names)
        return "" if cell is None else cell.raw.strip()

    def code(self, row: int, *names: str) -> str:
        """A number or code in that cell, full-width characters made plain: 「１－１－０１」 is 1-1-01."""
        return even_code(self.text(row, *names))

    def column(self, *names: str) -> int:
        """Column of the first of these headings; 0 when the table has none."""
        return next((self.at[heading(n)] for n in names if heading(n) in self.at), 0)


def find_table(grid: Grid, file: str, wanted: Iterable[Iterable[str]]) -> TableColumns | None:
    """The first visible sheet with a row that has a heading of each of the ``wanted`` groups; None when none has."""
    groups = [{heading(name) for name in group} for group in wanted]
    for sheet in grid.sheets:
        if sheet.state != "visible":
            continue
        for row in range(1, _HEAD_ROWS + 1):
            cells = sorted((c, heading(cell.raw)) for (r, c), cell in sheet.cells.items() if r == row)
            named = {text for _, text in cells if text}
            if all(group & named for group in groups):
                return _columns(file, sheet, row, cells)
    return None


def _columns(file: str, sheet: Sheet, row: int, cells: list[tuple[int, str]]) -> TableColumns:
    at: dict[str, int] = {}
    doubled = []
    for column, text in cells:
        if text and text in at:
            place, first = Place(file, sheet.name, address(row, column)), address(row, at[text])
            doubled.append(found("table_doubled_column", place, "", sheet.at(row, column).raw, first=f"{first}セル"))
        elif text:
            at[text] = column
    return TableColumns(file, sheet, row, at, tuple(doubled))
