"""Runs a command line and turns what happens into a Japanese message and an exit status (contract.md)."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Sequence

from typer.exceptions import Exit, TyperException

from fujiplan_cli.cli import console
from fujiplan_cli.model.plan import PlanFolderError

DONE, ACT, USAGE, FAULTY_PLAN, BROKEN_STORE, INTERRUPTED = 0, 1, 2, 3, 4, 130
_RUBBISH = (50_000, 50, 1_000)
"""How often Python looks for rubbish. A command's records live to its end, and looking through them all again and again
took a sixth of a distribution of 5,000 sheets."""


def run(arguments: Sequence[str]) -> int:
    """Run one command line; the result is the exit status. No traceback leaves without --debug."""
    _prepare_streams()
    gc.set_threshold(*_RUBBISH)
    try:
        return _run(list(arguments) or _alone())
    except BrokenPipeError:
        # The reader of our pipe has gone (`| head`): nothing is wrong, and nobody is left to tell.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _alone() -> list[str]:
    """What `fujiplan` without arguments means: 本日すること inside a plan folder, the help elsewhere."""
    from pathlib import Path

    from fujiplan_cli.declare import find_plan_folder

    with contextlib.suppress(OSError):
        if find_plan_folder(Path.cwd()) is not None:
            return ["schedule", "--short"]
    return ["--help"]


def _run(arguments: list[str]) -> int:
    from fujiplan_cli.cli.app import app

    try:
        result = app(arguments, standalone_mode=False, prog_name="fujiplan")
        sys.stdout.flush()
        if result == INTERRUPTED:  # Typer turns Ctrl-C into this status
            raise KeyboardInterrupt
        return result if isinstance(result, int) else DONE
    except Exit as stop:
        return stop.exit_code
    except TyperException as error:
        console.problem(
            _usage_words(error), "「fujiplan --help」又は「fujiplan コマンド名 --help」で使い方を確認できます。"
        )
        return USAGE
    except PlanFolderError as error:
        _tell_faults(error)
        return FAULTY_PLAN
    except KeyboardInterrupt:
        console.problem(
            "中断しました。台帳は中断前の正しい状態のままです。", "もう一度同じコマンドを実行すると続けられます。"
        )
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as error:
        if "--debug" in arguments:
            raise
        return _unexpected(error)


def _unexpected(error: Exception) -> int:
    """Refusals and ledger failures carry their own words; anything else is our fault and says so."""
    from fujiplan_cli.ledger import LedgerError
    from fujiplan_cli.workflow.desk import Refused

    if isinstance(error, Refused):
        console.problem(error.message, error.remedy)
        return error.status
    if isinstance(error, LedgerError):
        console.problem(str(error), "")
        return BROKEN_STORE
    if isinstance(error, OSError) and error.errno is not None:
        _tell_disk(error)
        return BROKEN_STORE
    console.problem(
        f"想定していない不具合が起きました（{type(error).__name__}）。台帳は実行前の状態のままです。",
        "同じコマンドに --debug を付けて実行し、表示された内容を開発元に知らせてください。",
    )
    return BROKEN_STORE


def _tell_disk(error: OSError) -> None:
    """A disk or a file server that failed where no use case had words of its own for it."""
    from fujiplan_cli.model.causes import cause_words

    where = f"「{error.filename}」" if error.filename else "ファイル"
    console.problem(
        f"{where}の読み書きに失敗しました（{cause_words(error)}）。台帳は正しい状態のままです。",
        "共有フォルダーにつながっているか、空き容量と権限があるか、ファイルが開かれていないかを確認し、"
        "もう一度実行してください。続けて起きるときは fujiplan doctor で調べられます。",
    )


def _tell_faults(error: PlanFolderError) -> None:
    console.problem(f"計画フォルダーの設定に{len(error.faults)}件の誤りがあります。何も変更していません。", "")
    for fault in error.faults:
        where = " ".join(
            part
            for part in (fault.file, f"{fault.line}行目" if fault.line else "", f"「{fault.key}」" if fault.key else "")
            if part
        )
        console.note(f"・{where}：{fault.message}")


def _usage_words(error: TyperException) -> str:
    """Typer's English usage errors in Japanese; the option or argument is named as typed."""
    kind = type(error).__name__
    parameter = getattr(error, "param", None)
    name = getattr(error, "option_name", "") or (_parameter_name(parameter) if parameter is not None else "")
    if kind == "NoSuchOption":
        near = getattr(error, "possibilities", None)
        hint = f"もしかして：{'、'.join(sorted(near))}" if near else ""
        return f"「{name}」という指定はありません。{hint}"
    if kind == "MissingParameter":
        return f"「{name}」の指定がありません。"
    if kind == "BadParameter":
        return f"「{name}」の指定が正しくありません。{_choice_words(error.message)}" if name else error.message
    if kind == "BadOptionUsage":
        return f"「{name}」に値を指定してください。"
    if error.message.startswith("No such command"):
        typed, _, near = error.message.removeprefix("No such command").partition("Did you mean")
        hint = f"もしかして：{near.strip(' ?')}" if near else ""
        return f"「{typed.strip(' .')}」というコマンドはありません。{hint}".replace("'", "")
    if "unexpected extra argument" in error.message:
        return f"余分な指定があります（{error.message.partition('(')[2].rstrip(')')}）。"
    return error.message


def _choice_words(message: str) -> str:
    """Typer's English for a word that is no choice, in Japanese; other messages are ours and stay."""
    typed, is_choice, choices = message.removeprefix("Value error, ").partition(" is not one of ")
    if not is_choice:
        return message
    words = "、".join(f"「{word.strip(chr(39))}」" for word in choices.rstrip(".").split(", "))
    return f"「{typed.strip(chr(39))}」は使えません。使えるのは{words}です。"


def _parameter_name(parameter: object) -> str:
    options = [o for o in getattr(parameter, "opts", []) if o.startswith("--")]
    return options[0] if options else str(getattr(parameter, "metavar", None) or getattr(parameter, "name", ""))


def _prepare_streams() -> None:
    """A character the terminal's code page lacks (𠮷 under cp932) is shown as ?, and never stops the work."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
