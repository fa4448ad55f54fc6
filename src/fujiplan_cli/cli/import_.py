"""fujiplan import."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.findings import finding_json, tell_findings
from fujiplan_cli.cli.options import By, Debug, Json, Plan, Today, year_of

if TYPE_CHECKING:
    from fujiplan_cli.workflow.desk import Desk


class ImportKind(StrEnum):
    """What a file holds."""

    REGISTER = "register"
    FINANCE = "finance"


class MoneyKind(StrEnum):
    """How final money is."""

    EXPECTED = "決算見込"
    CLOSED = "出納閉鎖後"
    SETTLED = "議会認定後"


def import_(
    file: Annotated[Path, typer.Argument(metavar="ファイル", help="取り込むファイル（.xlsx。財務会計は .csv も可）")],
    kind: Annotated[
        ImportKind, typer.Option("--kind", help="register：事業台帳　finance：財務会計から出力した予算・決算額")
    ],
    year: Annotated[
        int | None,
        typer.Option("--year", parser=year_of, metavar="年度", help="対象年度（finance では必須。例：R7）"),
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
    plan: Plan = None,
    today: Today = None,
    by: By = "事務局",
    json: Json = False,
    debug: Debug = False,
) -> int:
    """事業台帳、又は財務会計の額を取り込みます。誤りが1件でもあれば、すべてを示し、何も取り込みません。

    例：fujiplan import register.xlsx --kind register --by 富士

    例：fujiplan import 決算見込.csv --kind finance --year R7 --by 富士
    """
    from fujiplan_cli.workflow.desk import Desk

    if kind is ImportKind.REGISTER and (year is not None or money is not None):
        raise typer.BadParameter("--year と --money は、--kind finance のときだけ指定できます。")
    if kind is ImportKind.FINANCE and reason:
        raise typer.BadParameter("--reason は、--kind register のときだけ指定できます。")
    if kind is ImportKind.FINANCE and year is None:
        raise typer.BadParameter("--kind finance では、--year で対象年度を指定してください（例：--year R7）。")
    desk = Desk.open(plan, today=today, by=by)
    if year is not None:
        return _finance(desk, file, desk.known_year(year), money.value if money else "", json=json)
    return _register(desk, file, reason, json=json)


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
