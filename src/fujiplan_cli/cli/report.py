"""fujiplan report."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.options import By, Debug, Json, Plan, Today, Year, day_of

if TYPE_CHECKING:
    from fujiplan_cli.workflow.desk import Desk


def report(
    year: Year,
    meeting: Annotated[
        str | None, typer.Option("--meeting", metavar="会議", help="wg、kanjikai、honbu（--letters がなければ必須）")
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
    """会議の資料（HTML、A4で印刷できる）を作ります。内容は会議ごとに一度確定し、以後変わりません。

    例：fujiplan report --year R7 --meeting wg
    所管課への評価結果のお知らせを作る例：fujiplan report --year R7 --letters
    """
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.report import report as run

    if (meeting is None) == (not letters):
        raise typer.BadParameter(
            "--meeting（会議の資料）か --letters（評価結果のお知らせ）の、どちらか一方を指定してください。"
        )
    desk = Desk.open(plan, today=today, by=by)
    if meeting is None:
        return _letters(desk, desk.known_year(year), reply_by, json=json)
    result = run(desk, desk.known_year(year), meeting, new_version=new_version)
    if json:
        console.say_json(
            {
                "year": year,
                "meeting": meeting,
                "snapshot": result.snapshot,
                "version": result.version,
                "frozen": result.frozen,
                "files": list(result.files),
            }
        )
        return 0
    if result.frozen:
        console.say(f"資料の内容を確定しました（第{result.version}号）。")
    else:
        console.say(f"確定済みの内容（第{result.version}号）から作りました。")
        console.say("今の状態で作り直すには --new-version を付けてください。")
    for file in result.files:
        console.say(f"資料：{file}")
    return 0


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
