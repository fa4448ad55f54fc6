"""Figures as municipal paper writes them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fujiplan_cli.report.words import change, css_text, digits, half_up, percent, short


@pytest.mark.parametrize(
    ("value", "places", "words"),
    [
        (12345, 0, "12,345"),
        (Fraction(-120), 0, "▲120"),
        (None, 0, "−"),
        (Decimal("880.5"), 0, "881"),
        (Fraction(-1, 4), 0, "0"),
    ],
)
def test_amounts_have_thousands_and_a_triangle_for_negative(value, places, words):
    assert digits(value, places) == words


@pytest.mark.parametrize(
    ("difference", "words"), [(Decimal("2.3"), "↑+2.3"), (Decimal("-2.25"), "↓−2.3"), (Decimal("0.0"), "→ 0")]
)
def test_a_change_has_an_arrow_and_never_a_triangle(difference, words):
    assert change(difference, 1) == words


def test_a_rate_is_rounded_half_up_to_one_decimal():
    assert percent(Fraction(154, 160)) == "96.3%"
    assert percent(None) == "−"


@pytest.mark.parametrize(("value", "words"), [(3, "3"), (Fraction(5, 2), "2.5"), (Fraction(10, 3), "3.33")])
def test_a_level_has_no_more_decimals_than_it_needs(value, words):
    assert short(value) == words


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4), st.integers(0, 3))
def test_half_up_agrees_with_the_decimal_module(value, places):
    assert half_up(value, places) == value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@given(st.text())
def test_no_text_can_leave_a_css_string_or_the_style_element(words):
    safe = css_text(words)
    plain = re.sub(r"\\[0-9a-f]{1,6} ", "", safe)
    assert not set("\"'<>\\{};\n\r\f") & set(plain)
