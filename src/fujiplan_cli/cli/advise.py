"""fujiplan advise."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.options import By, Debug, Json, Plan, Today, Year, day_of


def advise(
    year: Year,
    meeting: Annotated[str, typer.Option("--meeting", metavar="会議", help="意見を受けた会議（wg、kanjikai、honbu）")],
    note: Annotated[str, typer.Option("--note", metavar="内容", help="意見の内容（--undo では取消しの理由）")],
    day: Annotated[
        date | None, typer.Option("--date", parser=day_of, metavar="日付", help="意見を受けた日（省略時は今日）")
    ] = None,
    project: Annotated[
        str, typer.Option("--project", metavar="事業番号", help="意見の対象の事業（省略時は年度の全体）")
    ] = "",
    adviser: Annotated[str, typer.Option("--adviser", metavar="名前", help="意見を述べた人（資料には示さない）")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="直近の意見を取り消す（--note に理由）")] = False,
    plan: Plan = None,
    today: Today = None,
    by: By = "事務局",
    json: Json = False,
    debug: Debug = False,
) -> int:
    """情報政策アドバイザーの意見を記録します。以後の会議の資料に示し、公表はしません。

    決定票の「アドバイザーの意見」の欄に記入し、fujiplan decide --from で記録することもできます。

    例：fujiplan advise --year R7 --meeting wg --date 2026-05-20 --project 1-1-01 --note 共同で調達する余地がある。
    """
    from fujiplan_cli.workflow.advice import Opinion, withdraw_advice
    from fujiplan_cli.workflow.advice import advise as run
    from fujiplan_cli.workflow.desk import Desk, Refused

    desk = Desk.open(plan, today=today, by=by)
    desk.known_year(year)
    if undo and (day is not None or adviser):
        raise Refused(
            "--undo と一緒に、--date と --adviser は指定できません。",
            "--undo と --note だけを指定してください。",
            status=2,
        )
    if undo:
        act = withdraw_advice(desk, year, meeting, project, note)
    else:
        act = run(desk, year, meeting, Opinion(project, note, day or desk.today, adviser=adviser))
    if json:
        console.say_json(
            {
                "year": year,
                "meeting": meeting,
                "undone": undo,
                "project": act.subject or None,
                "date": act.date,
                "text": act.facts.get("text", ""),
            }
        )
        return 0
    whose = f"事業{act.subject}" if act.subject else f"{year}年度の全体"
    console.say(f"{whose}へのアドバイザーの意見{'を取り消しました' if undo else 'を記録しました'}（{act.date}）。")
    return 0
