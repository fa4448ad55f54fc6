"""fujiplan demo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.options import Debug, Json


def demo(
    folder: Annotated[Path, typer.Argument(metavar="フォルダー", help="作成するフォルダー")] = Path("demo"),
    json: Json = False,
    debug: Debug = False,
) -> int:
    """架空の計画で、配布から公表までの1年間を試します。

    例：fujiplan demo demo
    """
    from fujiplan_cli.model.finding import VERDICT_WORDS
    from fujiplan_cli.workflow.collect import by_verdict
    from fujiplan_cli.workflow.demo import demo as run

    shown = run(folder, console.note)
    if json:
        console.say_json(
            {
                "folder": shown.folder.as_posix(),
                "sheets": shown.sheets,
                "sheet": shown.sheet,
                "totals": shown.collected.totals(),
                "forms": list(shown.forms),
                "reports": list(shown.reports),
                "letters": list(shown.letters),
                "hearings": list(shown.hearings),
                "comparison": shown.comparison,
                "site": shown.site,
            }
        )
        return 0
    counts = by_verdict(shown.collected.lines)
    words = "、".join(f"{VERDICT_WORDS[v]}{counts[v]}" for v in VERDICT_WORDS if v in counts)
    console.say("架空の計画で、令和7年度（2025年度）の1年間を終えました。次のものを開いてご覧ください。")
    console.say(f"  調書　　：{folder / shown.sheet}（{shown.sheets}枚のうちの1枚）")
    console.say(f"  受付　　：{folder / shown.collected.receipt_book}（{words}）")
    for returned in shown.collected.returns[:1]:
        console.say(f"  修正依頼：{folder / returned}（{len(shown.collected.returns)}件のうちの1件）")
    for path in shown.forms:
        console.say(f"  様式　　：{folder / path}")
    for path, name in zip((p for p in shown.reports if p.endswith(".pdf")), ("WG", "幹事会", "本部"), strict=False):
        console.say(f"  資料　　：{folder / path}（{name}。同じ場所にHTML、集計表、議事要旨、決定書）")
    for path in shown.letters[:1]:
        console.say(f"  結果通知：{folder / path}（{len(shown.letters)}課のうちの1課）")
    for path in shown.hearings:
        if path.endswith(".html"):
            console.say(f"  新規事業：{folder / path}")
    console.say(f"  比較　　：{folder / shown.comparison}（新旧の採点方法。参考）")
    console.say(f"  サイト　：{folder / shown.site}（確認用）")
    console.say("")
    program = _program()
    console.say(f"続けて試す：{program} status --year R7 --plan {folder}")
    console.say(f"　　　　　　{program} explain 1-1-01 --year R7 --plan {folder}")
    console.say("自分で操作して覚えるには docs/tutorial.md をご覧ください。")
    return 0


def _program() -> str:
    """How the command can be typed here: by its name, or by its place where the shell finds none (`make demo`)."""
    import shutil
    import sys

    if shutil.which("fujiplan"):
        return "fujiplan"
    typed = Path(sys.argv[0])
    return str(typed) if typed.name.startswith("fujiplan") and typed.exists() else "fujiplan"
