"""fujiplan import."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.findings import finding_json, tell_findings
from fujiplan_cli.cli.import_more import answers, answers_template, leaders
from fujiplan_cli.cli.options import By, Debug, Json, Plan, Today, year_of

if TYPE_CHECKING:
    from fujiplan_cli.workflow.desk import Desk


class ImportKind(StrEnum):
    """What a file holds."""

    REGISTER = "register"
    FINANCE = "finance"
    LEADERS = "leaders"
    ANSWERS = "answers"


class MoneyKind(StrEnum):
    """How final money is."""

    EXPECTED = "決算見込"
    CLOSED = "出納閉鎖後"
    SETTLED = "議会認定後"


def import_(
    file: Annotated[
        Path, typer.Argument(metavar="ファイル", help="取り込むファイル（.xlsx。事業台帳の外は .csv も可）")
    ],
    kind: Annotated[
        ImportKind,
        typer.Option(
            "--kind",
            help="register：事業台帳　finance：財務会計から出力した予算・決算額　"
            "leaders：情報化推進リーダーの名簿　answers：このツールを使う前の年度の実績",
        ),
    ],
    year: Annotated[
        int | None,
        typer.Option("--year", parser=year_of, metavar="年度", help="対象年度（register の外では必須。例：R7）"),
    ] = None,
    money: Annotated[
        MoneyKind | None,
        typer.Option(
            "--money",
            help="いつの額か（finance。省略時は、対象年度の翌年5月31日までは決算見込、その後は出納閉鎖後）",
        ),
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="理由", help="取り込む理由（register。台帳に記録する）")
    ] = "",
    template: Annotated[
        bool, typer.Option("--write-template", help="取り込まずに、記入するための表をこのファイルに作る（answers）")
    ] = False,
    plan: Plan = None,
    today: Today = None,
    by: By = "事務局",
    json: Json = False,
    debug: Debug = False,
) -> int:
    """事業台帳、財務会計の額、情報化推進リーダーの名簿、又は過去の年度の実績を取り込みます。

    誤りが1件でもあれば、すべてを示し、何も取り込みません（answers では、誤りのない事業だけを取り込みます）。

    例：fujiplan import register.xlsx --kind register --by 富士

    例：fujiplan import 決算見込.csv --kind finance --year R7 --by 富士

    例：fujiplan import 名簿.xlsx --kind leaders --year R7 --by 富士

    例：fujiplan import 令和4年度実績.xlsx --kind answers --year R4 --by 富士
    """
    from fujiplan_cli.workflow.desk import Desk

    _refuse_wrong_options(kind, year, money, reason, template=template)
    desk = Desk.open(plan, today=today, by=by)
    if year is None:
        return _register(desk, file, reason, json=json)
    known = desk.known_year(year)
    if kind is ImportKind.FINANCE:
        return _finance(desk, file, known, money.value if money else "", json=json)
    if kind is ImportKind.LEADERS:
        return leaders(desk, file, known, json=json)
    return answers_template(desk, file, known, json=json) if template else answers(desk, file, known, json=json)


def _refuse_wrong_options(
    kind: ImportKind, year: int | None, money: MoneyKind | None, reason: str, *, template: bool
) -> None:
    """Options that belong to another kind would be ignored without a word: usage errors."""
    if kind is ImportKind.REGISTER and (year is not None or money is not None):
        raise typer.BadParameter("--year と --money は、--kind register では指定できません。")
    if kind is not ImportKind.FINANCE and money is not None:
        raise typer.BadParameter("--money は、--kind finance のときだけ指定できます。")
    if kind is not ImportKind.REGISTER and reason:
        raise typer.BadParameter("--reason は、--kind register のときだけ指定できます。")
    if kind is not ImportKind.REGISTER and year is None:
        raise typer.BadParameter(f"--kind {kind.value} では、--year で対象年度を指定してください（例：--year R7）。")
    if kind is not ImportKind.ANSWERS and template:
        raise typer.BadParameter("--write-template は、--kind answers のときだけ指定できます。")


def _register(desk: Desk, file: Path, reason: str, *, json: bool) -> int:
    from fujiplan_cli.workflow.setup import import_register

    result = import_register(desk, file, reason)
    if json:
        console.say_json(
            {
                "kind": "register",
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


def _finance(desk: Desk, file: Path, year: int, money: str, *, json: bool) -> int:
    from fujiplan_cli.workflow.finance import import_finance

    result = import_finance(desk, file, year, money)
    grave = any(f.severity in ("error", "review") for f in result.findings)
    if json:
        console.say_json(
            {
                "kind": "finance",
                "year": year,
                "import": result.import_id,
                "unchanged": result.unchanged,
                "executed_kind": result.executed_kind,
                "rows": result.rows,
                "projects": len(result.entries),
                "amounts": [
                    {
                        "project": entry.project,
                        "code": entry.code,
                        "sheet": entry.sheet,
                        "values": {
                            name: {"value": _number(amount.value), "cells": list(amount.cells)}
                            for name, amount in entry.amounts.items()
                        },
                    }
                    for entry in result.entries
                ],
                "findings": [finding_json(f) for f in result.findings],
            }
        )
        return 1 if grave else 0
    tell_findings(result.findings)
    if result.import_id:
        count = f"{len(result.entries)}事業、{result.rows}行"
        console.say(f"財務会計の額を取り込みました（{year}年度、{result.executed_kind}、{count}）。")
    elif result.unchanged:
        console.say("財務会計の額は、前回から変わっていません。何も記録していません。")
    else:
        console.say("財務会計の額は取り込んでいません。上の箇所を直し、もう一度実行してください。")
    return 1 if grave else 0


def _number(value: object) -> int | float:
    """千円 with at most three decimals: exact as a JSON number."""
    amount = float(str(value))
    return int(amount) if amount.is_integer() else amount
