"""The calculation in words and as JSON."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

from scoring_cases import FILE, indicator, record
from test_scoring_properties import random_record

from fujiplan_cli.model.codec import decode, encode
from fujiplan_cli.model.scorecard import Scorecard
from fujiplan_cli.model.values import YearMonth
from fujiplan_cli.scoring import card_json, card_of, explanation, explanation_json, score
from fujiplan_cli.scoring.explanation import place_words
from fujiplan_cli.scoring.rounding import percent


def test_each_line_says_rule_level_weight_and_points_and_the_points_sum(revised):
    one = record("S1", status="遅れ", delay_months=2, recovery=YearMonth(2026, 6), executed=Decimal(850))
    words = explanation(card_of(one, revised), revised)
    assert [line.formula for line in words.lines] == [
        "100 × 重み30 ÷ 重みの計100 × 水準2 ÷ 4 ＝ 15点",
        "100 × 重み40 ÷ 重みの計100 × 水準4 ÷ 4 ＝ 40点",
        "100 × 重み10 ÷ 重みの計100 × 水準3 ÷ 4 ＝ 7.5点",
        "100 × 重み20 ÷ 重みの計100 × 水準4 ÷ 4 ＝ 20点",
    ]
    assert words.lines[0].rule == "遅れが2か月（3か月以内）のため、水準2"
    assert words.lines[2].rule == "不用額150千円 ÷ 予算現額1,000千円 ＝ 15.0％（差が20.0％以内）のため、水準3"
    assert words.total == "15点 ＋ 40点 ＋ 7.5点 ＋ 20点 ＝ 82.5点 → 82.5点（小数第2位を四捨五入）"
    assert (words.grade, words.view, words.method) == ("A 良好", "自己評価", "改定採点方法")
    assert sum((line.points for line in words.lines), Fraction(0)) == words.exact


def test_every_value_names_its_cell(revised):
    words = explanation(card_of(record("S5"), revised), revised)
    actual = next(e for line in words.lines for e in line.evidence if e.field == "kpi_1_actual")
    target = next(e for line in words.lines for e in line.evidence if e.field == "kpi_1_target")
    assert place_words(actual).startswith(f"{FILE} 進行管理調書 D") and place_words(actual).endswith("セル")
    assert (actual.label, actual.value) == ("指標1 実績値", "100％")
    assert place_words(target) == "register.xlsx"


def test_a_capped_level_shows_both_and_the_cap_its_item(revised):
    words = explanation(card_of(record("S1", basis_control=None), revised), revised)
    assert words.lines[3].level == "4→2（上限）"
    assert words.caps == ("体制・リスク：自己評価の根拠が記入されていないため、この項目は2を上限としました。",)


def test_unanswered_not_applicable_and_pending_read_differently(revised):
    one = record(
        "S5",
        has_budget=False,
        budget_initial=None,
        executed=None,
        self_uptake=None,
        kpi_1_actual=None,
        kpi_1_pending=YearMonth(2026, 9),
    )
    words = explanation(card_of(one, revised), revised)
    assert {line.item: (line.state, line.level) for line in words.lines} == {
        "schedule": ("", "4"),
        "outcome": ("未確定", "－"),
        "uptake": ("未記入", "0"),
        "cost": ("対象外", "－"),
        "control": ("", "4"),
    }
    # (10+10) ÷ 85 = 23.5、(10+45+10) ÷ 85 = 76.5
    assert words.grade == "Z 評価保留（実績未確定）" and words.total == ""
    assert "未確定の成果指標が全て水準0なら23.5点、全て水準4なら76.5点です。" in words.notes


def test_a_code_explains_itself(revised):
    words = explanation(card_of(record("S3", status="中止"), revised), revised)
    assert words.grade == "Y 中止" and words.lines == ()
    assert words.notes == (
        "中止のため、採点しません。",
        "事務局確認中です（中止・休止の決定の記録を確認してください）。",
    )


def test_provisional_is_said_before_the_grade(revised):
    one = record("S5", **indicator(2, target=100, pending=YearMonth(2026, 9)))
    assert explanation(card_of(one, revised), revised).grade == "暫定 A 良好"


def test_an_unreadable_value_is_shown_as_typed(revised):
    words = explanation(card_of(record("S3", faulty=("executed",)), revised), revised)
    cost = next(line for line in words.lines if line.item == "cost")
    spent = next(e for e in cost.evidence if e.field == "executed")
    assert spent.value == "「約100」は読み取れないため、未記入として扱う"


def test_json_follows_the_contract(revised):
    one = record("S5", kpi=False, **indicator(1, target=160, base=140, actual=154), **indicator(2, target=3, actual=1))
    data = card_json(score([one], revised)[0])
    assert json.loads(json.dumps(data, ensure_ascii=False)) == data
    assert set(data) >= {
        "project", "eval_stage", "stage", "status", "view", "items", "answered_weight", "score", "grade",
        "provisional", "range", "caps", "warnings", "rank", "rank_of", "rank_interval", "grade_stability",
    }  # fmt: skip
    assert (data["stage"], data["status"], data["rank"], data["rank_of"]) == ("S5", "計画どおり", 1, 1)
    assert (data["rank_interval"], data["grade_stability"]) == (None, None)
    outcome = next(i for i in data["items"] if i["item"] == "outcome")
    # 0.7 → 2、1/3 → 1、平均 1.5: 55 + 45×1.5/4 = 71.875 → 71.9
    assert (outcome["level"], data["score"], data["answered_weight"]) == (1.5, 71.9, 100)
    first, second = outcome["details"]
    assert (first["rate"], first["achievement"], first["level"]) == (154 / 160, 0.7, 2)
    assert (second["rate"], second["base"]) == (1 / 3, None)
    schedule = data["items"][0]
    assert isinstance(schedule["level"], int) and schedule["source"] == "computed"


def test_json_of_a_code_and_of_s0(revised):
    code, nothing = (card_json(card_of(record(s), revised)) for s in ("S9", "S0"))
    assert (code["grade"], code["score"], code["items"], code["answered_weight"]) == ("F", None, [], None)
    assert (nothing["grade"], nothing["score"]) == (None, None)


def test_json_of_the_explanation_holds_the_exact_fraction(revised):
    data = explanation_json(
        card_of(record("S4", has_budget=False, budget_initial=None, executed=None), revised), revised
    )
    assert (data["exact"], data["exact_fraction"], data["lines"][2]["state"]) == (100, "100", "対象外")
    json.dumps(data)


def test_a_scorecard_survives_the_ledger(revised):
    for seed in range(40):
        card = card_of(dataclasses.replace(random_record(seed)), revised)
        assert decode(Scorecard, json.loads(json.dumps(encode(card)))) == card


def test_rates_are_half_up_to_one_decimal():
    assert percent(Fraction(154, 160)) == "96.3％"


def test_explaining_does_not_load_pandas():
    code = "import sys, fujiplan_cli.scoring; print('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "False"


def test_s0_review_and_repeated_are_said(revised):
    nothing = explanation(card_of(record("S0"), revised), revised)
    assert (nothing.grade, nothing.notes) == ("", ("構想・提案の段階のため、採点しません。",))
    one = dataclasses.replace(record("S1", self_control=None), verdict="review", repeated=True)
    assert explanation(card_of(one, revised)).notes == (
        "記入された項目の重みは、対象となる重みの80.0％です。",
        "事務局確認中です。",
        "再掲の事業のため、順位と集計から除きます。",
    )
