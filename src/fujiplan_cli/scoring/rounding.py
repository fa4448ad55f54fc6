"""Half up, once, from the exact value; and exact numbers as words."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction


def half_up(exact: Fraction, decimals: int) -> Decimal:
    """Round half up (away from zero) to ``decimals`` places: 79.95 → 80.0 with one decimal."""
    scaled = abs(exact) * 10**decimals
    units = int((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator))
    return Decimal(-units if exact < 0 else units).scaleb(-decimals)


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
    for places in range(1, 7):
        shown = half_up(ratio * 100, places)
        if all(_side(Fraction(shown), b * 100) == _side(ratio * 100, b * 100) for b in bounds):
            break
    return _minus(f"{shown:,f}") + "％"


def _side(value: Fraction, bound: Fraction) -> int:
    return (value > bound) - (value < bound)


def _minus(text: str) -> str:
    return "▲" + text[1:] if text.startswith("-") else text
