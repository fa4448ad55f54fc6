"""Dates, months and fiscal years: what is read, what is returned, and japanera as a second opinion."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from japanera import EraDate
from kind_cases import code, field, formula, number, rules, text

from fujiplan_cli.kinds.calendar_days import FIRST_DAY, LAST_DAY, day_of_serial, read_day
from fujiplan_cli.kinds.fiscal_year import era_year, parse_year, year_short, year_words, year_words_both
from fujiplan_cli.kinds.registry import KINDS, parse
from fujiplan_cli.kinds.wareki import day_words, month_words
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.values import YearMonth

DAY, MONTH, YEAR = field("date"), field("year_month", choices=("見込みなし",)), field("fiscal_year")
DAYS = st.dates(FIRST_DAY, LAST_DAY)


@pytest.mark.parametrize(
    ("cell", "day", "used"),
    [
        (text("令和５年４月20日"), date(2023, 4, 20), ["date_notation"]),
        (text("R5.4.20"), date(2023, 4, 20), ["date_notation"]),
        (text("ｒ５．４．２０"), date(2023, 4, 20), ["date_notation"]),
        (text("㋿5年4月20日"), date(2023, 4, 20), ["date_notation"]),
        (text("令和元年5月1日"), date(2019, 5, 1), ["date_notation"]),
        (text("平成31年4月30日"), date(2019, 4, 30), ["date_notation"]),
        (text("2022.9.1"), date(2022, 9, 1), ["date_notation"]),
        (text("2022/9/1"), date(2022, 9, 1), ["date_notation"]),
        (text("2022-09-01"), date(2022, 9, 1), ["date_notation"]),
        (text("2022年 9月 1日（木）"), date(2022, 9, 1), ["date_notation"]),
        (text("20220901"), date(2022, 9, 1), ["date_notation"]),
        (text("2022/9/1 0:00:00"), date(2022, 9, 1), ["date_notation"]),
        (text("44805"), date(2022, 9, 1), ["serial"]),
        (number("44805", as_date=True), date(2022, 9, 1), []),
        (number("44805.75", as_date=True), date(2022, 9, 1), []),
        (number("44805"), date(2022, 9, 1), ["serial"]),
        (number("20220901"), date(2022, 9, 1), ["serial"]),
        (Cell(kind="date", raw="2022-09-01T00:00:00"), date(2022, 9, 1), []),
        (formula("text", "令和5年4月20日"), date(2023, 4, 20), ["formula", "date_notation"]),
    ],
)
def test_a_whole_day_is_read_in_every_usual_notation(cell, day, used):
    parsed = parse(cell, DAY)
    assert (parsed.value, rules(parsed), parsed.problem) == (day, used, None)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("令和５年４月", "date_no_day"),
        ("2023/4", "date_no_day"),
        ("令和5年度", "date_no_day"),
        ("令和5年4月末", "date_no_day"),
        ("4月20日", "date_no_year"),
        ("4/20", "date_no_year"),
        ("5.4.20", "date_no_year"),
        ("4月末", "date_no_year"),
        ("H32", "era_impossible"),
        ("H32.4.1", "era_impossible"),
        ("平成31年5月1日", "era_impossible"),
        ("令和元年4月30日", "era_impossible"),
        ("令和0年5月1日", "era_impossible"),
        ("S65.1.1", "era_impossible"),
        ("2023/2/29", "date_impossible"),
        ("令和5年13月1日", "date_impossible"),
        ("1900/1/1", "date_out_of_range"),
        ("大正10年4月1日", "date_out_of_range"),
        ("2100/1/1", "date_out_of_range"),
        ("未定", "date_text"),
        ("別紙参照", "date_text"),
    ],
)
def test_a_day_is_never_completed(raw, expected):
    assert code(text(raw), DAY) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (number("5", as_date=True), "date_out_of_range"),
        (number("0.5", as_date=True), "date_out_of_range"),
        (number("1E+300", as_date=True), "date_out_of_range"),
        (number("2025"), "date_text"),
        (number("4.2"), "date_text"),
        (number("20221301"), "date_text"),
    ],
)
def test_a_number_that_is_no_day_is_returned(cell, expected):
    assert code(cell, DAY) == expected


def test_the_1904_system_counts_from_its_own_first_day():
    assert day_of_serial("44805") == date(2022, 9, 1)
    assert day_of_serial("43343", date1904=True) == date(2022, 9, 1)


@pytest.mark.parametrize(
    ("cell", "used"),
    [
        (text("令和8年6月"), ["date_notation"]),
        (text("令和８年６月"), ["date_notation"]),
        (text("2026-06"), ["date_notation"]),
        (text("2026/6"), ["date_notation"]),
        (text("R8.6"), ["date_notation"]),
        (text("202606"), ["date_notation"]),
        (text("令和8年6月末"), ["date_notation"]),
        (text("令和8年6月30日"), ["date_notation"]),
        (number("46174", as_date=True), []),
        (number("46174"), ["serial"]),
        (number("202606"), ["date_notation"]),
        (number("2026.6"), ["date_notation"]),
    ],
)
def test_a_month_is_read_in_every_usual_notation(cell, used):
    parsed = parse(cell, MONTH)
    assert (parsed.value, rules(parsed), parsed.problem) == (YearMonth(2026, 6), used, None)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (text("6月"), "month_no_year"),
        (text("8年6月"), "month_no_year"),
        (text("令和8年"), "month_no_month"),
        (text("令和8年度末"), "month_no_month"),
        (text("令和8年6月頃"), "month_text"),
        (text("未定"), "month_text"),
        (text("令和8年13月"), "month_impossible"),
        (text("平成31年5月"), "era_impossible"),
        (text("H32"), "era_impossible"),
        (number("2026.1"), "month_text"),  # October and January are the same number in a cell
        (number("1", as_date=True), "date_out_of_range"),
    ],
)
def test_a_month_is_never_completed(cell, expected):
    assert code(cell, MONTH) == expected


def test_a_word_that_the_field_allows_stands_for_a_month():
    assert parse(text("見込みなし"), MONTH).value == "見込みなし"
    assert rules(parse(text("見込み なし"), MONTH)) == ["choice"]
    assert code(text("見込みなし"), field("year_month")) == "month_text"


@given(DAYS)
def test_japanera_names_every_day_as_we_do(day):
    era = EraDate.from_date(day)
    number = "元" if era.strftime("%-Y") == "1" else era.strftime("%-Y")
    assert day_words(day) == f"{era.strftime('%-K')}{number}年{day.month}月{day.day}日"


@given(DAYS)
def test_every_day_is_read_back_from_its_japanese_words(day):
    parsed = parse(text(day_words(day)), DAY)
    assert (parsed.value, parsed.problem) == (day, None)


@given(
    DAYS, st.sampled_from(["{0.year}/{0.month}/{0.day}", "{0.year}.{0.month}.{0.day}", "{0:%Y-%m-%d}", "{0:%Y%m%d}"])
)
def test_every_day_is_read_from_western_notations(day, notation):
    assert read_day(notation.format(day)) == day


@given(st.dates(date(1980, 1, 1), LAST_DAY))
def test_every_serial_from_1980_on_is_its_day(day):
    serial = (day - date(1899, 12, 30)).days
    assert parse(number(str(serial)), DAY).value == day
    assert parse(number(str(serial), as_date=True), DAY).value == day


@given(st.integers(1927, 2099), st.integers(1, 12))
def test_every_month_is_read_back_from_its_japanese_words(year, month):
    value = YearMonth(year, month)
    assert parse(text(month_words(value)), MONTH).value == value
    assert parse(text(str(value)), MONTH).value == value


@pytest.mark.parametrize(
    ("raw", "year"),
    [
        ("2025", 2025),
        ("R7", 2025),
        ("令和7", 2025),
        ("令和７年度", 2025),
        ("令和元年度", 2019),
        ("H31", 2019),
        ("S63", 1988),
    ],
)
def test_a_fiscal_year_is_read_in_the_notations_of_the_contract(raw, year):
    assert parse(text(raw), YEAR).value == year


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (text("H32"), "era_impossible"),
        (text("令和0年度"), "era_impossible"),
        (text("7"), "fiscal_year_text"),
        (number("7"), "fiscal_year_text"),
        (text("来年度"), "fiscal_year_text"),
        (number("1800"), "fiscal_year_out_of_range"),
        (number("45748", as_date=True), "fiscal_year_date"),
    ],
)
def test_what_is_no_fiscal_year_is_returned(cell, expected):
    assert code(cell, YEAR) == expected


def test_a_number_cell_holds_a_fiscal_year_as_it_is():
    parsed = parse(number("2025"), YEAR)
    assert (parsed.value, parsed.repairs) == (2025, ())


@given(st.integers(1926, 2099))
def test_a_fiscal_year_is_read_back_from_its_words(year):
    assert parse_year(year_words(year)) == parse_year(era_year(year)) == parse_year(year_short(year)) == year
    assert KINDS["fiscal_year"].publish(year) == str(year)


def test_words_of_fiscal_years():
    assert year_words_both(2025) == "令和7年度（2025年度）"
    assert [year_words(year) for year in (2019, 2018, 1989, 1988)] == [
        "令和元年度",
        "平成30年度",
        "平成元年度",
        "昭和63年度",
    ]


def test_days_are_shown_in_japanese_and_published_in_iso():
    assert KINDS["date"].show(date(2026, 3, 31), DAY) == "令和8年3月31日"
    assert KINDS["date"].publish(date(2026, 3, 31)) == "2026-03-31"
    assert KINDS["year_month"].show(YearMonth(2026, 6), MONTH) == "令和8年6月"
    assert KINDS["year_month"].publish(YearMonth(2026, 6)) == "2026-06"
    assert KINDS["year_month"].show("見込みなし", MONTH) == KINDS["year_month"].publish("見込みなし") == "見込みなし"
    assert KINDS["fiscal_year"].show(2025, YEAR) == "令和7年度"
    assert day_words(date(2026, 4, 28), weekday=True) == "令和8年4月28日（火）"
