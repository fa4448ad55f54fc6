"""What a plain table (受付簿, lists) says, and the .xlsx that it becomes; the library loads when one is written."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from fujiplan_cli import __version__

Scalar = str | int | Decimal | date | None


@dataclass(frozen=True, slots=True)
class TableSheet:
    """One table. ``widths`` in characters of half width; None measures the content. ``note`` stands under the title.

    ``lead``: so many columns are printed again on every page across, and no column gives way to fit on one page.
    ``formats``: column (from 0) → number format, where the usual one does not do.
    """

    name: str
    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Scalar]]
    widths: Sequence[float] | None = None
    note: str = ""
    lead: int = 0
    formats: Mapping[int, str] = field(default_factory=dict)


def write_table_book(title: str, sheets: Sequence[TableSheet], *, footer: str = "", mark: str = "") -> bytes:
    """A workbook of tables, A4 landscape, one page wide. ``title`` and ``mark`` become its title and identifier.

    A text that starts with = + - or @ stays a text.
    """
    from fujiplan_cli.workbook.tables import table_book  # openpyxl: a fifth of a second that most commands do not need

    return table_book(title, sheets, footer=footer or title, mark=mark)


def mark_of(sheet: TableSheet) -> str:
    """A sum over all that a table says: a book that bears it need not be written again."""
    return hashlib.sha256(repr((__version__, sheet)).encode("utf-8", "surrogatepass")).hexdigest()


def bears_mark(path: Path, mark: str) -> bool:
    """Whether the book at ``path`` was written with that mark. A missing or broken one was not."""
    try:
        with zipfile.ZipFile(path) as book:
            return f">{mark}<".encode() in book.read("docProps/core.xml")
    except (OSError, KeyError, zipfile.BadZipFile, zlib.error):
        return False
