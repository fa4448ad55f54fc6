"""fujiplan status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.options import Debug, Json, Plan, Today, Year

if TYPE_CHECKING:
    from fujiplan_cli.workflow.receipts import Arrived
    from fujiplan_cli.workflow.reminders import Reminders


def status(
    year: Year,
    reminders: Annotated[
        bool, typer.Option("--reminders", help="督促の文面を、本日送るべき所管課の分だけ作る（reports の督促）")
    ] = False,
    all_reminders: Annotated[
        bool,
        typer.Option("--all-reminders", help="督促の文面を、期限前・当日・3日後・7日後の四つとも、今のうちに作る"),
    ] = False,
    receipts: Annotated[
        bool, typer.Option("--receipts", help="受付簿（届いたもの全ての判定、版、日時）を示す")
    ] = False,
    plan: Plan = None,
    today: Today = None,
    json: Json = False,
    debug: Debug = False,
) -> int:
    """所管課ごとの提出の状況（未提出、受付済、事務局確認中、修正依頼、該当なし）と、期限内の割合を示します。

    例：fujiplan status --year R7
    督促の文面を作る例：fujiplan status --year R7 --reminders
    """
    from fujiplan_cli.cli.status_words import status_json, tell_status
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.status import status as run

    desk = Desk.open(plan, today=today)
    result = run(desk, desk.known_year(year))
    lines, made = None, None
    if receipts:  # takes openpyxl, as the reminders take jinja2: slow to load, and mostly not asked for
        from fujiplan_cli.workflow.receipts import receipts as book

        lines = book(desk, year)
    if reminders or all_reminders:
        from fujiplan_cli.workflow.reminders import remind

        made = remind(desk, year, every=all_reminders)
    if json:
        document = status_json(result)
        if lines is not None:
            document["receipts"] = [_receipt_json(line) for line in lines]
        if made is not None:
            document["reminders"] = _reminders_json(made)
        console.say_json(document)
        return 0
    if lines is not None:
        _tell_receipts(lines)
    if made is not None:
        _tell_reminders(made)
    if lines is None and made is None:
        tell_status(result, desk.plan.due(year), desk.today)
    return 0


def _receipt_json(line: Arrived) -> dict[str, Any]:
    one = line.receipt
    return {
        "number": line.number,
        "received_at": one.received_at,
        "department": line.department or None,
        "form": one.form or None,
        "form_version": one.form_version or None,
        "project": one.project or None,
        "verdict": one.verdict,
        "version": line.version or None,
        "reason": one.reason or None,
        "findings": dict(line.counts),
        "path": one.file,
        "sheet": one.sheet or None,
        "sha256": one.sha256 or None,
    }


def _tell_receipts(lines: tuple[Arrived, ...]) -> None:
    rows = [
        (
            str(line.number),
            line.received[:16],
            line.department,
            line.project or line.form,
            line.verdict,
            str(line.version or ""),
            line.note,
            line.receipt.file,
        )
        for line in lines
    ]
    headers = ("番号", "受付日時", "所管課", "事業又は様式", "判定", "版", "備考", "ファイル")
    console.table("", headers, rows, right=frozenset({0, 5}))
    console.say(f"受付 {len(lines)}件")


def _reminders_json(made: Reminders) -> dict[str, Any]:
    return {
        "day": made.day.isoformat(),
        "folder": made.folder or None,
        "next": made.following.isoformat() if made.following else None,
        "texts": [
            {
                "department": one.department.full_name,
                "code": one.department.code,
                "kind": one.kind,
                "path": one.file,
                "waiting": [
                    {
                        "form": w.form,
                        "project": w.project or None,
                        "name": w.name,
                        "state": w.state,
                        "due": w.due.isoformat(),
                        "extended": w.extended,
                    }
                    for w in one.waiting
                ],
            }
            for one in made.texts
        ],
    }


def _tell_reminders(made: Reminders) -> None:
    from fujiplan_cli.workflow.reminders import KIND_WORDS

    if made.texts:
        rows = [
            (
                one.department.full_name,
                KIND_WORDS[one.kind],
                str(len(one.waiting)),
                "、".join(w.project or w.name for w in one.waiting),
                one.file.rpartition("/")[2],
            )
            for one in made.texts
        ]
        console.table("", ("所管課", "督促", "件数", "事業又は調書", "ファイル"), rows, right=frozenset({2}))
        console.say(f"督促の文面：{len(made.texts)}通を {made.folder} に作りました。内容を確かめて送ってください。")
    else:
        console.say(f"{made.day.isoformat()}に送る督促はありません。")
    if made.following:
        console.say(f"次の督促：{made.following.isoformat()}")
