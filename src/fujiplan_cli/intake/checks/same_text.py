"""Text copied from last year.

WHAT: a typed text that equals last year's, blanks aside.
WHY: domain.md §4.11 warns of text identical to last year's; it changes no score.
TESTED BY: tests/intake/test_last_year.py
"""

from __future__ import annotations

from collections.abc import Iterator

from fujiplan_cli.intake.marks import plain
from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.model.finding import Finding

_SHORTEST = 15
"""Shorter texts (「特になし」) may well be the same."""


def check(reading: Reading) -> Iterator[Finding]:
    """Warnings ``same_text``."""
    for name, answer in reading.answers.items():
        one = reading.fields[name]
        last = reading.expected.previous.get(name)
        if one.kind != "text" or one.origin != "input" or not isinstance(last, str) or len(last) < _SHORTEST:
            continue
        if isinstance(answer.value, str) and plain(answer.value) == plain(last):
            yield reading.finding("same_text", name)
