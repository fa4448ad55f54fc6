"""Read what departments sent back, record it, write the receipt book (受付簿) and 修正依頼 copies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fujiplan_cli.intake import NOT_READ
from fujiplan_cli.ledger import Ledger, PackedSubmission, Writer
from fujiplan_cli.model.finding import Verdict
from fujiplan_cli.model.memory import Receipt
from fujiplan_cli.model.record import Submission
from fujiplan_cli.workflow.arrivals import Arrival, arrived_files, receive
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.receipts import write_receipt_book
from fujiplan_cli.workflow.records import year_records
from fujiplan_cli.workflow.returns import ReturnFile, write_returns
from fujiplan_cli.workflow.standing import NO_SHEET, answering, line_of
from fujiplan_cli.workflow.unread import LAY_WITH_US, is_read_at_last, is_unread, worth_another_try
from fujiplan_cli.workflow.year_reading import BY_OURSELVES, Means, YearReading

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


@dataclass(frozen=True, slots=True)
class Collected:
    """Result of a collect or check run. ``missing``: (project, department) not yet answered."""

    year: int
    lines: tuple[Line, ...]
    missing: tuple[tuple[str, str], ...]
    returned: tuple[ReturnFile, ...] = ()
    receipt_book: str = ""

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
    with desk.ledger() as ledger, YearReading(desk, ledger, year, means, len(files)) as reading:
        arrivals = reading.read(receive(desk, year, path) for path in files)
        lines = tuple(Line(s, "lockfile" if a.lock else "") for a in arrivals for s in a.submissions)
    return Collected(year, lines, ())


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
    with desk.ledger() as ledger, YearReading(desk, ledger, year, means, len(files)) as reading:
        recorder = _Recorder(desk, ledger, year, dry_run, means)
        steps = progress(files, len(files)) if progress else files
        received = (recorder.look_up(receive(desk, year, path)) for path in steps)
        for batch in _batches(reading.read(received)):
            recorder.take(batch)
        lines = tuple(sorted(recorder.lines, key=lambda n: (n.submission.file, n.submission.sheet)))
        missing = tuple(_missing(desk, ledger, year))
        if dry_run:
            return Collected(year, lines, missing)
        returned = write_returns(desk, ledger, reading.lookup, year)
        book = write_receipt_book(desk, ledger, year)
    return Collected(year, lines, missing, returned, book)


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
        self._newest: dict[tuple[str, str, str], str] = {}
        self._seen = 0
        self._worth_another_try = worth_another_try(desk.plan, means)
        self._catch_up()

    def look_up(self, arrival: Arrival) -> Arrival:
        """The arrival, marked as known when the same bytes were received before."""
        known = self._by_content.get(arrival.sha256, ())
        return replace(arrival, known=any(not is_unread(r, self._worth_another_try) for r in known))

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
            if receipt.submission_version and receipt.modified_at > self._newest.get(line_of(receipt), ""):
                self._newest[line_of(receipt)] = receipt.modified_at

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
            self.lines.append(Line(_as_received(receipt, arrival), reason))
            if not here and writer is not None:
                copy = replace(receipt, id=0, file=arrival.file, reason=reason, submission_version=0)
                copy = replace(copy, received_at=self.desk.at.isoformat())
                self._seen = writer.add_receipt(copy)
                self._remember(replace(copy, id=self._seen))

    def _record(self, arrival: Arrival, sheet: PackedSubmission, writer: Writer | None) -> None:
        submission = sheet.submission
        not_read = next((f.code for f in submission.findings if f.code in NOT_READ), "")
        own_rows = [row for row in sheet.rows if row.submission.verdict != "rejected"]
        recordable = submission.verdict != "rejected" and (submission.project or own_rows) and not not_read
        line = line_of(submission)
        older = bool(recordable and arrival.modified and arrival.modified < self._newest.get(line, ""))
        reason = "superseded" if older else ("" if submission.verdict == "rejected" else not_read)
        version = 0
        if recordable and not older:
            self._newest[line] = max(arrival.modified, self._newest.get(line, ""))
            if writer is not None:
                # Of a list every row is a version of its project's answers; the receipt tells the highest.
                version = max(writer.add_packed(one, self.desk.at.isoformat()) for one in own_rows or (sheet,))
        self.lines.append(Line(submission, reason))
        receipt = self._receipt(arrival, submission, reason, version)
        if writer is not None:
            self._seen = writer.add_receipt(receipt)
            receipt = replace(receipt, id=self._seen)
        self._remember(receipt)

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
        """By content. A file that could be read at last is no longer the one that could not."""
        if receipt.sha256:
            known = self._by_content.setdefault(receipt.sha256, [])
            if known and not is_unread(receipt, LAY_WITH_US):
                known[:] = [r for r in known if not is_unread(r, LAY_WITH_US)]
            known.append(receipt)


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
    if ledger.answered(year).issuperset(ledger.project_numbers()):
        return  # nobody is missing, and thousands of records need not be built to say so
    knowledge = year_records(desk, ledger, year)
    for number, record in knowledge.records.items():
        if record.version == 0 and record.eval_stage not in NO_SHEET:
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
