"""Half up, once, from the exact value; and exact numbers as words."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction


def half_up(exact: Fraction, decimals: int) -> Decimal:
    """Round half up (away from zero) to ``decimals`` places: 79.95 → 80.0 with one decimal."""
    return Decimal(_units(exact, decimals)).scaleb(-decimals)


def _units(exact: Fraction, decimals: int) -> int:
    """The same in units of the last decimal. Whole numbers throughout: this is asked many times per project."""
    top, bottom = abs(exact.numerator) * int(10**decimals), exact.denominator
    units = (2 * top + bottom) // (2 * bottom)
    return -units if exact.numerator < 0 else units


def plain(value: Fraction, decimals: int = 2) -> str:
    """An exact number for readers: 12,500 · 22.5 · 「約」 in front where it had to be rounded."""
    if value.denominator == 1:  # nearly every number
        return _minus(f"{value.numerator:,}")
    for places in range(decimals + 1):
        shown = half_up(value, places)
        if shown == value:
            return _minus(f"{shown:,f}")
    return "約" + _minus(f"{half_up(value, decimals):,f}")


def percent(ratio: Fraction, limits: Iterable[Fraction] = ()) -> str:
    """A ratio as 96.3％, half up to one decimal.

    More decimals are shown where rounding would seem to reach or pass one of ``limits`` (79.96 % is not 80 %).
    """
    bounds = tuple(limits)
    for places in range(3, 9):  # of the ratio: one to six decimals of its percents
        units = _units(ratio, places)
        if all(_side(units, 10**places, b) == _side(ratio.numerator, ratio.denominator, b) for b in bounds):
            break
    return _minus(f"{Decimal(units).scaleb(2 - places):,f}") + "％"


def _side(top: int, bottom: int, bound: Fraction) -> int:
    """On which side of the bound the number top / bottom lies."""
    here, there = top * bound.denominator, bound.numerator * bottom
    return (here > there) - (here < there)


def _minus(text: str) -> str:
    return "▲" + text[1:] if text.startswith("-") else text
