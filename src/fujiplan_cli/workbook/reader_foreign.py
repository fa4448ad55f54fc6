""".xls, .ods and .xlsb to a Grid, by python-calamine. Only ever called in a worker: calamine can abort the process, and
allocates for the whole area between the first and the last cell.

It gives values alone: an error (#REF!) and an empty cell look alike, and there are no names, formulas, comments,
strike-through, hidden rows or protection. `Sheet.values_only` says so, and intake tells both sides.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from fujiplan_cli.model.grid import Cell, Grid, Sheet, UnreadableWorkbook
from fujiplan_cli.workbook.reader_gate import CAPS, Caps

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

Foreign = Literal["xls", "ods", "xlsb"]
FOREIGN: Mapping[str, Foreign] = {"file_xls": "xls", "file_ods": "ods", "file_xlsb": "xlsb"}
"""Finding code by which `read_grid` refuses a format → the format."""
_FIRST_DAY = datetime(1899, 12, 30)
"""Day 0 of an Excel serial (from March 1900 on)."""
_DAY = timedelta(days=1)
_Value = int | float | str | bool | time | date | datetime | timedelta


def read_foreign_grid(data: bytes, kind: Foreign, caps: Caps = CAPS) -> Grid:
    """Bytes → every worksheet with its cells. Raises UnreadableWorkbook, and what else calamine comes up with."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheets = tuple(
                _sheet(book.get_sheet_by_name(about.name), _STATES[str(about.visible).rpartition(".")[2]], kind, caps)
                for about in book.sheets_metadata
                if about.typ == SheetTypeEnum.WorkSheet
            )
    except PasswordError as error:
        raise UnreadableWorkbook("file_password") from error
    except CalamineError as error:
        raise UnreadableWorkbook("file_damaged", type(error).__name__) from error
    if not sheets:
        raise UnreadableWorkbook("file_not_workbook", "no worksheet")
    return Grid(sheets)


_STATES: Mapping[str, Literal["visible", "hidden", "veryHidden"]] = {
    "Visible": "visible",
    "Hidden": "hidden",
    "VeryHidden": "veryHidden",
}


def _sheet(
    source: CalamineSheet, state: Literal["visible", "hidden", "veryHidden"], kind: Foreign, caps: Caps
) -> Sheet:
    if source.total_height * source.total_width > caps.cells * 16:
        raise UnreadableWorkbook("file_bomb", f"{source.total_height} × {source.total_width} cells")
    top, left = source.start or (0, 0)
    cells = {
        (row, column): cell
        for row, values in enumerate(source.to_python(), start=top + 1)
        for column, value in enumerate(values, start=left + 1)
        if (cell := _cell(value)) is not None
    }
    if len(cells) > caps.cells:
        raise UnreadableWorkbook("file_bomb", "too many cells")
    merges = tuple(
        (first[0] + 1, first[1] + 1, last[0] + 1, last[1] + 1) for first, last in source.merged_cell_ranges or ()
    )
    return Sheet(name=source.name, cells=cells, state=state, merges=merges, values_only=kind)


def _cell(value: _Value) -> Cell | None:
    if isinstance(value, str):
        return Cell("text", value) if value else None
    if isinstance(value, bool):
        return Cell("boolean", "TRUE" if value else "FALSE")
    if isinstance(value, (int, float)):
        return Cell("number", _digits(value))
    if isinstance(value, datetime):
        return _serial(value - _FIRST_DAY)
    if isinstance(value, date):
        return _serial(datetime(value.year, value.month, value.day) - _FIRST_DAY)
    if isinstance(value, time):
        value = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    return Cell("number", _digits(value / _DAY))


def _serial(since: timedelta) -> Cell:
    """A day as the number that an .xlsx would hold, so that the kinds read it like any other."""
    return Cell("number", _digits(since / _DAY), looks_like_date=True)


def _digits(number: float) -> str:
    """Digits as a file would hold them: 12.0 → 12, no exponent for whole numbers."""
    return f"{Decimal(repr(number)):f}".removesuffix(".0")
