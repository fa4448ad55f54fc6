"""The order of the meetings: one decides after the one before it has (domain.md §5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fujiplan_cli.kinds.listed import listed
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.plan import Meeting
from fujiplan_cli.model.snapshot import Decision, Snapshot
from fujiplan_cli.workflow.decision_checks import Resolution
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.records import deciding


def refuse_out_of_order(
    desk: Desk, ledger: Ledger, meeting: Meeting, snapshot: Snapshot, resolutions: Sequence[Resolution]
) -> None:
    """Raises Refused for projects on which the meeting before has not decided, or decided later, or which it sent back.

    A resolution that says why it is out of order is recorded with that reason.
    """
    ids = [m.id for m in desk.plan.meetings]
    if not (place := ids.index(meeting.id)):
        return
    before = desk.plan.meetings[place - 1]
    earlier = deciding(ledger.decisions(snapshot.year, before.id))
    own = {d.project for d in ledger.decisions(snapshot.year, meeting.id) if d.project}
    own |= {p for one in resolutions for p in one.projects}
    for one in resolutions:
        if one.out_of_order.strip():
            continue
        projects = one.projects or tuple(e.project.number for e in snapshot.entries if e.project.number not in own)
        _refuse(meeting, before, one, [(p, earlier(p)) for p in projects])


def _refuse(meeting: Meeting, before: Meeting, one: Resolution, found: Sequence[tuple[str, Decision | None]]) -> None:
    reason = "やむを得ないときは --out-of-order 理由 を付けると、理由とともに記録します。何も記録していません。"
    missing = [p for p, d in found if d is None]
    if missing:
        raise Refused(
            f"{before.title}の決定がまだ記録されていないため、{meeting.title}の決定を記録できません（{listed(missing)}）。",
            f"先に {before.short}の決定を記録してください（fujiplan decide --meeting {before.id}）。{reason}",
        )
    later = next((d for _, d in found if d and date.fromisoformat(d.date) > one.day), None)
    if later is not None:
        raise Refused(
            f"{meeting.title}の開催日（{day_words(one.day)}）が、{before.title}の決定の日"
            f"（{day_words(date.fromisoformat(later.date))}）より前です。",
            f"--date の日付を確認してください。{reason}",
            status=2,
        )
    back = [p for p, d in found if d and d.decision not in before.approving]
    if back and one.word in meeting.approving:
        raise Refused(
            f"{before.title}が先に進めないとした事業があるため、「{one.word}」を記録できません（{listed(back)}）。",
            f"{before.short}の決定を改めるか、その事業だけ別の決定を先に記録してください。{reason}",
        )
