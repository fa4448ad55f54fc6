"""Who has answered: per department and per project, with due dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.memory import Receipt
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.distribute import NO_SHEET, answering
from fujiplan_cli.workflow.records import YearRecords, year_records

MISSING = "未提出"
STATES = (MISSING, "受付済", "事務局確認中", "修正依頼")


@dataclass(frozen=True, slots=True)
class ProjectState:
    """One project's answer: its state, due date (with extension), when it came, and whether on time."""

    project: str
    name: str
    department: str
    state: str
    version: int
    due: date
    extended: bool
    received: date | None
    late: bool


@dataclass(frozen=True, slots=True)
class YearStatus:
    """The state of a year's collection. ``on_time``: share of answered sheets that came by their due date."""

    year: int
    states: tuple[ProjectState, ...]

    def by_department(self) -> Mapping[str, Counter[str]]:
        """Department's full name → state → number of projects."""
        table: dict[str, Counter[str]] = {}
        for state in self.states:
            table.setdefault(state.department, Counter())[state.state] += 1
        return table

    @property
    def answered(self) -> tuple[ProjectState, ...]:
        """The projects that have answered at all."""
        return tuple(s for s in self.states if s.state != MISSING)

    @property
    def on_time(self) -> tuple[int, int]:
        """(sheets first received by the due date, sheets received)."""
        return sum(1 for s in self.answered if not s.late), len(self.answered)


def status(desk: Desk, year: int) -> YearStatus:
    """The state of every project that gets a sheet for ``year``. Raises LedgerError."""
    with desk.ledger() as ledger:
        return status_of(desk, ledger, year_records(desk, ledger, year))


def status_of(desk: Desk, ledger: Ledger, knowledge: YearRecords) -> YearStatus:
    """As `status`, for records already at hand."""
    year = knowledge.year
    first: dict[str, Receipt] = {}
    for receipt in ledger.receipts(year):
        if receipt.submission_version:
            first.setdefault(receipt.project, receipt)
    extended = {s.project: s.value for s in ledger.settlements(year) if s.action == "extend"}
    states = []
    for number, record in knowledge.records.items():
        if record.eval_stage in NO_SHEET:
            continue
        due = extended.get(number)
        office = answering(desk, knowledge.projects[number], year)
        deadline = due if isinstance(due, date) else desk.plan.due(year)
        arrived = first.get(number)
        received = datetime.fromisoformat(arrived.received_at).date() if arrived else None
        states.append(
            ProjectState(
                project=number,
                name=knowledge.projects[number].name,
                department=office.full_name if office else knowledge.projects[number].department,
                state=_state(record.verdict, record.newer_returned),
                version=record.version,
                due=deadline,
                extended=isinstance(due, date),
                received=received,
                late=bool(received and received > deadline),
            )
        )
    return YearStatus(year, tuple(sorted(states, key=lambda s: (s.department, s.project))))


def _state(verdict: str | None, newer_returned: bool) -> str:
    if verdict is None:
        return MISSING
    if verdict == "returned" or newer_returned:
        return "修正依頼"
    return "事務局確認中" if verdict == "review" else "受付済"
