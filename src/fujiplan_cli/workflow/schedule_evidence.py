"""What the ledger shows of a year's work, counted once: the calendar's states and what is late are read from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import filterfalse

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.hearing import HearingResult
from fujiplan_cli.model.memory import Publication
from fujiplan_cli.model.snapshot import Decision, Snapshot
from fujiplan_cli.model.year_schedule import Alarm, InstructionDue
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.proposals import proposals
from fujiplan_cli.workflow.records import YearRecords, deciding, proposal_records, years_through
from fujiplan_cli.workflow.stage_alarms import stage_alarms
from fujiplan_cli.workflow.standing import NO_SHEET
from fujiplan_cli.workflow.status import YearStatus, status_of
from fujiplan_cli.workflow.told import done_before, told_after


@dataclass(frozen=True, slots=True)
class Evidence:
    """A year as the ledger has it."""

    registered: bool
    """The 事業台帳 has been taken in."""
    status: YearStatus
    sent: frozenset[str]
    """Projects whose sheet was distributed."""
    sent_on: str
    """ISO date of the newest distribution; "" when there was none."""
    judged: tuple[str, ...]
    """(project, item) as 「1-1-01 利用・定着」 for every self level that the 事務局 has to confirm …"""
    unconfirmed: tuple[str, ...]
    """… and those it has not."""
    frozen: Mapping[str, Snapshot]
    """Meeting → its newest snapshot, without entries."""
    decisions: Mapping[str, tuple[Decision, ...]]
    undecided: Mapping[str, tuple[str, ...]]
    """Meeting → projects on which it has not decided."""
    proposed: tuple[str, ...]
    heard: frozenset[str]
    publication: Publication | None
    unpublished_before: bool
    """The year before was brought before a meeting, and never published (a 架空 plan never is)."""
    instructions: tuple[InstructionDue, ...]
    alarms: tuple[Alarm, ...]


def evidence_of(desk: Desk, ledger: Ledger, year: int) -> Evidence:
    """Everything at once; the years' records are read one time. Raises PlanFolderError, LedgerError."""
    years = tuple(years_through(desk, ledger, year))
    knowledge = years[-1] if years else YearRecords(year, {}, {}, {})
    judged = tuple(_judged(desk, knowledge))
    distributions = ledger.distributions(year)
    decisions = {m.id: ledger.decisions(year, m.id) for m in desk.plan.meetings}
    asked = [no for no, one in knowledge.records.items() if one.eval_stage != "S0"]
    publications = ledger.publications(year)
    before = year - 1
    return Evidence(
        registered=bool(ledger.register_version()),
        status=status_of(desk, ledger, knowledge),
        sent=frozenset(one.project for one in distributions),
        sent_on=max((one.at[:10] for one in distributions), default=""),
        judged=tuple(words for words, _ in judged),
        unconfirmed=tuple(words for words, confirmed in judged if not confirmed),
        frozen={one.meeting: one for one in ledger.frozen(year)},
        decisions=decisions,
        undecided={m: tuple(filterfalse(deciding(made), asked)) for m, made in decisions.items()},
        proposed=tuple(proposals(proposal_records(desk, ledger, year))),
        heard=frozenset(HearingResult.of(act).proposal for act in ledger.acts("hearing_result", year)),
        publication=publications[-1] if publications else None,
        unpublished_before=not desk.plan.sample and bool(ledger.frozen(before)) and not ledger.publications(before),
        instructions=tuple(_instructions(desk, ledger, years)),
        alarms=stage_alarms(desk, years),
    )


def to_send(found: Evidence) -> tuple[str, ...]:
    """Projects that get a sheet and have not been sent one."""
    return tuple(one.project for one in found.status.states if one.project not in found.sent)


def _judged(desk: Desk, knowledge: YearRecords) -> Iterator[tuple[str, bool]]:
    """Every self level that came in, and whether the 事務局 has confirmed it."""
    items = [item for item in desk.method(knowledge.year).items if item.source == "judged"]
    for number, record in knowledge.records.items():
        if record.eval_stage in NO_SHEET or not record.version:
            continue
        for item in items:
            if item.asked_at(record.eval_stage) and record.value(item.field) is not None:
                yield f"{number} {item.title}", record.value(item.confirmed) is not None


def _instructions(desk: Desk, ledger: Ledger, years: Sequence[YearRecords]) -> Iterator[InstructionDue]:
    """指示事項 with a due date that are still open, and those of all projects, which no sheet answers."""
    if not years:
        return
    known = years[-1]
    done = done_before(ledger, desk.today + timedelta(days=1))
    standing = told_after(desk.plan, ledger, known.year, known.told, known.records)
    open_ones = [one for own in standing.values() for one in own if one.id not in done]
    bloc = [one for year in years for one in ledger.decisions(year.year) if one.note and not one.project]
    for one in sorted(open_ones + bloc, key=lambda d: d.id):
        if not one.due:
            continue
        project = known.projects.get(one.project)
        meeting = desk.plan.meeting(one.meeting)
        about = f"{one.project} {project.name}" if project else one.project or "全事業"
        short = meeting.short if meeting else one.meeting
        title = f"{about}：{one.note}（{short}の指示）"
        yield InstructionDue(one.id, one.year, title, one.lead, date.fromisoformat(one.due))
