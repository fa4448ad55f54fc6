"""fujiplan check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.collected import collected_json, tell_collected
from fujiplan_cli.cli.options import Debug, Executor, Jobs, Json, PasswordFile, Plan, Today, year_of


def check(
    files: Annotated[list[Path], typer.Argument(metavar="ファイル...", help="確認する調書（フォルダーも可）")],
    year: Annotated[
        int | None,
        typer.Option("--year", parser=year_of, metavar="年度", help="対象年度（省略時は今日の前の年度）"),
    ] = None,
    jobs: Jobs = None,
    executor: Executor = "local",
    password_file: PasswordFile = None,
    plan: Plan = None,
    today: Today = None,
    json: Json = False,
    debug: Debug = False,
) -> int:
    """調書を確認します。collect と同じ確認をし、何も記録しません。

    例：fujiplan check inbox/2025/1-1-01_電子申請.xlsx
    県や府省で何万件も確かめる例：fujiplan check inbox/2025 --executor dask:tls://10.0.0.5:8786
    """
    from fujiplan_cli.workflow.collect import check as run
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.year_reading import means_of

    desk = Desk.open(plan, today=today)
    wanted = desk.known_year(year if year is not None else desk.reporting_year())
    result = run(desk, wanted, files, means_of(jobs, password_file, executor))
    if json:
        console.say_json(collected_json(result))
    else:
        tell_collected(result, desk.plan, recorded=False)
    return 1 if result.must_act() else 0
