"""fujiplan evaluate-plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.options import By, Debug, Json, Plan, Today, year_of
from fujiplan_cli.model.values import number_json

if TYPE_CHECKING:
    from fujiplan_cli.report.evaluation_given import EvaluationInput
    from fujiplan_cli.report.evaluation_outcomes import IndicatorCourse
    from fujiplan_cli.workflow.evaluate_plan import PlanEvaluated


def evaluate_plan(
    year: Annotated[
        int | None,
        typer.Option(
            "--year", parser=year_of, metavar="年度", help="この年度までを評価する（省略時は実績のある年度の全て）"
        ),
    ] = None,
    project: Annotated[
        str | None, typer.Option("--project", metavar="事業番号", help="次期計画への提案を記録する事業")
    ] = None,
    recommendation: Annotated[
        str, typer.Option("--recommend", metavar="提案", help="継続、更新、統合、廃止のいずれか（--project とともに）")
    ] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="理由", help="提案の理由")] = "",
    plan: Plan = None,
    today: Today = None,
    by: By = "事務局",
    json: Json = False,
    debug: Debug = False,
) -> int:
    """計画の全ての年度をまとめて評価します。最後の年度の実績がないうちは、中間評価になります。

    例：fujiplan evaluate-plan
    次期計画への提案を記録する例：fujiplan evaluate-plan --project 1-1-01 --recommend 継続 --reason 利用が伸びている
    """
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.evaluate_plan import evaluate_plan as run
    from fujiplan_cli.workflow.evaluate_plan import recommend

    if bool(project) != bool(recommendation):
        raise typer.BadParameter("--project と --recommend は、合わせて指定してください。")
    desk = Desk.open(plan, today=today, by=by)
    if project:
        act = recommend(desk, project, recommendation, reason)
        if json:
            console.say_json({"project": project, "recommendation": recommendation, "reason": act.reason})
        else:
            console.say(f"事業{project}の次期計画への提案を記録しました：{recommendation}（{act.reason}）")
        return 0
    result = run(desk, year)
    if json:
        console.say_json({"title": result.title, **evaluation_json(result.given), **_files_json(result)})
        return 0
    _tell(result.given)
    for file in result.files:
        console.say(f"{result.title}：{file}")
    console.undrawable(result.lost)
    return 0


def _files_json(result: PlanEvaluated) -> dict[str, Any]:
    return {"files": list(result.files), "undrawable": list(result.lost)}


def _tell(given: EvaluationInput) -> None:
    from fujiplan_cli.kinds.fiscal_year import year_words
    from fujiplan_cli.report.evaluation import grade_rows, unfinished

    rows = grade_rows(given)
    letters = [letter for letter in "ABCDFYHXZ" if any(row.counts.get(letter) for row in rows)]
    console.table(
        "評価の推移",
        ("年度", "採点方法", "事業", *letters),
        [
            (
                year_words(row.year),
                row.method.title + ("（替わりました）" if row.broken else ""),
                str(row.projects),
                *(str(row.counts.get(letter, 0)) for letter in letters),
            )
            for row in rows
        ],
        right=frozenset(range(2, 3 + len(letters))),
    )
    rest = unfinished(given)
    open_ = sum(one.recommendation is None for one in rest)
    console.say(f"終了していない事業：{len(rest)}件（うち次期計画への提案が未定：{open_}件）")


def evaluation_json(given: EvaluationInput) -> dict[str, Any]:
    """Machine output. Amounts in 千円 and ratios, unrounded (floats where they are no whole numbers)."""
    from fujiplan_cli.report.evaluation_outcomes import indicator_courses, recovery_forecasts, targets_met

    return {
        **_years_json(given),
        "projects": _courses_json(given),
        "indicators": [_indicator_json(given, course) for course in indicator_courses(given)],
        "targets_met": [{"year": t.year, "known": t.known, "met": t.met} for t in targets_met(given)],
        "recoveries": [
            {"project": f.number, "year": f.year, "forecast": f.forecast, "outcome": f.outcome}
            for f in recovery_forecasts(given)
        ],
        "unfinished": _unfinished_json(given),
    }


def _years_json(given: EvaluationInput) -> dict[str, Any]:
    from fujiplan_cli.report.evaluation import grade_rows, money_years

    years = [
        {
            "year": row.year,
            "method": row.method.id,
            "method_sha256": row.method.sha256,
            "method_changed": row.broken,
            "projects": row.projects,
            "approved": row.approved,
            "counts": dict(sorted(row.counts.items())),
        }
        for row in grade_rows(given)
    ]
    names = ("budget_total", "executed", "carried_out", "unused")
    money = [
        {"year": m.year, "budget_initial": number_json(m.initial)}
        | {name: number_json(getattr(m.amounts, name)) for name in names}
        for m in money_years(given)
    ]
    return {"years": years, "money": money}


def _courses_json(given: EvaluationInput) -> list[dict[str, Any]]:
    from fujiplan_cli.report.evaluation import courses

    return [
        {
            "project": way.number,
            "name": way.name,
            "ended": way.ended,
            "repeated": way.repeated,
            "years": [
                {
                    "year": step.year,
                    "eval_stage": step.asked,
                    "stage": step.reached,
                    "status": step.status,
                    "grade": step.grade.letter if step.grade else None,
                    "approved": step.approved,
                }
                for step in way.steps
                if step is not None
            ],
        }
        for way in courses(given)
    ]


def _indicator_json(given: EvaluationInput, course: IndicatorCourse) -> dict[str, Any]:
    return {
        "project": course.number,
        "kind": course.kind,
        "name": course.name,
        "unit": course.unit,
        "base": number_json(course.base),
        "base_year": course.base_year,
        "final": number_json(course.final),
        "final_year": course.final_year,
        "years": [
            {"year": one.year, "target": number_json(pair.target), "actual": number_json(pair.actual)}
            for one, pair in zip(given.years, course.years, strict=True)
        ],
        "progress": number_json(course.progress),
        "state": course.state,
    }


def _unfinished_json(given: EvaluationInput) -> list[dict[str, Any]]:
    from fujiplan_cli.report.evaluation import unfinished

    return [
        {
            "project": one.number,
            "stage": one.stage,
            "grade": one.grade.letter if one.grade else None,
            "direction": one.direction,
            "recommendation": one.recommendation.word if one.recommendation else None,
            "reason": one.recommendation.reason if one.recommendation else None,
        }
        for one in unfinished(given)
    ]
