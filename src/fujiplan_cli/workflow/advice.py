"""What the 情報政策アドバイザー said, of one project or of the year: shown in later material, never published.

An act of the kind ``advice``: subject = project number or "" (the year as a whole); facts ``text``, ``meeting``,
``adviser`` (a name, if given), ``file``, ``sha256``, ``sheet``, ``cell`` (of the 決定票 it was read from).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.ledger import Ledger, Writer
from fujiplan_cli.model.act import Act
from fujiplan_cli.model.plan import Meeting, Plan
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.meetings import known_meeting
from fujiplan_cli.workflow.records import year_records

KIND = "advice"


@dataclass(frozen=True, slots=True)
class Opinion:
    """One thing said: of a project ("" = the year as a whole), on a day, with its cell if it was read from one."""

    project: str
    text: str
    day: date
    sheet: str = ""
    cell: str = ""
    adviser: str = ""


def advise(desk: Desk, year: int, meeting_id: str, opinion: Opinion) -> Act:
    """Record what the adviser said at a meeting. Raises Refused (nothing recorded), LedgerError."""
    meeting = known_meeting(desk, meeting_id)
    _refuse_wrong(desk, year, opinion)
    with desk.ledger() as ledger:
        _refuse_unknown(desk, ledger, year, opinion.project)
        with ledger.writing(desk.by, desk.at) as writer:
            (act,) = add_opinions(writer, year, meeting, (opinion,))
    return act


def add_opinions(
    writer: Writer, year: int, meeting: Meeting, opinions: Sequence[Opinion], file: str = "", sha256: str = ""
) -> tuple[Act, ...]:
    """Write what was said; ``file`` and ``sha256`` of the 決定票."""
    acts = []
    for one in opinions:
        facts = {"text": one.text, "meeting": meeting.id, "adviser": one.adviser}
        facts |= {"file": file, "sha256": sha256, "sheet": one.sheet, "cell": one.cell}
        act = Act(0, KIND, year, one.project, one.day.isoformat(), facts={k: v for k, v in facts.items() if v})
        writer.add_act(act)
        acts.append(act)
    return tuple(acts)


def withdraw_advice(desk: Desk, year: int, meeting_id: str, project: str, reason: str) -> Act:
    """Take back the newest of a meeting on that project (or on the year). Raises Refused, LedgerError."""
    meeting = known_meeting(desk, meeting_id)
    if not reason.strip():
        raise Refused("取り消す理由がありません。", "--note で理由を記入してください。", status=2)
    with desk.ledger() as ledger:
        mine = [a for a in ledger.acts(KIND, year) if a.subject == project and a.facts.get("meeting") == meeting.id]
        if not mine:
            raise Refused(
                f"{meeting.title}の{f'事業{project}' if project else '全体'}への意見は記録されていません。",
                "会議と事業番号を確認してください。",
                status=2,
            )
        with ledger.writing(desk.by, desk.at) as writer:
            writer.undo_act(mine[-1].id, reason)
    return mine[-1]


def advice_of(plan: Plan, ledger: Ledger, year: int) -> dict[str, tuple[str, ...]]:
    """Project ("" = the year as a whole) → what was said, in words with meeting and day, oldest first."""
    found: dict[str, tuple[str, ...]] = {}
    for act in ledger.acts(KIND, year):
        found[act.subject] = (*found.get(act.subject, ()), advice_words(plan, act))
    return found


def advice_words(plan: Plan, act: Act) -> str:
    """「他市と共同で調達する余地がある。（幹事会、令和8年6月22日）」. The adviser's name stays in the ledger."""
    meeting = plan.meeting(act.facts.get("meeting", ""))
    name = meeting.short if meeting else act.facts.get("meeting", "")
    return f"{act.facts.get('text', '')}（{name}、{day_words(date.fromisoformat(act.date))}）"


def _refuse_wrong(desk: Desk, year: int, opinion: Opinion) -> None:
    if not opinion.text.strip():
        raise Refused("意見の内容がありません。", "--note で内容を記入してください。", status=2)
    first, last = date(year + 1, 4, 1), date(year + 2, 3, 31)
    if not first <= opinion.day <= last:
        raise Refused(
            f"日付 {opinion.day.isoformat()} は、{year}年度の実績を審議する期間の外です。",
            f"{first.isoformat()} から {last.isoformat()} までの日付を指定してください。",
            status=2,
        )
    if opinion.day > desk.today:
        raise Refused(
            f"日付 {opinion.day.isoformat()} がまだ来ていません（今日は {desk.today.isoformat()}）。",
            "意見を受けた日を指定してください。",
            status=2,
        )


def _refuse_unknown(desk: Desk, ledger: Ledger, year: int, project: str) -> None:
    if project and project not in year_records(desk, ledger, year).projects:
        raise Refused(
            f"事業番号「{project}」は{year}年度の事業台帳にありません。",
            "番号を確認してください（例：1-1-01）。",
            status=2,
        )
