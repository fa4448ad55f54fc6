"""Read what departments sent back, record it, write the receipt book (受付簿) and 修正依頼 copies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from fujiplan_cli.intake import NOT_READ
from fujiplan_cli.ledger import Ledger, PackedSubmission, Writer
from fujiplan_cli.model.finding import Verdict
from fujiplan_cli.model.memory import Receipt, Settlement
from fujiplan_cli.model.record import Submission
from fujiplan_cli.model.scorecard import Scorecard
from fujiplan_cli.scoring import Move, score
from fujiplan_cli.scoring import compare as compare_cards
from fujiplan_cli.workflow.arrivals import Arrival, arrived_files, receive
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.records import ADDING, SHEET, year_known, year_records
from fujiplan_cli.workflow.standing import NO_SHEET, answering
from fujiplan_cli.workflow.succession import Succession
from fujiplan_cli.workflow.unread import LAY_WITH_US, is_read_at_last, is_unread, worth_another_try
from fujiplan_cli.workflow.year_reading import BY_OURSELVES, Means, YearReading

if TYPE_CHECKING:
    from fujiplan_cli.workflow.returns import ReturnFile

BATCH = 200
"""Files recorded in one transaction, with one wait for the disk."""
BATCH_BYTES = 64 << 20
"""Received bytes held until they are recorded."""
Progress = Callable[[Iterable[Path], int], Iterator[Path]]


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the result: a sheet of a file (or a file without one) and why it was not recorded anew."""

    submission: Submission
    reason: str
    version: int = 0
    """The version that it became, or that holds the same bytes; 0 when there is none, or nothing was recorded."""


@dataclass(frozen=True, slots=True)
class Collected:
    """Result of a collect or check run. ``missing``: (project, department) not yet answered."""

    year: int
    lines: tuple[Line, ...]
    missing: tuple[tuple[str, str], ...]
    returned: tuple[ReturnFile, ...] = ()
    receipt_book: str = ""
    moves: tuple[Move, ...] = ()
    """Projects whose score or grade a list of this run moved (数値確定票, 事務局確認票), before → after."""

    @property
    def returns(self) -> tuple[str, ...]:
        """Paths of the returns that were written."""
        return tuple(one.path for one in self.returned)

    def totals(self) -> dict[str, int]:
        """Files by verdict, and how many are missing."""
        counts: dict[str, int] = dict.fromkeys(("accepted", "repaired", "review", "returned", "rejected"), 0)
        for line in self.lines:
            if line.reason != "lockfile":
                counts[line.submission.verdict] += 1
        return counts | {"files": len({n.submission.file for n in self.lines}), "missing": len(self.missing)}

    def must_act(self) -> bool:
        """Whether somebody must act (exit status 1)."""
        acting: tuple[Verdict, ...] = ("review", "returned", "rejected")
        return any(n.submission.verdict in acting and n.reason != "lockfile" for n in self.lines)


def check(desk: Desk, year: int, paths: Sequence[Path], means: Means = BY_OURSELVES) -> Collected:
    """What collect would say of these files; nothing is recorded. Raises Refused."""
    files = arrived_files(paths)
    with desk.ledger() as ledger, means.pool(len(files)) as pool:
        reading = YearReading(desk, ledger, year, means, pool)
        succession = Succession(desk, ledger, year)
        received = ledger.receipts(year)
        for receipt in received:
            succession.learn(receipt)
        known = {receipt.sha256 for receipt in received}
        lines = []
        for arrival in reading.read(receive(desk, year, path) for path in files):
            for sheet in arrival.sheets:
                new = not arrival.lock and arrival.sha256 not in known and _recordable(sheet)
                told = succession.told(arrival, sheet) if new else sheet
                lines.append(Line(told.submission, "lockfile" if arrival.lock else ""))
    return Collected(year, tuple(lines), ())


def collect(
    desk: Desk,
    year: int,
    paths: Sequence[Path] = (),
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    means: Means = BY_OURSELVES,
) -> Collected:
    """Read ``paths`` (default ``inbox/<year>``) and record what is new. Raises Refused, LedgerError.

    Records are written in batches, each whole; an interrupted run goes on where it stopped when run again.
    A file whose bytes were received before is recognised by them and not read again.
    """
    files = arrived_files(paths or (desk.folder / "inbox" / str(year),))
    with desk.ledger() as ledger, means.pool(len(files)) as pool:
        recorder = _Recorder(desk, ledger, year, dry_run, means)
        lists = _ListsMove(desk, ledger, year)
        reading = YearReading(desk, ledger, year, means, pool)
        steps = progress(files, len(files)) if progress else files
        received = (recorder.look_up(receive(desk, year, path)) for path in steps)
        for batch in _batches(reading.read(received)):
            if not dry_run:
                lists.look_at(batch)
            recorder.take(batch)
        lines = tuple(sorted(recorder.lines, key=lambda n: (n.submission.file, n.submission.sheet)))
        missing = tuple(_missing(desk, ledger, year))
        if dry_run:
            return Collected(year, lines, missing)
        # They take openpyxl, which is slow to load and which nobody needs who only checks.
        from fujiplan_cli.workflow.receipts import write_receipt_book
        from fujiplan_cli.workflow.returns import begin_returns

        returns = begin_returns(desk, ledger, reading.lookup, year, pool)
        try:
            book = write_receipt_book(desk, ledger, year)  # while workers mark the first of the returns
        except Refused:
            tuple(returns)  # a receipt book that is open in Excel must not keep the departments waiting
            raise
        returned = tuple(returns)
        moves = lists.moves()
    return Collected(year, lines, missing, returned, book, moves)


