"""fujiplan instructions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.options import By, Debug, Json, Plan, Today, Year, day_of

if TYPE_CHECKING:
    from fujiplan_cli.workflow.instructions import InstructionState


def instructions(
    year: Year,
    done: Annotated[
        bool, typer.Option("--done", help="指示を完了と記録する（--project に事業、--note に完了と認めた理由）")
    ] = False,
    undo: Annotated[bool, typer.Option("--undo", help="完了の記録を取り消す（--note に理由）")] = False,
    project: Annotated[
        list[str] | None, typer.Option("--project", metavar="事業番号", help="--done、--undo の事業（複数指定可）")
    ] = None,
    day: Annotated[
        date | None, typer.Option("--date", parser=day_of, metavar="日付", help="完了した日（省略時は今日）")
    ] = None,
    note: Annotated[str, typer.Option("--note", metavar="理由", help="完了と認めた理由、取消しの理由")] = "",
    plan: Plan = None,
    today: Today = None,
    by: By = "事務局",
    json: Json = False,
    debug: Debug = False,
) -> int:
    """その年度の実績に対する会議の指示事項を、期限を過ぎた未了のものから順に示します。

    翌年度以後の調書の「前回会議の指摘への対応」が受け付けられたもの、又は事務局が理由を付けて完了と記録したものを、完了とします。

    例：fujiplan instructions --year R7

    完了と記録する例：fujiplan instructions --year R7 --done --project 1-1-01 --note 改善計画書を受領
    """
    from fujiplan_cli.workflow.desk import Desk, Refused
    from fujiplan_cli.workflow.instructions import instructions as run
    from fujiplan_cli.workflow.instructions import record_done, undo_done

    desk = Desk.open(plan, today=today, by=by)
    desk.known_year(year)
    if (done and undo) or (done or undo) != bool(project) or (not (done or undo) and (note or day)):
        raise Refused(
            "--done か --undo のどちらか一方と、--project を指定してください。",
            "例：--done --project 1-1-01 --note 改善計画書を受領（一覧を見るだけのときは、どれも指定しません）",
            status=2,
        )
    if done:
        record_done(desk, year, project or (), day or desk.today, note)
    elif undo:
        undo_done(desk, year, project or (), note)
    found = run(desk, year)
    if json:
        console.say_json({"year": year, "instructions": [_json(one) for one in found]})
        return 0
    if done or undo:
        console.say(f"{'、'.join(project or ())}：完了{'を取り消しました' if undo else 'と記録しました'}。")
    _tell(found)
    return 0


def _json(one: InstructionState) -> dict[str, object]:
    return {
        "project": one.decision.project,
        "meeting": one.decision.meeting,
        "name": one.name,
        "date": one.decision.date,
        "note": one.decision.note,
        "due": one.decision.due or None,
        "lead": one.decision.lead or None,
        "response": one.response or None,
        "done": bool(one.how),
        "how": one.how or None,
        "overdue": one.overdue,
    }


def _tell(found: Sequence[InstructionState]) -> None:
    late = sum(one.overdue for one in found)
    open_ = sum(not one.how for one in found)
    console.say(f"指示事項 {len(found)}件中　未了 {open_}件" + (f"（うち期限を過ぎたもの {late}件）" if late else ""))
    rows = [
        (
            one.decision.project,
            one.name,
            one.meeting,
            one.decision.note,
            one.decision.due or "－",
            one.decision.lead or "－",
            f"完了：{one.how}" if one.how else "未了（期限超過）" if one.overdue else "未了",
        )
        for one in found
    ]
    if rows:
        console.table("指示事項", ("番号", "事業名", "会議", "指示事項", "期限", "担当部長", "状況"), rows)
