"""Sums that were typed over.

WHAT: where a number stands in the cell of a computed sum (予算現額, 不用額, 一般財源) instead of its formula, it must
equal the sum of its parts.
WHY: domain.md §7 returns 「sums that do not add up」.
TESTED BY: tests/intake/test_money.py
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from fujiplan_cli.intake.amounts import amount, computed, sum_parts
from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.form import Field


def check(reading: Reading) -> Iterator[Finding]:
    """Errors ``sum_mismatch``. A sum of a wrong sum is not reported again."""
    wrong: set[str] = set()
    for one in reading.fields.values():
        parts = sum_parts(one)
        if one.origin != "computed" or not parts or not reading.sound(*parts) or not wrong.isdisjoint(parts):
            continue
        typed = _typed(one, reading)
        right = computed(one, reading.values, reading.fields.get)
        if typed is not None and right is not None and typed != right:
            wrong.add(one.id)
            yield reading.finding("sum_mismatch", one.id, sum=f"{right:,f}")


def _typed(one: Field, reading: Reading) -> Decimal | None:
    """The number in the cell; None where the formula still stands, or what stands there is no number."""
    position = reading.located.places.get(one.id)
    if position is None:
        return None
    cell = reading.source.sheet.at(*position)
    if cell.kind == "blank" or cell.formula is not None:
        return None
    return amount(KINDS[one.kind].parse(cell, one, date1904=reading.source.sheet.date1904).value)
