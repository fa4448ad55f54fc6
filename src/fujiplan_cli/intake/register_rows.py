"""The sheets of the 事業台帳 as rows of typed values: columns found by their ids, every cell read by its kind."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from fujiplan_cli.intake.found import found
from fujiplan_cli.kinds.reading import is_blank
from fujiplan_cli.kinds.register_columns import FLAG, RegisterColumn, RegisterSheet
from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.grid import Cell, Grid, Sheet
from fujiplan_cli.model.place import Place, address
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.values import Value

_COLUMN_ID = re.compile(r"[a-z][a-z0-9_]*")
HEAD_ROWS = 12
"""How far down the row of column ids may have been pushed."""
_YES = frozenset({FLAG, "◯", "〇", "1", "TRUE", "はい", "有", "有り", "あり", "該当", "yes", "Yes", "YES"})
_NO = frozenset({"0", "FALSE", "いいえ", "無", "なし", "－", "-", "―", "×", "非該当", "no", "No", "NO"})
_SEPARATORS = re.compile(r"[、,，;；\n]+")
_LIST_KINDS = {"list": "text", "flag": "text"}


@dataclass(slots=True)
class Row:
    """One row: its values by column id, and which columns hold something that could not be read."""

    file: str
    sheet: str
    number: int
    columns: Mapping[str, int]
    labels: Mapping[str, str]
    values: dict[str, Value] = field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    faulty: set[str] = field(default_factory=set)

    def place(self, column_id: str) -> Place:
        """Where a column of this row stands."""
        column = self.columns.get(column_id)
        return Place(self.file, self.sheet, address(self.number, column) if column else "")

    def wrong(self, code: str, column_id: str, **params: str) -> Finding:
        """A finding on a column of this row."""
        shown = self.values.get(column_id)
        label = self.labels.get(column_id, column_id)
        return found(code, self.place(column_id), column_id, "" if shown is None else str(shown), label=label, **params)

    def fault(self, code: str, column_id: str, **params: str) -> Finding:
        """The same, and the value is not used."""
        finding = self.wrong(code, column_id, **params)
        self.faulty.add(column_id)
        self.values.pop(column_id, None)
        return finding

    def text(self, column_id: str) -> str:
        """A value as text, "" when blank."""
        value = self.values.get(column_id)
        return "" if value is None else str(value)

    def whole(self, column_id: str) -> int | None:
        """A fiscal year or whole number, if there is one."""
        value = self.values.get(column_id)
        return value if isinstance(value, int) else None

    def decimal(self, column_id: str) -> Decimal | None:
        """A number, if there is one."""
        value = self.values.get(column_id)
        return Decimal(value) if isinstance(value, (int, Decimal)) else None

    def day(self, column_id: str) -> date | None:
        """A date, if there is one."""
        value = self.values.get(column_id)
        return value if isinstance(value, date) else None


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of the register as read. ``extra``: column ids that the register has beyond the known ones."""

    rows: tuple[Row, ...]
    extra: tuple[str, ...] = ()


def read_table(grid: Grid, spec: RegisterSheet, plan: Plan, file: str) -> tuple[Table, list[Finding]]:
    """One sheet of the register, found by its name or by its column ids, with everything wrong in its cells."""
    sheet, top = _find_sheet(grid, spec)
    if sheet is None:
        return Table(()), [found("register_no_sheet", Place(file), title=spec.title)]
    columns, findings = _columns(sheet, top, file)
    missing = [c for c in spec.columns if c.required and c.id not in columns]
    findings += [found("register_no_column", Place(file, sheet.name), c.id, label=c.label, id=c.id) for c in missing]
    if missing:
        return Table(()), findings
    fields = {column.id: _field(column, plan) for column in spec.columns}
    extra = tuple(name for name in columns if name not in fields)
    fields |= {name: _field(RegisterColumn(name, name), plan) for name in extra}
    labels = {name: one.label for name, one in fields.items()}
    rows = []
    for number in sorted({row for row, _ in sheet.cells if row > top}):
        if all(is_blank(sheet.at(number, column)) for column in columns.values()):
            continue
        row = Row(file, sheet.name, number, columns, labels)
        findings += _read_row(sheet, row, spec, fields)
        rows.append(row)
    return Table(tuple(rows), extra), findings


