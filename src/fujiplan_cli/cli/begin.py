"""`fujiplan` alone where no plan folder is: how to begin."""

from __future__ import annotations

import os
from pathlib import Path

from fujiplan_cli.cli.console import say

_MOST = 5


def begin(here: Path) -> int:
    """What to do next, for somebody who has no plan folder at hand; always done (0)."""
    say("情報化計画の進行管理調書を、配布・回収・採点・報告・公表します。")
    say("")
    near = plan_folders_in(here)
    if near:
        say("この場所に計画フォルダーがあります。その中に移って fujiplan を実行すると、本日することが分かります。")
        for folder in near[:_MOST]:
            say(f"  cd {_quoted(folder)}")
        if len(near) > _MOST:
            say(f"  ほか{len(near) - _MOST}")
        say("")
        say("ほかにできること")
    else:
        say("この場所には計画フォルダー（fujiplan.toml のあるフォルダー）がありません。次のどれかから始めてください。")
    say("・試す（架空の計画で1年間。数分）　　　　　　→ fujiplan demo demo")
    say("・練習する（架空の計画で、自分で操作する）　→ fujiplan init renshu --sample")
    say("・新しい計画を始める　　　　　　　　　　　　→ fujiplan init keikaku")
    say("・作ってある計画フォルダーを使う　　　　　　→ cd 計画フォルダー　（又は --plan 計画フォルダー を付ける）")
    say("")
    say("コマンドの一覧は fujiplan --help、使い方の例は fujiplan コマンド名 --help で見られます。")
    return 0


def plan_folders_in(here: Path) -> list[str]:
    """Names of the plan folders directly below ``here``; none when it cannot be read."""
    try:
        with os.scandir(here) as entries:
            return sorted(one.name for one in entries if one.is_dir() and (here / one.name / "fujiplan.toml").is_file())
    except OSError:
        return []


def _quoted(name: str) -> str:
    """A name as a command line takes it on Windows and elsewhere."""
    return f'"{name}"' if any(sign in name for sign in " 　()&;'") else name
