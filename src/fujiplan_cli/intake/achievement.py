"""Achievement of an indicator (domain.md §4.3), only to know whether 要因分析 is asked. Scoring has its own."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

DEFAULT_TOLERANCE = Fraction(1, 10)
_KEEP_STEPS = (
    (1, Fraction(1)),
    (2, Fraction(4, 5)),
    (3, Fraction(1, 2)),
    (4, Fraction(1, 5)),
)


def achievement(
    direction: str, actual: Decimal, target: Decimal, base: Decimal | None, tolerance: Decimal | None = None
) -> Fraction:
    """Unrounded achievement a; 1 means the target is met. ``direction`` is 増, 減 or 維持."""
    if direction == "維持":
        return _kept(Fraction(actual), Fraction(target), Fraction(tolerance) if tolerance else DEFAULT_TOLERANCE)
    met = Fraction(int(actual >= target if direction == "増" else actual <= target))
    if base is not None:
        against = target <= base if direction == "増" else target >= base
        return met if against else Fraction(actual - base) / Fraction(target - base)
    if target <= 0 or (direction == "減" and actual <= 0):
        return met
    return Fraction(actual) / Fraction(target) if direction == "増" else Fraction(target) / Fraction(actual)


def _kept(actual: Fraction, target: Fraction, tolerance: Fraction) -> Fraction:
    deviation = abs(actual - target)
    for steps, reached in _KEEP_STEPS:
        if deviation <= steps * tolerance * abs(target):
            return reached
    return Fraction(0)
