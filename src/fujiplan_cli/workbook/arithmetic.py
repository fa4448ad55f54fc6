"""The small sums that a form declares for its computed fields: ``a + b - c`` or ``a / b``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

Terms = tuple[tuple[int, str], ...]
_TERM = re.compile(r"([+\-−]?)\s*([a-z][a-z0-9_]*)\s*")


@dataclass(frozen=True, slots=True)
class Sum:
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
def parse_formula(formula: str) -> Sum:
    """A declared formula. Raises ValueError for anything but one sum, or one sum over another."""
    over, slash, under = formula.partition("/")
    return Sum(_terms(over), _terms(under) if slash else None)


def _terms(text: str) -> Terms:
    plain = text.strip().removeprefix("(").removesuffix(")").strip()
    found = _TERM.findall(plain)
    if not found or _TERM.sub("", plain):
        raise ValueError(f"{text!r} is no sum of field ids")
    return tuple((-1 if sign in ("-", "−") else 1, name) for sign, name in found)
