"""What a meeting sees, frozen once; every format of its material comes from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.form import PROGRESS
from fujiplan_cli.model.plan import Meeting
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import Scorecard, View
from fujiplan_cli.model.snapshot import Snapshot, SnapshotEntry
from fujiplan_cli.scoring import ranked, warnings_of, with_robustness
from fujiplan_cli.workflow.baseline import schedule_changes
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.records import YearRecords, last_comments, years_through
from fujiplan_cli.workflow.score import approved_cards, last_year, views_of
from fujiplan_cli.workflow.standing import answering
from fujiplan_cli.workflow.status import MISSING, status_of


def known_meeting(desk: Desk, meeting_id: str) -> Meeting:
    """The meeting of that id. Raises Refused (usage)."""
    meeting = desk.plan.meeting(meeting_id)
    if meeting is None:
        words = "、".join(f"{m.id}（{m.short}）" for m in desk.plan.meetings)
        raise Refused(
            f"会議「{meeting_id}」は計画フォルダーにありません。", f"次のいずれかを指定してください：{words}", status=2
        )
    return meeting


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
            desk, ledger, knowledge, {n: s.state for n, s in states.items()}, earlier[-1] if earlier else None
        ),
        departments_total=len(departments),
        departments_answered=len(departments - waiting),
        decisions=ledger.decisions(year),
    )


def _entries(
    desk: Desk, ledger: Ledger, knowledge: YearRecords, states: dict[str, str], earlier: YearRecords | None
) -> tuple[SnapshotEntry, ...]:
    year = knowledge.year
    method = desk.method(year)
    known, schedules = last_year(desk, ledger, earlier), schedule_changes(ledger)
    views = views_of(desk, ledger, knowledge, method)
    before = approved_cards(desk, ledger, year - 1) if year > desk.plan.first_year else {}
    comments = last_comments(ledger, year - 1)
    furthest = {no: _furthest(cards) for no, cards in views.items()}
    standing = with_robustness(ranked([views[no][furthest[no]] for no in views]), knowledge.records, method)
    ranks = {c.project: c for c in standing}
    entries = []
    for number, record in knowledge.records.items():
        project = knowledge.projects[number]
        office = answering(desk, project, year)
        cards: dict[str, Scorecard] = {str(v): c for v, c in views[number].items()}
        card = ranks[number]
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
                comment=comments.get(number, ""),
                open_findings=open_findings(ledger, record),
                schedule_changes=tuple(c for c in schedules.get(number, ()) if c.year <= year),
            )
        )
    return tuple(entries)


def _furthest(cards: Mapping[View, Scorecard]) -> View:
    """The view put before the meeting. An approved result stays unless later figures give another one: that one is
    put forward anew, and holds only for the projects the meeting then decides on (domain.md §5).
    """
    own: View = "confirmed" if "confirmed" in cards else "self"
    approved = cards.get("approved")
    return "approved" if approved is not None and _same_result(approved, cards[own]) else own


def _same_result(one: Scorecard, other: Scorecard) -> bool:
    levels = ([(i.item, i.level) for i in card.items] for card in (one, other))
    return (one.grade, one.score) == (other.grade, other.score) and next(levels) == next(levels)


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
