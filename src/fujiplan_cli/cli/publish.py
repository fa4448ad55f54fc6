"""fujiplan publish."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from fujiplan_cli.cli import console, published
from fujiplan_cli.cli.options import By, Debug, Json, Plan, Today, day_of, maybe_year

if TYPE_CHECKING:
    from fujiplan_cli.workflow.desk import Desk


def publish(
    year: Annotated[int | None, maybe_year("--restore のときだけ省略できる")] = None,
    council_date: Annotated[
        date | None, typer.Option("--council-date", parser=day_of, metavar="日付", help="議会に情報提供した日")
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="確認用に作る（全ページに明示、公表はできない）")] = False,
    fragments: Annotated[
        bool, typer.Option("--fragments", help="市のCMSに貼る本文だけのHTMLと図も作り、zipに入れる")
    ] = False,
    base_url: Annotated[str, typer.Option("--base-url", metavar="URL", help="公表先のアドレス")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="前回公表との差を示すだけで、何も書き込まない")] = False,
    restore: Annotated[
        bool, typer.Option("--restore", help="直前の公表に戻す（サイトが壊れているときは、最後の公表を作り直す）")
    ] = False,
    allow_coincidence: Annotated[
        str | None,
        typer.Option(
            "--allow-coincidence",
            metavar="場所",
            help="公表しない内容と偶然に一致しただけの箇所を、理由とともに認めて記録する（例：1-1-01/support_request）",
        ),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="理由", help="偶然の一致と認める（取り消す）理由")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="--allow-coincidence で認めた記録を取り消す")] = False,
    plan: Plan = None,
    today: Today = None,
    by: By = "事務局",
    json: Json = False,
    debug: Debug = False,
) -> int:
    """本部の承認後に、市民向けのサイトとオープンデータを作ります。前回公表との差を先に示します。

    確認用に作る例：fujiplan publish --year R7 --preview
    差を確かめる例：fujiplan publish --year R7 --council-date 2026-07-24 --dry-run
    直前の公表に戻す例：fujiplan publish --restore --by 富士
    """
    from fujiplan_cli.workflow.second_process import second_process

    makes = not restore and allow_coincidence is None
    with second_process(plan) if makes else nullcontext() as second:  # it starts while this one imports what follows
        from fujiplan_cli.workflow.desk import Desk, Refused

        desk = Desk.open(plan, today=today, by=by)
        known = None if year is None else desk.known_year(year)
        if wrong := _misused(
            restore, allow_coincidence, undo, known, others=bool(council_date or preview or fragments)
        ):
            raise Refused(*wrong, status=2)
        if base_url and not base_url.startswith(("https://", "http://")):
            raise Refused(
                f"公表先のアドレス「{base_url}」が、http:// 又は https:// で始まっていません。何も書き込んでいません。",
                "--base-url https://www.example.lg.jp/ict/ のように指定してください。",
                status=2,
            )
        if restore:
            return _restore(desk, known, dry_run=dry_run, json=json)
        assert known is not None, "checked above"
        if allow_coincidence is not None:
            return _allow(desk, known, allow_coincidence, reason, preview=preview, undo=undo, json=json)
        from fujiplan_cli.workflow.publish import Leaking
        from fujiplan_cli.workflow.publish import publish as run

        try:
            result = run(
                desk,
                known,
                council_date=council_date,
                preview=preview,
                base_url=base_url,
                fragments=fragments,
                dry_run=dry_run,
                show=(lambda draft: None) if json else published.tell_draft,
                second=second,
            )
        except Leaking as error:
            published.tell_leaks(error.leaks, known)
            raise
    if json:
        console.say_json(published.release_json(known, result))
    else:
        published.tell_release(result)
    return 0


def _misused(restore: bool, place: str | None, undo: bool, year: int | None, *, others: bool) -> tuple[str, str] | None:
    """What is wrong with the options together, and the remedy; None when nothing is."""
    if restore and (others or place is not None):
        return (
            "--restore は、--council-date、--preview、--fragments、--allow-coincidence と一緒に指定できません。",
            "前の公表は、公表したときのまま戻ります。fujiplan publish --restore だけを実行してください。",
        )
    if undo and place is None:
        return (
            "--undo は、--allow-coincidence と一緒に指定してください。",
            "例：--allow-coincidence 場所 --undo --reason 理由",
        )
    if year is None and not restore:
        return "対象年度が指定されていません。", "--year で指定してください（例：--year R7）。"
    return None


def _restore(desk: Desk, year: int | None, *, dry_run: bool, json: bool) -> int:
    from fujiplan_cli.workflow.restore_site import restore

    found = restore(desk, year, dry_run=dry_run, show=(lambda one: None) if json else published.tell_restoring)
    if json:
        console.say_json(published.restored_json(found))
    else:
        published.tell_restored(found)
    return 0


def _allow(desk: Desk, year: int, place: str, reason: str, *, preview: bool, undo: bool, json: bool) -> int:
    from fujiplan_cli.workflow.publish import allow_coincidence

    done = allow_coincidence(desk, year, place, reason, preview=preview, undo=undo)
    if json:
        console.say_json({"year": year, "place": done.place, "paths": list(done.paths), "allowed": not done.undone})
    elif done.undone:
        console.say(f"「{done.place}」を偶然の一致と認めた記録を取り消しました。")
    else:
        console.say(
            f"「{done.place}」を偶然の一致と認め、理由とともに台帳に記録しました（{'、'.join(done.paths[:5])}）。"
        )
        console.say("まだ公表していません。もう一度 fujiplan publish を実行してください。")
    return 0
