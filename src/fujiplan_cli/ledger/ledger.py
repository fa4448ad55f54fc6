"""The memory of a plan folder: `.fujiplan/ledger.db` and `.fujiplan/archive/`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType

from fujiplan_cli.ledger import journal, queries, verify
from fujiplan_cli.ledger.archive import Archive
from fujiplan_cli.ledger.claim import AHEAD
from fujiplan_cli.ledger.codes import column, from_json
from fujiplan_cli.ledger.database import Database
from fujiplan_cli.ledger.entries import CurrentSubmission, RegisterVersion, VersionMark
from fujiplan_cli.ledger.errors import LedgerBusy, LedgerDamaged, LedgerError, LedgerMissing, translated
from fujiplan_cli.ledger.holder import Holder
from fujiplan_cli.ledger.schema import prepare
from fujiplan_cli.ledger.session import SHORT_WAIT, running
from fujiplan_cli.ledger.verify import Fault
from fujiplan_cli.ledger.writer import Writer
from fujiplan_cli.model.act import Act
from fujiplan_cli.model.finance import FinanceEntry, FinanceImport, FinanceMoney
from fujiplan_cli.model.memory import Distribution, JournalEntry, Publication, Receipt, Settlement, StoredSubmission
from fujiplan_cli.model.project import Project
from fujiplan_cli.model.record import Submission
from fujiplan_cli.model.snapshot import Decision, Snapshot, SnapshotEntry

FOLDER = ".fujiplan"
DISPOSAL = "disposal"
"""Kind of the act that says a received file was disposed of: its subject is the sha256."""


class Ledger:
    """Open it with `Ledger.open`, as a context manager. Reads give tuples of the model's dataclasses.

    Every method may raise LedgerError (its subclasses say which), and nothing else, for what goes wrong on the disk.
    """

    def __init__(self, folder: Path, database: Database, wait: float = SHORT_WAIT) -> None:
        """Use `Ledger.open`."""
        self._database = database
        self._archive = Archive(folder)
        self._holder = Holder(folder)
        self._wait = wait
        self._told_of_clocks = False

    @classmethod
    def open(cls, plan_folder: Path, *, create: bool = False, busy_seconds: float | None = None) -> Ledger:
        """The ledger of a plan folder; with ``create`` an empty one where there is none.

        ``busy_seconds``: how long another's lock is waited for (default: what the running command was told).
        Raises LedgerMissing, LedgerDamaged, LedgerNewer, LedgerBusy.
        """
        wait = running().wait if busy_seconds is None else busy_seconds
        folder = plan_folder.absolute() / FOLDER
        path = folder / "ledger.db"
        _look_before(path, Archive(folder), plan_folder, create=create)
        try:
            database = Database(path, wait)
        except LedgerBusy as error:
            raise Holder(folder).busy() from error
        try:
            prepare(database, create=create, guard=lambda: Holder(folder).taken("", wait))
        except BaseException:  # Ctrl-C too: Windows deletes and renames no database that is open
            database.close()
            raise
        return cls(folder, database, wait)

    def close(self) -> None:
        """Close the file; what was not committed is forgotten."""
        self._database.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def writing(self, by: str, at: datetime) -> Iterator[Writer]:
        """One transaction: all that the block adds is there afterwards, or nothing (any exception, Ctrl-C, a kill).

        ``by``: the person (``--by``). Raises LedgerBusy when somebody else is writing.
        """
        moment = at.isoformat(timespec="seconds")
        # Before the transaction: whatever stops this one may take back its own files only, never those of the last.
        self._archive.forget_batch()
        self._holder.take(by, self._wait)
        try:
            self._begin()
            self._compare_clocks(at)
            self._archive.begin()
            yield Writer(self._database, self._archive, by, moment)
            self._archive.settle()
            self._holder.confirm()
            self._database.commit()
        finally:
            self._forget_unless_committed()
            self._holder.leave()

    def _begin(self) -> None:
        try:
            self._database.begin()
        except LedgerBusy as error:
            raise self._holder.busy() from error

    def _compare_clocks(self, at: datetime) -> None:
        """Tell once when the newest record was made later than it is now here. Order is by number, so nothing breaks.

        A day given by ``--today`` is no clock and compared with none.
        """
        if self._told_of_clocks or abs(datetime.now() - at) > timedelta(days=1):
            return
        newest = self._database.one("SELECT at FROM journal ORDER BY sequence DESC LIMIT 1") or ""
        if newest > (at + AHEAD).isoformat(timespec="seconds"):
            self._told_of_clocks = True
            running().tell(
                f"台帳の最新の記録（{newest.replace('T', ' ')[:16]}）は、このコンピューターの時計より先の時刻です。"
                "記録の順序には影響しませんが、時計が合っているかを確認してください。"
            )

    def _forget_unless_committed(self) -> None:
        if self._database.in_transaction:
            # While the lock is still held: afterwards another writer may rely on the same bytes.
            self._archive.discard()
            # The first failure is the one to tell, and closing the file ends the transaction at the latest.
            with suppress(LedgerError):
                self._database.rollback()

    # -- the register -------------------------------------------------------------------------------------------

    def projects(self) -> tuple[Project, ...]:
        """The register as it is now, by number."""
        return self.projects_as_of(self.register_version())

    def projects_as_of(self, register_version: int) -> tuple[Project, ...]:
        """The register as it was in that version, by number."""
        return tuple(from_json(Project, text) for (text,) in self._database.rows(queries.REGISTER, register_version))

    def project_numbers(self) -> tuple[str, ...]:
        """Numbers of the register as it is now."""
        return tuple(number for (number,) in self._database.rows(queries.NUMBERS, self.register_version()))

    def register_version(self) -> int:
        """Number of the register's newest version; 0 before the first."""
        return int(self._database.one("SELECT max(id) FROM register_versions") or 0)

    def register_versions(self) -> tuple[RegisterVersion, ...]:
        """Where each version of the register came from, oldest first."""
        found = self._database.rows("SELECT payload FROM register_versions ORDER BY id")
        return tuple(from_json(RegisterVersion, text) for (text,) in found)

    # -- sheets out and in --------------------------------------------------------------------------------------

    def distributions(self, year: int, form: str = "progress") -> tuple[Distribution, ...]:
        """The newest sheet sent out to each project, by project number."""
        return tuple(
            from_json(Distribution, text) for (text,) in self._database.rows(queries.DISTRIBUTIONS, year, form)
        )

    def receipts(self, year: int, after: int = 0) -> tuple[Receipt, ...]:
        """The receipt book (from the line behind the one with id ``after``), in order of arrival."""
        found = self._database.rows("SELECT payload FROM receipts WHERE year = ? AND id > ? ORDER BY id", year, after)
        return tuple(from_json(Receipt, text) for (text,) in found)

    def seen(self, year: int) -> Mapping[str, str]:
        """File path → sha256 of its newest receipt."""
        newest = (from_json(Receipt, text) for (text,) in self._database.rows(queries.SEEN, year))
        return {receipt.file: receipt.sha256 for receipt in newest}

    def submissions(self, year: int, project: str | None = None) -> tuple[StoredSubmission, ...]:
        """Every version of the answers (of one project), by project number and version."""
        found = self._database.rows(queries.SUBMISSIONS, year, None if project is None else column(project))
        return tuple(
            StoredSubmission(version, from_json(Submission, text), received_at, bool(withdrawn))
            for version, text, received_at, withdrawn in found
        )

    def current(self, year: int, form: str = "progress") -> Mapping[str, CurrentSubmission]:
        """Project number → the version that counts (the rule: CurrentSubmission). Projects without one are absent."""
        found = self._database.rows(queries.CURRENT, year, form)
        return {
            project: CurrentSubmission(version, from_json(Submission, text), bool(newer))
            for project, version, text, newer in found
        }

    def versions(self, year: int, project: str | None = None) -> tuple[VersionMark, ...]:
        """Every version (of one project) and whether it counts, by project number; no answers are read."""
        found = self._database.rows(queries.VERSIONS, year, None if project is None else column(project))
        return tuple(
            VersionMark(number, form, version, verdict, bool(withdrawn), bool(in_use))
            for number, form, version, verdict, withdrawn, in_use in found
        )

    def answered(self, year: int, form: str = "progress") -> frozenset[str]:
        """Numbers of the projects that `current` knows, without reading their answers."""
        return frozenset(project for (project,) in self._database.rows(queries.ANSWERED, year, form))

    def settlements(self, year: int, project: str | None = None) -> tuple[Settlement, ...]:
        """What the 事務局 did by hand (for one project), oldest first."""
        found = self._database.rows(
            "SELECT payload FROM settlements WHERE year = ?1 AND (?2 IS NULL OR project = ?2) ORDER BY id",
            *(year, None if project is None else column(project)),
        )
        return tuple(from_json(Settlement, text) for (text,) in found)

    def finance(self, year: int) -> Mapping[str, FinanceMoney]:
        """Project number → its money by the newest import that names it. Projects without any are absent."""
        return {
            project: FinanceMoney(from_json(FinanceEntry, entry), from_json(FinanceImport, header))
            for project, entry, header in self._database.rows(queries.FINANCE, year)
        }

    def finance_imports(self, year: int) -> tuple[FinanceImport, ...]:
        """Every export of 財務会計 taken in for a year with its entries, oldest first."""
        entries: dict[int, list[FinanceEntry]] = {}
        for number, text in self._database.rows(queries.FINANCE_ENTRIES, year):
            entries.setdefault(number, []).append(from_json(FinanceEntry, text))
        found = self._database.rows("SELECT payload, id FROM finance_imports WHERE year = ? ORDER BY id", year)
        return tuple(
            replace(from_json(FinanceImport, text), entries=tuple(entries.get(number, ()))) for text, number in found
        )

    # -- meetings and publication -------------------------------------------------------------------------------

    def decisions(self, year: int, meeting: str | None = None, *, undone: bool = False) -> tuple[Decision, ...]:
        """Decisions (of one meeting), oldest first; with ``undone`` also those taken back, which say so."""
        found = self._database.rows(queries.DECISIONS, year, meeting, int(undone))
        return tuple(
            replace(from_json(Decision, text), undone_at=at or "", undone_by=by or "", undone_reason=reason or "")
            for text, at, by, reason in found
        )

    def snapshots(self, year: int, meeting: str | None = None) -> tuple[Snapshot, ...]:
        """Frozen snapshots (of one meeting), oldest first."""
        found = self._database.rows(
            "SELECT payload, id FROM snapshots WHERE year = ?1 AND (?2 IS NULL OR meeting = ?2) ORDER BY id",
            *(year, meeting),
        )
        return tuple(self._snapshot(*row) for row in found)

    def frozen(self, year: int) -> tuple[Snapshot, ...]:
        """The snapshots of a year without their entries, oldest first: whose material was frozen, and when."""
        found = self._database.rows("SELECT payload, id FROM snapshots WHERE year = ? ORDER BY id", year)
        return tuple(replace(from_json(Snapshot, text), entries=(), id=number) for text, number in found)

    def latest_snapshot(self, year: int, meeting: str) -> Snapshot | None:
        """The newest version for that meeting, or None."""
        found = self._database.rows(
            "SELECT payload, id FROM snapshots WHERE year = ? AND meeting = ? ORDER BY version DESC LIMIT 1",
            *(year, meeting),
        )
        return self._snapshot(*found[0]) if found else None

    def snapshot_before(self, snapshot: Snapshot) -> Snapshot | None:
        """The one frozen before it in the same year, whatever the meeting; None for the year's first."""
        found = self._database.rows(
            "SELECT payload, id FROM snapshots WHERE year = ? AND id < ? ORDER BY id DESC LIMIT 1",
            *(snapshot.year, snapshot.id),
        )
        return self._snapshot(*found[0]) if found else None

    def snapshot(self, snapshot_id: int) -> Snapshot | None:
        """The snapshot of that id, or None."""
        found = self._database.rows("SELECT payload, id FROM snapshots WHERE id = ?", snapshot_id)
        return self._snapshot(*found[0]) if found else None

    def _snapshot(self, text: str, snapshot_id: int) -> Snapshot:
        found = self._database.rows(
            # As bytes: 20 kB a result, which would become a text only to be taken apart again.
            "SELECT CAST(payload AS BLOB) FROM snapshot_entries WHERE snapshot = ? ORDER BY position",
            snapshot_id,
        )
        return replace(from_json(Snapshot, text), entries=tuple(from_json(SnapshotEntry, entry) for (entry,) in found))

    def publications(self, year: int | None = None) -> tuple[Publication, ...]:
        """Publications of the site, oldest first."""
        found = self._database.rows("SELECT payload FROM publications WHERE ?1 IS NULL OR year = ?1 ORDER BY id", year)
        return tuple(from_json(Publication, text) for (text,) in found)

    def acts(self, kind: str, year: int | None = None, *, undone: bool = False) -> tuple[Act, ...]:
        """Acts of a kind (of one year), oldest first; with ``undone`` also those taken back, which say so."""
        found = self._database.rows(queries.ACTS, kind, year, int(undone))
        return tuple(
            replace(from_json(Act, text), undone_at=at or "", undone_by=by or "", undone_reason=reason or "")
            for text, at, by, reason in found
        )

    # -- proof --------------------------------------------------------------------------------------------------

    def journal(self) -> Iterator[JournalEntry]:
        """Every line of the journal, oldest first."""
        return journal.read(self._database)

    def journal_head(self) -> str:
        """Hash of the journal's newest line. Printed on paper, it proves later that no line before was changed."""
        return journal.head(self._database)[1]

    def verify(self) -> tuple[str, ...]:
        """Every fault of ledger and archive, in Japanese; empty when all is as it was written. Reads everything."""
        return tuple(fault.text for fault in self.faults())

    def faults(self) -> tuple[Fault, ...]:
        """As `verify`, with the kind of each fault."""
        return tuple(verify.faults(self._database, self._archive))

    def archived(self, sha256: str) -> bytes:
        """Received bytes. Raises LedgerError when none are kept (any more), LedgerDamaged when they were changed."""
        if not self._archive.has(sha256):
            for act in self.acts(DISPOSAL):
                if act.subject == sha256:
                    number = act.facts.get("approval_no", "")
                    raise LedgerError(
                        f"受領ファイル（識別値 {sha256[:12]}…）は、{act.date}に廃棄しました（決裁番号 {number}）。"
                    )
        return self._archive.get(sha256)

    def remove_disposed(self) -> tuple[str, ...]:
        """Take the bytes of all disposed files off the disk; the sha256 of those that still lay there.

        The acts are on record before, so a run that is killed here is finished by the next one.
        """
        return tuple(a.subject for a in self.acts(DISPOSAL) if self._archive.remove(a.subject))

    def keep_copy(self, target: Path) -> None:
        """Copy the committed ledger file to ``target``, whole or not at all. Raises LedgerError."""
        self._database.keep_copy(target)

    def put_back(self, found: Mapping[str, bytes], aside: Path, by: str, at: datetime, note: Act) -> None:
        """Received files whose bytes were found again: what lies in their place goes to ``aside``, never away.

        ``found``: sha256 → bytes. ``note`` is recorded with it. Raises LedgerError.
        """
        with self.writing(by, at) as writer:
            for sha256, data in found.items():
                if self._archive.has(sha256):
                    self._archive.set_aside(sha256, aside)
                writer.archive(data)
            writer.add_act(note)

    def has_archived(self, sha256: str) -> bool:
        """Whether received bytes are kept under that sha256."""
        return self._archive.has(sha256)


def _look_before(path: Path, archive: Archive, plan_folder: Path, *, create: bool) -> None:
    """Refuse to begin a new ledger where one is wanted, or where one must have been; make the folders otherwise."""
    with translated():
        if path.exists() and path.stat().st_size > 0:
            return
    if not archive.is_empty():
        raise LedgerDamaged(
            "受領ファイルの保管庫（.fujiplan/archive）はありますが、台帳ファイル（.fujiplan/ledger.db）がないか、空です。"
            "控え（バックアップ）から戻してください。"
        )
    if not create:
        raise LedgerMissing(
            f"「{plan_folder}」には台帳（.fujiplan/ledger.db）がまだありません。"
            "計画フォルダーの指定を確認するか、fujiplan import --kind register で事業台帳を取り込んでください。"
        )
    archive.prepare()
