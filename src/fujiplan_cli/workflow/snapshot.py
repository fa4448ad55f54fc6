"""What a meeting sees, frozen once; every format of its material comes from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.form import PROGRESS
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.plan import Meeting
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import Scorecard, View
from fujiplan_cli.model.snapshot import LATER, Instruction, Snapshot, SnapshotEntry
from fujiplan_cli.scoring import as_approved, ranked, same_result, warnings_of, with_robustness
from fujiplan_cli.workflow.advice import advice_of
from fujiplan_cli.workflow.baseline import schedule_changes
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.direction import later_results, with_directed_facts
from fujiplan_cli.workflow.hearing_state import heard_in_june
from fujiplan_cli.workflow.instructions import done_words
from fujiplan_cli.workflow.leads import lead_changes
from fujiplan_cli.workflow.records import YearRecords, years_through
from fujiplan_cli.workflow.score import approved_cards, approved_entries, last_year, views_of
from fujiplan_cli.workflow.stage_alarms import alarms_by_project, stage_alarms
from fujiplan_cli.workflow.standing import answering
from fujiplan_cli.workflow.status import MISSING, status_of
from fujiplan_cli.workflow.told import named_words, told_words


def take_snapshot(desk: Desk, ledger: Ledger, year: int, meeting: Meeting) -> Snapshot:
    """Put together what the meeting will see. Not yet recorded: id and version are given by the ledger."""
    *earlier, knowledge = (*years_through(desk, ledger, year),) or (YearRecords(year, {}, {}, {}),)
    if not any(r.version for r in knowledge.records.values()):
        raise Refused(
            f"{year}年度の調書がまだ1件も受け付けられていません。",
            f"先に fujiplan collect --year {year} を実行してください。",
        )
    method = desk.method(year)
    states = {s.project: s for s in status_of(desk, ledger, knowledge).states}
    departments = {s.department for s in states.values()}
    waiting = {s.department for s in states.values() if s.state == MISSING}
    return Snapshot(
        id=0,
        year=year,
        meeting=meeting.id,
        version=0,
        frozen_on=desk.today.isoformat(),
        by=desk.by,
        method=method.id,
        method_sha256=method.sha256,
        money_kind=_money_kind(knowledge, meeting),
        entries=_entries(
            desk,
            ledger,
            knowledge,
            {n: s.state for n, s in states.items()},
            earlier[-1] if earlier else None,
            alarms_by_project(stage_alarms(desk, (*earlier, knowledge))),
        ),
        departments_total=len(departments),
        departments_answered=len(departments - waiting),
        decisions=ledger.decisions(year),
        advice=advice_of(desk.plan, ledger, year).get("", ()),
        hearings=heard_in_june(desk, ledger, year),
    )


def _entries(
    desk: Desk,
    ledger: Ledger,
    knowledge: YearRecords,
    states: dict[str, str],
    earlier: YearRecords | None,
    alarms: Mapping[str, tuple[str, ...]],
) -> tuple[SnapshotEntry, ...]:
    year = knowledge.year
    method = desk.method(year)
    known, schedules = last_year(desk, ledger, earlier), schedule_changes(ledger)
    leads = lead_changes(ledger, desk.plan)
    approved = {no: entry for no, (entry, _) in approved_entries(desk, ledger, year).items()}
    views = views_of(desk, ledger, knowledge, method, {no: as_approved(e.card) for no, e in approved.items()})
    before = approved_cards(desk, ledger, year - 1) if year > desk.plan.first_year else {}
    done = done_words(ledger)
    advice = advice_of(desk.plan, ledger, year)
    records, shown = _put_forward(knowledge.records, method, approved, views)
    furthest = {no: _furthest(cards) for no, cards in shown.items()}
    standing = with_robustness(ranked([shown[no][furthest[no]] for no in shown]), records, method)
    ranks = {c.project: c for c in standing}
    entries = []
    for number, record in records.items():
        project = knowledge.projects[number]
        office = answering(desk, project, year)
        cards, card, told = shown[number], ranks[number], knowledge.told.get(number, ())
        warnings = warnings_of(card, record, desk.method(year), known.get(number))
        cards[furthest[number]] = replace(card, warnings=warnings)
        entries.append(
            SnapshotEntry(
                project=project,
                record=record,
                department=str(record.value("department") or ""),
                department_then=str(record.value("department_then") or ""),
                division=office.division if office else "",
                cards=cards,
                view=furthest[number],
                previous=before.get(number),
                submission=states.get(number, ""),
                comment=told_words(desk.plan, year, told),
                instructions=tuple(
                    Instruction(named_words(desk.plan, year, one), one.due, done.get(one.id, "")) for one in told
                ),
                advice=advice.get(number, ()),
                open_findings=open_findings(ledger, record),
                schedule_changes=tuple(c for c in schedules.get(number, ()) if c.year <= year),
                lead_changes=leads.get(number, ()),
                alarms=alarms.get(number, ()),
            )
        )
    return tuple(entries)


def _put_forward(
    known: Mapping[str, Record],
    method: Method,
    approved: Mapping[str, SnapshotEntry],
    views: Mapping[str, Mapping[View, Scorecard]],
) -> tuple[dict[str, Record], dict[str, dict[str, Scorecard]]]:
    """Records and views of every project; where 本部 has changed levels, with these, and with what later figures give.

    A level that 本部 directed stands also where a later figure moves the grade: only that figure is put forward.
    """
    records = dict(known)
    shown: dict[str, dict[str, Scorecard]] = {no: {str(v): c for v, c in one.items()} for no, one in views.items()}
    for number, entry in approved.items():
        if number not in known:
            continue
        records[number] = with_directed_facts(known[number], entry.record)
        if records[number] is not known[number]:
            later = later_results({number: entry}, known, method).get(number)
            own: View = "confirmed" if "confirmed" in views[number] else "self"
            shown[number] |= {LATER: replace(later, view=own)} if later else {}
    return records, shown


def _furthest(cards: Mapping[str, Scorecard]) -> str:
    """The view put before the meeting. An approved result stays unless later figures give another one: that one is
    put forward anew, and holds only for the projects the meeting then decides on (domain.md §5).
    """
    own = "confirmed" if "confirmed" in cards else "self"
    approved = cards.get("approved")
    if approved is None or LATER in cards:
        return LATER if LATER in cards else own
    return "approved" if _directed(approved) or same_result(approved, cards[own]) else own


def _directed(card: Scorecard) -> bool:
    """Whether 本部 changed a level of the result: then `_put_forward` has compared it already."""
    return any(e.origin == "decision" for i in card.items for e in i.evidence)


def _money_kind(knowledge: YearRecords, meeting: Meeting) -> str:
    """What the amounts are, as the records say (決算見込 until the figures after 出納閉鎖 were taken in); what the
    meeting expects only when no record has an amount. Every report and the site label amounts by this.
    """
    kinds = {str(v) for r in knowledge.records.values() if (v := r.value("executed_kind")) is not None}
    return "・".join(sorted(kinds)) or meeting.money


def open_findings(ledger: Ledger, record: Record) -> tuple[Finding, ...]:
    """Errors and reviews of the newest arrival that the 事務局 has not answered by a settlement since."""
    if not record.newer_returned and record.verdict not in ("returned", "review"):
        return ()
    sheets = (s for s in ledger.submissions(record.year, record.project) if s.submission.form == PROGRESS)
    newest = [s for s in sheets if not s.withdrawn][-1:]
    if not newest:
        return ()
    settled = ledger.settlements(record.year, record.project)
    answered = {(s.field, s.action) for s in settled if s.version >= newest[0].version or s.at > newest[0].received_at}
    return tuple(
        f
        for f in newest[0].submission.findings
        if (f.severity == "error" and (f.field, "value") not in answered)
        or (f.severity == "review" and not {(f.field, "value"), (f.field, "accept")} & answered)
    )
