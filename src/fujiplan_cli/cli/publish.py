"""fujiplan publish."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.options import By, Debug, Json, Plan, Today, Year, day_of


def publish(
    year: Year,
    council_date: Annotated[
        date | None, typer.Option("--council-date", parser=day_of, metavar="日付", help="議会に情報提供した日")
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="確認用に作る（全ページに明示、公表はできない）")] = False,
    base_url: Annotated[str, typer.Option("--base-url", metavar="URL", help="公表先のアドレス")] = "",
    plan: Plan = None,
    today: Today = None,
    by: By = "事務局",
    json: Json = False,
    debug: Debug = False,
) -> int:
    """本部の承認後に、市民向けのサイトとオープンデータを作ります。

    例：fujiplan publish --year R7 --council-date 2026-07-24
    """
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.publish import Leaking
    from fujiplan_cli.workflow.publish import publish as run

    desk = Desk.open(plan, today=today, by=by)
    try:
        result = run(desk, desk.known_year(year), council_date=council_date, preview=preview, base_url=base_url)
    except Leaking as error:
        for leak in error.leaks:
            console.note(f"・{leak.path}：事業{leak.project}の項目「{leak.field}」（{leak.why}）")
        raise
    if json:
        console.say_json(
            {
                "year": year,
                "folder": result.folder,
                "files": result.files,
                "preview": result.preview,
                "manifest_sha256": result.manifest_sha256,
            }
        )
        return 0
    what = "確認用のサイト" if preview else "公表用のサイト"
    console.say(f"{what}を {result.folder} に作りました（{result.files}ファイル）。")
    console.say(f"見るには：{result.folder}/index.html をブラウザーで開いてください。")
    return 0