class _ListsMove:
    """What the lists of a run do to the grades, so that a figure confirmed today surprises nobody at the meeting."""

    def __init__(self, desk: Desk, ledger: Ledger, year: int) -> None:
        self._desk, self._ledger, self._year = desk, ledger, year
        self._before: tuple[Scorecard, ...] | None = None

    def look_at(self, batch: Sequence[Arrival]) -> None:
        """Before the first list of the run is recorded, remember how the year stands."""
        new = (one for arrival in batch if not arrival.known for one in arrival.submissions)
        if self._before is None and any(one.form in ADDING for one in new):
            self._before = self._cards()

    def moves(self) -> tuple[Move, ...]:
        """Whose score or grade is another now; none when no list came."""
        if self._before is None:
            return ()
        return tuple(move for move in compare_cards(self._before, self._cards()) if move.moved)

    def _cards(self) -> tuple[Scorecard, ...]:
        records = year_records(self._desk, self._ledger, self._year).records
        return score(tuple(records.values()), self._desk.method(self._year))


def _batches(arrivals: Iterable[Arrival]) -> Iterator[list[Arrival]]:
    """A batch is one transaction: so many files, or so many bytes, whichever is reached first."""
    batch: list[Arrival] = []
    size = 0
    for arrival in arrivals:
        batch.append(arrival)
        size += len(arrival.data)
        if len(batch) == BATCH or size > BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class _Recorder:
    """Decides for each arrival whether it is new, and records a batch in one transaction."""

    def __init__(self, desk: Desk, ledger: Ledger, year: int, dry_run: bool, means: Means) -> None:
        self.desk, self.ledger, self.year, self.dry_run = desk, ledger, year, dry_run
        self.lines: list[Line] = []
        self._by_content: dict[str, list[Receipt]] = {}
        self._succession = Succession(desk, ledger, year)
        self._seen = 0
        self._worth_another_try = worth_another_try(desk.plan, means)
        self._catch_up()

    def look_up(self, arrival: Arrival) -> Arrival:
        """The arrival, marked as known when the same bytes were received before: they are not held any longer."""
        known = self._by_content.get(arrival.sha256, ())
        if any(not is_unread(r, self._worth_another_try) for r in known):
            return replace(arrival, known=True, data=b"")
        return arrival

    def take(self, arrivals: Sequence[Arrival]) -> None:
        """Record one batch, older files first so that the newest is the last version."""
        if not arrivals:
            return
        in_order = sorted(arrivals, key=lambda a: (a.modified, a.file))
        if self.dry_run:
            for arrival in in_order:
                self._take_one(arrival, None)
            return
        with self.ledger.writing(self.desk.by, self.desk.at) as writer:
            self._catch_up()
            for arrival in in_order:
                self._take_one(arrival, writer)

    def _catch_up(self) -> None:
        """Learn what was recorded since we last looked, under the writer's lock: others may collect the same files."""
        for receipt in self.ledger.receipts(self.year, after=self._seen):
            self._seen = receipt.id
            self._remember(receipt)

    def _take_one(self, arrival: Arrival, writer: Writer | None) -> None:
        if arrival.lock:
            self.lines += [Line(s, "lockfile") for s in arrival.submissions]
            return
        known = self._by_content.get(arrival.sha256, [])
        if known and (arrival.known or not is_read_at_last(arrival, known)):
            self._again(arrival, known, writer)
            return
        if writer is not None and arrival.data:
            writer.archive(arrival.data)
        for sheet in arrival.sheets:
            self._record(arrival, sheet, writer)

    def _again(self, arrival: Arrival, known: Sequence[Receipt], writer: Writer | None) -> None:
        """The same bytes: unchanged at the same path; a duplicate elsewhere, noted once in the receipt book."""
        here = [r for r in known if r.file == arrival.file]
        reason = "unchanged" if here else "duplicate"
        for receipt in here or _one_a_sheet(known):
            self.lines.append(Line(_as_received(receipt, arrival), reason, receipt.submission_version))
            if not here and writer is not None:
                copy = replace(receipt, id=0, file=arrival.file, reason=reason, submission_version=0)
                copy = replace(copy, received_at=self.desk.at.isoformat())
                self._seen = writer.add_receipt(copy)
                self._remember(replace(copy, id=self._seen))

    def _record(self, arrival: Arrival, sheet: PackedSubmission, writer: Writer | None) -> None:
        recordable = _recordable(sheet)
        newer = self._succession.newer_than(arrival, sheet.submission) if recordable else None
        if recordable and newer is None:
            sheet = self._succession.told(arrival, sheet)
        submission = sheet.submission
        reason = "superseded" if newer else ("" if submission.verdict == "rejected" else _not_read(submission))
        version = self._add(sheet, newer, writer) if recordable and writer is not None else 0
        self.lines.append(Line(submission, reason, version))
        receipt = self._receipt(arrival, submission, reason, version)
        if writer is not None:
            self._seen = writer.add_receipt(receipt)
            receipt = replace(receipt, id=self._seen)
        self._remember(receipt)

    def _add(self, sheet: PackedSubmission, newer: Receipt | None, writer: Writer) -> int:
        """The next version; one that comes too late is out of use, until `settle --restore` takes it back.

        Of a list every row is a version of its project's answers; the highest is told.
        """
        at, versions = self.desk.at.isoformat(), []
        for one in _own_rows(sheet) or [sheet]:
            versions.append(writer.add_packed(one, at))
            if newer is not None:
                project = one.submission.project
                reason = f"先に受け付けた第{newer.submission_version}版より前に保存されたファイルのため（自動）"
                writer.add_settlement(
                    Settlement(self.year, project, SHEET, "withdraw", None, reason, self.desk.by, at, versions[-1])
                )
                self._succession.withdraw(project, versions[-1])
        return max(versions)

    def _receipt(self, arrival: Arrival, submission: Submission, reason: str, version: int) -> Receipt:
        return Receipt(
            year=self.year,
            file=arrival.file,
            sha256=arrival.sha256,
            size=len(arrival.data),
            received_at=self.desk.at.isoformat(),
            modified_at=arrival.modified,
            verdict=submission.verdict,
            reason=reason,
            sheet=submission.sheet,
            form=submission.form,
            form_version=submission.version,
            project=submission.project,
            department=submission.department,
            submission_version=version,
            findings=submission.findings,
            subject=submission.subject,
        )

    def _remember(self, receipt: Receipt) -> None:
        """By content, and as a predecessor. A file that could be read at last is no longer the one that could not."""
        self._succession.learn(receipt)
        if receipt.sha256:
            known = self._by_content.setdefault(receipt.sha256, [])
            if known and not is_unread(receipt, LAY_WITH_US):
                known[:] = [r for r in known if not is_unread(r, LAY_WITH_US)]
            known.append(receipt)


