"""What of each project passes on: results, open instructions, findings, requests, pending figures, and its sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fujiplan_cli.kinds.fiscal_year import year_short, year_words
from fujiplan_cli.kinds.identifier import natural
from fujiplan_cli.kinds.wareki import day_words, month_words
from fujiplan_cli.ledger import CurrentSubmission, Ledger
from fujiplan_cli.model.act import Act
from fujiplan_cli.model.catalogue import message, remedy
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.project import Project
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import Scorecard
from fujiplan_cli.model.snapshot import Decision
from fujiplan_cli.model.values import YearMonth
from fujiplan_cli.report.handover import (
    HandedInstruction,
    HandedPending,
    HandedProject,
    HandedRequest,
    HandedResult,
    HandedSheet,
)
from fujiplan_cli.report.lines import grade_of
from fujiplan_cli.report.open_points import OpenPoint
from fujiplan_cli.report.words import text_of
from fujiplan_cli.scoring import as_approved
from fujiplan_cli.scoring import score as score_records
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.records import YearRecords
from fujiplan_cli.workflow.score import approved_entries
from fujiplan_cli.workflow.snapshot import open_findings
from fujiplan_cli.workflow.standing import answering
from fujiplan_cli.workflow.status import MISSING, ProjectState, YearStatus
from fujiplan_cli.workflow.told import done_before, told_after

ANSWER = "support_answer"
"""Kind of the act that answers a 事務局への要望. Year and subject are those of the sheet; the reason is the answer."""
_BACK = 3
"""Years of results that are shown."""
_ENDED = "S9"


@dataclass(frozen=True, slots=True)
class OfficeWork:
    """The projects of a 課: its own in the order of their numbers, then those it helps with."""

    projects: tuple[HandedProject, ...] = ()


@dataclass(frozen=True, slots=True)
class _Year:
    """What is needed of one reported year."""

    records: YearRecords
    cards: Mapping[str, Scorecard]
    approved: frozenset[str]
    sheets: Mapping[str, CurrentSubmission]
    answers: Mapping[str, Act]

    @property
    def year(self) -> int:
        """The fiscal year."""
        return self.records.year


@dataclass(frozen=True, slots=True)
class _Own:
    """What stands of one project today: where its sheet is, what to mend on it, and instructions not yet answered."""

    state: ProjectState | None
    points: tuple[Finding, ...]
    sent: str
    instructions: tuple[Decision, ...]


def works_of(desk: Desk, ledger: Ledger, years: Sequence[YearRecords], status: YearStatus) -> Mapping[str, OfficeWork]:
    """Code of the 課 that serves → its projects of the last of the ``years`` (oldest first)."""
    shown, now = tuple(_year(desk, ledger, one) for one in years[-_BACK:]), years[-1]
    done = done_before(ledger, desk.today + timedelta(days=1))
    told = told_after(desk.plan, ledger, now.year, now.told, now.records)
    states = {one.project: one for one in status.states}
    sent = {one.project: one.file for one in ledger.distributions(years[-1].year)}
    works: dict[str, list[HandedProject]] = {}
    for number, project in now.projects.items():
        owner = answering(desk, project, years[-1].year)
        helpers = (desk.plan.department_on(code, date(years[-1].year + 1, 4, 1)) for code in project.co_departments)
        offices = {one.code: one for one in (owner, *helpers) if one is not None}
        points = open_findings(ledger, years[-1].records[number])
        for code in offices:
            helping = owner is None or code != owner.code
            open_ones = tuple(one for one in told.get(number, ()) if one.id not in done)
            own = _Own(states.get(number), points, sent.get(number, ""), open_ones)
            handed = _project(desk, shown, project, own, helping=helping)
            works.setdefault(code, []).append(handed)
    return {
        code: OfficeWork(tuple(sorted(own, key=lambda p: (p.helping, natural(p.number)))))
        for code, own in works.items()
    }


def open_bloc(desk: Desk, ledger: Ledger, year: int) -> tuple[HandedInstruction, ...]:
    """Instructions of this year's meetings and the last one's that are of all projects."""
    decisions = [d for one in (year - 1, year) for d in ledger.decisions(one) if not d.project and d.note]
    return tuple(_instruction(desk, d) for d in decisions)


def _year(desk: Desk, ledger: Ledger, knowledge: YearRecords) -> _Year:
    year = knowledge.year
    cards = {c.project: c for c in score_records(tuple(knowledge.records.values()), desk.method(year))}
    approved = {number: as_approved(entry.card) for number, (entry, _) in approved_entries(desk, ledger, year).items()}
    answers = {act.subject: act for act in ledger.acts(ANSWER, year)}
    return _Year(
        knowledge,
        {**cards, **approved},
        frozenset(approved),
        ledger.current(year),
        answers,
    )


def _project(desk: Desk, years: Sequence[_Year], project: Project, own: _Own, *, helping: bool) -> HandedProject:
    number, now, state = project.number, years[-1], own.state
    record = now.records.records[number]
    answered = [y for y in years if number in y.sheets and number in y.records.records]
    newest = answered[-1] if answered else None
    last = newest.records.records[number] if newest else record
    stage = str(last.value("stage") or last.eval_stage).partition(" ")[0]
    office = answering(desk, project, now.year)
    return HandedProject(
        number=number,
        name=project.name,
        office=office.full_name if office else project.department,
        helping=helping,
        ended=record.eval_stage == _ENDED,
        summary=text_of(last, "public_summary") or project.summary,
        period=f"{year_short(project.start_year)}〜{year_short(project.end_year)}",
        stage=desk.plan.stage(stage),
        state=state.state if state else "",
        due=day_words(state.due, weekday=True) if state else "",
        overdue=bool(state and state.state == MISSING and state.due < desk.today),
        sent=own.sent,
        results=tuple(_result(desk, one, number) for one in answered),
        plan_year=year_words(newest.year + 1) if newest else year_words(now.year),
        next_plan=text_of(last, "next_plan") if newest else _planned(project, now.year),
        instructions=tuple(_instruction(desk, one) for one in own.instructions),
        points=tuple(OpenPoint(message(one), remedy(one)) for one in own.points),
        requests=tuple(_requests(years, number)),
        pending=tuple(_pending(desk, record)) if newest is now else (),
        sheets=tuple(_sheet(one, number) for one in reversed(answered[-2:])),
    )


def _planned(project: Project, year: int) -> str:
    planned = project.years.get(year)
    return planned.plan if planned else ""


def _result(desk: Desk, one: _Year, number: str) -> HandedResult:
    record, card = one.records.records[number], one.cards[number]
    stage = desk.plan.stage(str(record.value("stage") or record.eval_stage).partition(" ")[0])
    return HandedResult(
        year=year_words(one.year),
        stage=stage.choice if stage else "",
        status=card.status,
        grade=grade_of(desk.method(one.year), card.grade),
        approved=number in one.approved,
    )


def _instruction(desk: Desk, decision: Decision) -> HandedInstruction:
    meeting = desk.plan.meeting(decision.meeting)
    due = date.fromisoformat(decision.due) if decision.due else None
    day = day_words(date.fromisoformat(decision.date))
    title = meeting.short if meeting else decision.meeting
    overdue = due is not None and due < desk.today
    return HandedInstruction(decision.project, f"{title}（{day}）", decision.note, due, decision.lead, overdue)


def _requests(years: Sequence[_Year], number: str) -> Iterator[HandedRequest]:
    for one in years[-2:]:
        record = one.records.records.get(number)
        text = text_of(record, "support_request") if record is not None else ""
        if not text:
            continue
        act = one.answers.get(number)
        answered = f"{day_words(date.fromisoformat(act.date))}　{act.by}" if act else ""
        yield HandedRequest(year_words(one.year), text, act.reason if act else "", answered)


def _pending(desk: Desk, record: Record) -> Iterator[HandedPending]:
    today = YearMonth(desk.today.year, desk.today.month)
    for index in (1, 2, 3):
        month = record.value(f"kpi_{index}_pending")
        if isinstance(month, YearMonth) and record.value(f"kpi_{index}_actual") is None:
            name = text_of(record, f"kpi_{index}_name")
            late = (month.year, month.month) < (today.year, today.month)
            yield HandedPending(year_words(record.year), name, month_words(month), late)


def _sheet(one: _Year, number: str) -> HandedSheet:
    submission = one.sheets[number].submission
    name, extension = (submission.answers.get(f) for f in ("contact_name", "contact_ext"))
    return HandedSheet(
        year_words(one.year),
        submission.file,
        name.raw.strip() if name else "",
        extension.raw.strip() if extension else "",
    )
