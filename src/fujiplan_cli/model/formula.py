"""The small formulas that a form declares for its computed fields: a sum ``a + b - c`` or a quotient ``a / b``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

Terms = tuple[tuple[int, str], ...]
"""Sign (1 or -1) and field id of each term of a sum."""
_SUM = re.compile(r"[a-z][a-z0-9_]*(\s*[+-]\s*[a-z][a-z0-9_]*)*")
_TERM = re.compile(r"([+-]?)\s*([a-z][a-z0-9_]*)")


@dataclass(frozen=True, slots=True)
class Formula:
    """``over`` / ``under`` (no quotient when None); each a signed sum of field ids."""

    over: Terms
    under: Terms | None

    @property
    def names(self) -> tuple[str, ...]:
        """Every field it looks at, in order."""
        return tuple(name for _, name in (*self.over, *(self.under or ())))

    @staticmethod
    def total(terms: Terms, value: Callable[[str], Decimal]) -> Decimal:
        """The signed sum."""
        return sum((sign * value(name) for sign, name in terms), Decimal(0))


@lru_cache(maxsize=256)
def parse_formula(text: str) -> Formula:
    """A declared formula. Raises ValueError for anything but a sum of field ids, or one field id over another."""
    over, slash, under = text.partition("/")
    parsed = Formula(_terms(over), _terms(under) if slash else None)
    if slash and len(parsed.names) != 2:
        raise ValueError(f"{text!r} divides sums")
    return parsed


def sum_terms(text: str) -> Terms:
    """Terms of a declared sum; none for a quotient, which is no sum to check, and for no formula ("")."""
    parsed = parse_formula(text) if text else None
    return parsed.over if parsed is not None and parsed.under is None else ()


def _terms(text: str) -> Terms:
    if not _SUM.fullmatch(text.strip()):
        raise ValueError(f"{text!r} is no sum of field ids")
    return tuple((-1 if sign == "-" else 1, name) for sign, name in _TERM.findall(text))
