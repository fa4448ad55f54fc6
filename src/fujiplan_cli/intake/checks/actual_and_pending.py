"""Actual and pending at once.

WHAT: an indicator with both 実績値 and 確定予定年月.
WHY: domain.md §3: the month is asked instead of an actual; both together contradict each other.
TESTED BY: tests/intake/test_indicators.py
"""

from __future__ import annotations

from collections.abc import Iterator

from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.kinds.register_columns import INDICATORS
from fujiplan_cli.model.finding import Finding


def check(reading: Reading) -> Iterator[Finding]:
    """Errors ``actual_and_pending``."""
    for number in INDICATORS:
        actual, pending = reading.number(number, "actual"), reading.number(number, "pending")
        if actual is not None and pending is not None:
            yield reading.finding("actual_and_pending", f"kpi_{number}_pending", actual=str(actual))
