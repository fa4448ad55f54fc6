"""``--wait``: one option of every command that writes into the ledger (every one that takes ``--by``)."""

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
    """The command ``name`` with ``--wait`` beside its ``--by``; one without ``--by`` is given back as it is."""
    signature = inspect.signature(function)
    if "by" not in signature.parameters:
        return function

    @functools.wraps(function)
    def waiting(*args: Any, wait: int = 0, **given: Any) -> int:
        from fujiplan_cli.ledger.session import SHORT_WAIT, Session, working

        with working(Session(name, max(float(wait), SHORT_WAIT), console.note)):
            return function(*args, **given)

    wanted = inspect.Parameter("wait", inspect.Parameter.KEYWORD_ONLY, default=0, annotation=Wait)
    parameters = list(inspect.signature(function, eval_str=True).parameters.values())
    place = next(n for n, one in enumerate(parameters) if one.name == "by") + 1
    ordered = [
        one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in (*parameters[:place], wanted, *parameters[place:])
    ]
    vars(waiting)["__signature__"] = signature.replace(parameters=ordered)
    waiting.__annotations__ = {**function.__annotations__, "wait": Wait}
    return waiting
