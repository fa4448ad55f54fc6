"""fujiplan init."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.options import Debug, Json


def init(
    folder: Annotated[Path, typer.Argument(metavar="フォルダー", help="作成する計画フォルダー")],
    sample: Annotated[
        bool, typer.Option("--sample", help="架空の計画を入れる（練習用。すべての出力に明示される）")
    ] = False,
    json: Json = False,
    debug: Debug = False,
) -> int:
    """新しい計画フォルダーを作成します。

    例：fujiplan init keikaku
    練習用（架空の計画）の例：fujiplan init renshu --sample
    """
    from shlex import quote

    from fujiplan_cli.workflow.setup import new_plan_folder

    made = new_plan_folder(folder, sample=sample)
    if sample:
        from fujiplan_cli.workflow.sample_years import record_past_years

        made = tuple(sorted((*made, *record_past_years(folder, console.note))))
    if json:
        console.say_json({"folder": folder.as_posix(), "files": list(made)})
        return 0
    console.say(f"計画フォルダー「{folder}」を作成しました（{len(made)}ファイル）。")
    console.say("次にすること：")
    console.say("  1. fujiplan.toml を開き、計画名、組織、基本目標を確認してください。")
    if sample:
        console.say(
            "  2. register.xlsx（事業台帳）には、架空の事業を記入してあります。令和4〜6年度の実績は、記録してあります。"
        )
    else:
        console.say("  2. register.xlsx（事業台帳）に事業を記入してください。")
    console.say(f"  3. cd {quote(str(folder))} で計画フォルダーに移り、次を実行してください。")
    console.say("     fujiplan import register.xlsx --kind register --by 氏名")
    return 0
