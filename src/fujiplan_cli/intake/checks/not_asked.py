"""Answers that are not asked for.

WHAT: an answer where ``relevant_when`` does not hold (遅れ月数 although 進捗状況 is no 遅れ) is flagged.
WHY: domain.md §4.2: it is a finding and is not used; what was typed is kept, never erased. Where the answer it hangs
on is missing (check required), nobody can say: one cause, one finding.
TESTED BY: tests/intake/test_answers.py
"""

from __future__ import annotations

from collections.abc import Iterator

from fujiplan_cli.intake.checks import required
from fujiplan_cli.intake.checks.no_proposal import is_none_but_filled
from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.form import Field

_NONE_WORDS = ("該当なし", "なし", 0)
"""Answers that say themselves that there is nothing to answer."""


def check(reading: Reading) -> Iterator[Finding]:
    """Warnings ``answer_not_asked``; none where one review tells of all of them."""
    if is_none_but_filled(reading):
        return
    missing = {one.field for one in required.check(reading)}
    for name, answer in reading.answers.items():
        one = reading.fields[name]
        if answer.value is None or answer.value in _NONE_WORDS or one.relevant_when.op == "always":
            continue
        if one.origin == "prefilled" and answer.value == reading.expected.printed.get(name):
            continue
        if not _is_relevant(one, reading) and reading.knows(one.relevant_when, missing):
            yield reading.finding("answer_not_asked", name)


def _is_relevant(one: Field, reading: Reading) -> bool:
    """確定予定年月 beside an 実績値 is an error of its own (check actual_and_pending)."""
    if one.stem == "pending":
        return True
    return one.relevant_when.holds(reading.values, reading.facts)
