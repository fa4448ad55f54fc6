"""Wrong unit.

WHAT: an amount or 実績値 that is about a thousand times last year's, or a thousandth of it.
WHY: domain.md §7: 円 typed for 千円 (or the reverse) can only be settled by a person.
TESTED BY: tests/intake/test_last_year.py
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from fujiplan_cli.intake.amounts import amount
from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.form import is_typed

LOWEST, HIGHEST = 300, 3000
"""A year's own change beside a factor of 1,000: between a third and three times."""
_SMALLEST = 10
"""Below it a thousandfold is no sign of a wrong unit (2 users grew to 2,000)."""


def check(reading: Reading) -> Iterator[Finding]:
    """Review ``thousandfold``: one for all amounts of the sheet, one for each 実績値."""
    amounts: list[str] = []
    for name in reading.answers:
        one = reading.fields[name]
        if one.kind not in ("money", "decimal", "integer") or not is_typed(one, reading.source.identity.facts):
            continue
        if not is_thousandfold(amount(reading.values.get(name)), amount(reading.expected.previous.get(name))):
            continue
        if one.kind == "money":
            amounts.append(name)
        else:
            yield _finding(reading, name)
    if amounts:
        yield _finding(reading, amounts[0], others="、".join(reading.label(name) for name in amounts[1:]))


def _finding(reading: Reading, name: str, others: str = "") -> Finding:
    last = amount(reading.expected.previous.get(name))
    return reading.finding("thousandfold", name, last=f"{last:,f}", others=f"（{others}も同様）" if others else "")


def is_thousandfold(now: Decimal | None, last: Decimal | None) -> bool:
    """Whether the two differ by a factor of about a thousand, and are no small counts."""
    if not now or not last or max(abs(now), abs(last)) < _SMALLEST * 1000:
        return False
    ratio = abs(now / last)
    return LOWEST <= ratio <= HIGHEST or LOWEST <= 1 / ratio <= HIGHEST
