"""A faulty template of the plan folder, told as a fault of the plan folder."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jinja2 import TemplateError, TemplateSyntaxError
from jinja2.exceptions import SecurityError

from fujiplan_cli.model.plan import Fault, PlanFolderError


@contextmanager
def own_template(file: str, what: str) -> Iterator[None]:
    """Around rendering: ``file`` is the template below the plan folder, ``what`` its name for the user (…のひな形).

    Raises PlanFolderError, with the line where it is known, for any error of the template engine, and for a loop too
    long for the sandbox (OverflowError).
    """
    try:
        yield
    except (TemplateError, OverflowError) as error:
        name, line = _place(error)
        where = f"{file.rstrip('/')}/{name}" if name and not file.endswith(name) else file
        if isinstance(error, SecurityError | OverflowError):
            message = f"{what}に、安全のため使えない書き方があります（{error}）。その部分を除いてください。"
        else:
            message = f"{what}に誤りがあります（{error}）。直すか、このファイルを除いてください。"
        raise PlanFolderError((Fault(where, "", message, line),)) from error


def _place(error: Exception) -> tuple[str, int]:
    """Name and line of the template that failed; jinja2 puts the template's own lines into the traceback."""
    if isinstance(error, TemplateSyntaxError):
        return Path(error.filename or error.name or "").name, error.lineno
    for step in reversed(traceback.extract_tb(error.__traceback__)):
        if not step.filename.endswith(".py") and Path(step.filename).is_file():
            return Path(step.filename).name, step.lineno or 0
    return "", 0
