"""Indicator moved against its direction.

WHAT: 実績値 below the base of an indicator that should rise, or above the base of one that should fall.
WHY: sign, unit or direction may be mixed up; a true fall is no fault, so it is a warning. A number of another unit
(check thousandfold) lies on the wrong side by that alone: one cause, one finding.
TESTED BY: tests/intake/test_indicators.py
"""

from __future__ import annotations

from collections.abc import Iterator

from fujiplan_cli.intake.amounts import amount
from fujiplan_cli.intake.checks import actual_leap, thousandfold
from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.kinds.register_columns import INDICATORS
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.values import Value


def check(reading: Reading) -> Iterator[Finding]:
    """Warnings ``against_direction``; none where a leap from last year tells of the same figure."""
    told = {one.field for other in (thousandfold, actual_leap) for one in other.check(reading)}
    for number in INDICATORS:
        actual, base = amount(reading.number(number, "actual")), amount(reading.number(number, "base"))
        direction: Value | None = reading.number(number, "direction")
        if actual is None or base is None or f"kpi_{number}_actual" in told:
            continue
        if (direction == "増" and actual < base) or (direction == "減" and actual > base):
            name = str(reading.number(number, "name") or "")
            yield reading.finding(
                "against_direction", f"kpi_{number}_actual", base=f"{base:,f}", direction=str(direction), name=name
            )
