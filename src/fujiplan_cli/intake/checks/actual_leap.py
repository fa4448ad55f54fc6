"""Actual out of proportion to last year's.

WHAT: an 実績値 that is ten times last year's or more, or a tenth of it or less. Growth from a small beginning is usual,
and a thousandfold is a wrong unit, which check thousandfold puts before a person.
WHY: a digit too many or too few, a ratio typed for a percentage. A true leap is no fault, so it is a warning.
TESTED BY: tests/intake/test_last_year.py
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from fujiplan_cli.intake.amounts import amount
from fujiplan_cli.intake.checks.thousandfold import is_thousandfold
from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.kinds.register_columns import INDICATORS
from fujiplan_cli.model.finding import Finding

_TIMES = 10
_BEGINNING = 10
"""Growth from less than this is no leap (2 users grew to 2,000)."""
_SMALLEST = 50
"""Below it counts leap by themselves (3 cases after 30)."""


def check(reading: Reading) -> Iterator[Finding]:
    """Warnings ``actual_leap``."""
    for number in INDICATORS:
        name = f"kpi_{number}_actual"
        actual, last = amount(reading.values.get(name)), amount(reading.expected.previous.get(name))
        if name in reading.answers and actual and last and _leaps(actual, last):
            yield reading.finding("actual_leap", name, last=f"{last:,f}")


def _leaps(now: Decimal, last: Decimal) -> bool:
    if min(now, last) <= 0 or max(now, last) < _SMALLEST or last < _BEGINNING or is_thousandfold(now, last):
        return False
    return max(now / last, last / now) >= _TIMES
