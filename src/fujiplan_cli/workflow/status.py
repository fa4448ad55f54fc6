"""Who has answered: per department and per project, with due dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from fujiplan_cli.ledger import CurrentSubmission, Ledger, VersionMark
from fujiplan_cli.model.form import PROGRESS, Form
from fujiplan_cli.model.hearing import Support
from fujiplan_cli.model.memory import Distribution, Receipt
from fujiplan_cli.model.year_schedule import Alarm
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.hearing_state import open_supports
from fujiplan_cli.workflow.lists import DECISION
from fujiplan_cli.workflow.proposals import NONE_WORD, proposals
from fujiplan_cli.workflow.records import PROPOSAL, YearRecords, proposal_records, years_through
from fujiplan_cli.workflow.stage_alarms import stage_alarms
from fujiplan_cli.workflow.standing import NO_SHEET, answering

MISSING = "未提出"
CORRECT = "修正依頼"
_GRAVEST = (CORRECT, "事務局確認中", "受付済")
_NO_ANSWER = ("duplicate", "superseded", "other_year")
STATES = (MISSING, "受付済", "事務局確認中", CORRECT)


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
    versions: int = 0
    """How many versions of its sheet there are."""
    withdrawn: tuple[int, ...] = ()
    """Those out of use."""
    code: str = ""
    """Of the department."""


@dataclass(frozen=True, slots=True)
class SurveyState:
    """A 課's answer to the survey of new projects (one of STATES, or 該当なし), and how many it proposes."""

    department: str
    state: str
    proposals: int
    code: str = ""
    """Of the department."""


