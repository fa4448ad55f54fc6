"""What one transaction may add. Nothing is changed or removed: every method adds rows, and a line in the journal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

from fujiplan_cli.ledger.archive import Archive
from fujiplan_cli.ledger.codes import canonical, column, sha256_of_row, sha256_of_texts, to_json
from fujiplan_cli.ledger.database import Database
from fujiplan_cli.ledger.entries import PackedSubmission, RegisterVersion, pack
from fujiplan_cli.ledger.errors import LedgerError
from fujiplan_cli.ledger.journal import Scribe
from fujiplan_cli.ledger.schema import COLUMNS
from fujiplan_cli.model.act import Act
from fujiplan_cli.model.codec import encode
from fujiplan_cli.model.finance import FinanceImport
from fujiplan_cli.model.memory import Distribution, Publication, Receipt, Settlement
from fujiplan_cli.model.project import Project
from fujiplan_cli.model.record import Submission
from fujiplan_cli.model.snapshot import Decision, Snapshot

_NEWEST_ROWS = """
    SELECT number, payload FROM register_rows AS row
    WHERE version = (SELECT max(version) FROM register_rows WHERE number = row.number)
"""
_INSERT: Mapping[str, str] = {
    table: f"INSERT INTO {table} (id, {', '.join(columns)}) VALUES (?{', ?' * len(columns)})"
    for table, columns in COLUMNS.items()
}


class Writer:
    """Given by `Ledger.writing`; of no use after its block. Every method may raise LedgerError."""

    def __init__(self, database: Database, archive: Archive, by: str, at: str) -> None:
        """``by`` and ``at`` (ISO date-time) fill the fields of that name where a row leaves them empty."""
        self._database = database
        self._archive = archive
        self._by, self._at = by, at
        self._scribe = Scribe(database, by, at)

    def save_register(self, projects: Iterable[Project], *, source: str, sha256: str, reason: str) -> int:
        """Make these the register, whole: who is not among them is no longer on it. Returns the version.

        Only rows that differ are stored; when none does, nothing is, and the version stays.
        ``source`` and ``sha256``: the file they come from.
        """
        changes = self._register_changes(projects)
        newest = int(self._database.one("SELECT max(id) FROM register_versions") or 0)
        if not changes:
            return newest
        version = newest + 1
        about = RegisterVersion(version, source, sha256, reason, self._by, self._at, len(changes))
        detail = {"file_sha256": sha256, "changed": str(len(changes))}
        self._add("register_versions", (to_json(about),), "register.save", f"register/{version}", detail)
        for number, text in changes.items():
            gone = {} if text else {"gone": "1"}
            row = (version, column(number), text)
            self._add("register_rows", row, "register.project", f"register/{version}/{number}", gone)
        return version

    def _register_changes(self, projects: Iterable[Project]) -> Mapping[str, str | None]:
        """Number → new payload, None for a project that is gone."""
        known = {number: text for number, text in self._database.rows(_NEWEST_ROWS) if text}
        wanted: dict[str, Project] = {}
        for project in projects:
            if project.number in wanted:
                raise LedgerError(f"事業番号「{project.number}」が重複しているため、事業台帳を記録できません。")
            wanted[project.number] = project
        changes: dict[str, str | None] = {}
        for number, project in sorted(wanted.items()):
            before = known.pop(column(number), None)
            if before is None or canonical(json.loads(before)) != canonical(encode(project)):
                changes[number] = to_json(project)
        return changes | dict.fromkeys(sorted(known))

    def add_distributions(self, distributions: Iterable[Distribution]) -> None:
        """Remember sheets that were sent out."""
        for given in distributions:
            sheet = replace(given, at=given.at or self._at, by=given.by or self._by)
            row = (sheet.year, sheet.form, column(sheet.project), to_json(sheet))
            self._add("distributions", row, "distribution.add", f"{sheet.year}/{sheet.form}/{sheet.project}", {})

    def archive(self, data: bytes) -> str:
        """Keep received bytes for good; their sha256. The same bytes twice are kept once."""
        sha256 = self._archive.put(data)
        if self._database.one("SELECT id FROM files WHERE sha256 = ?", sha256) is None:
            self._add("files", (sha256, len(data)), "archive.add", sha256, {"size": str(len(data))})
        return sha256

    def add_receipt(self, receipt: Receipt) -> int:
        """Add a line to the receipt book; its id."""
        number = self._next("receipts")
        row = (receipt.year, column(receipt.file), to_json(replace(receipt, id=number)))
        detail = {"file_sha256": receipt.sha256, "verdict": receipt.verdict, "reason": receipt.reason}
        return self._add("receipts", row, "receipt.add", f"{receipt.year}/{receipt.project}", detail, number)

    def add_submission(self, submission: Submission, received_at: str) -> int:
        """Add the next version of a project's answers for a year; the version (1, 2, …, whatever the form)."""
        return self.add_packed(pack(submission), received_at)

    def add_packed(self, packed: PackedSubmission, received_at: str) -> int:
        """`add_submission` of one that was packed where it was read."""
        submission = packed.submission
        year, project = submission.year, column(submission.project)
        newest = self._database.one(
            "SELECT max(version) FROM submissions WHERE year = ? AND project = ?", year, project
        )
        version = int(newest or 0) + 1
        row = (
            *(year, submission.form, project, version, submission.verdict),
            *(received_at, submission.sha256, packed.payload),
        )
        detail = {"file_sha256": submission.sha256, "verdict": submission.verdict, "form": submission.form}
        self._add("submissions", row, "submission.add", f"{year}/{submission.project}/{version}", detail)
        return version

    def add_settlement(self, settlement: Settlement) -> int:
        """Add one act of the 事務局; its id. The journal gets the field's id, never the value or the reason."""
        number = self._next("settlements")
        one = replace(settlement, id=number, at=settlement.at or self._at, by=settlement.by or self._by)
        row = (one.year, column(one.project), one.action, one.version, to_json(one))
        detail = {"field": one.field, "action": one.action, "version": str(one.version)}
        return self._add("settlements", row, "settlement.add", f"{one.year}/{one.project}", detail, number)

    def add_decision(self, decision: Decision) -> int:
        """Add a meeting's decision; its id."""
        number = self._next("decisions")
        one = replace(decision, id=number, at=decision.at or self._at, by=decision.by or self._by)
        row = (one.year, one.meeting, to_json(one))
        detail = {"project": one.project, "decision": one.decision, "snapshot": str(one.snapshot)}
        return self._add("decisions", row, "decision.add", f"{one.year}/{one.meeting}", detail, number)

    def undo_decision(self, decision_id: int, by: str = "", at: str = "", reason: str = "") -> None:
        """Take a decision back; it stays on record. Raises LedgerError when it is unknown or already undone."""
        if self._database.one("SELECT id FROM decisions WHERE id = ?", decision_id) is None:
            raise LedgerError(f"決定（番号{decision_id}）は記録されていません。")
        if self._database.one("SELECT id FROM undone_decisions WHERE decision = ?", decision_id) is not None:
            raise LedgerError(f"決定（番号{decision_id}）は既に取り消されています。")
        row = (decision_id, at or self._at, by or self._by, reason)
        self._add("undone_decisions", row, "decision.undo", str(decision_id), {})

    def add_snapshot(self, snapshot: Snapshot) -> int:
        """Freeze a snapshot; its id. Id, and version 1, 2, … of the year's meeting, are assigned here."""
        year, meeting = snapshot.year, snapshot.meeting
        newest = self._database.one("SELECT max(version) FROM snapshots WHERE year = ? AND meeting = ?", year, meeting)
        number, version = self._next("snapshots"), int(newest or 0) + 1
        entries = [to_json(entry) for entry in snapshot.entries]
        header = replace(snapshot, id=number, version=version, entries=())
        row = (year, meeting, version, sha256_of_texts(entries), to_json(header))
        detail = {"method": snapshot.method, "method_sha256": snapshot.method_sha256, "entries": str(len(entries))}
        self._add("snapshots", row, "snapshot.add", f"{year}/{meeting}/{version}", detail, number)
        self._database.run_many(
            "INSERT INTO snapshot_entries (snapshot, position, payload) VALUES (?, ?, ?)",
            ((number, position, text) for position, text in enumerate(entries)),
        )
        return number

    def add_publication(self, publication: Publication) -> int:
        """Remember that the site was published; the id."""
        number = self._next("publications")
        one = replace(publication, id=number, at=publication.at or self._at, by=publication.by or self._by)
        detail = {"snapshot": str(one.snapshot), "manifest_sha256": one.manifest_sha256}
        if one.restored:
            detail["restored"] = str(one.restored)
        return self._add("publications", (one.year, to_json(one)), "publication.add", str(one.year), detail, number)

    def add_finance(self, given: FinanceImport) -> int:
        """Add one export of 財務会計 with its entries; its id. The journal gets sums of the rows, never an amount."""
        number = self._next("finance_imports")
        header = replace(given, id=number, at=given.at or self._at, by=given.by or self._by, entries=())
        detail = {"file_sha256": given.sha256, "entries": str(len(given.entries)), "kind": given.executed_kind}
        self._add("finance_imports", (given.year, to_json(header)), "finance.add", f"{given.year}", detail, number)
        for entry in given.entries:
            row = (number, column(entry.project), to_json(entry))
            self._add("finance_entries", row, "finance.entry", f"{given.year}/{number}/{entry.project}", {})
        return number

    def add_act(self, act: Act) -> int:
        """Add an act outside the sheets; its id. The journal gets kind and names of its facts, never what they say."""
        number = self._next("acts")
        one = replace(act, id=number, at=act.at or self._at, by=act.by or self._by)
        detail = {"kind": one.kind, "facts": ",".join(sorted(one.facts))}
        row = (one.kind, one.year, column(one.subject), to_json(one))
        return self._add("acts", row, "act.add", f"{one.year}/{one.kind}/{one.subject}", detail, number)

    def undo_act(self, act_id: int, reason: str) -> None:
        """Take an act back; it stays on record. Raises LedgerError when it is unknown or already undone."""
        if self._database.one("SELECT id FROM acts WHERE id = ?", act_id) is None:
            raise LedgerError(f"記録（番号{act_id}）はありません。")
        if self._database.one("SELECT id FROM undone_acts WHERE act = ?", act_id) is not None:
            raise LedgerError(f"記録（番号{act_id}）は既に取り消されています。")
        self._add("undone_acts", (act_id, self._at, self._by, reason), "act.undo", str(act_id), {})

    def _next(self, table: str) -> int:
        return int(self._database.one(f"SELECT max(id) FROM {table}") or 0) + 1

    def _add(
        self,
        table: str,
        row: tuple[str | int | None, ...],
        action: str,
        subject: str,
        detail: Mapping[str, str],
        number: int = 0,
    ) -> int:
        """Insert a row and the journal's line that vouches for it; the row's id."""
        if not self._database.in_transaction:
            raise LedgerError("台帳への書き込みは既に終わっています。記録は変わっていません。")
        number = number or self._next(table)
        self._database.run(_INSERT[table], number, *row)
        vouched = {"table": table, "row": str(number), "sha256": sha256_of_row((number, *row))}
        self._scribe.note(action, subject, {**detail, **vouched})
        return number
