"""Shell completion: the script for a shell, its installation, and values out of the plan folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")
_BY_HAND = ("powershell", "pwsh")
"""Typer would set PowerShell's execution policy to Unrestricted to install there: not on a city's PC."""
_OFFERED = ("年度", "事業番号", "コード", "会議")
"""What the plan folder can offer (workflow/offered.py, which loads only when a shell asks)."""
_PROGRAM, _VARIABLE = "fujiplan", "_FUJIPLAN_COMPLETE"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value the shell offers."""

    value: str
    help: str | None = None
    type: str = "plain"


def shell_of(text: str) -> str:
    """One of the shells; anything else is a usage error."""
    if text not in SHELLS:
        raise typer.BadParameter(f"「{text}」は使えません。使えるのは{'、'.join(SHELLS)}です。")
    return text


def show(shell: str) -> None:
    """The completion script on stdout."""
    from typer._completion_shared import get_completion_script  # public only as an option of Typer's own

    from fujiplan_cli.cli.console import say

    say(get_completion_script(prog_name=_PROGRAM, complete_var=_VARIABLE, shell=shell))


def install(shell: str) -> int:
    """Put the script where the shell finds it; the result is the exit status."""
    from fujiplan_cli.cli.console import problem, say

    if shell in _BY_HAND:
        say("PowerShell の設定（実行ポリシー）は変えません。次の1行を実行し、PowerShell を開き直してください。")
        say(f"  {_PROGRAM} --show-completion {shell} | Add-Content $PROFILE")
        return 0
    from typer._completion_shared import install as write

    try:
        _, path = write(shell=shell, prog_name=_PROGRAM, complete_var=_VARIABLE)
    except OSError as error:
        problem(
            f"補完の設定を書き込めません（{error.filename or Path.home()}）。",
            f"「{_PROGRAM} --show-completion {shell}」の出力を、お使いのシェルの設定に加えてください。",
        )
        return 4
    say(f"{shell} の補完を設定しました：{path}")
    say("端末を開き直すと使えます。")
    return 0


def prepare() -> None:
    """Make the shells known to Typer, when a shell asks (Typer does so itself only with its own two options)."""
    from typer._completion_classes import completion_init

    completion_init()


def give_values(parameter: Any) -> None:
    """Let a parameter whose help asks for 年度, 事業番号, コード or 会議 offer those of the plan folder."""
    what = parameter.metavar
    if what in _OFFERED:
        vars(parameter)["shell_complete"] = lambda ctx, typed: _values(what, ctx, typed)


def _values(what: str, ctx: Any, typed: str) -> list[Candidate]:
    from fujiplan_cli.workflow.offered import offered

    given = ctx.params.get("plan")
    folder = given if isinstance(given, Path) else None
    if folder is not None and folder.is_file():
        folder = folder.parent
    return [Candidate(value, words or None) for value, words in offered(what, typed, folder)]
