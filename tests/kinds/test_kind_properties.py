"""Laws of every kind: nothing raises, what is shown is read back, problems have words, repairs have words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kind_cases import STAGES, field, number, text

from fujiplan_cli.kinds.base import OpenData, Parsed
from fujiplan_cli.kinds.calendar_days import FIRST_DAY, LAST_DAY
from fujiplan_cli.kinds.identifier import natural
from fujiplan_cli.kinds.numbers_in_text import exact
from fujiplan_cli.kinds.registry import KINDS, REPAIR_WORDS, parse, parse_typed, show
from fujiplan_cli.model.catalogue import CATALOGUE
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.grid import Cell, CellKind
from fujiplan_cli.model.values import Value, YearMonth

FIELDS = {
    "text": field("text", limit=20),
    "choice": field("choice", choices=STAGES),
    "level": field("level"),
    "integer": field("integer", unit="人"),
    "decimal": field("decimal", unit="％", minimum=-1000),
    "money": field("money", unit="千円"),
    "date": field("date"),
    "year_month": field("year_month", choices=("見込みなし",)),
    "fiscal_year": field("fiscal_year"),
    "identifier": field("identifier"),
}
WHOLE = st.integers(-(10**15) + 1, 10**15 - 1)
VALUES: dict[str, st.SearchStrategy[Value]] = {
    "text": st.text(st.characters(categories=("L", "N")), min_size=1),
    "choice": st.sampled_from(STAGES),
    "level": st.integers(0, 4),
    "integer": WHOLE,
    "decimal": st.decimals(-1000, 10**9, places=4),
    "money": WHOLE.map(Decimal),
    "date": st.dates(FIRST_DAY, LAST_DAY),
    "year_month": st.one_of(st.builds(YearMonth, st.integers(1927, 2099), st.integers(1, 12)), st.just("見込みなし")),
    "fiscal_year": st.integers(1926, 2099),
    "identifier": st.from_regex(r"[0-9A-Za-z総務][0-9A-Za-z-]{0,20}", fullmatch=True),
}
_TYPED = st.one_of(
    st.text(),
    st.text("0123456789０１２,.，．-－▲△約なし千円万年月日/令和平成RH元()（）％〜 　", max_size=16),
    st.floats().map(repr),
    st.integers().map(str),
)
CELLS = st.builds(
    Cell,
    kind=st.sampled_from(get_args(CellKind)),
    raw=_TYPED,
    formula=st.one_of(st.none(), st.just("A1+1")),
    looks_like_date=st.booleans(),
)


def test_every_kind_that_domain_names_is_registered_and_has_a_case_here():
    assert set(KINDS) == set(FIELDS) == set(VALUES)
    assert all(kind.name == name and kind.open_data in get_args(OpenData) for name, kind in KINDS.items())


@pytest.mark.parametrize("name", sorted(FIELDS))
@given(cell=CELLS, date1904=st.booleans())
def test_reading_any_cell_never_raises_and_gives_a_value_or_a_worded_problem(name, cell, date1904):
    parsed = parse(cell, FIELDS[name], date1904=date1904)
    _assert_sound(parsed, FIELDS[name])
    _assert_sound(KINDS[name].parse(cell, FIELDS[name], date1904=date1904), FIELDS[name])


def _assert_sound(parsed: Parsed, one: Field) -> None:
    if parsed.problem is not None:
        assert parsed.problem.code in CATALOGUE
        assert parsed.problem.severity == CATALOGUE[parsed.problem.code].severity
        assert (parsed.value is None) == (parsed.problem.severity == "error")
    assert {repair.rule for repair in parsed.repairs} <= set(REPAIR_WORDS)
    if parsed.value is not None:
        assert show(parsed.value, one)
        KINDS[one.kind].publish(parsed.value).encode("utf-8")


@pytest.mark.parametrize("name", sorted(FIELDS))
@given(data=st.data())
def test_what_readers_are_shown_is_read_back_as_the_same_value(name, data):
    value = data.draw(VALUES[name])
    parsed = parse_typed(show(value, FIELDS[name]), FIELDS[name])
    if name == "text" and parsed.problem is not None:
        assert parsed.problem.code == "text_too_long"
    else:
        assert parsed.problem is None
    assert parsed.value == value


@pytest.mark.parametrize("name", sorted(set(FIELDS) - {"text"}))
@given(data=st.data())
def test_what_is_published_is_read_back_as_the_same_value(name, data):
    value = data.draw(VALUES[name])
    assert parse_typed(KINDS[name].publish(value), FIELDS[name]).value == value


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e14, max_value=1e14))
def test_a_float_is_read_as_its_fifteen_significant_digits(value):
    read = exact(repr(value))
    if value and abs(value) < 1e-290:
        return
    assert read is not None
    assert float(read) == float(f"{value:.15g}") or read == Decimal(f"{value:.15g}") or _tie(value)


def _tie(value: float) -> bool:
    """repr has 16 or 17 digits, the last a 5 that stands for less or more than a half: both neighbours are right."""
    return len(Decimal(repr(value)).normalize().as_tuple().digits) > 15


@given(st.decimals(-(10**9), 10**9, places=5).filter(lambda d: len(d.as_tuple().digits) <= 15))
def test_fifteen_typed_digits_are_kept_exactly(value):
    assert exact(str(value)) == value


def test_a_typed_text_is_read_as_a_cell_of_text():
    assert parse_typed("１２３", FIELDS["decimal"]) == parse(text("１２３"), FIELDS["decimal"])
    assert show(None, FIELDS["date"]) == ""


def test_every_repair_rule_has_words_and_a_finding_code():
    for rule, words in REPAIR_WORDS.items():
        spec = CATALOGUE[f"repaired_{rule}"]
        assert spec.severity == "repair"
        assert words in spec.fact


@given(st.sampled_from(sorted(FIELDS)), _TYPED)
def test_a_repair_changes_nothing_when_its_result_is_read_again(name, raw):
    first = parse_typed(raw, FIELDS[name])
    if first.value is None or first.problem is not None:
        return
    again = parse_typed(show(first.value, FIELDS[name]), FIELDS[name])
    assert again.value == first.value or name == "money"  # money is shown rounded to 千円


def test_a_date_serial_in_a_1904_workbook_is_read_as_its_day():
    parsed = KINDS["date"].parse(number("43343", as_date=True), FIELDS["date"], date1904=True)
    assert parsed.value == date(2022, 9, 1)


def test_numbers_sort_as_people_count() -> None:
    assert sorted(["R7-10", "1-10", "R7-2", "1-2", "1-1"], key=natural) == ["1-1", "1-2", "1-10", "R7-2", "R7-10"]


@given(st.integers(0, 10**40), st.integers(0, 10**40), st.text(max_size=6), st.text(max_size=6))
def test_numbers_within_numbers_count_and_no_two_texts_refuse_to_be_compared(
    one: int, other: int, before: str, after: str
) -> None:
    assert (natural(f"R7-{one}") < natural(f"R7-{other}")) == (one < other)
    assert isinstance(natural(before) < natural(after), bool)