def _own_rows(sheet: PackedSubmission) -> list[PackedSubmission]:
    return [row for row in sheet.rows if row.submission.verdict != "rejected"]


def _not_read(submission: Submission) -> str:
    """Code of the finding that kept the sheet out at the gate, or ""."""
    return next((f.code for f in submission.findings if f.code in NOT_READ), "")


def _recordable(sheet: PackedSubmission) -> bool:
    """Whether it becomes a version: it was read, and somebody's answers stand in it."""
    one = sheet.submission
    return one.verdict != "rejected" and bool(one.project or _own_rows(sheet)) and not _not_read(one)


def _one_a_sheet(receipts: Sequence[Receipt]) -> list[Receipt]:
    first: dict[str, Receipt] = {}
    for receipt in receipts:
        first.setdefault(receipt.sheet, receipt)
    return list(first.values())


def _as_received(receipt: Receipt, arrival: Arrival) -> Submission:
    """A known file keeps the verdict and findings it had when it first came."""
    return Submission(
        file=arrival.file,
        sha256=receipt.sha256,
        sheet=receipt.sheet,
        form=receipt.form,
        version=receipt.form_version,
        year=receipt.year,
        project=receipt.project,
        department=receipt.department,
        verdict=receipt.verdict,
        findings=receipt.findings,
        subject=receipt.subject,
    )


def _missing(desk: Desk, ledger: Ledger, year: int) -> Iterator[tuple[str, str]]:
    answered = ledger.answered(year)
    if answered.issuperset(ledger.project_numbers()):
        return  # nobody is missing, and what earlier years say need not be read to know it
    knowledge = year_known(desk, ledger, year)
    for number, known in knowledge.known.items():
        if number not in answered and known.eval_stage not in NO_SHEET:
            office = answering(desk, knowledge.projects[number], year)
            yield number, office.code if office else knowledge.projects[number].department


def by_verdict(lines: Iterable[Line]) -> Mapping[Verdict, int]:
    """How many sheets have each verdict. A lock file is no sheet."""
    counts: dict[Verdict, int] = {}
    for line in lines:
        if line.reason == "lockfile":
            continue
        counts[line.submission.verdict] = counts.get(line.submission.verdict, 0) + 1
    return counts
