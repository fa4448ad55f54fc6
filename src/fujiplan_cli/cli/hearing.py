"""fujiplan hearing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.options import By, Debug, Json, Plan, Today, Year, day_of

if TYPE_CHECKING:
    from fujiplan_cli.model.hearing import Round
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.hearing_acts import Recorded

_ROUND = (
    "june 6月（全件）、october 10月（本部）、november 11月（企画・財政）、january 1月（結果）、"
    "february 2月（施政方針・議会説明）"
)
_ACTS = "記録すること（一度に一つ。付けなければ、その回の資料を作る）"
_GIVEN = "記録の内容"
_DAY = "日程と資料"


class Output(StrEnum):
    """What is made of a round."""

    HTML = "html"
    PDF = "pdf"
    XLSX = "xlsx"
    SHEETS = "sheets"
    ALL = "all"


def hearing(
    year: Year,
    round_: Annotated[str | None, typer.Option("--round", metavar="回", help=_ROUND)] = None,
    format_: Annotated[
        Output,
        typer.Option(
            "--format",
            help="html 頁（画面）、pdf 頁（配布用）、xlsx 一覧、sheets 記録票、all 全て",
            rich_help_panel=_DAY,
        ),
    ] = Output.ALL,
    day: Annotated[
        date | None, typer.Option("--day", parser=day_of, metavar="日付", help="ヒアリングの初日", rich_help_panel=_DAY)
    ] = None,
    start: Annotated[
        str | None, typer.Option("--start", metavar="時刻", help="1件目の開始（例：09:00）", rich_help_panel=_DAY)
    ] = None,
    minutes: Annotated[
        int | None, typer.Option("--minutes", min=5, max=240, metavar="分", help="1件の時間", rich_help_panel=_DAY)
    ] = None,
    per_day: Annotated[
        int | None, typer.Option("--per-day", min=1, max=50, metavar="件数", help="1日の件数", rich_help_panel=_DAY)
    ] = None,
    room: Annotated[str | None, typer.Option("--room", metavar="会場", help="会場", rich_help_panel=_DAY)] = None,
    record: Annotated[
        bool, typer.Option("--record", help="受け付けた記録票の結果を記録する", rich_help_panel=_ACTS)
    ] = False,
    important: Annotated[
        bool, typer.Option("--important", help="10月に本部が聴く印を付ける（--reason）", rich_help_panel=_ACTS)
    ] = False,
    priority: Annotated[
        bool, typer.Option("--priority", help="重点施策に決まった（--date、--reason）", rich_help_panel=_ACTS)
    ] = False,
    support: Annotated[
        str,
        typer.Option("--support", metavar="内容", help="合意した支援（--lead、--due）", rich_help_panel=_ACTS),
    ] = "",
    done: Annotated[
        bool, typer.Option("--done", help="支援を終えた（--date。複数あるときは --support-no）", rich_help_panel=_ACTS)
    ] = False,
    request: Annotated[
        str, typer.Option("--request", metavar="額", help="次年度要求額（千円）又は「未定」", rich_help_panel=_ACTS)
    ] = "",
    budget: Annotated[
        str, typer.Option("--budget", metavar="額", help="予算計上額（千円）", rich_help_panel=_ACTS)
    ] = "",
    announced: Annotated[
        bool, typer.Option("--announced", help="予算案を公表した（--date）", rich_help_panel=_ACTS)
    ] = False,
    register: Annotated[
        str, typer.Option("--register", metavar="事業番号", help="事業台帳に載せる（--reason）", rich_help_panel=_ACTS)
    ] = "",
    undo: Annotated[
        int | None, typer.Option("--undo", metavar="記録番号", help="記録を取り消す（--reason）", rich_help_panel=_ACTS)
    ] = None,
    trace: Annotated[
        str, typer.Option("--trace", metavar="番号", help="一つの提案の経過を示す（提案番号又は事業番号）")
    ] = "",
    proposal: Annotated[
        list[str] | None,
        typer.Option("--proposal", metavar="提案番号", help="例：N2025-0501-1（複数指定可）", rich_help_panel=_GIVEN),
    ] = None,
    on: Annotated[
        date | None, typer.Option("--date", parser=day_of, metavar="日付", help="その日付", rich_help_panel=_GIVEN)
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="理由", help="理由、備考", rich_help_panel=_GIVEN)] = "",
    lead: Annotated[str, typer.Option("--lead", metavar="担当", help="支援の担当", rich_help_panel=_GIVEN)] = "",
    due: Annotated[
        date | None, typer.Option("--due", parser=day_of, metavar="日付", help="支援の期限", rich_help_panel=_GIVEN)
    ] = None,
    support_no: Annotated[
        int | None, typer.Option("--support-no", metavar="記録番号", help="終えた支援の番号", rich_help_panel=_GIVEN)
    ] = None,
    stage: Annotated[
        str, typer.Option("--stage", metavar="段階", help="最初の年度の予定段階（既定はS3）", rich_help_panel=_GIVEN)
    ] = "",
    plan: Plan = None,
    today: Today = None,
    by: By = "事務局",
    json: Json = False,
    debug: Debug = False,
) -> int:
    """新規事業の6月から2月まで：一覧、日程、記録票、結果、支援、予算、事業台帳への登載を扱います。

    例：fujiplan hearing --year R7 --round june

    例：fujiplan hearing --year R7 --round june --record

    例：fujiplan hearing --year R7 --trace N2025-0501-1
    """
    from fujiplan_cli.workflow import hearing_acts as acts
    from fujiplan_cli.workflow import hearing_amounts as amounts
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.hearing_checks import known_round
    from fujiplan_cli.workflow.hearing_undo import undo as take_back

    flags = {
        "--record": record, "--important": important, "--priority": priority, "--support": bool(support),
        "--done": done, "--request": bool(request), "--budget": bool(budget), "--announced": announced,
        "--register": bool(register), "--undo": undo is not None, "--trace": bool(trace),
    }  # fmt: skip
    asked = [name for name, given in flags.items() if given]
    if len(asked) > 1:
        raise typer.BadParameter(f"{'、'.join(asked)} は、一度に一つだけ指定できます。")
    desk = Desk.open(plan, today=today, by=by)
    desk.known_year(year)
    numbers = tuple(proposal or ())
    if trace:
        return _trace(desk, year, trace, json=json)
    if undo is not None:
        told = take_back(desk, year, undo, reason)
        return _say(year, None, told, (), json=json)
    if done:
        return _recorded(year, None, acts.finish_support(desk, year, numbers, support_no, on, reason), json=json)
    if round_ is None:
        raise typer.BadParameter("--round で回を指定してください（例：--round june）。")
    name = known_round(round_)
    if not asked:
        if numbers or on or due or reason or lead or stage:
            raise typer.BadParameter("何を記録するかがありません（--record、--budget など）。")
        return _material(desk, year, name, format_, (day, start, minutes, per_day, room), json=json)
    if register:
        return _join(desk, year, name, (numbers, register, stage, on, reason), json=json)
    made = {
        "--record": lambda: acts.record_results(desk, year, name, numbers),
        "--important": lambda: acts.mark_important(desk, year, name, numbers, reason),
        "--priority": lambda: acts.decide_priority(desk, year, name, numbers, on, reason),
        "--support": lambda: acts.agree_support(desk, year, name, numbers, support, lead, due, on),
        "--request": lambda: amounts.request_amount(desk, year, name, numbers, request, on),
        "--budget": lambda: amounts.budget_amount(desk, year, name, numbers, budget, on),
        "--announced": lambda: amounts.announce_draft(desk, year, name, on),
    }
    return _recorded(year, name, made[asked[0]](), json=json)


def _recorded(year: int, name: Round | None, made: Recorded, *, json: bool) -> int:
    return _say(year, name, made.told, made.waiting, json=json)


def _say(year: int, name: Round | None, told: Sequence[str], waiting: Sequence[str], *, json: bool) -> int:
    if json:
        console.say_json({"year": year, "round": name, "recorded": list(told), "waiting": list(waiting)})
    else:
        for one in told:
            console.say(one)
        for one in waiting:
            console.say(f"まだ記録していません　{one}")
        if not told and not waiting:
            console.say("新しく記録することはありません。")
    return 1 if waiting else 0


def _material(
    desk: Desk,
    year: int,
    name: Round,
    output: Output,
    day: tuple[date | None, str | None, int | None, int | None, str | None],
    *,
    json: bool,
) -> int:
    from fujiplan_cli.cli.hearing_words import material_json, tell_material
    from fujiplan_cli.workflow.hearing import FORMATS, Schedule, hearing, known_clock

    first, start, minutes, per_day, room = day
    wanted = Schedule(first, known_clock(start), minutes, per_day, room)
    made = hearing(desk, year, name, FORMATS if output is Output.ALL else (output.value,), wanted)
    if json:
        console.say_json(material_json(made))
    else:
        tell_material(made)
        console.undrawable(made.lost)
    return 0


def _join(
    desk: Desk,
    year: int,
    name: Round,
    given: tuple[tuple[str, ...], str, str, date | None, str],
    *,
    json: bool,
) -> int:
    from fujiplan_cli.cli.findings import finding_json, tell_findings
    from fujiplan_cli.workflow.hearing_register import join_register

    numbers, number, stage, on, reason = given
    made = join_register(desk, year, name, numbers, number, stage, on, reason)
    if json:
        rows = [{"label": one.label, "before": None, "after": one.after} for one in made.rows]
        console.say_json(
            {
                "year": year,
                "proposal": made.proposal,
                "project": made.number,
                "version": made.version,
                "comparison": rows,
                "findings": [finding_json(one) for one in made.findings],
            }
        )
    elif made.version:
        console.table(
            f"新旧対照表　{made.number}（新規）",
            ("項目", "旧", "新"),
            [(r.label, r.before, r.after) for r in made.rows],
        )
        console.say(f"提案{made.proposal}を、事業{made.number}として事業台帳に載せました（第{made.version}版）。")
    else:
        tell_findings(made.findings)
        console.say("事業台帳に載せていません。上の箇所を直し、もう一度実行してください。")
    return 0 if made.version else 1


def _trace(desk: Desk, year: int, number: str, *, json: bool) -> int:
    from fujiplan_cli.cli.hearing_words import path_json, tell_path
    from fujiplan_cli.workflow.hearing_trace import path_of

    found = path_of(desk, year, number)
    if json:
        console.say_json(path_json(found))
    else:
        tell_path(found)
    return 0
