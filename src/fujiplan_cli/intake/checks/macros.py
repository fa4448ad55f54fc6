"""Macros.

WHAT: the workbook carries macros; ours carry none.
WHY: domain.md §7: a person decides; nothing of a macro is ever run.
TESTED BY: tests/intake/test_gate.py
"""

from __future__ import annotations

from collections.abc import Iterator

from fujiplan_cli.intake.found import found
from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.place import Place


def check(reading: Reading) -> Iterator[Finding]:
    """Review ``macros``."""
    if reading.macros:
        yield found("macros", Place(reading.file))
