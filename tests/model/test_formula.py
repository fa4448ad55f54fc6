"""The formulas of a form: what is read is what was written, and it counts as arithmetic counts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fujiplan_cli.model.formula import Formula, parse_formula, sum_terms

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True)
BLANKS = st.sampled_from(("", " ", "  "))


@st.composite
def sums(draw) -> tuple[str, tuple[tuple[int, str], ...]]:
    """A sum as somebody may type it, and its terms."""
    names = draw(st.lists(NAMES, min_size=1, max_size=6))
    signs = [1, *(draw(st.sampled_from((1, -1))) for _ in names[1:])]
    text = names[0] + "".join(
        f"{draw(BLANKS)}{'+' if sign > 0 else '-'}{draw(BLANKS)}{name}"
        for sign, name in zip(signs[1:], names[1:], strict=True)
    )
    return f"{draw(BLANKS)}{text}{draw(BLANKS)}", tuple(zip(signs, names, strict=True))


@given(sums())
def test_a_sum_is_read_as_its_terms_however_it_is_spaced(written) -> None:
    text, terms = written
    assert parse_formula(text) == Formula(terms, None)
    assert sum_terms(text) == terms


@given(sums(), st.data())
def test_a_sum_counts_as_arithmetic_does(written, data) -> None:
    text, terms = written
    values = {name: data.draw(st.integers(-999, 999)) for _, name in terms}
    # The oracle: the text itself with the numbers in place of the names, calculated by Python
    # (eval of digits, signs and brackets that this test has made itself).
    spelled = "".join(f"{'+' if sign > 0 else '-'}({values[name]})" for sign, name in terms)
    assert Formula.total(parse_formula(text).over, lambda name: Decimal(values[name])) == eval(spelled)


def test_a_quotient_has_two_names_and_no_terms_to_add_up() -> None:
    assert parse_formula("executed / budget_total") == Formula(((1, "executed"),), ((1, "budget_total"),))
    assert sum_terms("executed / budget_total") == () == sum_terms("")


@pytest.mark.parametrize(
    "text",
    ["2024 + a", "a + 1", "a * b", "a + b / c", "a / b / c", "a / b + c", "(a + b)", "-a", "a -", "a − b", "A", "a  b"],
)
def test_what_sheet_checks_and_site_cannot_all_compute_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no sum|divides sums"):
        parse_formula(text)
