"""An export of 財務会計 as rows: the sheet, the columns found by their headers, the rows of the year."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fujiplan_cli.intake.found import found
from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.kinds.numbers_in_text import exact, plain
from fujiplan_cli.kinds.reading import clean, is_blank, narrow
from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.model.finance import FinanceMap
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.grid import Cell, Grid, Sheet
from fujiplan_cli.model.place import Place, address


@dataclass(frozen=True, slots=True)
class FinanceRow:
    """A row of the wanted year with its 予算事業コード ("" when blank)."""

    number: int
    code: str


@dataclass(frozen=True, slots=True)
class FinanceTable:
    """The sheet with its columns: header without sign → column from 1."""

    file: str
    sheet: Sheet
    columns: Mapping[str, int]
    rows: tuple[FinanceRow, ...]

    def place(self, row: int, header: str) -> Place:
        """The cell of a row below a header."""
        return Place(self.file, self.sheet.name, address(row, self.columns[header]))

    def cell(self, row: int, header: str) -> Cell:
        """What stands there."""
        return self.sheet.at(row, self.columns[header])


def even(text: str) -> str:
    """A code or header as it is compared: half-width, no blanks or line breaks."""
    return "".join(narrow(clean(text)[0]).split())


def bare(header: str) -> str:
    """A header of the column map without its sign."""
    return header.removeprefix("-")


def read_finance_table(
    grid: Grid, spec: FinanceMap, year: int, file: str
) -> tuple[FinanceTable | None, tuple[Finding, ...]]:
    """The rows of ``year``, or None with what is wrong with sheet or headers."""
    sheet = _sheet(grid, spec)
    if sheet is None:
        return None, (found("finance_no_sheet", Place(file), title=spec.sheet),)
    columns, findings = _columns(sheet, spec, file)
    if findings:
        return None, tuple(findings)
    table = FinanceTable(file, sheet, columns, ())
    rows, skipped = [], 0
    for number in sorted({row for row, _ in sheet.cells if row > spec.header_row}):
        if all(is_blank(sheet.at(number, column)) for column in columns.values()):
            continue
        code, problems = _code(table, spec, number)
        same, more = _is_of_year(table, spec, number, year) if code else (True, [])
        findings += problems if same else []
        findings += more
        skipped += not same
        if same and not problems and not more:
            rows.append(FinanceRow(number, code))
    if skipped:
        findings.append(found("finance_other_year", Place(file, sheet.name), count=str(skipped)))
    if not any(row.code for row in rows) and not any(f.severity == "error" for f in findings):
        findings.append(found("finance_no_rows", Place(file), year=year_words(year)))
    return FinanceTable(file, sheet, columns, tuple(rows)), tuple(findings)


def _sheet(grid: Grid, spec: FinanceMap) -> Sheet | None:
    if spec.sheet:
        return next((sheet for sheet in grid.sheets if even(sheet.name) == even(spec.sheet)), None)
    visible = [sheet for sheet in grid.sheets if sheet.state == "visible"]
    return next((sheet for sheet in visible if sheet.cells), visible[0] if visible else None)


def _wanted(spec: FinanceMap) -> Iterator[str]:
    yield from spec.code
    if spec.fiscal_year:
        yield spec.fiscal_year
    for headers in spec.columns.values():
        yield from map(bare, headers)


def _columns(sheet: Sheet, spec: FinanceMap, file: str) -> tuple[dict[str, int], list[Finding]]:
    present: dict[str, list[int]] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        if row == spec.header_row and not is_blank(cell):
            present.setdefault(even(cell.raw), []).append(column)
    columns: dict[str, int] = {}
    findings: list[Finding] = []
    for header in dict.fromkeys(_wanted(spec)):
        at = present.get(even(header), [])
        if len(at) == 1:
            columns[header] = at[0]
        elif at:
            here, first = (Place(file, sheet.name, address(spec.header_row, column)) for column in (at[1], at[0]))
            findings.append(found("finance_doubled_column", here, value=header, first=str(first)))
        else:
            close = difflib.get_close_matches(even(header), list(present), n=3, cutoff=0.5)
            near = f"似た見出し：{'、'.join(close)}。" if close else ""
            place = Place(file, sheet.name)
            findings.append(found("finance_no_column", place, value=header, near=near, row=str(spec.header_row)))
    return columns, findings


def _code(table: FinanceTable, spec: FinanceMap, row: int) -> tuple[str, list[Finding]]:
    """The 予算事業コード of a row, its parts joined; "" when every part is blank."""
    parts: list[str] = []
    for header in spec.code:
        cell = table.cell(row, header)
        if cell.kind == "error" or cell.kind == "date" or cell.looks_like_date or (cell.formula and is_blank(cell)):
            field = Field("code", header, "identifier", section="", origin="input", disclosure="never")
            problem = KINDS["identifier"].parse(cell, field, date1904=table.sheet.date1904).problem
            code = problem.code if problem else "identifier_invalid"
            params = {**(problem.params if problem else {}), "label": header}
            return "", [found(code, table.place(row, header), "", cell.raw, **params)]
        number = exact(cell.raw) if cell.kind == "number" else None
        parts.append("" if is_blank(cell) else even(cell.raw if number is None else plain(number)))
    return ("-".join(parts) if any(parts) else ""), []


def _is_of_year(table: FinanceTable, spec: FinanceMap, row: int, year: int) -> tuple[bool, list[Finding]]:
    if not spec.fiscal_year:
        return True, []
    cell, place = table.cell(row, spec.fiscal_year), table.place(row, spec.fiscal_year)
    if is_blank(cell):
        return True, [found("finance_year_blank", place, label=spec.fiscal_year)]
    field = Field("year", spec.fiscal_year, "fiscal_year", section="", origin="input", disclosure="never")
    parsed = KINDS["fiscal_year"].parse(cell, field, date1904=table.sheet.date1904)
    if parsed.problem:
        return True, [found(parsed.problem.code, place, "", cell.raw, **parsed.problem.params)]
    return parsed.value == year, []
