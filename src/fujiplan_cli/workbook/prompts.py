"""Texts of Excel's input messages and alerts, within Excel's limits."""

from __future__ import annotations

from collections.abc import Sequence

from fujiplan_cli.kinds.reading import units
from fujiplan_cli.model.form import Field

TITLE_LIMIT = 32
TEXT_LIMIT = 255
"""Of prompts and alerts. Excel refuses to open a book that goes beyond; openpyxl writes it silently."""
DEFAULT_ALERT = "この欄に記入できない値です。入力の手引をご覧ください。"


def prompt_title(one: Field) -> str:
    """Title of the input message."""
    return shortened(one.label, TITLE_LIMIT)


def prompt(one: Field, rubric: Sequence[str]) -> str:
    """Guidance, rubric from the best level down, example: as much as fits, in this order of worth."""
    lines = [f"{level}　{words}" for level, words in reversed(list(enumerate(rubric)))]
    full = "\n".join(part for part in (one.guidance, *lines) if part)
    example = f"例：{one.example}" if one.example and not rubric else ""
    with_example = "\n".join(part for part in (full, example) if part)
    if units(with_example) <= TEXT_LIMIT:
        return with_example
    if units(full) <= TEXT_LIMIT:
        return full
    return shortened("\n".join(lines) or full, TEXT_LIMIT)


def alert(text: str) -> str:
    """Text of an alert."""
    return shortened(text or DEFAULT_ALERT, TEXT_LIMIT)


def shortened(text: str, limit: int) -> str:
    """The text, cut with … when Excel (which counts UTF-16 units) would refuse it."""
    if units(text) <= limit:
        return text
    kept = text
    while units(kept) > limit - 1:
        kept = kept[:-1]
    return f"{kept}…"
