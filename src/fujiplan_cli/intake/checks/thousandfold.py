"""Wrong unit.

WHAT: an amount or 実績値 that is about a thousand times last year's, or a thousandth of it; and beside such an amount
every other amount of the sheet that last year's own does not show to be right.
WHY: domain.md §7: 円 typed for 千円 (or the reverse) can only be settled by a person. A settlement answers one cell, so
each cell has a finding of its own: one finding for the whole sheet was answered with the first cell, and the other
amounts went into the plan's total a thousandfold. A sheet is typed in one unit, so an amount that was blank or 0 last
year, or is small, is as doubtful as the one that betrays the unit.
TESTED BY: tests/intake/test_last_year.py, tests/collect/test_wrong_unit.py
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
_NEAREST = 30
"""Within so many times last year's an amount is nearer to it than to its thousandfold (about the root of 1,000)."""


def check(reading: Reading) -> Iterator[Finding]:
    """Review ``thousandfold`` for each such cell, ``unit_doubtful`` for the amounts it casts doubt on."""
    amounts: list[str] = []
    wrong = ""
    for name in reading.answers:
        one = reading.fields[name]
        if one.kind not in ("money", "decimal", "integer") or not is_typed(one, reading.source.identity.facts):
            continue
        told = is_thousandfold(amount(reading.values.get(name)), _last(reading, name))
        if one.kind == "money":
            amounts.append(name)
            wrong = wrong or (name if told else "")
        elif told:
            yield _thousandfold(reading, name)
    if wrong:
        yield from _of_one_unit(reading, amounts, wrong)


def _of_one_unit(reading: Reading, amounts: list[str], wrong: str) -> Iterator[Finding]:
    """Every amount of a sheet that one of them, ``wrong``, shows to be typed in another unit than last year's."""
    for name in amounts:
        now, last = amount(reading.values.get(name)), _last(reading, name)
        if is_thousandfold(now, last):
            yield _thousandfold(reading, name)
        elif now and not _is_near(now, last) and reading.sound(name):
            known = "空欄" if last is None else f"{last:,f}"
            yield reading.finding("unit_doubtful", name, last=known, wrong=reading.label(wrong))


def _thousandfold(reading: Reading, name: str) -> Finding:
    return reading.finding("thousandfold", name, last=f"{_last(reading, name):,f}")


def _last(reading: Reading, name: str) -> Decimal | None:
    return amount(reading.expected.previous.get(name))


def _is_near(now: Decimal, last: Decimal | None) -> bool:
    return last is not None and abs(now) <= _NEAREST * abs(last) and abs(last) <= _NEAREST * abs(now)


def is_thousandfold(now: Decimal | None, last: Decimal | None) -> bool:
    """Whether the two differ by a factor of about a thousand, and are no small counts."""
    if not now or not last or max(abs(now), abs(last)) < _SMALLEST * 1000:
        return False
    ratio = abs(now / last)
    return LOWEST <= ratio <= HIGHEST or LOWEST <= 1 / ratio <= HIGHEST
