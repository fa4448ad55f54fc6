"""A faulty template of the plan folder, told as a fault of the plan folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from jinja2 import TemplateError

from fujiplan_cli.model.plan import Fault, PlanFolderError


@contextmanager
def own_template(file: str, what: str) -> Iterator[None]:
    """Around rendering: ``file`` is the template below the plan folder, ``what`` its name for the user (…のひな形).

    Raises PlanFolderError for any error of the template engine.
    """
    try:
        yield
    except TemplateError as error:
        message = f"{what}に誤りがあります（{error}）。直すか、このファイルを除いてください。"
        raise PlanFolderError((Fault(file, "", message),)) from error
