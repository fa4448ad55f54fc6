"""fujiplan settle."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.options import By, Debug, Json, Plan, Today, Year, day_of


def settle(
    project: Annotated[str, typer.Argument(metavar="事業番号", help="例：1-1-01")],
    field: Annotated[str, typer.Argument(metavar="項目", help="例：status、kpi_1_actual、confirmed_control")],
    year: Year,
    reason: Annotated[str, typer.Option("--reason", metavar="理由", help="理由（必ず記録する）")],
    value: Annotated[str | None, typer.Option("--value", metavar="値", help="この値を記録する")] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="確認中の内容をそのまま認める（status では休止・中止の決定を記録する）")
    ] = False,
    withdraw: Annotated[
        int | None, typer.Option("--withdraw", metavar="版", help="この版を使わないことにする（項目は sheet）")
    ] = None,
    restore: Annotated[
        int | None,
        typer.Option("--restore", metavar="版", help="使わないことにした版を、また使えるようにする（項目は sheet）"),
    ] = None,
    extend: Annotated[
        date | None, typer.Option("--extend", parser=day_of, metavar="日付", help="提出期限を延ばす（項目は sheet）")
    ] = None,
    unextend: Annotated[
        bool, typer.Option("--unextend", help="提出期限の延長を取り消し、元の期限に戻す（項目は sheet）")
    ] = False,
    plan: Plan = None,
    today: Today = None,
    by: By = "事務局",
    json: Json = False,
    debug: Debug = False,
) -> int:
    """事務局が、確認中の項目を判断し、電話などで聞いた修正や、事務局確認の評点を記録します。

    例：fujiplan settle 1-1-01 kpi_1_actual --year R7 --value 21480 --reason 電話で確認 --by 富士
    確認中の内容を認める例：fujiplan settle 1-1-01 result --year R7 --accept --reason 内容を確認 --by 富士
    期限を延ばす例：fujiplan settle 1-1-01 sheet --year R7 --extend 2026-05-15 --reason 災害対応 --by 富士
    """
    from fujiplan_cli.cli.findings import finding_json, tell_findings
    from fujiplan_cli.model.finding import VERDICT_WORDS
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.settle import Asked
    from fujiplan_cli.workflow.settle import settle as run

    desk = Desk.open(plan, today=today, by=by)
    asked = Asked(value, accept, withdraw, extend, restore, unextend)
    settled = run(desk, desk.known_year(year), project, field, asked, reason)
    done = settled.settlement
    if json:
        console.say_json(
            {
                "project": project,
                "field": field,
                "year": year,
                "action": done.action,
                "value": None if done.value is None else str(done.value),
                "version": done.version,
                "in_use": settled.in_use or None,
                "by": done.by,
                "reason": done.reason,
                "verdict": settled.verdict,
                "waiting": list(settled.waiting),
                "findings": [finding_json(f) for f in settled.open],
            }
        )
        return 0
    words = {
        "value": f"{settled.label}に「{done.value}」を記録しました",
        "accept": f"{settled.label}を確認済としました",
        "withdraw": f"第{done.version}版を使わないことにしました",
        "restore": f"第{done.version}版を、また使えるようにしました",
        "extend": f"提出期限を{done.value}まで延ばしました" if done.value else "提出期限を元に戻しました",
    }
    console.say(f"事業{project}：{words[done.action]}（{done.by}、理由：{done.reason}）。")
    if done.action in ("withdraw", "restore"):
        console.say(_in_use(settled.in_use, done.version, restored=done.action == "restore"))
    if settled.waiting:
        console.say(f"この調書で判断又は修正が残っている項目：{'、'.join(settled.waiting)}")
        tell_findings(settled.open, "  ")
    if settled.verdict is not None:
        console.say(f"この調書の判定は「{VERDICT_WORDS[settled.verdict]}」です。")
    return 0


def _in_use(in_use: int, version: int, *, restored: bool) -> str:
    """Which version counts now; after --restore also how to make the older one count."""
    if not in_use:
        return "使える版がないため、未提出の扱いになります。"
    if restored and in_use > version:
        way = f"第{version}版を使うには、第{in_use}版を --withdraw してください。"
        return f"使っているのは、より新しい第{in_use}版です。{way}"
    return f"使っているのは第{in_use}版です。"
