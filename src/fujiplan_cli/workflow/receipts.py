"""The receipt book (受付簿): every arrival of a year with verdict, version and date, as .xlsx and for the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.finding import VERDICT_WORDS
from fujiplan_cli.model.memory import Receipt
from fujiplan_cli.workbook.table_sheet import TableSheet, bears_mark, mark_of, write_table_book
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.files import write_file
from fujiplan_cli.workflow.history import STATE_WORDS, state_of

_REASON_WORDS = {
    "duplicate": "同じ内容のファイルを受付済み",
    "superseded": "より新しいものを受付済み",
    "unchanged": "変更なし",
    "lockfile": "開いたままのファイル",
    "other_year": "別の年度の調書",
    "unknown_project": "事業台帳にない事業",
    "form_version": "受け付けていない版の調書",
    "several_forms_on_sheet": "1枚に二つ以上の調書",
}
_HEADERS = (
    "番号",
    "受付日時",
    "所管課",
    "様式",
    "事業番号",
    "判定",
    "版",
    "版の扱い",
    "要修正",
    "要確認",
    "表記整理",
    "注意",
    "備考",
    "ファイル",
    "シート",
    "sha256",
)


@dataclass(frozen=True, slots=True)
class Arrived:
    """One line of the book, in words. ``version`` is 0 when the arrival became none; ``state``: its use."""

    number: int
    received: str
    """Day and time, as it is shown."""
    department: str
    form: str
    project: str
    verdict: str
    version: int
    state: str
    counts: Mapping[str, int]
    """Severity → number of findings."""
    note: str
    receipt: Receipt


def receipt_lines(desk: Desk, ledger: Ledger, year: int) -> tuple[Arrived, ...]:
    """Every arrival of the year in order. Raises LedgerError."""
    states = {(m.project, m.version): STATE_WORDS[state_of(m)] for m in ledger.versions(year)}
    return tuple(_line(desk, number, one, states) for number, one in enumerate(ledger.receipts(year), start=1))


def receipts(desk: Desk, year: int) -> tuple[Arrived, ...]:
    """As `receipt_lines`, for whoever has no ledger open."""
    with desk.ledger() as ledger:
        return receipt_lines(desk, ledger, year)


def form_title(desk: Desk, receipt: Receipt, unknown: str = "") -> str:
    """What the form that came is called."""
    known = receipt.form in desk.forms_of(receipt.year)
    return desk.form(receipt.year, receipt.form).title if known else unknown


def write_receipt_book(desk: Desk, ledger: Ledger, year: int) -> str:
    """Write 受付簿.xlsx of the year, unless it says the same already. Returns its relative path."""
    sheet = TableSheet(
        name="受付簿",
        title=f"{year_words(year)} 調書 受付簿" + ("（架空・練習）" if desk.plan.sample else ""),
        headers=_HEADERS,
        rows=[_row(line) for line in receipt_lines(desk, ledger, year)],
    )
    path = desk.folder / "reports" / str(year) / "受付簿.xlsx"
    mark = mark_of(sheet)
    if not bears_mark(path, mark):
        write_file(path, write_table_book(f"{year_words(year)} 受付簿", (sheet,), mark=mark))
    return desk.relative(path)


def _line(desk: Desk, number: int, receipt: Receipt, states: Mapping[tuple[str, int], str]) -> Arrived:
    office = desk.plan.department(receipt.department)
    severities = [f.severity for f in receipt.findings]
    return Arrived(
        number=number,
        received=receipt.received_at.replace("T", " "),
        department=office.full_name if office else "",
        form=form_title(desk, receipt),
        project=receipt.project,
        verdict=VERDICT_WORDS[receipt.verdict],
        version=receipt.submission_version,
        state=states.get((receipt.project, receipt.submission_version), ""),
        counts={one: severities.count(one) for one in ("error", "review", "repair", "warning")},
        note=_REASON_WORDS.get(receipt.reason, receipt.reason),
        receipt=receipt,
    )


def _row(line: Arrived) -> tuple[str | int, ...]:
    receipt = line.receipt
    return (
        line.number,
        line.received,
        line.department,
        line.form,
        line.project,
        line.verdict,
        line.version or "",
        line.state,
        *line.counts.values(),
        line.note,
        receipt.file,
        receipt.sheet,
        receipt.sha256,
    )
