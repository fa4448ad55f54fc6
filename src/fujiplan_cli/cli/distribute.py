"""fujiplan distribute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.options import By, Debug, Json, Plan, Today, day_of, maybe_year

if TYPE_CHECKING:
    from fujiplan_cli.workflow.desk import Desk


class Book(StrEnum):
    """One workbook a project, or one a department."""

    project = "project"
    department = "department"


def distribute(
    year: Annotated[int | None, maybe_year("--sample のほかは必須")] = None,
    department: Annotated[
        str | None, typer.Option("--department", metavar="コード", help="この所管課の調書だけを作る")
    ] = None,
    book: Annotated[
        Book, typer.Option("--book", help="project：1事業1ファイル、department：1課1ファイル（1事業1シート）")
    ] = Book.project,
    bundle: Annotated[bool, typer.Option("--bundle", help="課ごとの zip も作る")] = False,
    letter_no: Annotated[
        str, typer.Option("--letter-no", metavar="文書番号", help="照会文の文書番号（省略時は記入欄を空ける）")
    ] = "",
    letter_date: Annotated[
        date | None,
        typer.Option("--letter-date", parser=day_of, metavar="日付", help="照会文の日付（省略時は今日）"),
    ] = None,
    sample: Annotated[
        Path | None,
        typer.Option("--sample", metavar="ファイル", help="様式を見るための見本（架空の内容）だけを作る"),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--form",
            metavar="様式",
            help="progress 進行管理調書、proposal 新規事業調書、confirmation 事務局確認票、settlement 数値確定票、"
            "hearing ヒアリング記録票、decision 決定票（省略時は進行管理調書と新規事業調書）",
        ),
    ] = None,
    plan: Plan = None,
    today: Today = None,
    by: By = "事務局",
    json: Json = False,
    debug: Debug = False,
) -> int:
    """所管課に配る進行管理調書、新規事業調書、照会文、調書一覧を outbox に作ります。分かっていることは印字します。

    事務局確認票、数値確定票、ヒアリング記録票、決定票は、--form で指定して作ります。

    例：fujiplan distribute --year R7 --bundle --letter-no 8総デ第12号 --letter-date 2026-04-01
    一つの課だけを作り直す例：fujiplan distribute --year R7 --department 0201
    数値確定票を作る例：fujiplan distribute --year R7 --form settlement
    """
    if sample is not None:
        return _sample(plan, form or "progress", year, sample, json)
    from fujiplan_cli.workflow.desk import Desk

    if year is None:
        raise typer.BadParameter("--year（対象年度）を指定してください（例：--year R7）。")
    if form not in (None, "progress"):
        if book is not Book.project or bundle or letter_no or letter_date:
            raise typer.BadParameter("--book、--bundle、--letter-no、--letter-date は、進行管理調書だけに使えます。")
        return _other_form(Desk.open(plan, today=today, by=by), year, str(form), department, json)
    from fujiplan_cli.workflow.distribute import Packing
    from fujiplan_cli.workflow.distribute import distribute as run

    packing = Packing(book.value, bundle, form is None, letter_no.strip(), letter_date)
    desk = Desk.open(plan, today=today, by=by)
    result = run(desk, desk.known_year(year), department, _progress, packing)
    if json:
        console.say_json(
            {
                "year": year,
                "folder": result.folder,
                "departments": [{"department": d, "projects": list(p)} for d, p in result.sheets.items()],
                "skipped": [{"project": p, "reason": r} for p, r in result.skipped.items()],
                "without": list(result.without),
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
    if result.without:
        console.note(
            f"・回答する事業がない{len(result.without)}課には、照会文だけを作りました：{'、'.join(result.without)}"
        )
    for number, why in result.skipped.items():
        console.note(f"・{number} の調書は作っていません：{why}")
    return 0


def _other_form(desk: Desk, year: int, form: str, department: str | None, json: bool) -> int:
    from fujiplan_cli.workflow.distribute_forms import distribute_form

    result = distribute_form(desk, desk.known_year(year), form, department)
    if json:
        files = [{"department": d, "files": list(f)} for d, f in result.files.items()]
        console.say_json({"year": year, "form": form, "folder": result.folder, "departments": files})
        return 0
    rows = [(name, "、".join(file.rpartition("/")[2] for file in files)) for name, files in result.files.items()]
    console.table("", ("所管課", "ファイル"), rows)
    console.say(f"{result.title}（{len(rows)}課、{result.parts}件分）を {result.folder} に作りました。")
    console.say(f"記入したものを {result.inbox} に入れて、fujiplan collect --year {year} を実行してください。")
    return 0


def _sample(plan: Path | None, form: str, year: int | None, target: Path, json: bool) -> int:
    from fujiplan_cli.workflow.sample_form import sample_form

    source = sample_form(plan, form, year, target)
    if json:
        console.say_json({"form": form, "file": str(target), "plan": str(source)})
    else:
        console.say(f"様式「{form}」の見本を {target} に作りました（様式の場所：{source}）。")
    return 0


def _progress(numbers: Iterable[str], total: int) -> Iterator[str]:
    return console.progress(numbers, "調書を作成中", total)
