"""Every convention of an indicator: 増, 減, 維持, with and without a base, odd targets, the straight line."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from scoring_cases import indicator, record

from fujiplan_cli.model.values import YearMonth
from fujiplan_cli.scoring import card_of
from fujiplan_cli.scoring.items.indicator import score_indicator
from fujiplan_cli.scoring.rounding import percent


def scored(revised, direction, **values):
    return score_indicator(record(kpi=False, **indicator(1, direction, **values)), 1, revised.outcome)


@pytest.mark.parametrize(
    ("direction", "values", "achievement", "level"),
    [
        # 増, no base: actual / target
        ("増", {"target": 160, "actual": 154}, Fraction(154, 160), 3),
        ("増", {"target": 100, "actual": 100}, Fraction(1), 4),
        ("増", {"target": 100, "actual": Decimal("99.999")}, Fraction(99999, 100000), 3),
        ("増", {"target": 100, "actual": 80}, Fraction(4, 5), 3),
        ("増", {"target": 100, "actual": Decimal("79.999")}, Fraction(79999, 100000), 2),
        ("増", {"target": 100, "actual": 50}, Fraction(1, 2), 2),
        ("増", {"target": 100, "actual": 20}, Fraction(1, 5), 1),
        ("増", {"target": 100, "actual": 19}, Fraction(19, 100), 0),
        # 減, no base: target / actual
        ("減", {"target": 80, "actual": 100}, Fraction(4, 5), 3),
        ("減", {"target": 80, "actual": 60}, Fraction(4, 3), 4),
        # a ratio without meaning: met or not
        ("増", {"target": 0, "actual": 0}, Fraction(1), 4),
        ("増", {"target": -10, "actual": -20}, Fraction(0), 0),
        ("減", {"target": 0, "actual": 0}, Fraction(1), 4),
        ("減", {"target": 0, "actual": 3}, Fraction(0), 0),
        ("減", {"target": 10, "actual": 0}, Fraction(1), 4),
        ("減", {"target": 10, "actual": -1}, Fraction(1), 4),
        # with a base: (actual − base) / (target − base), both ways alike
        ("増", {"base": 40, "target": 100, "actual": 70}, Fraction(1, 2), 2),
        ("減", {"base": 100, "target": 60, "actual": 68}, Fraction(4, 5), 3),
        ("減", {"base": 100, "target": 0, "actual": 20}, Fraction(4, 5), 3),
        ("増", {"base": 40, "target": 100, "actual": 30}, Fraction(-1, 6), 0),
        ("増", {"base": 0, "target": 100, "actual": 20}, Fraction(1, 5), 1),
        # target = base, or against the direction: met or not
        ("増", {"base": 50, "target": 50, "actual": 50}, Fraction(1), 4),
        ("増", {"base": 50, "target": 50, "actual": 49}, Fraction(0), 0),
        ("増", {"base": 50, "target": 40, "actual": 45}, Fraction(1), 4),
        ("減", {"base": 50, "target": 60, "actual": 61}, Fraction(0), 0),
        ("減", {"base": 50, "target": 60, "actual": 60}, Fraction(1), 4),
        # 維持: within 1, 2, 3, 4 tolerances of 10 %
        ("維持", {"target": 200, "actual": 220}, Fraction(1), 4),
        ("維持", {"target": 200, "actual": 180}, Fraction(1), 4),
        ("維持", {"target": 200, "actual": 221}, Fraction(4, 5), 3),
        ("維持", {"target": 200, "actual": 240}, Fraction(4, 5), 3),
        ("維持", {"target": 200, "actual": 260}, Fraction(1, 2), 2),
        ("維持", {"target": 200, "actual": 280}, Fraction(1, 5), 1),
        ("維持", {"target": 200, "actual": 281}, Fraction(0), 0),
        ("維持", {"target": -200, "actual": -221}, Fraction(4, 5), 3),
        ("維持", {"target": 0, "actual": 0}, Fraction(1), 4),
        ("維持", {"target": 0, "actual": Decimal("0.1")}, Fraction(0), 0),
        ("維持", {"target": 200, "actual": 210, "tolerance": Decimal("0.05")}, Fraction(1), 4),
        ("維持", {"target": 200, "actual": 211, "tolerance": Decimal("0.05")}, Fraction(4, 5), 3),
        ("維持", {"base": 100, "target": 200, "actual": 200}, Fraction(1), 4),  # the base plays no part
    ],
)
def test_achievement_and_level(revised, direction, values, achievement, level):
    one = scored(revised, direction, **values)
    assert (one.achievement, one.level, one.scored) == (achievement, level, True)


def test_the_rate_people_know_is_shown_beside_the_improvement(revised):
    one = scored(revised, "増", base=140, target=160, actual=154)
    assert (one.rate, one.achievement) == (Fraction(154, 160), Fraction(14, 20))
    assert percent(one.rate) == "96.3％"  # 96.25, half up
    formula = "（実績154 − 基準140）÷（目標160 − 基準140）"
    assert one.rule == f"達成率96.3％、基準値からの改善率 {formula} ＝ 70.0％のため、水準2"


@pytest.mark.parametrize(
    ("direction", "values", "words"),
    [
        ("増", {"target": 1000, "actual": Decimal("799.6")}, "達成率79.96％のため、水準2"),
        ("減", {"target": 0, "actual": 3}, "達成率を計算できないため、目標に達したかどうかで判定：未達成のため、水準0"),
        (
            "維持",
            {"target": 200, "actual": 240},
            "達成率120.0％、目標との差40（許容幅10.0％の2倍以内）、達成度80.0％のため、水準3",
        ),
        ("増", {"target": 100, "actual": 50, "kind": "活動指標"}, "達成率50.0％。成果指標でないため、表示のみ"),
        ("増", {"target": 100}, "実績値が未記入のため、水準0"),
        ("増", {"target": 100, "pending": YearMonth(2026, 9)}, "実績が未確定のため、平均から除く"),
        ("増", {"actual": 5}, "当年度の目標値がないため、表示のみ"),
    ],
)
def test_the_rule_that_held_is_told_in_words(revised, direction, values, words):
    assert scored(revised, direction, **values).rule == words


@pytest.mark.parametrize(
    ("direction", "target", "actual", "rate"),
    [("増", 0, 5, None), ("減", 10, 0, None), ("減", 10, 5, Fraction(2)), ("維持", 200, 190, Fraction(19, 20))],
)
def test_a_rate_without_meaning_is_not_shown(revised, direction, target, actual, rate):
    assert scored(revised, direction, target=target, actual=actual).rate == rate


def test_without_a_target_of_the_year_the_straight_line_counts_exactly(revised):
    line = {"base": 0, "base_year": 2022, "final": 100, "final_year": 2025}
    for year, target in ((2022, Fraction(0)), (2023, Fraction(100, 3)), (2024, Fraction(200, 3)), (2026, 100)):
        one = record(kpi=False, year=year, **indicator(1, target=None, actual=40, **line))
        found = score_indicator(one, 1, revised.outcome)
        assert (found.target, found.target_source) == (target, "line")
    # a rounded printed line is computed anew: 40 ÷ (100/3) = 1.2
    printed = indicator(1, target=Decimal("33.3333333333333"), target_source="line", actual=40, **line)
    assert score_indicator(record(kpi=False, year=2023, **printed), 1, revised.outcome).achievement == Fraction(6, 5)


def test_without_any_target_an_indicator_is_shown_and_not_scored(revised):
    one = scored(revised, "増", target=None, actual=40, base=10)
    assert (one.scored, one.level, one.achievement, one.rate, one.target_source) == (False, None, None, None, "none")


def test_an_output_is_shown_and_never_scored(revised):
    one = scored(revised, "増", kind="活動指標", target=100, actual=100)
    assert (one.scored, one.level, one.rate) == (False, None, Fraction(1))
    card = card_of(record("S5", kpi=False, **indicator(1, kind="活動指標", target=100, actual=0)), revised)
    assert next(i for i in card.items if i.item == "outcome").applicable is False


def test_a_missing_actual_is_level_0_and_a_pending_one_has_no_level(revised):
    missing = scored(revised, "増", target=100)
    assert (missing.level, missing.pending, missing.rate) == (0, "", None)
    pending = scored(revised, "増", target=100, pending=YearMonth(2026, 9))
    assert (pending.level, pending.pending) == (None, "2026-09")


def test_an_indicator_without_a_direction_helps_nobody(revised):
    assert scored(revised, "", target=100, actual=100).level == 0


def test_a_percentage_is_never_rounded_onto_a_threshold():
    limits = [Fraction(8, 10)]
    assert percent(Fraction(7996, 10000), limits) == "79.96％" and percent(Fraction(7996, 10000)) == "80.0％"
    assert percent(Fraction(8, 10), limits) == "80.0％"
    assert percent(Fraction(-1, 3)) == "▲33.3％"
