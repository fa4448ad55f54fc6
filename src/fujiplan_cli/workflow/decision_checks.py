"""What may be recorded as a meeting's decision, one by one and together. Every refusal says why and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.plan import Meeting
from fujiplan_cli.model.snapshot import LevelChange, Snapshot
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.direction import refuse_wrong_levels


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
    levels: tuple[LevelChange, ...] = ()
    out_of_order: str = ""
    """Why it is recorded though the meeting before has not decided."""


def refuse_wrong(desk: Desk, meeting: Meeting, snapshot: Snapshot, resolution: Resolution) -> None:
    """Raises Refused (usage) for a resolution that is wrong by itself: word, project, day, words, levels, due day."""
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
    _refuse_day(desk, snapshot, resolution)
    _refuse_words(resolution, meeting)
    refuse_wrong_levels(desk, meeting, snapshot, resolution.word, resolution.projects, resolution.levels)


def _refuse_day(desk: Desk, snapshot: Snapshot, resolution: Resolution) -> None:
    year, day = snapshot.year, resolution.day
    first, last = date(year + 1, 4, 1), date(year + 2, 3, 31)
    if not first <= day <= last:
        raise Refused(
            f"開催日 {day.isoformat()} は、{year}年度の実績を審議する期間の外です。",
            f"{first.isoformat()} から {last.isoformat()} までの日付を指定してください。",
            status=2,
        )
    if day < date.fromisoformat(snapshot.frozen_on):
        raise Refused(
            f"開催日 {day.isoformat()} が、資料を確定した日 {snapshot.frozen_on} より前です。",
            "開催日を確認してください。資料を作り直した場合は、report の --today の日付も確認してください。",
            status=2,
        )
    if day > desk.today:
        raise Refused(
            f"開催日 {day.isoformat()} がまだ来ていません（今日は {desk.today.isoformat()}）。",
            "会議を開いた後に記録してください。",
            status=2,
        )


def _refuse_words(resolution: Resolution, meeting: Meeting) -> None:
    who = f"事業{'、'.join(resolution.projects)}" if resolution.projects else "一括の決定"
    if resolution.word in meeting.modifying and not (resolution.note.strip() or resolution.levels):
        raise Refused(
            f"{who}が「{resolution.word}」ですが、何を改めたかが記入されていません。",
            "--note（決定票では「指示事項・意見」の欄）に記入してください。例：--note 目標を180件に改めること。",
            status=2,
        )
    if (resolution.due or resolution.lead) and not resolution.note.strip():
        raise Refused(
            f"{who}に、指示の期限又は担当部長だけがあり、指示事項がありません。",
            "--note に指示事項を記入してください。",
            status=2,
        )
    if resolution.due and resolution.due < resolution.day:
        raise Refused(
            f"{who}の指示の期限（{day_words(resolution.due)}）が、開催日（{day_words(resolution.day)}）より前です。",
            "期限の日付を確認してください。",
            status=2,
        )


def refuse_together(ledger: Ledger, meeting: Meeting, snapshot: Snapshot, resolutions: Sequence[Resolution]) -> None:
    """Raises Refused (usage) for two decisions on one project: within what is given, or beside what was recorded.

    En bloc and a project's own do not contradict each other: the project's own stands.
    """
    given = [project for one in resolutions for project in one.projects or ("",)]
    doubled = sorted({p for p in given if given.count(p) > 1})
    if doubled:
        raise Refused(
            f"{_whose(doubled)}に、二つの決定が指定されています。",
            "一つの事業に一つの決定を指定してください。何も記録していません。",
            status=2,
        )
    standing = {d.project: d for d in ledger.decisions(snapshot.year, meeting.id) if d.snapshot == snapshot.id}
    again = [p for p in given if p in standing]
    if again:
        old = standing[again[0]]
        undo = f"--project {again[0]} " if again[0] else ""
        raise Refused(
            f"{_whose(again)}には、この資料（第{snapshot.version}号）への決定が既にあります"
            f"（{day_words(date.fromisoformat(old.date))}「{old.decision}」）。",
            f"改めるときは、先に fujiplan decide --year {snapshot.year} --meeting {meeting.id} {undo}--undo "
            "--note 理由 で取り消してください。何も記録していません。",
            status=2,
        )


def _whose(projects: Sequence[str]) -> str:
    return "、".join(f"事業{p}" if p else "一括" for p in projects)
