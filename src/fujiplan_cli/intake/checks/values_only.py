"""A format of which only values can be read.

WHAT: the sheet came as .xls, .ods or .xlsb, which the plan allows.
WHY: domain.md §7: an error there looks like an empty cell, and a correction by strike-through or comment is not seen.
A required field is then returned as blank; for the others both sides are told.
TESTED BY: tests/intake/test_values_only.py
"""

from __future__ import annotations

from collections.abc import Iterator

from fujiplan_cli.intake.found import found
from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.place import Place


def check(reading: Reading) -> Iterator[Finding]:
    """Warning ``values_only``, one for the sheet."""
    sheet = reading.source.sheet
    if sheet.values_only:
        yield found("values_only", Place(reading.file, sheet.name), value=sheet.values_only)
