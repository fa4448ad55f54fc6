"""fujiplan collect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.collected import collected_json, tell_collected
from fujiplan_cli.cli.options import By, Debug, Executor, Jobs, Json, PasswordFile, Plan, Today, Year


def collect(
    year: Year,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="場所...", help="ファイル又はフォルダー（省略時は inbox の年度のフォルダー）"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="確認だけをし、何も記録しない")] = False,
    jobs: Jobs = None,
    executor: Executor = "local",
    password_file: PasswordFile = None,
    plan: Plan = None,
    today: Today = None,
    by: By = "事務局",
    json: Json = False,
    debug: Debug = False,
) -> int:
    """所管課から届いた調書を読み、確認し、台帳に記録します。受付簿と修正依頼も作ります。

    例：fujiplan collect --year R7 --by 富士
    県や府省で何万件も読む例：fujiplan collect --year R7 --executor dask:tls://10.0.0.5:8786
    記録せずに確かめる例：fujiplan collect --year R7 --dry-run
    """
    from fujiplan_cli.workflow.collect import collect as run
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.year_reading import means_of

    desk = Desk.open(plan, today=today, by=by)
    means = means_of(jobs, password_file, executor)
    result = run(desk, desk.known_year(year), paths or (), dry_run=dry_run, progress=_progress, means=means)
    if json:
        console.say_json(collected_json(result))
    else:
        tell_collected(result, desk.plan, recorded=not dry_run)
    return 1 if result.must_act() else 0


def _progress(paths: Iterable[Path], total: int) -> Iterator[Path]:
    return console.progress(paths, "調書を読込中", total)
