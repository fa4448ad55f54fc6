"""What a meeting decided, en bloc or project by project; undone only with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.plan import Meeting
from fujiplan_cli.model.snapshot import Decision, Snapshot
from fujiplan_cli.workflow.advice import Opinion, add_opinions
from fujiplan_cli.workflow.decision_checks import Resolution, refuse_together, refuse_wrong
from fujiplan_cli.workflow.decision_order import refuse_out_of_order
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.direction import directed_card
from fujiplan_cli.workflow.meetings import known_meeting


@dataclass(frozen=True, slots=True)
class Evidence:
    """The 決定票 that decisions were read from: shown path, sha256, bytes to be kept."""

    file: str
    sha256: str
    data: bytes


def decide(
    desk: Desk,
    year: int,
    meeting_id: str,
    *resolutions: Resolution,
    evidence: Evidence | None = None,
    opinions: Sequence[Opinion] = (),
) -> tuple[Decision, ...]:
    """Record decisions on the meeting's newest snapshot, and what the adviser said there, all or none.

    Raises Refused (nothing recorded), LedgerError.

    A decision on a project stands over the one en bloc, whichever was recorded first. Another decision on the same
    material needs the first to be taken back (`undo`); one on newer material takes the place of what was decided on
    the older.
    """
    meeting = known_meeting(desk, meeting_id)
    with desk.ledger() as ledger:
        snapshot = _checked(desk, ledger, year, meeting, resolutions)
        decisions = tuple(
            _decision(desk, snapshot, one, project, evidence)
            for one in resolutions
            for project in one.projects or ("",)
        )
        with ledger.writing(desk.by, desk.at) as writer:
            if evidence is not None:
                writer.archive(evidence.data)
            for decision in decisions:
                writer.add_decision(decision)
            file, sha256 = (evidence.file, evidence.sha256) if evidence else ("", "")
            add_opinions(writer, year, meeting, opinions, file, sha256)
    return decisions


def _checked(desk: Desk, ledger: Ledger, year: int, meeting: Meeting, resolutions: Sequence[Resolution]) -> Snapshot:
    """The material that the meeting decides on. Raises Refused for whatever may not be recorded."""
    snapshot = ledger.latest_snapshot(year, meeting.id)
    if snapshot is None:
        raise Refused(
            f"{meeting.title}の資料がまだ作られていないため、決定を記録できません。",
            f"先に fujiplan report --year {year} --meeting {meeting.id} を実行してください。",
        )
    for resolution in resolutions:
        refuse_wrong(desk, meeting, snapshot, resolution)
    refuse_together(ledger, meeting, snapshot, resolutions)
    refuse_out_of_order(desk, ledger, meeting, snapshot, resolutions)
    return snapshot


def undo(desk: Desk, year: int, meeting_id: str, projects: Sequence[str], reason: str) -> tuple[Decision, ...]:
    """Take back the newest decision en bloc (no projects) or of each named project. Raises Refused, LedgerError."""
    meeting = known_meeting(desk, meeting_id)
    if not reason.strip():
        raise Refused("取り消す理由がありません。", "--note で理由を記入してください。", status=2)
    with desk.ledger() as ledger:
        standing = ledger.decisions(year, meeting.id)
        undone = []
        for project in projects or ("",):
            mine = [d for d in standing if d.project == project]
            if not mine:
                raise Refused(
                    f"{meeting.title}の{f'事業{project}' if project else '一括'}の決定は記録されていません。",
                    "会議と事業番号を確認してください。",
                    status=2,
                )
            undone.append(mine[-1])
        with ledger.writing(desk.by, desk.at) as writer:
            for decision in undone:
                writer.undo_decision(decision.id, by=desk.by, at=desk.at.isoformat(), reason=reason)
    return tuple(undone)


def _decision(
    desk: Desk, snapshot: Snapshot, resolution: Resolution, project: str, evidence: Evidence | None
) -> Decision:
    decision = Decision(
        id=0,
        year=snapshot.year,
        meeting=snapshot.meeting,
        date=resolution.day.isoformat(),
        project=project,
        decision=resolution.word,
        note=resolution.note,
        approval_no=resolution.approval_no,
        by=desk.by,
        at=desk.at.isoformat(),
        snapshot=snapshot.id,
        due=resolution.due.isoformat() if resolution.due else "",
        lead=resolution.lead,
        file=evidence.file if evidence else "",
        sha256=evidence.sha256 if evidence else "",
        levels=resolution.levels,
        out_of_order=resolution.out_of_order,
    )
    entry = snapshot.entry(project) if resolution.levels else None
    return replace(decision, card=directed_card(desk, snapshot, entry, decision)) if entry else decision
