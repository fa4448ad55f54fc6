"""What the ledger holds of a year as one workbook for an auditor: arrivals, acts, decisions and the whole journal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.ledger import DISPOSAL, Ledger
from fujiplan_cli.workbook.table_sheet import Scalar, TableSheet, write_table_book
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.receipts import receipt_lines


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    headers: Sequence[str]
    rows: list[Sequence[Scalar]]


def ledger_book(desk: Desk, ledger: Ledger, year: int, wanted: frozenset[str]) -> bytes:
    """受付簿, 事務局の処理, 決定, 会議資料の版 and 廃棄 of the ``wanted`` projects, and the 記録簿 of all years."""
    words = year_words(year)
    tables = (
        _receipts(desk, ledger, year, wanted),
        _settlements(ledger, year, wanted),
        _decisions(ledger, year, wanted),
        _snapshots(ledger, year),
        _disposals(ledger, year),
        _journal(ledger),
    )
    sheets = [TableSheet(one.name, f"{words}　{one.name}", one.headers, one.rows) for one in tables]
    return write_table_book(f"{words} 台帳の写し", sheets)


def _receipts(desk: Desk, ledger: Ledger, year: int, wanted: frozenset[str]) -> _Table:
    rows: list[Sequence[Scalar]] = []
    for one in receipt_lines(desk, ledger, year):
        if not one.project or one.project in wanted:
            came = (one.number, one.received, one.department, one.project, one.verdict)
            rows.append((*came, one.version, one.state, one.note, one.receipt.file, one.receipt.sha256))
    came_headers = ("番号", "受付日時", "所管課", "事業番号", "判定")
    return _Table("受付簿", (*came_headers, "版", "版の扱い", "備考", "ファイル", "sha256"), rows)


def _settlements(ledger: Ledger, year: int, wanted: frozenset[str]) -> _Table:
    rows: list[Sequence[Scalar]] = []
    for one in ledger.settlements(year):
        if one.project in wanted:
            value = "" if one.value is None else str(one.value)
            rows.append((one.at, one.by, one.project, one.field, one.action, value, one.reason, one.version))
    return _Table("事務局の処理", ("日時", "氏名", "事業番号", "項目", "処理", "値", "理由", "版"), rows)


def _decisions(ledger: Ledger, year: int, wanted: frozenset[str]) -> _Table:
    rows: list[Sequence[Scalar]] = []
    for one in ledger.decisions(year, undone=True):
        if not one.project or one.project in wanted:
            said = (one.meeting, one.date, one.project or "一括", one.decision, one.note, one.due, one.lead)
            rows.append((*said, one.approval_no, one.by, one.undone_at, one.undone_reason))
    said_headers = ("会議", "開催日", "事業番号", "決定", "指示・備考", "期限", "担当")
    return _Table("決定", (*said_headers, "決裁番号", "記録した人", "取消しの日時", "取消しの理由"), rows)


def _snapshots(ledger: Ledger, year: int) -> _Table:
    rows: list[Sequence[Scalar]] = [
        (one.meeting, one.version, one.frozen_on, one.by, one.method, one.method_sha256, len(one.entries))
        for one in ledger.snapshots(year)
    ]
    headers = ("会議", "号", "確定日", "確定した人", "採点方法", "採点方法のsha256", "事業数")
    return _Table("会議資料の版", headers, rows)


def _disposals(ledger: Ledger, year: int) -> _Table:
    rows: list[Sequence[Scalar]] = [
        (one.date, one.subject, one.facts.get("ground"), one.reason, one.facts.get("approval_no"), one.by)
        for one in ledger.acts(DISPOSAL, year)
    ]
    return _Table("廃棄", ("日付", "sha256", "根拠", "理由", "決裁番号", "氏名"), rows)


def _journal(ledger: Ledger) -> _Table:
    rows: list[Sequence[Scalar]] = []
    for one in ledger.journal():
        detail = json.dumps(dict(one.detail), ensure_ascii=False)
        rows.append((one.sequence, one.at, one.by, one.action, one.subject, detail, one.previous_hash, one.hash))
    return _Table("記録簿", ("番号", "日時", "氏名", "処理", "対象", "内容", "前の行の識別値", "識別値"), rows)
