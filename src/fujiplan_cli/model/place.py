"""Where a value or a finding stands, named as a clerk names it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A cell (``sheet`` and ``cell``), a sheet (``cell`` empty) or a whole file (both empty).

    ``file`` is the path as contract.md gives it: relative to the plan folder with forward slashes.
    """

    file: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        spot = " ".join(part for part in (self.sheet, f"{self.cell}セル" if self.cell else "") if part)
        return spot or self.file


def column_letters(column: int) -> str:
    """Column number from 1 to Excel's letters: 1 → A, 27 → AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=1 << 15)
def address(row: int, column: int) -> str:
    """Row and column from 1 to an address such as D18."""
    return f"{column_letters(column)}{row}"


@lru_cache(maxsize=1 << 15)
def row_and_column(cell: str) -> tuple[int, int]:
    """Address such as D18 or $D$18 to (18, 4). Raises ValueError when it is no cell address."""
    plain = cell.replace("$", "")
    letters = plain.rstrip("0123456789")
    digits = plain[len(letters) :]
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3 or not digits:
        raise ValueError(f"{cell!r} is no cell address")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(digits), column
