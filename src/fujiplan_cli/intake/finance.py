"""An export of 財務会計 to the money of projects: lines of one 予算事業 summed, matched by code, nothing guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fujiplan_cli.intake.finance_table import FinanceRow, FinanceTable, bare, even, read_finance_table
from fujiplan_cli.intake.found import found
from fujiplan_cli.kinds.numbers_in_text import grouped
from fujiplan_cli.kinds.reading import is_blank
from fujiplan_cli.kinds.register_columns import MONEY_COLUMNS
from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.model.finance import FinanceAmount, FinanceEntry, FinanceMap
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.grid import Grid
from fujiplan_cli.model.place import Place
from fujiplan_cli.model.project import Project

MAY_BE_NEGATIVE = frozenset({"budget_supplementary", "budget_moved"})
_TOLD = frozenset({"formula", "unit", "digits"})
"""Repairs worth telling; separators, width and numbers kept as text are how exports write amounts."""


@dataclass(frozen=True, slots=True)
class FinanceReading:
    """Entries by project number, every finding in the order of the file, and how many rows of the year were read."""

    entries: tuple[FinanceEntry, ...]
    findings: tuple[Finding, ...]
    rows: int


def read_finance(
    grid: Grid,
    spec: FinanceMap,
    projects: Iterable[Project],
    year: int,
    file: str,
    kept: Mapping[str, str] | None = None,
) -> FinanceReading:
    """Money in 千円, exact to the yen, of the ``projects`` that run in ``year``.

    ``kept``: project → words for the earlier import whose money it still has. The caller takes nothing in while a
    finding is an error. Rows of codes that no project has are never looked into.
    """
    running = tuple(projects)
    table, problems = read_finance_table(grid, spec, year, file)
    if table is None:
        return FinanceReading((), problems, 0)
    findings = list(problems)
    by_code: dict[str, list[FinanceRow]] = {}
    for row in table.rows:
        if row.code:
            by_code.setdefault(row.code, []).append(row)
        else:
            findings.append(found("finance_no_code", table.place(row.number, spec.code[0]), label=spec.code[0]))
    owners = _owners(running)
    entries: list[FinanceEntry] = []
    for code, rows in by_code.items():
        mine, said = _takers(code, rows, owners, table, spec)
        findings += said
        if mine:
            amounts, wrong = _amounts(table, spec, rows)
            findings += wrong
            entries += [FinanceEntry(one.number, code, table.sheet.name, amounts) for one in mine]
    findings += _without_line(running, set(by_code), file, kept or {})
    ordered = tuple(sorted(entries, key=lambda entry: entry.project))
    return FinanceReading(ordered, tuple(findings), sum(map(len, by_code.values())))


def _owners(projects: Sequence[Project]) -> Mapping[str, list[Project]]:
    owners: dict[str, list[Project]] = {}
    for project in projects:
        if even(project.budget_account):
            owners.setdefault(even(project.budget_account), []).append(project)
    return owners


def _takers(
    code: str, rows: Sequence[FinanceRow], owners: Mapping[str, list[Project]], table: FinanceTable, spec: FinanceMap
) -> tuple[list[Project], list[Finding]]:
    """The projects that the lines of a code belong to: one, and those that repeat it (再掲, left out of totals)."""
    place, mine = table.place(rows[0].number, spec.code[0]), owners.get(code, [])
    if not mine:
        near = _near(code, owners)
        return [], [found("finance_unmatched", place, "", code, count=str(len(rows)), near=near)]
    budgeted = [one for one in mine if one.has_budget]
    numbers = "、".join(one.number for one in mine)
    if not budgeted:
        return [], [found("finance_zero_reason", place, "", code, projects=numbers, reason=mine[0].zero_reason)]
    once = [one for one in budgeted if not one.repeated] or budgeted
    if len(once) > 1:
        return [], [found("finance_shared", place, "", code, projects="、".join(one.number for one in once))]
    return budgeted, []


def _near(code: str, owners: Mapping[str, list[Project]]) -> str:
    """A project whose code differs in leading zeros or signs only: what Excel does to codes."""
    for other, projects in owners.items():
        if _core(other) == _core(code):
            return f"事業{projects[0].number}の予算科目「{other}」と、先頭の0や記号だけが異なります。"
    return ""


def _core(code: str) -> str:
    return "".join(sign for sign in code if sign.isalnum()).lstrip("0").casefold()


def _amounts(
    table: FinanceTable, spec: FinanceMap, rows: Sequence[FinanceRow]
) -> tuple[dict[str, FinanceAmount], list[Finding]]:
    amounts: dict[str, FinanceAmount] = {}
    findings: list[Finding] = []
    for field_id, headers in spec.columns.items():
        total, cells, faulty = Decimal(0), [], False
        for row in rows:
            for header in headers:
                value, said = _amount(table, spec, row.number, field_id, header)
                findings += said
                faulty = faulty or value is None
                total += (value or Decimal(0)) * (-1 if header.startswith("-") else 1)
                cells.append(table.place(row.number, bare(header)).cell)
        if total < 0 and field_id not in MAY_BE_NEGATIVE and not faulty:
            place, label = table.place(rows[0].number, bare(headers[0])), MONEY_COLUMNS[field_id]
            findings.append(found("finance_negative", place, field_id, label=label, total=grouped(total)))
        amounts[field_id] = FinanceAmount(total, tuple(cells))
    return amounts, findings


def _amount(
    table: FinanceTable, spec: FinanceMap, row: int, field_id: str, header: str
) -> tuple[Decimal | None, list[Finding]]:
    """One cell in 千円; None when it is faulty."""
    cell, place = table.cell(row, bare(header)), table.place(row, bare(header))
    label = bare(header)
    if is_blank(cell):
        if spec.blank_is_zero:
            return Decimal(0), []
        return None, [found("finance_blank", place, field_id, label=label)]
    signed = field_id in MAY_BE_NEGATIVE and not header.startswith("-")
    field = Field(
        field_id, label, "money", section="", origin="input", disclosure="never", unit=spec.unit,
        minimum=None if signed else Decimal(0), example="120000",
    )  # fmt: skip
    parsed = KINDS["money"].parse(cell, field, date1904=table.sheet.date1904)
    raw = cell.raw if cell.formula is None else f"={cell.formula.removeprefix('=')}"
    if parsed.problem or not isinstance(parsed.value, Decimal):
        code, params = (parsed.problem.code, parsed.problem.params) if parsed.problem else ("number_text", {})
        return None, [found(code, place, field_id, raw, **{"label": label, **params})]
    value = parsed.value / 1000 if spec.unit == "円" else parsed.value
    if value != value.quantize(Decimal("0.001")):
        return None, [found("finance_fraction", place, field_id, raw, label=label, unit=spec.unit)]
    repairs = [one for one in parsed.repairs if one.rule in _TOLD]
    return value, [
        found(f"repaired_{one.rule}", place, field_id, one.raw, label=label, repaired=one.repaired) for one in repairs
    ]


def _without_line(
    projects: Iterable[Project], codes: set[str], file: str, kept: Mapping[str, str]
) -> Iterable[Finding]:
    for project in projects:
        if not project.has_budget:
            continue
        account, words = even(project.budget_account), kept.get(project.number, "")
        about = {"project": project.number, "name": project.name}
        if not account:
            yield found("finance_no_account", Place(file), **about)
        elif account not in codes and words:
            yield found("finance_not_this_file", Place(file), "", account, kept=words, **about)
        elif account not in codes:
            yield found("finance_no_line", Place(file), "", account, **about)
