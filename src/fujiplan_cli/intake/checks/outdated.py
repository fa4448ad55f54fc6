"""Sheet of another 評価段階.

WHAT: the register now has another 評価段階 for the project than the sheet was made for.
WHY: domain.md §2: the 評価段階 decides which questions are asked and which weights hold.
TESTED BY: tests/intake/test_gate.py
"""

from __future__ import annotations

from collections.abc import Iterator

from fujiplan_cli.intake.found import found
from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.place import Place


def check(reading: Reading) -> Iterator[Finding]:
    """Review ``sheet_outdated``."""
    sheet, register = reading.source.identity.eval_stage, reading.expected.eval_stage
    if register and sheet != register:
        place = Place(reading.file, reading.source.sheet.name)
        yield found("sheet_outdated", place, "eval_stage", sheet, register=register)
