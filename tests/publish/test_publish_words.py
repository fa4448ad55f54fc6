"""Numbers and words of the site."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from fujiplan_cli.model.values import Value, YearMonth
from fujiplan_cli.publish.figures import achievement_rate
from fujiplan_cli.publish.words import data_value, number_words, plain, rounded, signed_words, value_words

DECIMALS = st.decimals(min_value=-(10**9), max_value=10**9, places=3, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "kind", "words", "data"),
    [
        (Decimal("12500.5"), "money", "12,501", "12501"),
        (Decimal("-500"), "money", "▲500", "-500"),
        (Decimal("-500.5"), "money", "▲501", "-501"),
        (Decimal("96.30"), "decimal", "96.3", "96.3"),
        (Decimal("1E+3"), "decimal", "1,000", "1000"),
        (Decimal("-0.0"), "decimal", "0", "0"),
        (date(2026, 3, 31), "date", "令和8年3月31日", "2026-03-31"),
        (YearMonth(2026, 9), "year_month", "令和8年9月", "2026-09"),
        (2025, "fiscal_year", "令和7年度（2025年度）", "2025"),
        ("継続", "choice", "継続", "継続"),
    ],
)
def test_a_value_reads_well_and_computes_well(value: Value, kind: str, words: str, data: str) -> None:
    assert (value_words(value, kind), str(data_value(value, kind))) == (words, data)


@examples(DECIMALS, st.integers(0, 2))
def test_rounding_is_half_up_away_from_zero(value: Decimal, places: int) -> None:
    assert rounded(value, places) == value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@examples(DECIMALS)
def test_a_number_in_words_reads_back(value: Decimal) -> None:
    text = number_words(plain(value)).replace(",", "").replace("▲", "-")
    assert Decimal(text) == value


@examples(DECIMALS)
def test_a_change_carries_its_sign(value: Decimal) -> None:
    assert signed_words(value)[0] == ("±" if value == 0 else "+" if value > 0 else "−")


@pytest.mark.parametrize(
    ("actual", "target", "direction", "rate"),
    [
        ("154", "160", "増", "96.3"),
        ("160", "154", "減", "96.3"),
        ("0", "160", "増", "0.0"),
        ("5", "0", "増", None),
        ("0", "10", "減", None),
        ("95", "100", "維持", "95.0"),
    ],
)
def test_the_rate_people_know(actual: str, target: str, direction: str, rate: str | None) -> None:
    found = achievement_rate(Decimal(actual), Decimal(target), direction)
    assert found == (None if rate is None else Decimal(rate))


@examples(st.integers(1, 10**6), st.integers(1, 10**6))
def test_the_rate_is_the_exact_ratio_rounded_once(actual: int, target: int) -> None:
    found = achievement_rate(Decimal(actual), Decimal(target), "増")
    exact = Fraction(actual, target) * 100
    assert found is not None and abs(Fraction(found) - exact) <= Fraction(1, 20)
