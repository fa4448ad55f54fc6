"""Numbers, amounts and levels as departments really send them (domain.md §7)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from kind_cases import code, field, formula, number, rules, text

from fujiplan_cli.kinds.registry import KINDS, parse
from fujiplan_cli.model.grid import Cell

ANY = field("decimal", unit="件")
POSITIVE = field("decimal", unit="件", minimum=0)
MONEY = field("money", unit="千円", minimum=0)
SIGNED_MONEY = field("money", unit="千円")


@pytest.mark.parametrize(
    ("one", "raw", "value", "used"),
    [
        (ANY, "１２３", "123", ["width"]),
        (ANY, "123", "123", ["number_as_text"]),
        (ANY, "12.50", "12.5", ["number_as_text"]),
        (ANY, "　154件　", "154", ["blanks", "unit"]),
        (ANY, "154 件", "154", ["unit"]),
        (MONEY, "１，２３４千円", "1234", ["width", "separator", "unit"]),
        (MONEY, "1,234,567", "1234567", ["separator"]),
        (SIGNED_MONEY, "▲120", "-120", ["minus"]),
        (SIGNED_MONEY, "△1,200千円", "-1200", ["separator", "minus", "unit"]),
        (SIGNED_MONEY, "－５", "-5", ["width"]),
        (SIGNED_MONEY, "−5", "-5", ["minus"]),
        (SIGNED_MONEY, "-5", "-5", ["number_as_text"]),
        (field("decimal", unit="㎡"), "10m2", "10", ["unit"]),
        (field("decimal", unit="％"), "96.3%", "96.3", ["unit"]),
        (field("integer", unit="か月", minimum=1), "３ヶ月", "3", ["width", "unit"]),
        (ANY, "12_x000D_", "12", ["escape"]),
        (ANY, "\u200b12\u0007", "12", ["control"]),
        (ANY, "0.1234567890123456", "0.123456789012346", ["digits"]),
    ],
)
def test_a_harmless_notation_is_repaired_and_logged(one, raw, value, used):
    parsed = parse(text(raw), one)
    assert (parsed.value, parsed.problem, rules(parsed)) == (Decimal(value), None, used)
    assert {(repair.raw, repair.repaired) for repair in parsed.repairs} == {(raw, value)}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("15.3百万円", "number_unit"),
        ("100万円", "number_unit"),
        ("1万2千", "number_unit"),
        ("1234円", "number_unit"),
        ("￥1,234", "number_unit"),
        ("12人", "number_unit"),
        ("約21,000", "number_approximate"),
        ("およそ３００", "number_approximate"),
        ("80以上", "number_approximate"),
        ("100程度", "number_approximate"),
        ("10〜20", "number_approximate"),
        ("10～20", "number_approximate"),
        ("10-20", "number_approximate"),
        ("120（見込）", "number_approximate"),
        ("なし", "number_none"),
        ("該当なし", "number_none"),
        ("―", "number_none"),
        ("－", "number_none"),
        ("---", "number_none"),
        ("未定", "number_undecided"),
        ("集計中", "number_undecided"),
        ("?", "number_undecided"),
        ("同上", "number_reference"),
        ("〃", "number_reference"),
        ("別紙参照", "number_reference"),
        ("(300)", "number_parentheses"),
        ("（３００）", "number_parentheses"),
        ("1,23", "number_text"),
        ("1.2.3", "number_text"),
        ("2022-9-1", "number_text"),
        ("2²", "number_text"),
        ("①", "number_text"),
        ("百二十", "number_text"),
        ("1e3", "number_text"),
        ("12（前年10）", "number_text"),
        ("ゼロ", "number_text"),
        ("٣", "number_text"),
        ("▲", "number_text"),
        ("9" * 16, "number_too_large"),
        ("9" * 5000, "number_text"),
        ("▲120", "number_negative"),
        ("-1", "number_negative"),
    ],
)
def test_what_is_no_exact_number_is_returned_and_never_guessed(raw, expected):
    assert code(text(raw), MONEY) == expected


def test_the_finding_for_another_unit_names_the_unit_of_the_field():
    found = parse(text("15.3百万円"), MONEY).problem
    assert found is not None
    assert found.params["unit"] == "千円"


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("11631.400000000001", "11631.4"),
        ("0.30000000000000004", "0.3"),
        ("1E+3", "1000"),
        ("1.5E-05", "0.000015"),
        ("-0", "0"),
        ("21480", "21480"),
        ("1E-400", "0"),
    ],
)
def test_a_number_cell_is_read_to_fifteen_digits_without_a_repair(raw, value):
    parsed = parse(number(raw), ANY)
    assert (str(parsed.value), parsed.repairs, parsed.problem) == (value, (), None)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (number("1E+400"), "number_too_large"),
        (number("1000000000000000"), "number_too_large"),
        (number("NaN"), "number_text"),
        (number("Infinity"), "number_text"),
        (number("44805", as_date=True), "number_date"),
        (Cell(kind="date", raw="2022-09-01"), "number_date"),
        (Cell(kind="boolean", raw="1"), "number_text"),
        (Cell(kind="error", raw="#REF!"), "cell_error"),
        (text("#REF!"), "cell_error"),
        (Cell(kind="blank", formula="A1*2"), "formula_no_value"),
        (number("-0.5"), "number_negative"),
    ],
)
def test_a_cell_without_a_usable_number_is_returned(cell, expected):
    assert code(cell, POSITIVE) == expected


def test_a_formula_with_its_result_is_repaired_to_the_result():
    parsed = parse(formula("number", "12"), ANY)
    assert (parsed.value, rules(parsed)) == (Decimal(12), ["formula"])
    assert parsed.repairs[0].raw == "=SUM(A1:A3)"


@pytest.mark.parametrize(
    ("raw", "expected"), [("3", 3), ("3.0", 3), ("2.9999999999999999", 3), ("3.5", None), ("0", None), ("61", None)]
)
def test_an_integer_is_never_rounded_and_keeps_its_bounds(raw, expected):
    assert parse(number(raw), field("integer", minimum=1, maximum=60)).value == expected


def test_why_an_integer_was_refused():
    one = field("integer", minimum=1, maximum=60)
    assert [code(number(raw), one) for raw in ("3.5", "0", "61", "-1")] == [
        "number_not_whole",
        "number_too_small",
        "number_too_large",
        "number_negative",
    ]


@pytest.mark.parametrize(
    ("cell", "value"),
    [(number("0"), 0), (number("4.0"), 4), (text("3"), 3), (text("３"), 3), (formula("number", "2"), 2)],
)
def test_a_level_is_an_integer_from_0_to_4(cell, value):
    parsed = parse(cell, field("level"))
    assert (parsed.value, type(parsed.value), parsed.problem) == (value, int, None)


@pytest.mark.parametrize("raw", ["5", "-1", "4.5", "◎", "A", "④", "4点", "3〜4", "なし", "(3)"])
def test_anything_else_for_a_level_has_one_code(raw):
    assert code(text(raw), field("level")) == "level_invalid"


def test_readers_see_separators_and_a_triangle_and_data_does_not():
    money, decimal = KINDS["money"], KINDS["decimal"]
    assert money.show(Decimal("-12500.5"), MONEY) == "▲12,501"
    assert money.show(Decimal("0.5"), MONEY) == "1"
    assert money.show(Decimal("-0.4"), MONEY) == "0"
    assert money.publish(Decimal("-12500.50")) == "-12500.5"
    assert decimal.show(Decimal("-1234.50"), ANY) == "▲1,234.5"
    assert decimal.publish(Decimal("1E+3")) == "1000"
    assert KINDS["integer"].show(12345, ANY) == "12,345"
