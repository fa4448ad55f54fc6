"""All that a meeting's material says as plain JSON values: what the PDF is set from, and what its golden files hold."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from fujiplan_cli.model.method import Method
from fujiplan_cli.report.agenda import Agenda
from fujiplan_cli.report.changes import Changes
from fujiplan_cli.report.given import ReportInput
from fujiplan_cli.report.lines import Grade
from fujiplan_cli.report.render import context_of, layout_of
from fujiplan_cli.report.words import digits

Json = Any
_KINDS = ("grade", "score", "status", "stage", "money", "indicator", "list")


def report_data(given: ReportInput) -> dict[str, Json]:
    """The context of the HTML, every value a text, a number, a truth value, a list or an object.

    Nothing is computed anew: the words and figures are those of the view models. Raises ReportFault.
    """
    context = dict(context_of(given))
    method, total = context.pop("method"), context.pop("total")
    changes, missing = context.pop("changes"), context.pop("missing", ())
    data = {key: _plain(value) for key, value in context.items()}
    data["layout"] = layout_of(given.plan, given.meeting)
    data["letters"] = [_letter(method, grade) for grade in context["letters"]]
    data["total"] = {name: getattr(total, name) for name in ("projects", "repeated", "unscored", "marked")}
    data["method"] = {
        "lowest": method.grades[-1].letter,
        "long_delay": digits(method.schedule.bands[-1].limit),
    }
    data["changes"] = None if changes is None else _changes(changes)
    data["missing"] = [
        {"number": e.project.number, "name": e.project.name, "department": e.department} for e in missing
    ]
    return data


def _letter(method: Method, grade: Grade) -> dict[str, Json]:
    """A grade with its bound in words: 80点以上, 40点未満; "" for a code."""
    bound = next((g.minimum for g in method.grades if g.letter == grade.letter), None)
    words = ""
    if bound is not None:
        words = f"{digits(bound)}点以上" if bound else f"{digits(method.grades[-2].minimum)}点未満"
    return {**_plain(grade), "bound": words}


def _changes(changes: Changes) -> dict[str, Json]:
    return {
        "since": changes.since,
        "projects": _plain(changes.projects),
        "main": _plain(changes.of("grade", "status")),
        "counts": {kind: changes.count(kind) for kind in _KINDS},
        "moved": changes.count("status", "stage"),
    }


def _plain(value: object) -> Json:
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value) if field.init}
        return fields | ({"open_instructions": value.open_instructions} if isinstance(value, Agenda) else {})
    raise TypeError(f"{type(value).__name__} has no place in a report's data")
