"""fujiplan reconcile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.options import By, Debug, Json, Plan, Today, Year
from fujiplan_cli.model.values import number_json

if TYPE_CHECKING:
    from fujiplan_cli.workflow.reconcile import ReconcileResult


def reconcile(
    year: Year,
    project: Annotated[str | None, typer.Option("--project", metavar="事業番号", help="差の理由を記録する事業")] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="理由", help="差の理由（--project とともに）")] = "",
    plan: Plan = None,
    today: Today = None,
    by: By = "事務局",
    json: Json = False,
    debug: Debug = False,
) -> int:
    """承認・公表した支出済額を、議会の認定を受けた決算の額と照合します。承認された結果は変えません。

    先に、議会認定後の額を取り込みます：fujiplan import 決算.csv --kind finance --year R7 --money 議会認定後

    例：fujiplan reconcile --year R7
    差の理由を記録する例：fujiplan reconcile --year R7 --project 1-1-01 --reason 過年度分の戻入 --by 富士
    """
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.reconcile import give_reason
    from fujiplan_cli.workflow.reconcile import reconcile as run

    if bool(project) != bool(reason):
        raise typer.BadParameter("--project と --reason は、合わせて指定してください。")
    desk = Desk.open(plan, today=today, by=by)
    known = desk.known_year(year)
    if project:
        act = give_reason(desk, known, project, reason)
        if json:
            console.say_json({"year": known, "project": project, "difference": act.facts["yen"], "reason": act.reason})
        else:
            console.say(f"事業{project}の差（{act.facts['yen']}円）の理由を記録しました：{act.reason}")
        return 0
    result = run(desk, known)
    if json:
        console.say_json(_json(result))
    else:
        _tell(result)
    return 1 if result.given.open else 0


def _tell(result: ReconcileResult) -> None:
    from fujiplan_cli.report.reconcile import totals_of, yen
    from fujiplan_cli.report.words import digits

    given = result.given
    headers = ("承認時（千円）", "決算（千円）", "差（千円）", "差（円）")
    shown = [one for one in given.rows if one.differs or one in given.open]
    if shown:
        console.table(
            "差のある事業",
            ("番号", "事業名", *headers, "状況", "理由", "評価（参考）"),
            [
                (
                    *(one.number, one.name, digits(one.approved), digits(one.settled)),
                    *(digits(one.difference), yen(one.difference), one.state, one.reason),
                    f"{one.grade.letter if one.grade else '−'}→{one.other.letter}" if one.other else "",
                )
                for one in shown
            ],
            right=frozenset({2, 3, 4, 5}),
        )
    console.table(
        "計（再掲を除く。両方の額がある事業）",
        ("会計区分", "事業", *headers),
        [
            (t.words, str(t.projects), digits(t.approved), digits(t.settled), digits(t.difference), yen(t.difference))
            for t in totals_of(given.rows)
        ],
        right=frozenset({1, 2, 3, 4, 5}),
    )
    if any(one.other for one in given.rows):
        console.say(
            "決算の額によると評価が変わる事業があります（参考）。承認された評価は変わりません。"
            f"本部に報告し（report --year {given.year} --meeting honbu --new-version）、"
            "決定の後に訂正として公表します。"
        )
    for file in result.files:
        console.say(f"決算書との照合：{file}")


def _json(result: ReconcileResult) -> dict[str, Any]:
    from fujiplan_cli.report.reconcile import totals_of

    given = result.given
    return {
        "year": given.year,
        "approved": given.approved_on,
        "sources": list(given.sources),
        "projects": [
            {
                "project": one.number,
                "code": one.code,
                "repeated": one.repeated,
                "executed_approved": number_json(one.approved),
                "executed_settled": number_json(one.settled),
                "difference": number_json(one.difference),
                "state": one.state,
                "reason": one.reason or None,
                "amounts_changed": list(one.changed),
                "grade": one.grade.letter if one.grade else None,
                "grade_reference": one.other.letter if one.other else None,
            }
            for one in given.rows
        ],
        "totals": [
            {
                "account": t.words,
                "projects": t.projects,
                "executed_approved": number_json(t.approved),
                "executed_settled": number_json(t.settled),
                "difference": number_json(t.difference),
            }
            for t in totals_of(given.rows)
        ],
        "open": [one.number for one in given.open],
        "files": list(result.files),
    }
