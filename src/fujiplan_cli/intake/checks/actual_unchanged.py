"""Actual copied from last year.

WHAT: an 実績値 of three significant digits or more that is exactly last year's, while the year's target was not met.
WHY: domain.md §3: the year's own figure is asked; a sheet filled from last year's copy keeps the old one. A round
figure, one that has reached its target, and one to be kept (維持) may well stay the same, so these say nothing.
TESTED BY: tests/intake/test_last_year.py
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from fujiplan_cli.intake.achievement import achievement
from fujiplan_cli.intake.amounts import amount
from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.kinds.register_columns import INDICATORS
from fujiplan_cli.model.finding import Finding

_DIGITS = 3
"""Fewer significant digits are the same by chance."""


def check(reading: Reading) -> Iterator[Finding]:
    """Warnings ``actual_unchanged``."""
    for number in INDICATORS:
        name = f"kpi_{number}_actual"
        actual, last = amount(reading.values.get(name)), amount(reading.expected.previous.get(name))
        if name not in reading.answers or actual is None or actual != last:
            continue
        if len(actual.normalize().as_tuple().digits) >= _DIGITS and _could_move(reading, number, actual):
            yield reading.finding("actual_unchanged", name)


def _could_move(reading: Reading, number: int, actual: Decimal) -> bool:
    direction, target = str(reading.number(number, "direction")), amount(reading.number(number, "target"))
    if direction not in ("増", "減"):
        return False
    return target is None or achievement(direction, actual, target, amount(reading.number(number, "base"))) < 1