def _find_sheet(grid: Grid, spec: RegisterSheet) -> tuple[Sheet | None, int]:
    named = [sheet for sheet in grid.sheets if sheet.name.strip() == spec.title]
    for sheet in (*named, *grid.sheets):
        top = next((row for row in range(1, HEAD_ROWS + 1) if set(spec.key) <= _ids_in(sheet, row)), 0)
        if top:
            return sheet, top
    return None, 0


def _ids_in(sheet: Sheet, row: int) -> set[str]:
    return {cell.raw.strip() for (at, _), cell in sheet.cells.items() if at == row}


def _columns(sheet: Sheet, top: int, file: str) -> tuple[Mapping[str, int], list[Finding]]:
    columns: dict[str, int] = {}
    findings = []
    for column in range(1, max((c for _, c in sheet.cells), default=0) + 1):
        name = sheet.at(top, column).raw.strip()
        place = Place(file, sheet.name, address(top, column))
        if name in columns:
            findings.append(found("register_doubled_column", place, name, name))
        elif _COLUMN_ID.fullmatch(name):
            columns[name] = column
        elif any(c == column and row > top and not is_blank(cell) for (row, c), cell in sheet.cells.items()):
            findings.append(found("register_unknown_column", place, value=name))
    return MappingProxyType(columns), findings


def _field(column: RegisterColumn, plan: Plan) -> Field:
    declared = {"types": tuple(plan.routes), "stages": tuple(stage.choice for stage in plan.stages)}
    kind = _LIST_KINDS.get(column.kind, column.kind)
    return replace(column.field, kind=kind, choices=declared.get(column.source, column.choices))


def _read_row(sheet: Sheet, row: Row, spec: RegisterSheet, fields: Mapping[str, Field]) -> list[Finding]:
    findings: list[Finding] = []
    for name, column in row.columns.items():
        known = spec.column(name)
        cell = sheet.at(row.number, column)
        if not is_blank(cell):
            findings += _read_cell(cell, row, fields[name], date1904=sheet.date1904)
            findings += _shape(row, name, known.kind if known else "text")
        elif known is not None and known.required:
            findings.append(row.fault("register_missing", name))
    return findings


def _read_cell(cell: Cell, row: Row, one: Field, *, date1904: bool) -> list[Finding]:
    parsed = KINDS[one.kind].parse(cell, one, date1904=date1904)
    place = row.place(one.id)
    findings = []
    for repair in parsed.repairs[-1:]:  # one cause, one finding: the last step knows the kind
        params = {"label": one.label, "repaired": repair.repaired}
        findings.append(found(f"repaired_{repair.rule}", place, one.id, cell.raw, **params))
    if parsed.problem is not None:
        params = {"label": one.label, **parsed.problem.params}
        findings.append(Finding(parsed.problem.code, parsed.problem.severity, place, one.id, cell.raw, params))
        if parsed.problem.severity == "error":
            row.faulty.add(one.id)
    if parsed.value is not None and one.id not in row.faulty:
        row.values[one.id] = parsed.value
    return findings


def _shape(row: Row, name: str, kind: str) -> Sequence[Finding]:
    """A list column into its parts, a flag into ○ or nothing."""
    text = row.text(name)
    if kind == "list":
        parts = (part.strip() for part in _SEPARATORS.split(text))
        row.lists[name] = tuple(dict.fromkeys(part for part in parts if part))
    if kind == "flag" and text:
        if text in _NO:
            row.values.pop(name)
        elif text not in _YES:
            return [row.fault("register_flag", name)]
    return []
