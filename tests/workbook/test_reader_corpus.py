"""Other people's spreadsheets: every one gives a Grid or a reason, and what openpyxl can read says the same."""

from __future__ import annotations

import io
import warnings
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as TheirCell
from openpyxl.worksheet.worksheet import Worksheet

from fujiplan_cli.model.catalogue import CATALOGUE
from fujiplan_cli.model.grid import Cell, Grid, Sheet, UnreadableWorkbook
from fujiplan_cli.workbook.reader import read_grid
from fujiplan_cli.workbook.reader_text import unescape

TIMES = (date, datetime, clock, timedelta)
ONLY_OURS = {
    "exceljs-exceljs-626fd5ddb8.xlsx": "openpyxl does not find the workbook part",
    "qax-os-excelize-d7123e493f.xlsx": "no shared strings part, though it is listed",
    "roo-rb-roo-2684792b4f.xlsx": "no shared strings part, though it is listed",
    "tafia-calamine-17270be2c9.xlsx": "no shared strings part, though it is listed",
    "tafia-calamine-ce349c3835.xlsx": "no shared strings part, though it is listed",
    "tafia-calamine-632407ef8f.xlsx": "styles that openpyxl refuses",
    "tafia-calamine-655b1003ea.xlsx": "styles that openpyxl refuses",
    "tafia-calamine-8d7ff2e8dc.xlsx": "a cell whose style has an empty number",
}
ONLY_THEIRS = {
    "qax-os-excelize-5aba0247f0.xlsx": "a workbook without a worksheet",
    "tealeg-xlsx-06ff85c40d.xlsx": "a listed sheet is missing: openpyxl drops it silently",
}
OTHER_SHEETS = {"roo-rb-roo-7ee05b26ba.xlsx": "openpyxl finds no sheet in a relationship type it does not know"}
CELLS = {
    ("exceljs-exceljs-f476fa6c6a.xlsx", "A1"): "openpyxl makes a value of a hyperlink's address",
    ("dimastbk-python-calamine-6630da66bd.xlsx", "A2"): "a date beyond 9999: openpyxl says #VALUE!, we keep the number",
}


def read(path: Path) -> Grid | str:
    try:
        return read_grid(path.read_bytes())
    except UnreadableWorkbook as error:
        return error.code


def files(corpus: Path) -> list[Path]:
    return sorted(path for path in corpus.iterdir() if path.suffix not in (".md", ".tsv"))


def test_every_file_gives_a_grid_or_a_reason(corpus: Path) -> None:
    codes: dict[str, int] = {}
    for path in files(corpus):
        result = read(path)
        code = result if isinstance(result, str) else "grid"
        codes[code] = codes.get(code, 0) + 1
        assert code == "grid" or code in CATALOGUE
    assert codes["grid"] > 490
    assert {"file_empty", "file_password", "file_xls", "file_ods", "file_xlsb", "file_damaged"} <= codes.keys()


def test_cell_by_cell_we_and_openpyxl_read_the_same(corpus: Path) -> None:
    compared = 0
    differences = []
    for path in (p for p in files(corpus) if p.suffix in (".xlsx", ".xlsm")):
        ours, theirs = read(path), _theirs(path)
        if isinstance(ours, str) or theirs is None:
            if isinstance(ours, str) != (theirs is None):
                assert path.name in (ONLY_THEIRS if isinstance(ours, str) else ONLY_OURS), path.name
            continue
        values, formulas = theirs
        if [sheet.name for sheet in ours.sheets] != list(values):
            assert path.name in OTHER_SHEETS, path.name
            continue
        for sheet in ours.sheets:
            compared += len(sheet.cells)
            found = _differences(sheet, values[sheet.name], formulas[sheet.name])
            differences += [(path.name, *one) for one in found if (path.name, one[0]) not in CELLS]
    assert differences == []
    assert compared > 50_000


def _theirs(path: Path) -> tuple[dict[str, Worksheet], dict[str, Worksheet]] | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            books = [load_workbook(io.BytesIO(path.read_bytes()), data_only=flag) for flag in (True, False)]
        except Exception:
            return None
    values, formulas = ({sheet.title: sheet for sheet in book.worksheets} for book in books)
    return values, formulas


def _differences(ours: Sheet, values: Worksheet, formulas: Worksheet) -> list[tuple[str, str]]:
    found = []
    for spot in set(ours.cells) | {at for at, cell in values._cells.items() if cell.value is not None}:
        theirs = values.cell(*spot)
        problem = _difference(ours.at(*spot), theirs, formulas.cell(*spot))
        if problem:
            found.append((theirs.coordinate, problem))
    merged = sorted((m.min_row, m.min_col, m.max_row, m.max_col) for m in values.merged_cells.ranges)
    hidden = {row for row, dimension in values.row_dimensions.items() if dimension.hidden}
    if merged != sorted(ours.merges):
        found.append(("", "merges"))
    if hidden != ours.hidden_rows:
        found.append(("", "hidden rows"))
    if (values.sheet_state, bool(values.protection.sheet)) != (ours.state, ours.protected):
        found.append(("", "state or protection"))
    return found


def _difference(cell: Cell, value: TheirCell, formula: TheirCell) -> str:
    if (cell.formula is not None) != (formula.data_type == "f"):
        return "formula"
    comment = formula.comment.text if getattr(formula, "comment", None) else None
    if cell.comment != comment:
        return "comment"
    if value.font and value.font.strike and not cell.struck and cell.kind != "blank":
        return "strike"
    return "" if _same_value(cell, value.value) else f"{cell} against {value.value!r}"


def _same_value(cell: Cell, value: object) -> bool:
    if cell.kind == "blank":
        return value is None
    if cell.kind == "number":
        if isinstance(value, TIMES):
            # A time of day alone is a date for openpyxl and none for us.
            return cell.looks_like_date or isinstance(value, (clock, timedelta))
        return isinstance(value, (int, float)) and not cell.looks_like_date and float(cell.raw) == float(value)
    if cell.kind == "boolean":
        return (cell.raw == "TRUE") == value
    if cell.kind == "date":
        return isinstance(value, TIMES)
    # openpyxl leaves _xHHHH_ as it stands, and gives "" as None.
    return cell.raw in (value, unescape(str(value))) or (cell.raw == "" and value is None)
