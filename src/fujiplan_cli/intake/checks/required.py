"""Required answers.

WHAT: a field whose ``required_when`` holds must have an answer; its cell must be there. Full-width blanks are blank.
WHY: domain.md §7 returns 「a required cell or row gone or blank」; nothing is guessed.
TESTED BY: tests/intake/test_required.py
"""

from __future__ import annotations

from collections.abc import Iterator

from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.form import Field, is_typed


def check(reading: Reading) -> Iterator[Finding]:
    """Errors ``cell_missing``, ``required_blank`` and ``cost_reason_blank``."""
    for one in reading.fields.values():
        if reading.values.get(one.id) is not None:
            continue  # answered, or prefilled in a cell that was deleted: what the city knew still holds
        if is_typed(one, reading.source.identity.facts) and _is_required(one, reading):
            if one.id in reading.located.lost:
                yield reading.finding("cell_missing", one.id)
            elif one.id not in reading.faulty:
                why = "cost_reason_blank" if "cost_gap" in one.required_when.facts() else "required_blank"
                yield reading.finding(why, one.id, example=one.example)


def _is_required(one: Field, reading: Reading) -> bool:
    condition = one.required_when
    return condition.holds(reading.values, reading.facts) and reading.knows(condition)
