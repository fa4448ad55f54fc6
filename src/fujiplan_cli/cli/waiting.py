"""What every command tells the ledger: its name, whom notices are shown to, and how long it waits for others.

``--wait`` is an option of every command that writes into the ledger (every one that takes ``--by``).
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from fujiplan_cli.cli import console

Wait = Annotated[
    int,
    typer.Option(
        "--wait",
        min=0,
        metavar="秒数",
        help="ほかの人が台帳に書き込んでいるとき、終わるのを待つ秒数",
        show_default=False,
    ),
]


def patient(name: str, function: Callable[..., int]) -> Callable[..., int]:
    """The command ``name``, run in a session of the ledger; with ``--wait`` beside its ``--by`` if it has one."""
    signature = inspect.signature(function, eval_str=True)
    parameters = list(signature.parameters.values())

    @functools.wraps(function)
    def waiting(*args: Any, wait: int = 0, **given: Any) -> int:
        from fujiplan_cli.ledger.session import SHORT_WAIT, Session, working

        with working(Session(name, max(float(wait), SHORT_WAIT), console.note)):
            return function(*args, **given)

    if "by" in signature.parameters:
        wanted = inspect.Parameter("wait", inspect.Parameter.KEYWORD_ONLY, default=0, annotation=Wait)
        parameters.insert([one.name for one in parameters].index("by") + 1, wanted)
    ordered = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in parameters]
    vars(waiting)["__signature__"] = signature.replace(parameters=ordered)
    waiting.__annotations__ = {one.name: one.annotation for one in ordered}
    return waiting
