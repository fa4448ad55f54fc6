"""Lines put into fujiplan.toml without touching the rest: comments, order and line ends stay byte for byte.

WHY by lines: the file is written by people with their own comments, which no TOML library of the standard library
keeps. What the edited text says is compared with what was asked, so that an unusual layout is refused, never guessed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from datetime import date
from typing import Any

from fujiplan_cli.model.plan import Department

_HEADER = re.compile(r"\s*\[")
_OWN_HEADER = re.compile(r"\s*\[\[\s*departments\s*\]\]\s*(?:#.*)?$")


class CannotEdit(Exception):
    """The departments are not written one table each ([[departments]]): people have to edit the file."""


def with_department_ended(data: bytes, code: str, last_day: date, successor: str, added: Sequence[Department]) -> bytes:
    """fujiplan.toml in which ``code`` ends on ``last_day`` and ``added`` are new departments after the others.

    ``successor``: "" for none. Raises CannotEdit.
    """
    text = data.decode("utf-8")
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(end)
    own = [f"valid_until = {last_day.isoformat()}", *([f'successor = "{successor}"'] if successor else [])]
    place, last = _places(lines, code)
    blocks = [line for one in added for line in ("", *block_of(one))]
    lines[last + 1 : last + 1] = blocks
    lines[place + 1 : place + 1] = own
    edited = end.join(lines)
    if _parsed(edited) != _asked(_parsed(text), code, last_day, successor, added):
        raise CannotEdit
    return edited.encode("utf-8")


def block_of(one: Department) -> tuple[str, ...]:
    """A new department as lines of fujiplan.toml."""
    begins = (f"valid_from = {one.valid_from.isoformat()}",) if one.valid_from else ()
    return (
        "[[departments]]",
        f'code = "{one.code}"',
        f'division = "{one.division}"',
        f'name = "{one.name}"',
        *begins,
    )


def _places(lines: Sequence[str], code: str) -> tuple[int, int]:
    """Line of the department's ``code``, and the last line that says anything of the last department."""
    within, place, last = False, -1, -1
    own = re.compile(rf"\s*code\s*=\s*([\"']){re.escape(code)}\1\s*(?:#.*)?$")
    for number, line in enumerate(lines):
        if _HEADER.match(line):
            within = _OWN_HEADER.match(line) is not None
        if within and line.strip() and not line.lstrip().startswith("#"):
            last = number
            if own.match(line):
                place = number
    if place < 0:
        raise CannotEdit
    return place, last


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise CannotEdit from error


def _asked(
    before: dict[str, Any], code: str, last_day: date, successor: str, added: Sequence[Department]
) -> dict[str, Any]:
    """What the edited file is to say."""
    ended = {"valid_until": last_day} | ({"successor": successor} if successor else {})
    departments = [one | ended if one.get("code") == code else one for one in before.get("departments", [])]
    new = [
        {"code": one.code, "division": one.division, "name": one.name}
        | ({"valid_from": one.valid_from} if one.valid_from else {})
        for one in added
    ]
    return before | {"departments": [*departments, *new]}
