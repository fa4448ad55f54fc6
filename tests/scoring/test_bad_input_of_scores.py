"""What a score does with bad input: every row of 「こんなときは」 in docs/scoring.md has a test that names it."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from scoring_cases import GOOD, indicator, record
from test_scoring_manual import rows, section

from fujiplan_cli.model.record import Record
from fujiplan_cli.scoring import card_of

TESTS = Path(__file__).resolve().parents[1]
HERE = "scoring/test_bad_input_of_scores.py"
COMMANDS = "commands/test_score_bad_input.py"

MISSING_ACTUAL = "成果指標の実績が空欄で、確定予定年月もない"
TARGET_IS_BASE = "目標値が基準値と同じ"
NO_MONEY = "予算も支出もない（ゼロ予算）"
NEGATIVE = "金額に負の数がある"
TEXT_TARGET = "記録にある目標値が数でない"
NO_ANSWER = "どの項目にも記入がない"

NAMED: dict[str, tuple[tuple[str, str], ...]] = {
    MISSING_ACTUAL: (
        (HERE, "test_the_level_of_a_bad_value_is_the_documented_one"),
        ("intake/test_required.py", "test_a_missing_actual_without_a_month_is_an_error"),
    ),
    TARGET_IS_BASE: ((HERE, "test_the_level_of_a_bad_value_is_the_documented_one"),),
    NO_MONEY: ((HERE, "test_the_level_of_a_bad_value_is_the_documented_one"),),
    NEGATIVE: (
        (HERE, "test_the_level_of_a_bad_value_is_the_documented_one"),
        (HERE, "test_a_negative_amount_is_no_gain"),
        (COMMANDS, "test_a_negative_amount_on_a_sheet_is_sent_back"),
    ),
    "事業台帳の目標値が数でない": (
        ("intake/test_register.py", "test_a_target_that_is_no_number_is_an_error_and_nothing_is_guessed"),
    ),
    TEXT_TARGET: (
        (HERE, "test_the_level_of_a_bad_value_is_the_documented_one"),
        (HERE, "test_an_indicator_whose_target_is_a_text_is_shown_and_not_scored"),
    ),
    NO_ANSWER: ((HERE, "test_a_project_without_any_answered_item_is_held"),),
    "採点方法の決まっていない年度がある": ((COMMANDS, "test_a_spoilt_declaration_ends_with_3_and_names_file_and_key"),),
    "ひとつの年度に採点方法が二つある": ((COMMANDS, "test_a_spoilt_declaration_ends_with_3_and_names_file_and_key"),),
    "採点方法に、計画にない段階がある": ((COMMANDS, "test_a_spoilt_declaration_ends_with_3_and_names_file_and_key"),),
    "採点方法が重みを定めていない段階がある": (
        (COMMANDS, "test_a_spoilt_declaration_ends_with_3_and_names_file_and_key"),
    ),
    "`settle` で水準を変える理由がない": ((COMMANDS, "test_a_confirmed_level_without_a_reason_is_refused"),),
    "事務局確認票で水準を変える理由がない": (
        ("commands/test_other_forms.py", "test_a_row_filled_by_half_is_named_and_changes_nothing"),
    ),
}
"""Row of the manual → the tests that hold it, also where they stood under another name before."""


def test_every_row_of_the_manual_is_tested_by_name():
    assert [row[0] for row in rows(section("## 11 こんなときは"))] == list(NAMED)
    for file, name in {one for tests in NAMED.values() for one in tests}:
        assert re.search(rf"^def {name}\(", (TESTS / file).read_text("utf-8"), re.MULTILINE), f"{file}: {name}"


def equal_to_base(actual: int) -> Record:
    return record("S5", kpi=False, **indicator(1, base=50, target=50, actual=actual))


BAD: list[tuple[str, Record, str, int | None, bool | None]] = [
    # row of the manual, record, item, its level and whether it counts as answered (both None: not applicable)
    (MISSING_ACTUAL, record("S5", kpi_1_actual=None), "outcome", 0, False),
    (TARGET_IS_BASE, equal_to_base(50), "outcome", 4, True),
    (TARGET_IS_BASE, equal_to_base(49), "outcome", 0, True),
    (NO_MONEY, record("S5", budget_initial=Decimal(0), executed=Decimal(0)), "cost", None, None),
    (NO_MONEY, record("S5", has_budget=False, budget_initial=None, executed=None), "cost", None, None),
    (NEGATIVE, record("S5", executed=Decimal(-100)), "cost", 0, True),  # 不用額 1,100 of 1,000
    (NEGATIVE, record("S5", budget_initial=Decimal(-1000)), "cost", 0, True),
    (NEGATIVE, record("S5", budget_moved=Decimal(-100), executed=Decimal(900)), "cost", 4, True),  # 流用 may be
    (TEXT_TARGET, record("S5", kpi_1_target="約100"), "outcome", None, None),
]


@pytest.mark.parametrize(
    ("case", "one", "item", "level", "answered"), BAD, ids=[f"{item}-{n}" for n, (_, _, item, _, _) in enumerate(BAD)]
)
def test_the_level_of_a_bad_value_is_the_documented_one(revised, case, one, item, level, answered):
    found = next(i for i in card_of(one, revised).items if i.item == item)
    assert (found.level, found.applicable) == (level, level is not None), case
    assert answered in (None, found.answered), case


@pytest.mark.parametrize("field", ["executed", "carried_out"])
@pytest.mark.parametrize("amount", [-1, -100, -1000, -100000])
def test_a_negative_amount_is_no_gain(revised, field, amount):
    def cost(value):
        given = {"executed": Decimal(500), "carried_out": Decimal(500), field: Decimal(value)}
        return next(i.level for i in card_of(record("S3", **given), revised).items if i.item == "cost")

    assert cost(amount) <= cost(0) < cost(500) == 4


def test_an_indicator_whose_target_is_a_text_is_shown_and_not_scored(revised):
    card = card_of(record("S5", kpi_1_target="約100"), revised)
    outcome = next(i for i in card.items if i.item == "outcome")
    assert [(i.scored, i.target, i.level) for i in outcome.indicators] == [(False, None, None)]
    # Without a target to score the grade is B at best, as with no indicator at all: a text never helps.
    assert (card.grade, [c.cap for c in card.caps]) == ("B", ["no_outcome"])


@pytest.mark.parametrize("stage", ["S1", "S2", "S3", "S4", "S5", "S6"])
def test_a_project_without_any_answered_item_is_held(revised, stage):
    blank = dict.fromkeys(field for field in GOOD if field not in ("stage", "start_year"))
    card = card_of(record(stage, kpi=True, kpi_1_actual=None, **blank), revised)
    assert (card.grade, card.score, card.answered_weight) == ("Z", None, 0)
    assert {i.level for i in card.items} == {0}
