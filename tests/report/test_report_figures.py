"""Counts and totals equal those counted by hand; a disagreement stops the report."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest
from report_reading import parsed, rows, section, text
from report_world import LATE, POOR, entry, given

from fujiplan_cli.report import ReportFault, render_html

SIX = (
    entry("A-1"),
    entry("A-2", kpi_1_actual=Decimal(10)),
    entry("A-3", "S4", **LATE),
    entry("B-1", division="市民部", status="休止", stop_decided="1"),
    entry("B-2", division="市民部", **POOR),
    entry("B-3", division="市民部", repeated=True),
)
"""By hand: A-1 A (100.0) · A-2 C (outcome 0: 55.0) · A-3 B (delay over 6 months: 65.0) · B-1 H · B-2 D · B-3 再掲."""


def test_divisions_are_counted_by_grade_with_delays_and_再掲_left_out():
    table = rows(parsed(given(SIX, "kanjikai")), "divisions")
    assert [row[:13] for row in table] == [
        ["総務部", "3", "1", "1", "1", "0", "0", "0", "0", "0", "0", "1", "0"],
        ["市民部", "2", "0", "0", "0", "1", "0", "0", "1", "0", "0", "0", "0"],
        ["計", "5", "1", "1", "1", "1", "0", "0", "1", "0", "0", "1", "0"],
    ]


def test_each_division_says_what_it_asks_for():
    table = rows(parsed(given(SIX, "kanjikai")), "divisions")
    assert table[0][-1] == "評価（案）3件長期の遅れ：A-3"
    assert table[1][-1] == "評価（案）2件評価D：B-2休止・中止：B-1"


def test_a_grade_below_last_years_is_worse_and_a_code_is_no_comparison():
    good = entry("x").card
    entries = [dataclasses.replace(e, previous=good) for e in SIX]
    table = rows(parsed(given(entries, "kanjikai")), "divisions")
    assert [row[12] for row in table] == ["2", "1", "3"]


def test_grades_of_another_method_are_not_compared():
    old = dataclasses.replace(entry("x").card, method="old")
    entries = [dataclasses.replace(e, previous=old) for e in SIX]
    assert [row[12] for row in rows(parsed(given(entries, "kanjikai")), "divisions")] == ["0", "0", "0"]


def test_stages_are_counted_with_mean_n_and_formula():
    tree = parsed(given(SIX, "kanjikai"))
    table = rows(tree, "stages")
    assert table[0] == ["S4構築・移行", "1", "0", "1", "0", "0", "0", "0", "0", "0", "0", "65.0（1）"]
    assert table[-1][:2] == ["計", "5"]
    total = sum(e.card.score for e in SIX[:5] if e.card.score is not None)
    assert f"評価点の合計{total}点÷4件" in text(section(tree, "評価段階別"))
    assert "小数第2位を四捨五入" in text(section(tree, "評価段階別"))


def test_money_is_totalled_without_再掲_in_whole_千円():
    table = rows(parsed(given(SIX, "honbu", last_year=SIX[:2])), "totals")
    # 5 × (1000 − 100), 5 × 880.4, nothing carried over, 5 × 19.6
    assert table[0][1:] == ["4,500", "4,402", "0", "98"]
    assert table[1][1:] == ["1,800", "1,761", "0", "39"]
    assert table[2][1:] == ["↑+2,700", "↑+2,641", "→0", "↑+59"]


def test_an_overspent_budget_gives_a_negative_remainder_with_a_triangle():
    tree = parsed(given([entry("A-1", executed=Decimal(1000))], "honbu"))
    assert rows(tree, "totals")[0][4] == "▲100"


def test_an_aggregate_that_disagrees_with_the_snapshot_stops_the_report():
    right = given(SIX, "kanjikai")
    counts = {**right.by_stage[0].counts, "A": 7}
    wrong = dataclasses.replace(
        right, by_stage=(dataclasses.replace(right.by_stage[0], counts=counts), *right.by_stage[1:])
    )
    with pytest.raises(ReportFault):
        render_html(wrong)


def test_counts_stand_beside_last_years():
    table = rows(parsed(given(SIX, "honbu", last_year=SIX[:2])), "counts")
    assert table[0][:6] == ["令和7年度", "5", "1", "1", "1", "1"]
    assert table[1][:6] == ["令和6年度", "2", "1", "0", "1", "0"]


def test_amounts_are_never_called_firmer_than_the_sheets_say():
    entries = [entry("A-1", executed_kind="決算見込"), entry("A-2", executed_kind="出納閉鎖後")]
    assert rows(parsed(given(entries, "honbu")), "totals")[0][0] == "令和7年度（出納閉鎖後1件、決算見込1件）"
    assert rows(parsed(given(entries[:1], "honbu")), "totals")[0][0] == "令和7年度（決算見込）"


def test_the_total_says_how_much_of_it_is_not_yet_settled():
    entries = [entry("A-1"), entry("A-2", verdict="review")]
    assert "事務局確認中及び修正依頼中の1件（予算現額の計900千円）" in text(
        section(parsed(given(entries, "honbu")), "評価の件数")
    )
