"""Warnings: each is told from its limit on and not before, and none of them changes a score (domain.md §4.11)."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from fractions import Fraction

import pytest
from scoring_cases import KPI, record

from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.place import Place
from fujiplan_cli.model.record import Record
from fujiplan_cli.scoring import LastYear, department_tallies, score, shift_words, tallies_json, with_warnings

LAST = {"kpi_1_actual": Decimal(90)}


def said(method: Method, now: Record, before: Record | None = None) -> dict[str, str]:
    """Warning → its words."""
    known = {}
    if before is not None:
        known[before.project] = LastYear(score([before], method)[0], before)
    (card,) = with_warnings(score([now], method), {now.project: now}, method, known)
    return {one.warning: one.reason for one in card.warnings}


def test_a_good_and_varied_record_has_no_warning(revised):
    assert said(revised, record("S5", self_control=3), record("S5", year=2024, self_control=3, **LAST)) == {}


@pytest.mark.parametrize(("confirmed", "told"), [(3, True), (4, False), (None, False)])
def test_a_self_level_above_the_confirmed_one_is_told_and_no_lower_one(revised, confirmed, told):
    now = record("S5", self_uptake=4, self_control=3, confirmed_uptake=confirmed, reason_uptake="記録を確かめた")
    found = said(revised, now)
    assert ("self_above_confirmed" in found) is told
    if told:
        assert found["self_above_confirmed"].endswith("（利用・定着：自己評価4、事務局確認3）")
    assert "self_above_confirmed" not in said(revised, record("S5", self_uptake=2, confirmed_uptake=3))


def test_levels_that_are_all_equal_are_told_unless_one_is_unanswered(revised):
    assert said(revised, record("S5"))["levels_equal"].endswith("（5項目がすべて水準4）")
    assert "levels_equal" not in said(revised, record("S5", self_control=3))
    assert "levels_equal" not in said(revised, record("S5", self_control=None))


@pytest.mark.parametrize(("stage", "told"), [("S4", False), ("S5", True), ("S6", True)])
def test_operation_without_an_indicator_is_told(revised, stage, told):
    assert ("no_indicator" in said(revised, record(stage, kpi=False))) is told
    assert "no_indicator" not in said(revised, record(stage, kpi=True))


@pytest.mark.parametrize(("actual", "told"), [(Decimal(150), False), (Decimal("150.01"), True)])
def test_an_achievement_over_150_percent_is_told(revised, actual, told):
    found = said(revised, record("S5", kpi_1_actual=actual))
    assert ("rate_high" in found) is told
    if told:  # 150.01 % must not read as 150.0 %
        assert "達成率150.01％" in found["rate_high"]


@pytest.mark.parametrize(
    ("direction", "before", "now", "told"),
    [("増", 90, 89, True), ("増", 90, 90, False), ("減", 90, 91, True), ("減", 90, 89, False), ("維持", 99, 97, True)],
)
def test_an_indicator_that_got_worse_while_the_score_rose_is_told(revised, direction, before, now, told):
    same = {"kpi_1_direction": direction, "kpi_1_target": Decimal(100)}
    old = record("S5", year=2024, self_control=0, self_uptake=0, **same, kpi_1_actual=Decimal(before))
    new = record("S5", **same, kpi_1_actual=Decimal(now))
    assert ("indicator_fell" in said(revised, new, old)) is told
    better = record("S5", year=2024, **same, kpi_1_actual=Decimal(before))
    lower = record("S5", self_control=0, **same, kpi_1_actual=Decimal(now))
    assert "indicator_fell" not in said(revised, lower, better)  # the score fell too


def test_text_as_last_year_is_told_as_it_was_found_on_the_sheet(revised):
    finding = Finding("same_text", "warning", Place("a.xlsx"), "result", "前年と同じ", {"label": "実績"})
    now = dataclasses.replace(record("S5"), findings=(finding,))
    assert said(revised, now)["same_text"].endswith("（実績）")


@pytest.mark.parametrize(("direction", "target", "told"), [("増", 99, True), ("増", 100, False), ("減", 101, True)])
def test_an_easier_target_than_last_years_is_told(revised, direction, target, told):
    same = {"kpi_1_direction": direction, "kpi_1_actual": Decimal(100)}
    old = record("S5", year=2024, **same, kpi_1_target=Decimal(100))
    assert ("target_lower" in said(revised, record("S5", **same, kpi_1_target=Decimal(target)), old)) is told


def test_another_indicator_in_the_same_place_is_not_compared(revised):
    old = record("S5", year=2024, self_control=0, **{**KPI, "kpi_1_name": "別の指標", "kpi_1_target": Decimal(999)})
    found = said(revised, record("S5"), old)
    assert not {"target_lower", "indicator_fell"} & found.keys()


@pytest.mark.parametrize(("budget", "told"), [(1300, False), (1301, True), (900, False)])
def test_a_budget_more_than_30_percent_up_is_told(revised, budget, told):
    now = record("S5", budget_initial=Decimal(budget), executed=Decimal(budget))
    assert ("budget_up" in said(revised, now, record("S5", year=2024))) is told
    assert "budget_up" not in said(revised, now)


def test_the_lowest_grade_two_years_running_is_told(revised):
    bad = {"status": "遅れ", "delay_months": 7, "self_uptake": 0, "self_control": 0, "kpi_1_actual": Decimal(1)}
    assert "lowest_twice" in said(revised, record("S5", **bad), record("S5", year=2024, **bad))
    assert "lowest_twice" not in said(revised, record("S5", **bad), record("S5", year=2024))


@pytest.mark.parametrize(("executed", "told"), [(700, False), (699, True)])
def test_a_bid_difference_over_30_percent_is_told_though_it_costs_no_level(revised, executed, told):
    saving = {"cost_reason": "入札差金・経費節減", "cost_basis": "入札の結果", "executed": Decimal(executed)}
    now = record("S5", **saving)
    assert ("bid_difference" in said(revised, now)) is told
    (card,) = score([now], revised)
    assert next(i.level for i in card.items if i.item == "cost") == 4
    assert "bid_difference" not in said(revised, record("S5", executed=Decimal(executed), cost_reason="その他"))


def test_warnings_change_no_score_and_a_project_without_items_has_none(revised, old):
    bad = record("S5", kpi=False, confirmed_uptake=0, reason_uptake="x")
    (plain,) = score([bad], revised)
    (warned,) = with_warnings([plain], {bad.project: bad}, revised, {})
    assert warned.warnings and dataclasses.replace(warned, warnings=()) == plain
    assert said(revised, record("S5", status="休止", stop_decided="1")) == {}
    assert said(old, bad) == {}  # a method without warnings


def department(number: int, **values: object) -> list[Record]:
    return [record("S5", project=f"D-{n}", **values) for n in range(number)]


def tallied(method: Method, records: list[Record]):
    by_project = {one.project: one for one in records}
    return department_tallies(score(records, method), by_project, method, dict.fromkeys(by_project, "総務部 架空課"))


def test_a_department_is_told_of_its_many_as_only_from_five_projects_on(revised):
    assert [w.warning for w in tallied(revised, department(5))[0].warnings] == ["department_all_top"]
    assert tallied(revised, department(4))[0].warnings == ()
    nine = [*department(9), record("S5", project="D-9", kpi_1_actual=Decimal(0))]
    assert (tallied(revised, nine)[0].top, len(tallied(revised, nine)[0].warnings)) == (9, 1)
    eight = [*nine[:8], record("S5", project="D-8", kpi_1_actual=Decimal(0)), nine[9]]
    assert tallied(revised, eight)[0].warnings == ()


def test_the_shift_of_a_department_is_drawn_towards_0_and_silent_below_five(revised):
    higher = department(
        5, self_uptake=4, confirmed_uptake=3, reason_uptake="x", confirmed_control=4, reason_control="x"
    )
    (tally,) = tallied(revised, higher)
    # mean(self − confirmed) = 5 × (1 + 0) / 10 = 1/2; × 5/9
    assert (tally.shift, tally.confirmed, tally.levels, tally.agreed) == (Fraction(5, 18), 5, 10, 5)
    assert shift_words(tally) == (
        "自己評価は事務局確認より平均して約0.3高め（確認した5事業・10項目、うち一致5項目。件数の少なさを割り引いた値）"
    )
    (few,) = tallied(revised, higher[:4])
    assert (few.shift, shift_words(few)) == (None, "")
    assert tallies_json([tally])[0]["shift"] == pytest.approx(5 / 18)


def test_repeated_projects_and_codes_count_for_no_department(revised):
    records = [
        *department(2),
        record("S5", project="R", repeated=True),
        record("S5", project="Y", status="中止", stop_decided="1"),
    ]
    assert [(t.projects, t.top) for t in tallied(revised, records)] == [(2, 2)]
    assert department_tallies(score(records, revised), {r.project: r for r in records}, revised, {}) == ()
