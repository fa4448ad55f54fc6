"""fujiplan dispose."""

from __future__ import annotations

from typing import Annotated

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.options import By, Debug, Json, Plan, Today, Year


def dispose(
    year: Year,
    reason: Annotated[str, typer.Option("--reason", metavar="理由", help="廃棄の理由")],
    approval_no: Annotated[str, typer.Option("--approval-no", metavar="番号", help="廃棄の決裁番号")],
    file: Annotated[
        list[str] | None,
        typer.Option(
            "--file",
            metavar="ファイル",
            help="受付簿の「ファイル」又は「sha256」（誤って混入した1件を廃棄する。繰り返し可。省略時は年度の全て）",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="廃棄するものを示すだけで、何も変えない")] = False,
    plan: Plan = None,
    today: Today = None,
    by: By = "事務局",
    json: Json = False,
    debug: Debug = False,
) -> int:
    """保管している受領ファイルを廃棄します。識別値、日付、理由、決裁番号は台帳に残ります。

    保存期間の過ぎた年度の全てを廃棄する例：fujiplan dispose --year R4 --reason 保存期間の満了 --approval-no 16総デ第8号
    個人情報が含まれた1件の例：fujiplan dispose --year R7 --file 名簿.xlsx --reason 誤混入 --approval-no 8総デ第31号
    """
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.dispose import dispose as run

    desk = Desk.open(plan, today=today, by=by)
    done = run(desk, desk.known_year(year), files=file or (), reason=reason, approval_no=approval_no, dry_run=dry_run)
    if json:
        console.say_json(
            {
                "year": year,
                "dry_run": dry_run,
                "files": [
                    {"sha256": one.sha256, "path": one.file, "original_left": one.original} for one in done.files
                ],
                "late": list(done.late),
            }
        )
        return 0
    rows = [
        (one.received_at[:10], one.file, one.sha256[:12], "残っています" if one.original else "") for one in done.files
    ]
    console.table("", ("受付日", "ファイル", "識別値", "届いた場所の原本"), rows)
    if dry_run:
        console.say(f"廃棄するファイル：{len(done.files)}件（まだ廃棄していません）")
        return 0
    console.say(f"受領ファイル{len(done.files)}件を廃棄し、記録しました（決裁番号 {approval_no}）。")
    if done.late:
        console.say(
            f"前の処理が途中で止まり、廃棄の記録だけが終わっていた受領ファイル{len(done.late)}件も、今回消しました。"
        )
    if any(one.original for one in done.files):
        console.say("届いた場所（inbox）の原本は変更していません。原本も廃棄するときは、手で削除してください。")
    console.say("読み取った記入内容は台帳に残ります。")
    return 0
