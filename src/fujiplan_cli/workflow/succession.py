"""What follows what: which arrival is newer, and what to tell when one takes another's place (ADR 0005)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from fujiplan_cli.ledger import Ledger, PackedSubmission, pack, unpack
from fujiplan_cli.model.catalogue import spec_of
from fujiplan_cli.model.finding import Finding, verdict_of
from fujiplan_cli.model.form import PROGRESS
from fujiplan_cli.model.memory import Receipt, Settlement
from fujiplan_cli.model.place import Place
from fujiplan_cli.model.record import STOP_WORDS, Submission
from fujiplan_cli.workflow.arrivals import Arrival
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.differences import changed_fields
from fujiplan_cli.workflow.records import ADDING, SHEET, holds
from fujiplan_cli.workflow.senders import Senders
from fujiplan_cli.workflow.settle import field_words
from fujiplan_cli.workflow.standing import line_of

_INSTEAD_OF = "department_other"
"""Told by the sheet alone; two departments for one project is the same cause, told better."""


class Succession:
    """Learns every line of the receipt book of a year; answers for the sheet that comes next."""

    def __init__(self, desk: Desk, ledger: Ledger, year: int) -> None:
        self._desk, self._ledger, self._year = desk, ledger, year
        self._senders = Senders.of(desk.plan, year)
        self._withdrawn = {(m.project, m.version) for m in ledger.versions(year) if m.withdrawn}
        self._newest: dict[tuple[str, str, str], Receipt] = {}
        self._last: dict[tuple[str, str, str], Receipt] = {}
        self._settled: dict[str, list[Settlement]] = {}
        for settlement in ledger.settlements(year):
            self._settled.setdefault(settlement.project, []).append(settlement)

    def learn(self, receipt: Receipt) -> None:
        """A line of the receipt book. What became no version, or is out of use, is nobody's predecessor."""
        if receipt.verdict == "rejected" or not self._counts(receipt):
            return
        line = line_of(receipt)
        self._last[line] = receipt
        newest = self._newest.get(line)
        if newest is None or receipt.modified_at > newest.modified_at:
            self._newest[line] = receipt

    def _counts(self, receipt: Receipt) -> bool:
        if (receipt.project, receipt.submission_version) in self._withdrawn:
            return False
        return not receipt.reason or (receipt.reason == "superseded" and receipt.submission_version > 0)

    def withdraw(self, project: str, version: int) -> None:
        """A version that comes too late is out of use from the beginning."""
        self._withdrawn.add((project, version))

    def newer_than(self, arrival: Arrival, submission: Submission) -> Receipt | None:
        """The recorded sheet that was saved after this one, if there is one: this one then comes too late."""
        newest = self._newest.get(line_of(submission))
        return newest if newest and arrival.modified and arrival.modified < newest.modified_at else None

    def told(self, arrival: Arrival, sheet: PackedSubmission) -> PackedSubmission:
        """The sheet with what must be told because another version was there before it."""
        former = self._last.get(line_of(sheet.submission))
        if former is None or sheet.rows or not sheet.submission.project:
            return sheet
        submission = unpack(sheet)
        found = [*self._two_departments(arrival, submission, former), *self._lapsed(submission, former)]
        if not found:
            return sheet
        kept = submission.findings
        if any(f.code == "two_departments" for f in found):
            kept = tuple(f for f in kept if f.code != _INSTEAD_OF)
        findings = (*kept, *found)
        return pack(replace(submission, findings=findings, verdict=verdict_of(findings)))

    def _two_departments(self, arrival: Arrival, now: Submission, former: Receipt) -> Iterator[Finding]:
        """Sheets of one project that lay in the folders of two 課 and do not say the same."""
        here, there = self._senders.sent_by(arrival.file), self._senders.sent_by(former.file)
        if not here or not there or not here.keys().isdisjoint(there.keys()):
            return
        before = self._stored(former)
        if before is not None and not changed_fields(before, now):
            return
        yield self._finding(
            "two_departments",
            now,
            before_office="、".join(there.values()),
            # In a dry run the sheet before it became no version either.
            before=f"第{former.submission_version}版" if former.submission_version else "先に読んだもの",
            office="、".join(here.values()),
            project=now.project,
            year=str(self._year),
        )

    def _lapsed(self, now: Submission, former: Receipt) -> Iterator[Finding]:
        """What the 事務局 had entered or accepted for the version so far, and does not hold for this one."""
        if now.form != PROGRESS or former.submission_version == 0:
            return
        last = {s.field: s for s in self._settled.get(now.project, ()) if s.action in ("value", "accept")}
        held = [s for s in last.values() if s.version >= former.submission_version]
        words = [word for one in held if (word := self._lapse(one, now, self._from_rows(now.project)))]
        if words:
            yield self._finding("settlement_lapsed", now, before=str(former.submission_version), items="／".join(words))

    def _lapse(self, one: Settlement, now: Submission, from_rows: Mapping[str, int]) -> str:
        """What becomes of a settlement; "" where nothing does."""
        if one.action == "accept":
            return (
                f"{self._label(one.field)}は、認めた内容をまた確認する必要がある" if self._asks_again(one, now) else ""
            )
        spoken = frozenset({*now.answers, *(f.field for f in now.findings)})
        answer = now.answers.get(one.field)
        if holds(one, one.version + 1, spoken, from_rows) or (answer is not None and answer.value == one.value):
            return ""
        said = answer.raw.strip() if answer else ""
        return f"{self._label(one.field)}は、記録した値「{one.value}」に代わり、今回の記入「{said}」を使う"

    def _from_rows(self, project: str) -> dict[str, int]:
        """Field → version of the row in use that gives it: there a sheet has nothing to say (records.holds)."""
        rows = {m.version for m in self._ledger.versions(self._year, project) if m.in_use and m.form in ADDING}
        stored = self._ledger.submissions(self._year, project) if rows else ()
        return {
            name: one.version
            for one in stored
            if one.version in rows
            for name, answer in one.submission.answers.items()
            if answer.value is not None
        }

    def _asks_again(self, settlement: Settlement, now: Submission) -> bool:
        if settlement.field == "status" and settlement.value in STOP_WORDS:
            return False  # a decision outlasts versions; a new one is asked for by check stop
        return any((f.field or SHEET) == settlement.field and f.severity == "review" for f in now.findings)

    def _label(self, field_id: str) -> str:
        return field_words(self._desk, self._year, field_id)

    def _stored(self, receipt: Receipt) -> Submission | None:
        stored = self._ledger.submissions(self._year, receipt.project)
        return next((s.submission for s in stored if s.version == receipt.submission_version), None)

    def _finding(self, code: str, now: Submission, **params: str) -> Finding:
        return Finding(code, spec_of(code).severity, Place(now.file, now.sheet), params=params)
