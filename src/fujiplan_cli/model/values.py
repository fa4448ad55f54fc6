"""The few Python types that a value of a sheet can have once it has been read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, slots=True, order=True)
class YearMonth:
    """A calendar month such as 2025年6月 (a 回復見込 or a 確定予定年月)."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12:
            raise ValueError(f"month {self.month} is not 1-12")

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


Value = str | int | Decimal | date | YearMonth
"""text and choice: str; level, integer, fiscal year: int; money (千円) and decimal: Decimal; date; year-month."""


def number_json(value: Fraction | Decimal | None) -> int | float | None:
    """An exact number as JSON has it: an integer when it is whole."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
