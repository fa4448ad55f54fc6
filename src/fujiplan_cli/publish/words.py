"""Values in the words and digits of the site. Years and dates follow 公用文作成の考え方."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from fujiplan_cli.kinds.fiscal_year import year_words_both
from fujiplan_cli.kinds.wareki import day_words, month_words
from fujiplan_cli.model.values import Value, YearMonth

BLANK = "−"
"""Stands where nothing was answered: never 0, never empty."""
_PLAIN_ENOUGH = Decimal(10) ** 18
"""Below it `Decimal` rounds without losing a digit, and much faster than a fraction."""
_STEPS = tuple(Decimal(1).scaleb(-places) for places in range(7))
"""One unit of the last decimal, by number of decimals."""
HIDDEN_COUNT = "x（秘匿）"
"""Stands for a count of people under 10 (domain.md §6)."""


def rounded(value: Decimal | Fraction | int, places: int) -> Decimal:
    """Half up to ``places`` decimals, exact before rounding."""
    if isinstance(value, Decimal) and abs(value) < _PLAIN_ENOUGH:
        return value.quantize(_STEPS[places], ROUND_HALF_UP) + 0  # no −0
    return _half_up(*value.as_integer_ratio(), places)


def _half_up(part: int, whole: int, places: int) -> Decimal:
    """part / whole in whole numbers: several times faster than fractions."""
    twice = 2 * abs(part) * 10**places // abs(whole)
    digits = (twice + 1) // 2
    return Decimal(digits if (part < 0) == (whole < 0) else -digits).scaleb(-places)


def plain(value: Decimal) -> Decimal:
    """Without trailing zeros or an exponent: 1.50 → 1.5, 1E+3 → 1000."""
    short = value.normalize()
    return short.quantize(_STEPS[0], ROUND_HALF_UP) + 0 if short == short.to_integral_value() else short  # no −0


def number_words(value: Decimal | int) -> str:
    """12345.6 → 12,345.6; a negative one as ▲120, as municipal paper writes it."""
    digits = f"{abs(value):,f}" if isinstance(value, Decimal) else f"{abs(value):,}"
    return f"▲{digits}" if value < 0 else digits


def signed_words(value: Decimal | int) -> str:
    """A change: +2, −3, ±0 (▲ means negative on municipal paper, so it is not used for a change)."""
    if not value:
        return "±0"
    digits = number_words(value if value > 0 else -value)
    return f"{'+' if value > 0 else '−'}{digits}"


def percent(part: Decimal | Fraction | int, whole: Decimal | Fraction | int) -> Decimal | None:
    """part / whole in %, one decimal half up; None when the whole is 0."""
    if not whole:
        return None
    part_over, part_under = part.as_integer_ratio()
    over, under = whole.as_integer_ratio()
    return _half_up(part_over * under * 100, part_under * over, 1)


def value_words(value: Value, kind: str) -> str:
    """A value of a kind of field for readers: dates as 和暦, money in whole 千円, fiscal years in both ways."""
    if isinstance(value, str):  # most are
        return value
    if isinstance(value, YearMonth):
        return month_words(value)
    if isinstance(value, date):
        return day_words(value)
    if kind == "fiscal_year" and isinstance(value, int):
        return year_words_both(value)
    if isinstance(value, Decimal):
        return number_words(rounded(value, 0) if kind == "money" else plain(value))
    return number_words(value)


def data_value(value: Value, kind: str) -> str | int | Decimal:
    """The same value for open data: ISO dates, plain digits, money in whole 千円."""
    if isinstance(value, str):
        return value
    if isinstance(value, (YearMonth, date)):
        return str(value)
    if isinstance(value, Decimal):
        return rounded(value, 0) if kind == "money" else plain(value)
    return value
