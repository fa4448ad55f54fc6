"""choice 選択肢: one of the words that the form declares."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from fujiplan_cli.kinds.base import ExcelHints, OpenData, Parsed
from fujiplan_cli.kinds.reading import Opened, opened
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.values import Value

LIST_LIMIT = 255
"""Excel takes no longer list inside a validation."""
_CODED = re.compile(r"(?P<code>[A-Z][0-9]{1,2}) (?P<words>.+)")
_IGNORED = re.compile(r"[\s・·‧•、,:;()「」『』\[\]]+")
_NEAREST = 3
_NAMED = 8
"""Choices named when none looks alike."""


def key(text: str) -> str:
    """What two notations of one choice have in common: 「運用･改善」「運用・改善」「Ｓ５ 運用・改善」."""
    same = unicodedata.normalize("NFKC", text).casefold().replace("~", "〜").replace("‐", "-").replace("−", "-")
    return _IGNORED.sub("", same)


@cache
def _notations(choices: tuple[str, ...]) -> Mapping[str, str]:
    """key → choice, for the whole choice and, for 「S5 運用・改善」, its code or words alone; only what is unique."""
    found: dict[str, set[str]] = {}
    for choice in choices:
        coded = _CODED.fullmatch(choice)
        for form in (choice, *(coded.groups() if coded else ())):
            found.setdefault(key(form), set()).add(choice)
    return MappingProxyType({form: min(meant) for form, meant in found.items() if len(meant) == 1})


def read_choice(seen: Opened) -> Parsed | None:
    """The choice in an opened cell, repaired to its declared words; None when it is none of them."""
    if seen.text in seen.field.choices:
        return seen.done(seen.text, seen.text)
    meant = _notations(seen.field.choices).get(key(seen.text))
    return None if meant is None else seen.done(meant, meant, "choice")


def nearest(text: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    """Up to three choices that look most alike, best first."""
    by_key = _notations(choices)
    forms = difflib.get_close_matches(key(text)[:80], list(by_key), n=2 * _NEAREST, cutoff=0.4)
    return tuple(dict.fromkeys(by_key[form] for form in forms))[:_NEAREST]


class ChoiceKind:
    """One word of a list."""

    name = "choice"
    open_data: OpenData = "string"

    def parse(self, cell: Cell, field: Field, *, date1904: bool = False) -> Parsed:
        """The declared word; another notation of it with a repair; anything else with the nearest words."""
        seen = opened(cell, field)
        if isinstance(seen, Parsed):
            return seen
        found = read_choice(seen)
        if found is not None:
            return found
        near = nearest(seen.text, field.choices)
        named = near or field.choices[:_NAMED]
        more = "など" if len(named) < len(field.choices) else ""
        return seen.wrong("choice_unknown", near="".join(f"「{choice}」" for choice in named) + more)

    def show(self, value: Value, field: Field) -> str:
        """The word as declared."""
        return str(value)

    def publish(self, value: Value) -> str:
        """The word as declared."""
        return str(value)

    def excel(self, field: Field) -> ExcelHints:
        """A drop-down. ``formula1`` is empty when the list is too long for one: point it at cells then."""
        words = ",".join(field.choices)
        fits = len(words) + 2 <= LIST_LIMIT and not any(sign in choice for choice in field.choices for sign in ',"')
        return ExcelHints(
            number_format="@",
            validation="list",
            formula1=f'"{words}"' if fits and words else "",
            ime="on",
            alert="一覧から選んでください。",
        )


CHOICE = ChoiceKind()
