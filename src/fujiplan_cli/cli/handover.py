"""fujiplan handover."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.options import By, Debug, Json, Plan, Today, year_of

if TYPE_CHECKING:
    from fujiplan_cli.report.handover import HandedOffice
    from fujiplan_cli.workflow.handover import HandedOver


def handover(
    year: Annotated[
        int | None,
        typer.Option("--year", parser=year_of, metavar="年度", help="対象年度（省略時は、いま実績を報告する年度）"),
    ] = None,
    department: Annotated[
        str | None, typer.Option("--department", metavar="コード", help="この課の分だけを作る（課のコード）")
    ] = None,
    roster: Annotated[
        bool, typer.Option("--roster", help="情報化推進リーダーの名簿（記入用のExcel）だけを作る")
    ] = False,
    roster_file: Annotated[
        Path | None,
        typer.Option("--roster-file", metavar="ファイル", help="名簿を作る場所（省略時は reports/年度/引継ぎ）"),
    ] = None,
    project: Annotated[
        str | None, typer.Option("--project", metavar="事業番号", help="事務局への要望に回答した事業")
    ] = None,
    answer: Annotated[
        str, typer.Option("--answer", metavar="回答", help="要望への回答を記録する（--project とともに）")
    ] = "",
    plan: Plan = None,
    today: Today = None,
    by: By = "事務局",
    json: Json = False,
    debug: Debug = False,
) -> int:
    """人事異動の引継ぎの資料を、課ごとと事務局の分、作ります。氏名を含むため、庁内限りです。

    例：fujiplan handover
    名簿を作り、記入後に取り込む例：fujiplan handover --roster --year R7
    要望への回答を記録する例：fujiplan handover --project 1-1-01 --answer 研修を6月に実施する --by 富士
    """
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.handover import answer_request, hand_over
    from fujiplan_cli.workflow.leaders import write_roster

    if bool(project) != bool(answer):
        raise typer.BadParameter("--project と --answer は、合わせて指定してください。")
    if (roster or roster_file) and (project or department):
        raise typer.BadParameter("--roster は、--department、--project と合わせて指定できません。")
    desk = Desk.open(plan, today=today, by=by)
    chosen = desk.known_year(desk.reporting_year() if year is None else year)
    if project:
        act = answer_request(desk, chosen, project, answer)
        if json:
            console.say_json({"year": chosen, "project": project, "answer": act.reason})
        else:
            console.say(f"事業{project}の{chosen}年度の要望への回答を記録しました：{act.reason}")
        return 0
    if roster or roster_file:
        written = write_roster(desk, chosen, roster_file)
        if json:
            console.say_json({"year": chosen, "roster": written})
        else:
            console.say(f"情報化推進リーダーの名簿：{written}")
            console.say(f"記入後に：fujiplan import {written} --kind leaders --year {chosen}")
        return 0
    result = hand_over(desk, chosen, department)
    if json:
        console.say_json(_json(result))
    else:
        _tell(result)
    return 0


def _tell(result: HandedOver) -> None:
    console.table(
        f"引継ぎ（{result.given.year}年度、庁内限り）",
        ("課", "事業", "対応が必要", "情報化推進リーダー", "ファイル"),
        [
            (one.office.full_name, str(len(one.own)), str(one.works), one.leader or "（未定）", file)
            for one, file in result.pages
        ],
        right=frozenset({1, 2}),
    )
    without = result.given.without_leader
    if without:
        names = "、".join(one.full_name for one in without)
        console.say(f"情報化推進リーダーのいない課：{len(without)}課（{names}）")
    if result.overview:
        console.say(f"事務局の引継ぎ：{result.overview}")
    console.say("同じ場所に、印刷用のPDFもあります。")
    console.undrawable(result.lost)


def _json(result: HandedOver) -> dict[str, Any]:
    return {
        "year": result.given.year,
        "departments": [_office(one, file) for one, file in result.pages],
        "without_leader": [one.code for one in result.given.without_leader],
        "overview": result.overview or None,
        "undrawable": list(result.lost),
    }


def _office(one: HandedOffice, file: str) -> dict[str, Any]:
    return {
        "department": one.office.code,
        "name": one.office.full_name,
        "leader": one.leader or None,
        "file": file,
        "projects": [
            {
                "project": p.number,
                "helping": p.helping,
                "stage": p.stage.code if p.stage else None,
                "lead": p.stage.lead if p.stage else None,
                "support": p.stage.support if p.stage else None,
                "state": p.state or None,
                "grade": p.results[-1].grade.letter if p.results and p.results[-1].grade else None,
                "instructions": [
                    {"note": i.note, "due": i.due.isoformat() if i.due else None, "lead": i.lead, "overdue": i.overdue}
                    for i in p.instructions
                ],
                "findings": len(p.points),
                "requests": [{"text": r.text, "answer": r.answer or None} for r in p.requests],
                "pending": [{"indicator": k.name, "month": k.month, "late": k.late} for k in p.pending],
                "sheets": [{"file": s.file, "contact": s.contact} for s in p.sheets],
            }
            for p in one.projects
        ],
    }
