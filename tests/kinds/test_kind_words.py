"""Texts, choices and identifiers; blank cells."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kind_cases import STAGES, STATUSES, code, field, formula, number, rules, text

from fujiplan_cli.kinds.reading import clean, is_blank, length
from fujiplan_cli.kinds.registry import parse
from fujiplan_cli.model.grid import BLANK, Cell

TEXT = field("text", limit=10)
STAGE = field("choice", choices=STAGES)
STATUS = field("choice", choices=STATUSES)
STAFF = field("choice", choices=("0.1人未満", "0.1〜0.5", "0.5〜1", "1〜3", "3人以上"))


@pytest.mark.parametrize(
    "raw", ["", " ", "　　", "\u00a0", "\r\n", "\u200b", "_x000D_", "\x00", "\ufeff　", "\u3164", "\t"]
)
def test_blanks_of_every_width_and_invisible_characters_are_blank(raw):
    assert is_blank(text(raw))
    assert parse(text(raw), TEXT) == parse(BLANK, TEXT)


def test_what_is_not_blank():
    assert not is_blank(text("0"))
    assert not is_blank(number("0"))
    assert not is_blank(Cell(kind="error", raw="#REF!"))
    assert not is_blank(Cell(kind="blank", formula="A1"))
    assert is_blank(Cell(kind="text", raw="", formula='IF(A1="","",A1)'))


@pytest.mark.parametrize(
    "raw",
    ["𠮷野家", "葛\U000e0100飾", "①㈱㍻Ⅲ", "神\ufa19", "ﾊﾝｶｸ", "全角１２３", "👨‍👩‍👧", "か\u3099", "a　b", "字\ufffd"],
)
def test_text_is_kept_exactly_as_typed(raw):
    parsed = parse(text(raw), field("text"))
    assert (parsed.value, parsed.repairs, parsed.problem) == (raw, (), None)


@pytest.mark.parametrize(
    ("raw", "value", "used"),
    [
        ("一行目\r\n二行目", "一行目\n二行目", ["newline"]),
        ("一行目_x000D_\n二行目", "一行目\n二行目", ["escape"]),
        ("一行目_x000D_\r\n二行目", "一行目\n二行目", ["escape"]),
        ("一\v二", "一\n二", ["newline"]),
        ("　取組　", "取組", ["blanks"]),
        ("取\u0007組\u200b", "取組", ["control"]),
        ("取組\t実績", "取組 実績", ["control"]),
        ("\ud842\udfb7", "𠮷", ["control"]),
        ("取\ud842組", "取組", ["control"]),
        ("_x0041_", "_x0041_", []),
    ],
)
def test_only_what_nobody_typed_is_taken_out_of_a_text(raw, value, used):
    parsed = parse(text(raw), field("text"))
    assert (parsed.value, rules(parsed)) == (value, used)


def test_a_text_over_its_limit_is_kept_and_reviewed():
    assert parse(text("葛\U000e0100" * 10), TEXT).problem is None
    parsed = parse(text("𠮷" * 11), TEXT)
    assert parsed.value == "𠮷" * 11
    assert parsed.problem is not None
    assert (parsed.problem.code, parsed.problem.severity) == ("text_too_long", "review")
    assert (parsed.problem.params["limit"], parsed.problem.params["length"]) == ("10", "11")


@pytest.mark.parametrize("sign", ["\ue000", "\uf8ff", "\U000f0000"])
def test_a_gaiji_is_kept_and_reviewed(sign):
    parsed = parse(text(f"渡{sign}"), TEXT)
    assert parsed.value == f"渡{sign}"
    assert parsed.problem is not None
    assert (parsed.problem.code, parsed.problem.severity) == ("text_gaiji", "review")


def test_a_number_in_a_text_cell_is_its_digits_and_a_date_is_reviewed():
    assert parse(number("2345"), TEXT).value == "2345"
    assert parse(number("2345.0"), TEXT).value == "2345"
    parsed = parse(number("44805", as_date=True), TEXT)
    assert parsed.value == "令和4年9月1日"
    assert parsed.problem is not None
    assert (parsed.problem.code, parsed.problem.severity) == ("text_date", "review")


def test_variation_selectors_and_combining_marks_are_not_counted():
    assert length("葛\U000e0100飾") == 2
    assert length("か\u3099き") == 2
    assert length("𠮷\n野") == 3


@pytest.mark.parametrize(
    ("raw", "used"),
    [
        ("S5 運用・改善", []),
        ("運用･改善", ["choice"]),
        ("運用・改善", ["choice"]),
        ("Ｓ５　運用・改善", ["choice"]),
        ("S5", ["choice"]),
        ("s5運用･改善", ["choice"]),
        (" S5 運用・改善　", ["blanks"]),
        ("S5：運用・改善", ["choice"]),
    ],
)
def test_a_stage_is_known_by_its_code_or_words(raw, used):
    parsed = parse(text(raw), STAGE)
    assert (parsed.value, rules(parsed)) == ("S5 運用・改善", used)


@pytest.mark.parametrize("raw", ["0.1~0.5", "0.1～0.5", "０．１〜０．５"])
def test_both_wave_dashes_are_one_choice(raw):
    assert parse(text(raw), STAFF).value == "0.1〜0.5"


def test_a_choice_from_a_formula_is_repaired():
    assert rules(parse(formula("text", "完了"), STATUS)) == ["formula"]


@pytest.mark.parametrize(
    ("raw", "near"), [("計画通り", "「計画どおり」"), ("中止中", "「中止」"), ("S5 運用", "「S5 運用・改善」")]
)
def test_a_word_that_is_no_choice_is_returned_with_the_nearest_ones(raw, near):
    parsed = parse(text(raw), STATUS if "S5" not in raw else STAGE)
    assert parsed.value is None
    assert parsed.problem is not None
    assert parsed.problem.code == "choice_unknown"
    assert parsed.problem.params["near"].startswith(near)


def test_a_word_like_no_choice_names_the_choices():
    found = parse(text("xyz"), STATUS).problem
    assert found is not None
    assert found.params["near"] == "".join(f"「{word}」" for word in STATUSES)


def test_a_code_that_two_choices_share_is_not_guessed():
    assert code(text("S5"), field("choice", choices=("S5 運用", "S5 改善"))) == "choice_unknown"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (text("1-02"), "1-02"),
        (text("１－０２"), "1-02"),
        (text("1‐2"), "1-2"),
        (text("総務省0001"), "総務省0001"),
        (number("101"), "101"),
        (number("101.0"), "101"),
    ],
)
def test_an_identifier_is_read_in_half_width(cell, value):
    assert parse(cell, field("identifier")).value == value


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (text("a/b"), "identifier_invalid"),
        (text(".."), "identifier_invalid"),
        (text("1 2"), "identifier_invalid"),
        (text("x" * 41), "identifier_invalid"),
        (text("1|2"), "identifier_invalid"),
        (number("44563", as_date=True), "identifier_date"),
    ],
)
def test_what_cannot_name_a_file_or_page_is_no_identifier(cell, expected):
    assert code(cell, field("identifier")) == expected


@given(st.text())
def test_cleaning_twice_changes_nothing_more(raw):
    once, _ = clean(raw)
    again, used = clean(once)
    assert again == once or "escape" in used  # an escape may surface when a character inside it was removed
    assert once.encode("utf-8").decode("utf-8") == once


@given(st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1))
def test_visible_characters_are_never_touched_in_a_text(raw):
    if "_x00" in raw:
        return
    assert clean(raw)[0] == raw
    assert unicodedata.normalize("NFKC", raw) == raw or clean(raw)[0] == raw
