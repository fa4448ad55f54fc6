"""Runs a command line and turns what happens into a Japanese message and an exit status (contract.md)."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from typer.exceptions import Exit, TyperException

from fujiplan_cli.cli import console
from fujiplan_cli.model.plan import Fault, PlanFolderError

DONE, ACT, USAGE, FAULTY_PLAN, BROKEN_STORE, INTERRUPTED = 0, 1, 2, 3, 4, 130
_RUBBISH = (50_000, 50, 1_000)
"""How often Python looks for rubbish. A command's records live to its end, and looking through them all again and again
took a sixth of a distribution of 5,000 sheets."""


def run(arguments: Sequence[str]) -> int:
    """Run one command line; the result is the exit status. No traceback leaves without --debug."""
    _prepare_streams()
    gc.set_threshold(*_RUBBISH)
    try:
        if os.environ.get("_FUJIPLAN_COMPLETE"):  # the shell asks, as its script says: never with an answer of ours
            return _run(list(arguments))
        return _run(list(arguments)) if arguments else _alone()
    except BrokenPipeError:
        # The reader of our pipe has gone (`| head`): nothing is wrong, and nobody is left to tell.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _alone() -> int:
    """`fujiplan` without arguments says what to do next: 本日すること inside a plan folder, how to begin elsewhere."""
    from pathlib import Path

    from fujiplan_cli.cli.begin import begin
    from fujiplan_cli.declare import find_plan_folder

    here = Path()
    with contextlib.suppress(OSError):
        here = Path.cwd()
        if find_plan_folder(here) is not None:
            return _run(["schedule", "--short"])
    return begin(here)


def _run(arguments: list[str]) -> int:
    from fujiplan_cli.cli.app import app

    if os.environ.get("_FUJIPLAN_COMPLETE"):
        from fujiplan_cli.cli.completion import prepare

        prepare()
    try:
        result = app(arguments, standalone_mode=False, prog_name="fujiplan")
        sys.stdout.flush()
        if result == INTERRUPTED:  # Typer turns Ctrl-C into this status
            raise KeyboardInterrupt
        return result if isinstance(result, int) else DONE
    except Exit as stop:
        return stop.exit_code
    except TyperException as error:
        from fujiplan_cli.cli.usage import usage_remedy, usage_words

        trouble = Trouble(USAGE, usage_words(error), usage_remedy(error, arguments))
    except PlanFolderError as error:
        said = f"計画フォルダーの設定に{len(error.faults)}件の誤りがあります。何も変更していません。"
        trouble = Trouble(FAULTY_PLAN, said, faults=error.faults)
    except KeyboardInterrupt:
        said = "中断しました。台帳は中断前の正しい状態のままです。"
        trouble = Trouble(INTERRUPTED, said, "もう一度同じコマンドを実行すると続けられます。")
    except BrokenPipeError:
        raise
    except Exception as error:
        if "--debug" in arguments:
            raise
        trouble = _trouble(error)
    return trouble.tell(as_json="--json" in arguments)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a command did not do what was asked, what to do, and the exit status."""

    status: int
    message: str
    remedy: str = ""
    faults: tuple[Fault, ...] = ()

    def tell(self, *, as_json: bool) -> int:
        """In words on stderr; a program that asked for JSON finds the same on stdout. Returns the exit status."""
        console.problem(self.message, self.remedy)
        for one in self.faults:
            parts = (one.file, f"{one.line}行目" if one.line else "", f"「{one.key}」" if one.key else "")
            console.note(f"・{' '.join(part for part in parts if part)}：{one.message}")
        if as_json:
            faults = [{"file": f.file, "line": f.line, "key": f.key, "message": f.message} for f in self.faults]
            said = {"status": self.status, "message": self.message, "remedy": self.remedy, "faults": faults}
            console.say_json({"error": said})
        return self.status


def _trouble(error: Exception) -> Trouble:
    """Refusals and ledger failures carry their own words; anything else is our fault and says so."""
    from fujiplan_cli.ledger import LedgerError
    from fujiplan_cli.workflow.desk import Refused

    if isinstance(error, Refused):
        return Trouble(error.status, error.message, error.remedy)
    if isinstance(error, LedgerError):
        return Trouble(BROKEN_STORE, str(error))
    if isinstance(error, OSError) and error.errno is not None:
        return _disk_trouble(error)
    return Trouble(
        BROKEN_STORE,
        f"想定していない不具合が起きました（{type(error).__name__}）。台帳は実行前の状態のままです。",
        "同じコマンドに --debug を付けて実行し、表示された内容を開発元に知らせてください。",
    )


def _disk_trouble(error: OSError) -> Trouble:
    """A disk or a file server that failed where no use case had words of its own for it."""
    from fujiplan_cli.model.causes import cause_words

    where = f"「{error.filename}」" if error.filename else "ファイル"
    return Trouble(
        BROKEN_STORE,
        f"{where}の読み書きに失敗しました（{cause_words(error)}）。台帳は正しい状態のままです。",
        "共有フォルダーにつながっているか、空き容量と権限があるか、ファイルが開かれていないかを確認し、"
        "もう一度実行してください。続けて起きるときは fujiplan doctor で調べられます。",
    )


def _prepare_streams() -> None:
    """A character the terminal's code page lacks (𠮷 under cp932) is shown as ?, and never stops the work."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
