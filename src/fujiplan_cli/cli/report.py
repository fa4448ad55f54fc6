"""fujiplan report."""

from __future__ import annotations

from typing import Annotated

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.options import By, Debug, Json, Plan, Today, Year


def report(
    year: Year,
    meeting: Annotated[str, typer.Option("--meeting", metavar="会議", help="wg、kanjikai、honbu")],
    new_version: Annotated[bool, typer.Option("--new-version", help="資料の内容を今の状態で確定し直す")] = False,
    plan: Plan = None,
    today: Today = None,
    by: By = "事務局",
    json: Json = False,
    debug: Debug = False,
) -> int:
    """会議の資料（HTML、A4で印刷できる）を作ります。内容は会議ごとに一度確定し、以後変わりません。

    例：fujiplan report --year R7 --meeting wg
    """
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.report import report as run

    desk = Desk.open(plan, today=today, by=by)
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
