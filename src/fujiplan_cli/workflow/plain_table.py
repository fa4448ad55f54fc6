"""A table that somebody filled in elsewhere, as a grid: a workbook by its content, anything else as CSV."""

from __future__ import annotations

from fujiplan_cli.intake.found import found
from fujiplan_cli.model.catalogue import message
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.grid import Grid, UnreadableWorkbook
from fujiplan_cli.model.place import Place
from fujiplan_cli.workbook.reader import read_grid
from fujiplan_cli.workbook.reader_csv import read_csv_grid

BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How a workbook begins (zip, or the OLE of a password or of .xls); anything else is read as CSV."""


def table_grid(data: bytes, file: str) -> Grid | Finding:
    """The cells, or the one finding why they cannot be read."""
    try:
        return read_grid(data) if data.startswith(BOOKS) else read_csv_grid(data)
    except UnreadableWorkbook as error:
        said = found(error.code, Place(file), detail=error.detail)
        return found("table_unreadable", Place(file), fact=message(said))
