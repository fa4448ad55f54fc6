"""fujiplan export."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.options import By, Debug, Json, Plan, Today, Year


class Purpose(StrEnum):
    """Whom the bundle is for."""

    council = "council"
    audit = "audit"
    disclosure = "disclosure"


def export(
    year: Year,
    purpose: Annotated[Purpose, typer.Option("--for", help="council（議会）、audit（監査）、disclosure（開示請求）")],
    project: Annotated[
        list[str] | None,
        typer.Option("--project", metavar="事業番号", help="この事業だけを入れる（監査、開示請求。繰り返し可）"),
    ] = None,
    plan: Plan = None,
    today: Today = None,
    by: By = "事務局",
    json: Json = False,
    debug: Debug = False,
) -> int:
    """議会、監査、開示請求のための一式（zip）を exports に作ります。

    議会には公表する内容だけ、監査には受領ファイルから記録簿まで、開示請求には公表しない欄を黒塗りにした案が入ります。

    例：fujiplan export --for audit --year R7
    一つの事業だけの例：fujiplan export --for disclosure --year R7 --project 1-1-02
    """
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.export import export as run

    desk = Desk.open(plan, today=today, by=by)
    done = run(desk, desk.known_year(year), purpose.value, tuple(project or ()))
    if json:
        console.say_json({"year": year, "for": purpose.value, "file": done.file, "files": done.files})
        return 0
    console.say(f"{done.file} を作りました（{done.files}ファイル）。")
    if purpose is Purpose.disclosure:
        console.say("黒塗りは案です。開示の可否を欄ごとに判断してから渡してください。")
    if purpose is Purpose.audit:
        console.say("公表しない内容と個人情報を含みます。取扱いに注意してください。")
    return 0
