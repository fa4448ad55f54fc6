"""A faulty or forbidden template of the plan folder, told as a fault of the plan folder: file, line, what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import walk_tb

from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError

from fujiplan_cli.model.plan import Fault, PlanFolderError
from fujiplan_cli.model.resources import templates_folder


@contextmanager
def own_template(file: str, what: str) -> Iterator[None]:
    """Around rendering: ``file`` is the template below the plan folder, ``what`` its name for the user (…のひな形).

    Raises PlanFolderError for any error of the template engine, and for any other that a template of the plan folder
    runs into (a division by 0, a call of itself without end). What goes wrong in our own templates stays what it is.
    """
    try:
        yield
    except Exception as error:  # a template can fail in any way; what is not of one is raised again
        place = _place(error)
        if not isinstance(error, TemplateError) and not place:
            raise
        raise PlanFolderError((Fault(place or file, "", _message(error, what)),)) from error


def _message(error: Exception, what: str) -> str:
    if isinstance(error, SecurityError):
        return (
            f"{what}に、使えない書き方があります（{error}）。ひな形では、渡された値を表示するほかのことはできません。"
            "直すか、このファイルを除いてください。"
        )
    told = str(error) if isinstance(error, TemplateError) else type(error).__name__
    return f"{what}に誤りがあります（{told}）。直すか、このファイルを除いてください。"


def _place(error: BaseException) -> str:
    """The plan folder's own template and line at which it happened; "" when it was none of them."""
    if isinstance(error, TemplateSyntaxError) and error.filename:
        return _told(error.filename, error.lineno)
    places = ((f.f_code.co_filename, line) for f, line in walk_tb(error.__traceback__) if _JINJA in f.f_globals)
    return next((told for name, line in reversed(list(places)) if (told := _told(name, line))), "")


_JINJA = "__jinja_exception__"
"""Stands in a frame that Jinja made for a line of a template."""


def _told(filename: str, line: int) -> str:
    path = Path(filename)
    if path.is_relative_to(templates_folder()) or "templates" not in path.parts:
        return ""
    begin = len(path.parts) - 1 - path.parts[::-1].index("templates")
    return f"{'/'.join(path.parts[begin:])} {line}行目"
