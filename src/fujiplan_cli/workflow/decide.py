"""What a meeting decided, en bloc or project by project; undone only with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fujiplan_cli.model.plan import Meeting
from fujiplan_cli.model.snapshot import Decision, Snapshot
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.snapshot import known_meeting


@dataclass(frozen=True, slots=True)
class Resolution:
    """What is to be recorded: empty ``projects`` means en bloc (--all)."""

    day: date
    word: str
    projects: tuple[str, ...] = ()
    note: str = ""
    approval_no: str = ""
    due: date | None = None
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The 決定票 that decisions were read from: shown path, sha256, bytes to be kept."""

    file: str
    sha256: str
    data: bytes


def decide(
    desk: Desk, year: int, meeting_id: str, *resolutions: Resolution, evidence: Evidence | None = None
) -> tuple[Decision, ...]:
    """Record decisions on the meeting's newest snapshot, all or none. Raises Refused (nothing recorded), LedgerError.

    A later resolution stands over an earlier one on the same project.
    """
    meeting = known_meeting(desk, meeting_id)
    with desk.ledger() as ledger:
        snapshot = ledger.latest_snapshot(year, meeting.id)
        if snapshot is None:
            raise Refused(
                f"{meeting.title}の資料がまだ作られていないため、決定を記録できません。",
                f"先に fujiplan report --year {year} --meeting {meeting.id} を実行してください。",
            )
        for resolution in resolutions:
            _refuse_wrong(meeting, snapshot, resolution, year)
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
    return decisions


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


def _refuse_wrong(meeting: Meeting, snapshot: Snapshot, resolution: Resolution, year: int) -> None:
    if resolution.word not in meeting.decisions:
        raise Refused(
            f"「{resolution.word}」は{meeting.title}の決定の言葉ではありません。",
            f"次のいずれかを指定してください：{'、'.join(meeting.decisions)}",
            status=2,
        )
    unknown = [p for p in resolution.projects if snapshot.entry(p) is None]
    if unknown:
        raise Refused(
            f"会議の資料（第{snapshot.version}号）にない事業番号があります：{'、'.join(unknown)}",
            "番号を確認してください。何も記録していません。",
            status=2,
        )
    doubled = sorted({p for p in resolution.projects if resolution.projects.count(p) > 1})
    if doubled:
        raise Refused(f"同じ事業番号が2回指定されています：{'、'.join(doubled)}", "1回だけ指定してください。", status=2)
    first, last = date(year + 1, 4, 1), date(year + 2, 3, 31)
    if not first <= resolution.day <= last:
        raise Refused(
            f"開催日 {resolution.day.isoformat()} は、{year}年度の実績を審議する期間の外です。",
            f"{first.isoformat()} から {last.isoformat()} までの日付を指定してください。",
            status=2,
        )
    frozen = date.fromisoformat(snapshot.frozen_on)
    if resolution.day < frozen:
        raise Refused(
            f"開催日 {resolution.day.isoformat()} が、資料を確定した日 {snapshot.frozen_on} より前です。",
            "開催日を確認してください。資料を作り直した場合は、report の --today の日付も確認してください。",
            status=2,
        )


def _decision(
    desk: Desk, snapshot: Snapshot, resolution: Resolution, project: str, evidence: Evidence | None
) -> Decision:
    return Decision(
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
    )
