"""fujiplan schedule: 本日すること. Also what `fujiplan` alone shows inside a plan folder (its short form)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.options import Debug, Json, Plan, Today, year_of
from fujiplan_cli.model.year_schedule import names_in_short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fujiplan_cli.model.year_schedule import Matter, ScheduleLine, YearSchedule
    from fujiplan_cli.workflow.desk import Desk

_NAMES, _ALARMS, _SHORT = 3, 10, 5
"""Names in a matter, alarms, and matters of the short form that the terminal shows; --json has them all."""

_WRITTEN = {"ics": "予定表（.ics）", "html": "年間スケジュール（HTML）", "pdf": "年間スケジュール（PDF）"}


def schedule(
    year: Annotated[
        int | None,
        typer.Option(
            "--year", parser=year_of, metavar="年度", help="対象年度（省略時は、3月に始まる1年で本日が属するもの）"
        ),
    ] = None,
    ics: Annotated[
        Path | None,
        typer.Option("--ics", metavar="ファイル", help="年間の予定を予定表（.ics）として、このファイルに書く"),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="ファイル", help="年間スケジュール（A4で1枚のHTML）を、このファイルに書く"),
    ] = None,
    pdf: Annotated[
        Path | None,
        typer.Option("--pdf", metavar="ファイル", help="年間スケジュール（A4で1枚のPDF）を、このファイルに書く"),
    ] = None,
    short: Annotated[bool, typer.Option("--short", help="短い形で示す（fujiplan だけを実行したときと同じ）")] = False,
    plan: Plan = None,
    today: Today = None,
    json: Json = False,
    debug: Debug = False,
) -> int:
    """本日すること（今月の予定、遅れているもの、対応する人）を、計画の年間の予定と台帳から示します。

    例：fujiplan schedule
    予定表と、A4で1枚の年間スケジュールを作る例：fujiplan schedule --ics 予定.ics --pdf 年間スケジュール.pdf
    """
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.schedule import schedule as run
    from fujiplan_cli.workflow.schedule import write_calendar, write_schedule, write_schedule_pdf

    desk = Desk.open(plan, today=today)
    found = run(desk, None if year is None else desk.known_year(year))
    written = {"ics": write_calendar(desk, found, ics)} if ics else {}
    written |= {"html": write_schedule(desk, found, html)} if html else {}
    lost: tuple[str, ...] = ()
    if pdf:
        written["pdf"], lost = write_schedule_pdf(desk, found, pdf)
    if json:
        console.say_json(schedule_json(found) | written)
        return 0
    if written:
        for kind, path in written.items():
            console.say(f"{_WRITTEN[kind]}：{path}")
        console.undrawable(lost)
        return 0
    _tell(desk, found, short=short)
    return 0


def schedule_json(found: YearSchedule) -> dict[str, Any]:
    """The JSON document of `schedule` (docs/jimukyoku.md)."""
    from fujiplan_cli.cli.status_words import alarms_json

    return {
        "year": found.year,
        "today": found.today.isoformat(),
        "calendar": [_line_json(one) for one in found.lines],
        "matters": [
            {
                "kind": one.kind,
                "title": one.title,
                "actors": list(one.actors),
                "items": list(one.items),
                "due": one.due.isoformat() if one.due else None,
                "late": one.late,
                "command": one.command or None,
            }
            for one in found.matters
        ],
        "alarms": alarms_json(found.alarms),
    }


def _line_json(line: ScheduleLine) -> dict[str, Any]:
    entry = line.entry
    return {
        "month": entry.month,
        "day": entry.day,
        "due": line.due.isoformat(),
        "title": entry.title,
        "actor": entry.actor,
        "command": entry.command or None,
        "work": entry.work or None,
        "meeting": entry.meeting or None,
        "state": line.state,
        "shown": line.shown or None,
    }


def _tell(desk: Desk, found: YearSchedule, *, short: bool) -> None:
    from fujiplan_cli.kinds.fiscal_year import year_words
    from fujiplan_cli.kinds.wareki import day_words

    sample = "【架空・練習】" if desk.plan.sample else ""
    console.say(f"{desk.plan.title}{sample}　{year_words(found.year)}実績の進行管理")
    console.say(f"本日すること（{day_words(found.today, weekday=True)}）")
    most = _SHORT if short else None
    _tell_matters("遅れているもの", found.late, most)
    _tell_matters("今月すること", found.waiting, most)
    if not found.matters:
        console.say("　遅れているものも、対応を待っているものもありません。")
    _tell_alarms(found, short=short)
    if short:
        console.say("")
        console.say("年間の予定を含む全体は fujiplan schedule、コマンドの一覧は fujiplan --help で見られます。")
        return
    console.say("")
    rows = [
        (f"{one.due.month}月", f"{one.due.day}日" if one.entry.day else "", one.entry.title, one.entry.actor,
         one.state, one.shown)
        for one in found.lines
    ]  # fmt: skip
    console.table("年間の予定", ("月", "期限", "すること", "誰が", "状態", "状況"), rows, right=frozenset({0, 1}))


def _tell_matters(title: str, matters: Sequence[Matter], most: int | None) -> None:
    if not matters:
        return
    console.say("")
    console.say(f"■ {title}（{len(matters)}項目）")
    for one in matters[:most]:
        count = f"　{len(one.items)}件" if len(one.items) > 1 else ""
        due = f"（期限 {one.due.isoformat()}）" if one.due else ""
        console.say(f"・{one.title}{count}{due}　対応：{names_in_short(one.actors, _NAMES)}")
        if len(one.items) > 1 or one.kind in ("instruction", "missing", "returned", "review"):
            console.say(f"　　{names_in_short(one.items, 6)}")
        if one.command:
            console.say(f"　　→ {one.command}")
    if most is not None and len(matters) > most:
        console.say(f"　ほか{len(matters) - most}項目")


def _tell_alarms(found: YearSchedule, *, short: bool) -> None:
    if not found.alarms:
        return
    console.say("")
    if short:
        console.say(f"段階の注意：{len(found.alarms)}事業")
        return
    console.say(f"■ 段階の注意（{len(found.alarms)}件）")
    for one in found.alarms[:_ALARMS]:
        console.say(f"・{one.project} {one.name}（{one.department}）　{one.words}")
    if len(found.alarms) > _ALARMS:
        console.say(f"　ほか{len(found.alarms) - _ALARMS}件（--json で全件を出力できます）")
