"""Serious incident.

WHAT: 情報セキュリティ事案 is 重大.
WHY: domain.md §4.8: it caps the grade, and its public reason needs the city's announcement, which the 事務局 records.
It is a true answer, so it is a warning and keeps nobody waiting.
TESTED BY: tests/intake/test_answers.py
"""

from __future__ import annotations

from collections.abc import Iterator

from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.model.finding import Finding


def check(reading: Reading) -> Iterator[Finding]:
    """Warning ``incident_serious``."""
    if reading.values.get("incident") == "重大":
        yield reading.finding("incident_serious", "incident")