@dataclass(frozen=True, slots=True)
class ListState:
    """How many of the rows of a list form that were sent out have come back, and what is to be done with them.

    ``answered`` are those that count; ``waiting``: 課 from which nothing has come.
    """

    form: str
    title: str
    sent: int
    answered: int
    review: int
    returned: int
    waiting: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class YearStatus:
    """The state of a year's collection. ``on_time``: share of answered sheets that came by their due date."""

    year: int
    states: tuple[ProjectState, ...]
    survey: tuple[SurveyState, ...] = ()
    lists: tuple[ListState, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    """段階の注意 of the year's projects."""
    supports: tuple[tuple[int, Support], ...] = ()
    """(年度 of the survey, support) of new projects that was agreed and is not carried out yet."""

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
    def extended(self) -> int:
        """How many projects have more time (期限延長)."""
        return sum(one.extended for one in self.states)

    @property
    def on_time_rate(self) -> float | None:
        """Share of the answered sheets that came by their due date; None while nothing was answered."""
        on_time, answered = self.on_time
        return on_time / answered if answered else None

    @property
    def on_time(self) -> tuple[int, int]:
        """(sheets first received by the due date, sheets received). What the 事務局 took over was never received."""
        came = [s for s in self.answered if s.received]
        return sum(1 for s in came if not s.late), len(came)


def status(desk: Desk, year: int) -> YearStatus:
    """The state of every project that gets a sheet for ``year``. Raises LedgerError."""
    with desk.ledger() as ledger:
        years = tuple(years_through(desk, ledger, year))
        found = status_of(desk, ledger, years[-1] if years else YearRecords(year, {}, {}, {}))
        return replace(found, alarms=stage_alarms(desk, years))


def status_of(desk: Desk, ledger: Ledger, knowledge: YearRecords) -> YearStatus:
    """As `status`, for records already at hand."""
    year = knowledge.year
    first, kept_out = _arrivals(ledger, year)
    extended = {s.project: s.value for s in ledger.settlements(year) if s.action == "extend"}
    marks: dict[str, list[VersionMark]] = {}
    for mark in ledger.versions(year):
        if mark.form == PROGRESS:
            marks.setdefault(mark.project, []).append(mark)
    states = []
    for number, record in knowledge.records.items():
        if record.eval_stage in NO_SHEET:
            continue
        due = extended.get(number)
        office = answering(desk, knowledge.projects[number], year)
        deadline = due if isinstance(due, date) else desk.plan.due(year)
        arrived = first.get(number)
        # Last year's sheet sent after a good one takes nothing away: the good one stays in force.
        unread = number in kept_out and record.verdict is None
        received = datetime.fromisoformat(arrived.received_at).date() if arrived else None
        states.append(
            ProjectState(
                project=number,
                name=knowledge.projects[number].name,
                department=office.full_name if office else knowledge.projects[number].department,
                state=CORRECT if unread else state_of(record.verdict, record.newer_returned),
                version=record.version,
                due=deadline,
                extended=isinstance(due, date),
                received=received,
                late=bool(received and received > deadline),
                versions=len(marks.get(number, ())),
                withdrawn=tuple(m.version for m in marks.get(number, ()) if m.withdrawn),
                code=office.code if office else knowledge.projects[number].department,
            )
        )
    ordered = tuple(sorted(states, key=lambda s: (s.department, s.project)))
    agreed = open_supports(ledger, range(desk.plan.first_year, year + 1))
    survey, lists = tuple(_survey(desk, ledger, year)), tuple(_lists(desk, ledger, year))
    return YearStatus(year, ordered, survey, lists, supports=agreed)


def _arrivals(ledger: Ledger, year: int) -> tuple[dict[str, Receipt], frozenset[str]]:
    """(project → its first sheet, projects whose newest one was returned without becoming a version).

    A sheet of another year is no answer to this one.
    """
    first: dict[str, Receipt] = {}
    newest: dict[str, Receipt] = {}
    for receipt in ledger.receipts(year):
        if receipt.form in ("", PROGRESS) and receipt.project and receipt.reason not in _NO_ANSWER:
            first.setdefault(receipt.project, receipt)
            newest[receipt.project] = receipt
    kept_out = (no for no, one in newest.items() if one.verdict == "returned" and not one.submission_version)
    return first, frozenset(kept_out)


def survey_states(desk: Desk, ledger: Ledger, year: int) -> tuple[SurveyState, ...]:
    """What every 課 that was asked for new projects answered."""
    return tuple(_survey(desk, ledger, year))


def _survey(desk: Desk, ledger: Ledger, year: int) -> Iterator[SurveyState]:
    """Every 課 that got a 新規事業調書, by the gravest state of its sheets."""
    records = proposal_records(desk, ledger, year)
    made = proposals(records)
    sheets: dict[str, list[str]] = {}
    for sent in ledger.distributions(year, PROPOSAL):
        sheets.setdefault(sent.department, []).append(sent.project)
    for code, numbers in sheets.items():
        office = desk.plan.department(code)
        here = [records[number] for number in numbers if number in records]
        states = {state_of(one.verdict, one.newer_returned) for one in here}
        own = sum(number in made for number in numbers)
        none = bool(here) and not own and states <= {"受付済"}
        state = next((word for word in _GRAVEST if word in states), MISSING)
        yield SurveyState(office.full_name if office else code, NONE_WORD if none else state, own, code)


def _lists(desk: Desk, ledger: Ledger, year: int) -> Iterator[ListState]:
    for form_id in desk.forms_of(year):
        form = desk.form(year, form_id)
        if form.shape == "list" and form_id != DECISION and (sent := ledger.distributions(year, form_id)):
            yield _list_state(desk, form, sent, ledger.current(year, form_id))


def _list_state(
    desk: Desk, form: Form, sent: Sequence[Distribution], current: Mapping[str, CurrentSubmission]
) -> ListState:
    verdicts = [current[one.project].submission.verdict for one in sent if one.project in current]
    came = {one.department for one in sent if one.project in current}
    silent = dict.fromkeys(one.department for one in sent if one.department not in came)
    offices = (desk.plan.department(code) for code in silent)
    return ListState(
        form=form.id,
        title=form.title,
        sent=len(sent),
        answered=sum(verdict != "returned" for verdict in verdicts),
        review=verdicts.count("review"),
        returned=verdicts.count("returned"),
        waiting=tuple(office.full_name for office in offices if office),
    )


def state_of(verdict: str | None, newer_returned: bool) -> str:
    """A sheet's state in words. ``newer_returned``: a newer one was returned, though an older one is in force."""
    if verdict is None:
        return MISSING
    if verdict == "returned" or newer_returned:
        return CORRECT
    return "事務局確認中" if verdict == "review" else "受付済"
