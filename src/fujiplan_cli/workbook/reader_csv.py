"""Bytes of a CSV file to a Grid of one sheet, so that a value of it has a cell like any other.

A record is a row and its n-th field the n-th column: the cell that Excel shows for the same file.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Literal

from fujiplan_cli.model.grid import Cell, Grid, Sheet, UnreadableWorkbook

CSV_SHEET = "CSV"
"""Name of the only sheet."""
LARGEST = 100 * 1024 * 1024
"""Bytes. An export of a whole city has some MiB."""
_KEPT_TEXT = re.compile(r'="([^"]*)"')
"""``="0101"``: how exports keep Excel from dropping leading zeros."""
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_csv_grid(data: bytes, encoding: Literal["auto", "utf-8", "cp932"] = "auto") -> Grid:
    """Bytes of a CSV file → its cells, all of them text.

    ``auto``: UTF-8 (with or without BOM) if the bytes are that, else cp932 (Shift_JIS of Windows). Raises
    UnreadableWorkbook with file_empty, file_bomb, csv_encoding or csv_damaged (``detail``: the line).
    """
    if not data:
        raise UnreadableWorkbook("file_empty")
    if len(data) > LARGEST:
        raise UnreadableWorkbook("file_bomb", "size")
    text = _text(data, encoding)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    cells: dict[tuple[int, int], Cell] = {}
    try:
        for row, record in enumerate(reader, start=1):
            for column, raw in enumerate(record, start=1):
                if raw:
                    kept = _KEPT_TEXT.fullmatch(raw)
                    cells[row, column] = Cell("text", kept[1] if kept else raw)
    except csv.Error as error:
        raise UnreadableWorkbook("csv_damaged", str(reader.line_num)) from error
    return Grid((Sheet(CSV_SHEET, cells),))


def _text(data: bytes, encoding: str) -> str:
    if data.startswith(_UTF16) or b"\0" in data:
        raise UnreadableWorkbook("csv_encoding")
    for name in ("utf-8-sig", "cp932") if encoding == "auto" else (encoding.replace("utf-8", "utf-8-sig"),):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    raise UnreadableWorkbook("csv_encoding")
