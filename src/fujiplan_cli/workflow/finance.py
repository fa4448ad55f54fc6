"""Take an export of 財務会計 in, whole or not at all: what does not match is told, and every amount it changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from fujiplan_cli.intake.finance import FinanceReading, read_finance
from fujiplan_cli.intake.found import found
from fujiplan_cli.kinds.numbers_in_text import grouped
from fujiplan_cli.kinds.register_columns import MONEY_COLUMNS
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.catalogue import message
from fujiplan_cli.model.finance import EXECUTED_KINDS, FinanceEntry, FinanceImport, FinanceMap, FinanceMoney
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.grid import Grid, UnreadableWorkbook
from fujiplan_cli.model.memory import Distribution
from fujiplan_cli.model.place import Place
from fujiplan_cli.model.plan import Fault, PlanFolderError
from fujiplan_cli.model.record import Record
from fujiplan_cli.workbook.reader import read_grid
from fujiplan_cli.workbook.reader_csv import read_csv_grid
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.files import read_file
from fujiplan_cli.workflow.plain_table import BOOKS
from fujiplan_cli.workflow.records import YearRecords, year_records

_NO_MAP = (
    "財務会計の列の対応（[finance]）がありません。docs の「計画フォルダーの定義ファイル」を見て、"
    "単位、予算事業コードの列、金額の列を書いてください。"
)
_FAR = 200
"""Amounts this many times larger or smaller are of another unit, not of another year."""


@dataclass(frozen=True, slots=True)
class FinanceTaken:
    """What an import did. ``import_id`` is 0 when nothing was recorded; ``unchanged``: because all of it was known."""

    import_id: int
    year: int
    executed_kind: str
    rows: int
    entries: tuple[FinanceEntry, ...]
    findings: tuple[Finding, ...]
    unchanged: bool = False


def import_finance(desk: Desk, path: Path, year: int, executed_kind: str = "") -> FinanceTaken:
    """Record the money of ``year`` for every project whose 予算科目 the export names.

    ``executed_kind``: how final it is; "" is 決算見込 until 出納閉鎖 on 31 May after the year, 出納閉鎖後 from then on.
    With an error nothing is recorded. Raises Refused, PlanFolderError (no [finance]), LedgerError.
    """
    if desk.plan.finance is None:
        raise PlanFolderError((Fault("fujiplan.toml", "finance", _NO_MAP),))
    kind = executed_kind or (EXECUTED_KINDS[0] if desk.today <= date(year + 1, 5, 31) else EXECUTED_KINDS[1])
    data, file = read_file(path), desk.relative(path)
    grid = _grid(data, file, desk.plan.finance)
    if isinstance(grid, Finding):
        return FinanceTaken(0, year, kind, 0, (), (grid,))
    with desk.ledger() as ledger:
        knowledge = year_records(desk, ledger, year)
        before = ledger.finance(year)
        kept = {number: f"{money.source.executed_kind}、{money.source.file}" for number, money in before.items()}
        reading = read_finance(grid, desk.plan.finance, knowledge.projects.values(), year, file, kept)
        made = FinanceImport(year, file, hashlib.sha256(data).hexdigest(), kind, reading.entries)
        findings = reading.findings
        if not _has_error(findings):
            findings += tuple(_against_known(desk, ledger, knowledge, made, before))
        if _has_error(findings):
            return FinanceTaken(0, year, kind, reading.rows, reading.entries, findings)
        if made.entries and all(_is_known(entry, made, before) for entry in made.entries):
            findings += (found("finance_same", Place(file)),)
            return FinanceTaken(0, year, kind, reading.rows, reading.entries, findings, unchanged=True)
        findings += tuple(_changes(ledger, knowledge, made))
        return _recorded(desk, ledger, data, made, reading, findings)


def _has_error(findings: Iterable[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)


def _recorded(
    desk: Desk, ledger: Ledger, data: bytes, made: FinanceImport, reading: FinanceReading, findings: tuple[Finding, ...]
) -> FinanceTaken:
    with ledger.writing(desk.by, desk.at) as writer:
        writer.archive(data)
        number = writer.add_finance(made)
    return FinanceTaken(number, made.year, made.executed_kind, reading.rows, made.entries, findings)


def _grid(data: bytes, file: str, spec: FinanceMap) -> Grid | Finding:
    try:
        return read_grid(data) if data.startswith(BOOKS) else read_csv_grid(data, spec.encoding)
    except UnreadableWorkbook as error:
        said = found(error.code, Place(file), detail=error.detail)
        return said if error.code.startswith("csv_") else found("finance_unreadable", Place(file), fact=message(said))


def _is_known(entry: FinanceEntry, made: FinanceImport, before: Mapping[str, FinanceMoney]) -> bool:
    money = before.get(entry.project)
    same = money and (money.source.sha256, money.source.executed_kind) == (made.sha256, made.executed_kind)
    return bool(same and money and money.entry == entry)


def _against_known(
    desk: Desk, ledger: Ledger, knowledge: YearRecords, made: FinanceImport, before: Mapping[str, FinanceMoney]
) -> Iterator[Finding]:
    """What speaks against taking this export for money of that kind and unit."""
    known_kinds = [EXECUTED_KINDS.index(m.source.executed_kind) for m in before.values()]
    latest = max(known_kinds, default=0)
    if EXECUTED_KINDS.index(made.executed_kind) < latest:
        yield found("finance_older", Place(made.file), before=EXECUTED_KINDS[latest], after=made.executed_kind)
    last = year_records(desk, ledger, made.year - 1).records if made.year > desk.plan.first_year else {}
    yield from _unit(made, knowledge.records, last)


def _unit(made: FinanceImport, now: Mapping[str, Record], last: Mapping[str, Record]) -> Iterator[Finding]:
    """円 read as 千円, or the other way round: told by the total against what was known of the same projects."""
    field, old, new, count = "budget_initial", Decimal(0), Decimal(0), 0
    for entry in made.entries:
        record = now.get(entry.project)
        known = record.value(field) if record else None
        if known is None and entry.project in last:
            known = last[entry.project].value(field)
        amount = entry.amounts.get(field)
        if isinstance(known, (int, Decimal)) and amount is not None and known and amount.value:
            old, new, count = old + known, new + amount.value, count + 1
    if count and old > 0 and new > 0 and not Decimal(1) / _FAR < new / old < _FAR:
        times = new / old if new > old else old / new
        words = f"約{grouped(times.quantize(Decimal(1)))}{'倍' if new > old else '分の1'}"
        yield found("finance_unit", Place(made.file), ratio=words, count=str(count))


def _changes(ledger: Ledger, knowledge: YearRecords, made: FinanceImport) -> Iterator[Finding]:
    sent = {one.project: one for one in ledger.distributions(made.year)}
    for entry in made.entries:
        yield from _changed(made.file, entry, knowledge.records[entry.project], sent.get(entry.project))


def _changed(file: str, entry: FinanceEntry, record: Record, sent: Distribution | None) -> Iterable[Finding]:
    """Amounts that differ from what stands on the sheet sent out, else from what was known."""
    for field, amount in entry.amounts.items():
        fact, value = record.facts.get(field), record.value(field)
        place = Place(file, entry.sheet, amount.cells[0])
        given = {"project": entry.project, "label": MONEY_COLUMNS[field], "after": grouped(amount.value)}
        if fact is not None and fact.source.kind == "settle":
            if value != amount.value:
                by, reason = fact.source.by, fact.source.reason
                yield found("finance_settled", place, field, before=_words(value), by=by, reason=reason, **given)
            continue
        printed = sent.printed.get(field) if sent else None
        base = value if printed is None else printed
        if base is not None and base != amount.value:
            told = "配布済みの調書の印字は、変わる前の額のままです。" if printed is not None else ""
            yield replace(
                found("finance_changed", place, field, before=_words(base), note=told, **given),
                value=grouped(amount.value),
            )


def _words(value: object) -> str:
    return grouped(value) if isinstance(value, Decimal) else "（空欄）" if value is None else str(value)
