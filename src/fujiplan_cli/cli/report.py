"""fujiplan report."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.options import By, Debug, Json, Plan, Today, Year, day_of

if TYPE_CHECKING:
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.report import Reported


class ReportFormat(StrEnum):
    """What the material is made as."""

    html = "html"
    pdf = "pdf"
    xlsx = "xlsx"
    docx = "docx"
    all = "all"


def report(
    year: Year,
    meeting: Annotated[
        str | None, typer.Option("--meeting", metavar="会議", help="wg、kanjikai、honbu（--letters がなければ必須）")
    ] = None,
    formats: Annotated[
        list[ReportFormat] | None,
        typer.Option(
            "--format",
            help="html（画面）、pdf（配布用）、xlsx（集計表）、docx（議事要旨と決定書）、all（全部）。"
            "繰り返して指定できる（省略時は html と pdf。事業が多いときは html だけ）",
            show_default=False,
        ),
    ] = None,
    letters: Annotated[
        bool,
        typer.Option(
            "--letters", help="所管課ごとの「評価結果のお知らせ」（Wordとテキスト）を作る（reports の結果通知）"
        ),
    ] = False,
    reply_by: Annotated[
        date | None,
        typer.Option("--reply-by", parser=day_of, metavar="日付", help="お知らせへの問合せの期限（省略時は2週間後）"),
    ] = None,
    new_version: Annotated[bool, typer.Option("--new-version", help="資料の内容を今の状態で確定し直す")] = False,
    plan: Plan = None,
    today: Today = None,
    by: By = "事務局",
    json: Json = False,
    debug: Debug = False,
) -> int:
    """会議の資料（HTML、PDF、集計表、議事要旨、決定書）を作ります。内容は会議ごとに一度確定し、どの形式も同じ内容です。

    例：fujiplan report --year R7 --meeting wg
    集計表や議事要旨も作る例：fujiplan report --year R7 --meeting wg --format all
    所管課への評価結果のお知らせを作る例：fujiplan report --year R7 --letters
    """
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.material import FORMATS
    from fujiplan_cli.workflow.report import report as run

    if (meeting is None) == (not letters):
        raise typer.BadParameter(
            "--meeting（会議の資料）か --letters（評価結果のお知らせ）の、どちらか一方を指定してください。"
        )
    if letters and formats:
        raise typer.BadParameter("--format は、--meeting（会議の資料）だけに使えます。")
    desk = Desk.open(plan, today=today, by=by)
    if meeting is None:
        return _letters(desk, desk.known_year(year), reply_by, json=json)
    asked = {one.value for one in formats or ()}
    chosen = tuple(one for one in FORMATS if one in asked or "all" in asked)
    result = run(desk, desk.known_year(year), meeting, formats=chosen, new_version=new_version)
    if json:
        console.say_json(
            {
                "year": year,
                "meeting": meeting,
                "snapshot": result.snapshot,
                "version": result.version,
                "frozen": result.frozen,
                "files": list(result.files),
                "kept": list(result.kept),
                "undrawable": list(result.lost),
                "left_out": ["pdf"] if result.unprinted else [],
            }
        )
        return 0
    _say(result)
    return 0


def _say(result: Reported) -> None:
    if result.frozen:
        console.say(f"資料の内容を確定しました（第{result.version}号）。")
    else:
        console.say(f"確定済みの内容（第{result.version}号）から作りました。")
        console.say("今の状態で作り直すには --new-version を付けてください。")
    for file in result.files:
        console.say(f"資料：{file}")
    for file in result.kept:
        console.say(f"そのまま：{file}（書き込みがあるため、作り直していません。作り直すには、名前を変えてください）")
    if result.unprinted:
        how = "全部を作るには --format pdf を付けてください。" if result.printable else ""
        console.say(
            f"事業が{result.unprinted:,}件あり、メモリーを多く使うため、PDFは作っていません。"
            f"会議に掛ける事業の頁だけを、HTMLから印刷してください。{how}"
        )
    console.undrawable(result.lost)


def _letters(desk: Desk, year: int, reply_by: date | None, *, json: bool) -> int:
    from fujiplan_cli.workflow.result_letters import send_results

    sent = send_results(desk, year, due=reply_by)
    if json:
        console.say_json(
            {
                "year": year,
                "folder": sent.folder,
                "reply_by": sent.due.isoformat(),
                "letters": [
                    {
                        "department": one.department.full_name,
                        "code": one.department.code,
                        "projects": list(one.projects),
                        "approved": one.approved,
                        "files": list(one.files),
                    }
                    for one in sent.letters
                ],
            }
        )
        return 0
    rows = [
        (
            one.department.full_name,
            str(len(one.projects)),
            "" if one.approved else "本部承認前",
            "、".join(one.projects),
        )
        for one in sent.letters
    ]
    console.table("", ("所管課", "件数", "注記", "事業"), rows, right=frozenset({1}))
    console.say(
        f"評価結果のお知らせ：{len(sent.letters)}通を {sent.folder} に作りました。内容を確かめて送ってください。"
    )
    console.say(f"問合せの期限：{sent.due.isoformat()}")
    return 0
