"""text 文章: kept exactly as typed (𠮷 葛󠄀 ①㈱㍻Ⅲ), but for line ends, control characters and outer blanks."""

from __future__ import annotations

import re

from fujiplan_cli.kinds.base import ExcelHints, OpenData, Parsed, Problem
from fujiplan_cli.kinds.calendar_days import day_of_serial
from fujiplan_cli.kinds.numbers_in_text import exact, plain
from fujiplan_cli.kinds.reading import Opened, length, opened, problem
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.values import Value

GAIJI = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
"""Private use: characters that exist on the writer's PC only."""


class TextKind:
    """Prose and short texts."""

    name = "text"
    open_data: OpenData = "string"

    def parse(self, cell: Cell, field: Field, *, date1904: bool = False) -> Parsed:
        """The text; gaiji and text over the limit are kept and given to the 事務局 to see (review)."""
        seen = opened(cell, field)
        if isinstance(seen, Parsed):
            return seen
        if seen.is_number:
            return self._of_number(seen, date1904=date1904)
        done = seen.done(seen.text, seen.text)
        return Parsed(done.value, done.repairs, _doubt(seen))

    @staticmethod
    def _of_number(seen: Opened, *, date1904: bool) -> Parsed:
        day = day_of_serial(seen.text, date1904=date1904) if seen.cell.looks_like_date else None
        if day is not None:
            # Excel makes a date of 「12-3」 or 「4/20」; what was typed is lost, so a person must look.
            words = day_words(day)
            done = seen.done(words, words)
            return Parsed(done.value, done.repairs, problem("text_date", seen.field, "review", seen=words))
        value = exact(seen.text)
        text = seen.text if value is None else plain(value)
        return seen.done(text, text)

    def show(self, value: Value, field: Field) -> str:
        """As typed."""
        return str(value)

    def publish(self, value: Value) -> str:
        """As typed."""
        return str(value)

    def excel(self, field: Field) -> ExcelHints:
        """Text within the limit (Excel's own count: a rare character such as 𠮷 is two)."""
        if field.limit is None:
            return ExcelHints(ime=field.ime or "on")
        return ExcelHints(
            validation="textLength",
            formula1=str(field.limit),
            operator="lessThanOrEqual",
            ime=field.ime or "on",
            alert=f"{field.limit}字以内で記入してください。",
        )


def _doubt(seen: Opened) -> Problem | None:
    gaiji = GAIJI.search(seen.text)
    if gaiji:
        return problem("text_gaiji", seen.field, "review", sign=f"U+{ord(gaiji[0]):04X}")
    limit = seen.field.limit
    if limit is None or len(seen.text) <= limit:
        return None
    counted = length(seen.text)
    if counted <= limit:
        return None
    return problem("text_too_long", seen.field, "review", limit=str(limit), length=str(counted))


TEXT = TextKind()
