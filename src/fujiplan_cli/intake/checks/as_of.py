"""時点 of an 実績値.

WHAT: a date outside the fiscal year that is reported (1 April to 31 March).
WHY: domain.md §3: the year's end is printed; another day may be right, one of another year seldom is.
TESTED BY: tests/intake/test_indicators.py
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.kinds.register_columns import INDICATORS
from fujiplan_cli.model.finding import Finding


def check(reading: Reading) -> Iterator[Finding]:
    """Warnings ``as_of_outside_year``."""
    first, last = date(reading.year, 4, 1), date(reading.year + 1, 3, 31)
    for number in INDICATORS:
        day = reading.number(number, "as_of")
        if isinstance(day, date) and not first <= day <= last and f"kpi_{number}_as_of" in reading.answers:
            yield reading.finding("as_of_outside_year", f"kpi_{number}_as_of", year=year_words(reading.year))
