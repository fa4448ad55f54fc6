"""廃棄: received files whose 保存期間 has ended, or that hold personal data by mistake, are taken off the disk.

What stays is the record: sha256, name, day, reason and 決裁番号 (domain.md §5). The answers taken from a sheet stay in
the ledger, and the original in the inbox is never touched: both are said to whoever runs it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fujiplan_cli.ledger import DISPOSAL, Ledger
from fujiplan_cli.model.act import Act
from fujiplan_cli.model.memory import Receipt
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.workflow.desk import Desk, Refused

_SHORTEST = 8
"""Digits of a sha256 that are enough to name a file."""


@dataclass(frozen=True, slots=True)
class DisposedFile:
    """A file that is (to be) disposed of. ``original``: it still lies where it was received from."""

    sha256: str
    file: str
    received_at: str
    original: bool


@dataclass(frozen=True, slots=True)
class Disposed:
    """What was done; with ``dry_run`` what would be."""

    files: tuple[DisposedFile, ...]
    kept_until: date | None
    """Of a whole year: the last day of its 保存期間."""
    dry_run: bool
    late: tuple[str, ...] = ()
    """sha256 of files whose disposal a killed run had recorded, and that this one took off the disk."""


def kept_until(plan: Plan, year: int) -> date:
    """Last day of the 保存期間 of the files of a reported year.

    They are received in the year after; the period counts from the following 1 April, as for any municipal document.
    """
    return date(year + 2 + plan.retention_years, 3, 31)


def dispose(
    desk: Desk,
    year: int,
    *,
    files: Iterable[str] = (),
    reason: str,
    approval_no: str,
    dry_run: bool = False,
) -> Disposed:
    """Dispose of the named files (path or sha256), or of all files of a year whose 保存期間 has ended.

    Raises Refused (nothing recorded, nothing removed), LedgerError.
    """
    if not reason.strip() or not approval_no.strip():
        raise Refused(
            "廃棄の理由又は決裁番号がありません。", "--reason と --approval-no を記入してください。", status=2
        )
    named = tuple(files)
    last = None if named else kept_until(desk.plan, year)
    if last is not None and desk.today <= last:
        raise Refused(
            f"{year}年度の調書の保存期間は{last.isoformat()}までです。まだ廃棄できません。",
            "個人情報が誤って含まれるファイルは、--file で1件ずつ指定してください。",
        )
    late: tuple[str, ...] = ()
    with desk.ledger() as ledger:
        wanted = _wanted(ledger, year, named)
        if not dry_run:
            new = _record(desk, ledger, year, wanted, reason.strip(), approval_no.strip(), mistake=bool(named))
            late = tuple(sha256 for sha256 in ledger.remove_disposed() if sha256 not in new)
    found = tuple(
        DisposedFile(r.sha256, r.file, r.received_at, (desk.folder / r.file).is_file()) for r in wanted.values()
    )
    return Disposed(found, last, dry_run, late)


def _wanted(ledger: Ledger, year: int, named: tuple[str, ...]) -> dict[str, Receipt]:
    """sha256 → its first receipt, of files that are kept. Raises Refused when a name fits none, or several."""
    kept: dict[str, Receipt] = {}
    names: dict[str, set[str]] = {}
    for receipt in ledger.receipts(year):
        names.setdefault(receipt.sha256, set()).add(receipt.file)
        if receipt.sha256 and ledger.has_archived(receipt.sha256):
            kept.setdefault(receipt.sha256, receipt)
    if not named:
        return kept
    found: dict[str, Receipt] = {}
    for name in named:
        by_sum = name.lower() if len(name) >= _SHORTEST else "-"
        fitting = {s: r for s, r in kept.items() if s.startswith(by_sum) or name in names[s]}
        if len(fitting) != 1:
            how = f"{len(fitting)}件あります" if fitting else "保管されていません"
            raise Refused(
                f"「{name}」に当たる受領ファイルは{how}。何も廃棄していません。",
                "受付簿の「ファイル」か「sha256」のとおりに指定してください（sha256は先頭の8文字以上）。",
                status=2,
            )
        found |= fitting
    return found


def _record(
    desk: Desk,
    ledger: Ledger,
    year: int,
    wanted: dict[str, Receipt],
    reason: str,
    approval_no: str,
    *,
    mistake: bool,
) -> frozenset[str]:
    """The sha256 of those that were not recorded before."""
    ground = "個人情報の誤混入等" if mistake else "保存期間の満了"
    recorded = {act.subject for act in ledger.acts(DISPOSAL)}  # by a run that was killed before it removed them
    with ledger.writing(desk.by, desk.at) as writer:
        for sha256, receipt in wanted.items():
            if sha256 in recorded:
                continue
            facts = {"approval_no": approval_no, "ground": ground, "received_at": receipt.received_at}
            writer.add_act(Act(0, DISPOSAL, year, sha256, desk.today.isoformat(), reason, facts))
    return frozenset(wanted) - recorded
