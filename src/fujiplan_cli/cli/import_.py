"""fujiplan import."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.findings import finding_json, tell_findings
from fujiplan_cli.cli.options import By, Debug, Json, Plan, Today


class ImportKind(StrEnum):
    """What a file holds."""

    REGISTER = "register"


def import_(
    file: Annotated[Path, typer.Argument(metavar="ファイル", help="取り込むファイル（.xlsx）")],
    kind: Annotated[ImportKind, typer.Option("--kind", help="register：事業台帳")],
    reason: Annotated[str, typer.Option("--reason", metavar="理由", help="取り込む理由（台帳に記録する）")] = "",
    plan: Plan = None,
    today: Today = None,
    by: By = "事務局",
    json: Json = False,
    debug: Debug = False,
) -> int:
    """事業台帳を取り込みます。誤りが1件でもあれば、すべてを示し、何も取り込みません。

    例：fujiplan import register.xlsx --kind register --by 富士
    """
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.setup import import_register

    desk = Desk.open(plan, today=today, by=by)
    result = import_register(desk, file, reason)
    if json:
        console.say_json(
            {
                "kind": kind.value,
                "version": result.version,
                "projects": result.projects,
                "findings": [finding_json(f) for f in result.findings],
            }
        )
    else:
        tell_findings(result.findings)
        if result.version:
            console.say(f"事業台帳を取り込みました（{result.projects}事業、第{result.version}版）。")
            console.say("次は、調書を作ってください：fujiplan distribute --year 年度")
        else:
            console.say("事業台帳は取り込んでいません。上の箇所を直し、もう一度実行してください。")
    return 0 if result.version else 1
