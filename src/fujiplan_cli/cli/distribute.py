"""fujiplan distribute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.options import By, Debug, Json, Plan, Today, Year


def distribute(
    year: Year,
    department: Annotated[
        str | None, typer.Option("--department", metavar="コード", help="この所管課の調書だけを作る")
    ] = None,
    plan: Plan = None,
    today: Today = None,
    by: By = "事務局",
    json: Json = False,
    debug: Debug = False,
) -> int:
    """所管課に配る進行管理調書を outbox に作ります。分かっていることは印字します。

    例：fujiplan distribute --year R7
    """
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.distribute import distribute as run

    desk = Desk.open(plan, today=today, by=by)
    result = run(desk, desk.known_year(year), department, _progress)
    if json:
        console.say_json(
            {
                "year": year,
                "folder": result.folder,
                "departments": [{"department": d, "projects": list(p)} for d, p in result.sheets.items()],
                "skipped": [{"project": p, "reason": r} for p, r in result.skipped.items()],
            }
        )
        return 0
    rows = [(name, str(len(numbers)), "、".join(numbers)) for name, numbers in result.sheets.items()]
    console.table("", ("所管課", "調書", "事業番号"), rows, right=frozenset({1}))
    total = sum(len(numbers) for numbers in result.sheets.values())
    console.say(f"調書{total}枚を {result.folder} に作りました（{len(result.sheets)}課）。")
    console.say(
        f"所管課に送り、届いた調書を {result.inbox} に入れて、fujiplan collect --year {year} を実行してください。"
    )
    for number, why in result.skipped.items():
        console.note(f"・{number} の調書は作っていません：{why}")
    return 0


def _progress(numbers: Iterable[str], total: int) -> Iterator[str]:
    return console.progress(numbers, "調書を作成中", total)
