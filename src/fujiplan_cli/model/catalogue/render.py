"""Catalogue templates into sentences: late, and never failing on a parameter that is missing or odd."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from fujiplan_cli.model.finding import Finding

SHOWN = 40
"""Longest value inside a sentence, in characters."""
_LIMITS = {"repaired": SHOWN, "printed": SHOWN}
"""Parameters that repeat what stands in a cell are shown as short as it."""
_PLACES = frozenset({"where", "place", "file", "sheet", "cell"})
_NAMES = {"\n": "［改行］", "\r": "［改行］", "\t": "［タブ］"}


class _Late(string.Formatter):
    """str.format that shows a missing parameter as nothing and knows no attributes, indices or format specs."""

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, str]:
        return kwargs.get(field_name, ""), field_name

    def convert_field(self, value: Any, conversion: Any) -> Any:
        return value

    def format_field(self, value: Any, format_spec: str) -> str:
        return str(value)


def _parameters(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name is not None)


def check_template(code: str, template: str) -> None:
    """Raises ValueError when the template has lone braces or an unnamed parameter."""
    try:
        names = _parameters(template)
    except ValueError as error:
        raise ValueError(f"the words of {code!r} cannot be filled: {error}") from error
    if not all(name.isidentifier() for name in names):
        raise ValueError(f"the words of {code!r} have a parameter that is no name: {sorted(names)}")


def names_place(template: str) -> bool:
    """Whether the template says itself where it is."""
    return bool(_parameters(template) & _PLACES)


def fill(template: str, finding: Finding) -> str:
    """The sentence for a finding."""
    place = str(finding.place)
    label = finding.params.get("label", "")
    known = {
        **{name: visible(str(text), limit=_LIMITS.get(name, 400)) for name, text in finding.params.items()},
        "value": visible(finding.value),
        "place": place,
        "where": f"「{visible(label)}」（{place}）" if label else place,
        "code": finding.code,
        "file": finding.place.file.rpartition("/")[2],  # the folder is the 事務局's; a clerk knows the name
        "sheet": finding.place.sheet,
        "cell": finding.place.cell,
    }
    return _Late().vformat(template, (), known)


def with_example(sentence: str, example: str) -> str:
    """The example before the last full stop."""
    if not example:
        return sentence
    return f"{sentence.removesuffix('。')}（例：{example.removesuffix('。')}）。"


def visible(text: str, limit: int = SHOWN) -> str:
    """A typed text as it may stand in a sentence: shortened, with what cannot be seen or printed named."""
    if text and not text.strip():
        return "［空白］"
    kept: list[str] = []
    count = 0
    for sign in text:
        # A variation selector belongs to the sign before it: 葛󠄀 is one character and is not cut apart.
        selector = unicodedata.combining(sign) or "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"
        count += 0 if selector else 1
        if count > limit:
            return "".join(kept) + "…"
        kept.append(_visible_sign(sign))
    return "".join(kept)


def _visible_sign(sign: str) -> str:
    if sign in _NAMES:
        return _NAMES[sign]
    category = unicodedata.category(sign)
    if category == "Co":
        return f"［外字U+{ord(sign):04X}］"
    hidden = category in ("Cc", "Cs", "Zl", "Zp") or (category == "Cf" and not "\u200c" <= sign <= "\u200d")
    return f"［U+{ord(sign):04X}］" if hidden else sign
