"""Scores worked out by hand from the weights of each 評価段階; the arithmetic stands in the comments."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from fractions import Fraction

import pytest
from scoring_cases import FILE, SHA, SHEET, indicator, record

from fujiplan_cli.model.record import Fact, Source
from fujiplan_cli.model.values import YearMonth
from fujiplan_cli.scoring import as_approved, card_of, cards_by_view, score


def levels(card):
    return {i.item: i.level for i in card.items}


# ---- one project of every stage ------------------------------------------------------------------------------------


def test_s1_two_months_late_and_a_middling_control(revised):
    one = record(
        "S1",
        status="遅れ",
        delay_months=2,
        recovery=YearMonth(2026, 6),
        self_deliverables=3,
        self_control=2,
        executed=Decimal(850),  # 不用額 150 ÷ 予算現額 1000 = 15 % → 3
    )
    card = card_of(one, revised)
    # 工程 30×2/4=15、成果物 40×3/4=30、経費 10×3/4=7.5、体制 20×2/4=10 → 62.5
    assert (card.score, card.grade) == (Decimal("62.5"), "B")
    assert [i.points for i in card.items] == [15, 30, Fraction(15, 2), 10]


def test_s2_on_time_with_partly_done_documents(revised):
    one = record("S2", self_deliverables=2, self_control=3, executed=Decimal(750))  # 25 % → 2
    # 30×4/4=30、40×2/4=20、15×2/4=7.5、15×3/4=11.25 → 68.75 → 68.8
    card = card_of(one, revised)
    assert card.exact == Fraction(275, 4)
    assert (card.score, card.grade) == (Decimal("68.8"), "B")


def test_s3_not_begun_though_it_should_have(revised):
    one = record("S3", status="未着手", self_deliverables=1, self_control=2, executed=Decimal(0))  # 100 % → 0
    # 35×0=0、30×1/4=7.5、20×0=0、15×2/4=7.5 → 15.0
    card = card_of(one, revised)
    assert (card.score, card.grade) == (Decimal("15.0"), "D")


def test_s4_without_money_spreads_the_weights_over_the_rest(revised):
    one = record("S4", has_budget=False, budget_initial=None, executed=None, self_deliverables=3, self_control=1)
    # 経費は対象外。重みの計 35+25+25=85。35×4/4+25×3/4+25×1/4 = 35+18.75+6.25 = 60 → 60/85×100 = 70.588… → 70.6
    card = card_of(one, revised)
    assert card.exact == Fraction(6000, 85)
    assert (card.score, card.grade) == (Decimal("70.6"), "B")
    assert levels(card)["cost"] is None


def test_s5_with_three_indicators_is_exact_over_sixths(revised):
    one = record(
        "S5",
        kpi=False,
        self_uptake=3,
        **indicator(1, target=100, actual=100),  # 100 % → 4
        **indicator(2, target=100, actual=80),  # 80 % → 3
        **indicator(3, target=100, actual=79),  # 79 % → 2
    )
    # 成果指標 (4+3+2)/3=3 → 45×3/4=33.75、工程 10、利用 20×3/4=15、経費 15、体制 10 → 83.75 → 83.8
    card = card_of(one, revised)
    assert card.exact == Fraction(335, 4)
    assert (card.score, card.grade) == (Decimal("83.8"), "A")


def test_s6_has_no_schedule(revised):
    one = record("S6", self_deliverables=3, self_uptake=2, self_control=2, kpi_1_actual=Decimal(50))
    # 成果物 20×3/4=15、成果指標 50 %→2: 35×2/4=17.5、利用 15×2/4=7.5、経費 20、体制 10×2/4=5 → 65.0
    card = card_of(one, revised)
    assert (card.score, card.grade) == (Decimal("65.0"), "B")
    assert "schedule" not in levels(card)


# ---- codes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "values", "code", "marked"),
    [
        ("S9", {"status": "中止"}, "F", False),
        ("S9", {"status": None}, "F", False),
        ("S3", {"status": "中止", "stop_decided": "1"}, "Y", False),
        ("S3", {"status": "中止"}, "Y", True),
        ("S5", {"status": "休止", "stop_decided": "1"}, "H", False),
        ("S5", {"status": "休止"}, "H", True),
        ("S1", {"status": "未着手", "start_year": 2026}, "X", False),
        ("S0", {"status": "計画どおり"}, None, False),
    ],
)
def test_a_code_has_neither_items_nor_score(revised, stage, values, code, marked):
    card = card_of(record(stage, **values), revised)
    assert (card.grade, card.score, card.items, card.range, card.marked) == (code, None, (), None, marked)


def test_not_begun_in_its_first_year_is_graded(revised):
    card = card_of(record("S1", status="未着手", start_year=2025), revised)
    # 工程 0、成果物 40、経費 10、体制 20 → 70.0
    assert (card.score, card.grade) == (Decimal("70.0"), "B")


def test_codes_need_no_answers(revised):
    blank = dict.fromkeys(("self_uptake", "basis_uptake", "self_control", "kpi_1_actual", "incident", "executed"))
    assert card_of(record("S5", status="休止", stop_decided="1", **blank), revised).grade == "H"


# ---- Z, pending and the range --------------------------------------------------------------------------------------


def test_all_indicators_pending_hold_the_grade_and_give_its_range(revised):
    one = record("S5", kpi_1_actual=None, kpi_1_pending=YearMonth(2026, 9))
    card = card_of(one, revised)
    # 成果指標以外 10+20+15+10 = 55。水準0なら 55.0、水準4なら 100.0。記入済の重み 55/100
    assert (card.grade, card.score, card.exact) == ("Z", None, None)
    assert card.range == (Decimal("55.0"), Decimal("100.0"))
    assert card.answered_weight == 55
    assert not card.provisional
    assert len(card.items) == 5


def test_one_of_two_pending_leaves_the_mean_and_makes_the_grade_provisional(revised):
    one = record(
        "S5",
        kpi=False,
        **indicator(1, target=100, actual=100),
        **indicator(2, target=100, pending=YearMonth(2026, 9)),
    )
    card = card_of(one, revised)
    # 平均は指標1だけで 4 → 100.0。指標2が0なら (4+0)/2=2 → 55+22.5=77.5、4なら 100.0
    assert (card.score, card.grade, card.provisional) == (Decimal("100.0"), "A", True)
    assert card.range == (Decimal("77.5"), Decimal("100.0"))


def test_one_pending_and_one_missing_is_no_z_but_the_missing_one_counts_as_0(revised):
    one = record("S5", kpi=False, **indicator(1, target=100), **indicator(2, target=100, pending=YearMonth(2026, 9)))
    card = card_of(one, revised)
    outcome = next(i for i in card.items if i.item == "outcome")
    # 記入済の重みは 55 % で 60 % に満たないため Z。範囲 (0+0)/2 → 55.0、(0+4)/2=2 → 77.5
    assert (outcome.level, outcome.answered) == (0, False)
    assert (card.grade, card.range) == ("Z", (Decimal("55.0"), Decimal("77.5")))


def test_a_pending_indicator_that_is_not_weighed_changes_nothing(revised):
    one = record("S3", kpi=True, kpi_1_actual=None, kpi_1_pending=YearMonth(2026, 9))
    card = card_of(one, revised)
    assert (card.grade, card.provisional, card.range) == ("A", False, None)


def test_an_actual_beside_a_pending_month_counts(revised):
    card = card_of(record("S5", kpi_1_pending=YearMonth(2026, 9)), revised)
    assert (card.score, card.provisional) == (Decimal("100.0"), False)


def test_answered_weight_of_60_percent_is_enough_and_less_is_not(revised):
    # S1: 工程30 + 成果物40 + 経費10 + 体制20。成果物が空欄: 60/100 → 採点、60×… = 60.0
    enough = card_of(record("S1", self_deliverables=None), revised)
    assert (enough.grade, enough.score, enough.answered_weight) == ("B", Decimal("60.0"), 60)
    # 経費も空欄: 50/100 → Z
    held = card_of(record("S1", self_deliverables=None, executed=None), revised)
    assert (held.grade, held.score, held.range) == ("Z", None, (Decimal("50.0"), Decimal("50.0")))


def test_nothing_collected_is_held_not_failed(revised):
    empty = dataclasses.replace(record("S5"), facts={}, version=0, verdict=None)
    card = card_of(empty, revised)
    assert (card.grade, card.score) == ("Z", None)
    assert [i.rule for i in card.items if i.item == "uptake"] == ["未記入のため、水準0"]


# ---- caps ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("basis", [None, "", " 　"])
def test_a_judged_level_without_a_basis_stays_at_2(revised, basis):
    card = card_of(record("S1", basis_deliverables=basis), revised)
    item = next(i for i in card.items if i.item == "deliverables")
    # 30 + 40×2/4 + 10 + 20 = 80.0
    assert (item.level_before, item.level, card.score) == (4, 2, Decimal("80.0"))
    assert [(c.cap, c.item) for c in card.caps] == [("no_basis", "deliverables")]


def test_a_level_of_2_without_a_basis_is_not_listed_as_capped(revised):
    assert card_of(record("S1", self_deliverables=2, basis_deliverables=None), revised).caps == ()


@pytest.mark.parametrize("stage", ["S5", "S6"])
def test_operation_without_an_outcome_indicator_is_b_at_best(revised, stage):
    card = card_of(record(stage, kpi=False), revised)
    assert (card.score, card.grade) == (Decimal("100.0"), "B")
    assert [c.cap for c in card.caps] == ["no_outcome"]


def test_a_cap_that_does_not_bind_is_not_listed(revised):
    card = card_of(record("S5", kpi=False, self_uptake=0, self_control=0), revised)
    # (10 + 15) / 55 → 45.45… → 45.5 → C: the cap at B changes nothing
    assert (card.score, card.grade, card.caps) == (Decimal("45.5"), "C", ())


@pytest.mark.parametrize(
    "delay",
    [
        {"delay_months": 7, "recovery": YearMonth(2027, 3)},
        {"delay_months": None, "recovery": YearMonth(2027, 3)},
        {"delay_months": 1, "recovery": "見込みなし"},
        {"delay_months": 1, "recovery": None},
    ],
)
@pytest.mark.parametrize("stage", ["S5", "S6"])
def test_a_long_or_unknown_delay_is_b_at_best_even_where_schedule_is_not_weighed(revised, stage, delay):
    card = card_of(record(stage, status="遅れ", **delay), revised)
    assert (card.score, card.grade) == (Decimal("90.0") if stage == "S5" else Decimal("100.0"), "B")
    assert [c.cap for c in card.caps] == ["long_delay"]


def test_a_delay_of_6_months_is_not_long(revised):
    card = card_of(record("S6", status="遅れ", delay_months=6, recovery=YearMonth(2026, 9)), revised)
    assert (card.grade, card.caps) == ("A", ())


def test_blank_status_counts_as_a_delay_of_unknown_length(revised):
    card = card_of(record("S6", status=None), revised)
    assert (card.score, card.grade, [c.cap for c in card.caps]) == (Decimal("100.0"), "B", ["long_delay"])


@pytest.mark.parametrize("incident", ["重大", None])
def test_a_grave_incident_or_a_blank_is_c_at_best(revised, incident):
    card = card_of(record("S3", incident=incident), revised)
    assert (card.score, card.grade, [c.cap for c in card.caps]) == (Decimal("100.0"), "C", ["incident"])
    assert ("未記入" in card.caps[0].reason) == (incident is None)


def test_a_slight_incident_caps_nothing(revised):
    assert card_of(record("S3", incident="軽微"), revised).grade == "A"


def test_of_several_caps_only_those_that_decide_are_listed(revised):
    card = card_of(record("S5", kpi=False, incident="重大", status=None), revised)
    assert (card.grade, [c.cap for c in card.caps]) == ("C", ["incident"])
    both = card_of(record("S5", kpi=False, status=None), revised)
    assert (both.grade, [c.cap for c in both.caps]) == ("B", ["no_outcome", "long_delay"])


# ---- schedule ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "level"),
    [
        ({"status": "計画どおり"}, 4),
        ({"status": "計画より進んでいる"}, 4),
        ({"status": "完了"}, 4),
        ({"status": "遅れ", "delay_months": 1}, 3),
        ({"status": "遅れ", "delay_months": 2}, 2),
        ({"status": "遅れ", "delay_months": 3}, 2),
        ({"status": "遅れ", "delay_months": 4}, 1),
        ({"status": "遅れ", "delay_months": 6}, 1),
        ({"status": "遅れ", "delay_months": 7}, 0),
        ({"status": "遅れ", "delay_months": None}, 0),
        ({"status": "遅れ", "delay_months": 1, "recovery": "見込みなし"}, 0),
        ({"status": "未着手"}, 0),
        ({"status": None}, 0),
        ({"status": "計画どおり", "delay_months": 12, "recovery": "見込みなし"}, 4),  # a finding, not used
    ],
)
def test_schedule_levels(revised, values, level):
    given = {"recovery": YearMonth(2026, 6), **values}
    assert levels(card_of(record("S1", **given), revised))["schedule"] == level


# ---- cost ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "level"),
    [
        ({"executed": 900}, 4),  # 10.0 %
        ({"executed": Decimal("899.999")}, 3),
        ({"executed": 800}, 3),  # 20 %
        ({"executed": 799}, 2),
        ({"executed": 700}, 2),  # 30 %
        ({"executed": 699}, 1),
        ({"executed": 500}, 1),  # 50 %
        ({"executed": 499}, 0),
        ({"executed": 1100}, 4),  # 10 % too much
        ({"executed": 1101}, 3),
        ({"executed": 100, "carried_out": 900}, 4),  # lawful 繰越 is no fault
        ({"executed": 1250, "budget_supplementary": 200, "budget_carried_in": 50}, 4),
        ({"executed": 700, "budget_reserve": 100, "budget_moved": -400}, 4),  # 予算現額 700
        ({"executed": 500, "cost_reason": "入札差金・経費節減", "cost_basis": "入札の結果"}, 4),  # 50 %
        ({"executed": 499, "cost_reason": "入札差金・経費節減", "cost_basis": "入札の結果"}, 0),
        ({"executed": 500, "cost_reason": "入札差金・経費節減", "cost_basis": "　"}, 1),  # no explanation
        ({"executed": 500, "cost_reason": "規模の変更", "cost_basis": "縮小"}, 1),
        ({"executed": 1500, "cost_reason": "入札差金・経費節減", "cost_basis": "入札"}, 1),  # overspent by 50 %
        ({"budget_initial": 0, "executed": 1}, 0),  # spending without a budget
        ({"budget_initial": 100, "budget_moved": -200, "executed": 0}, 0),  # negative 予算現額
        ({"budget_initial": 0, "executed": 0}, None),  # both zero: not applicable
        ({"executed": None}, 0),
        ({"budget_initial": None}, 0),
    ],
)
def test_cost_levels(revised, values, level):
    given = {f: Decimal(v) if isinstance(v, int) else v for f, v in values.items()}
    assert levels(card_of(record("S3", **given), revised))["cost"] == level


def test_without_a_budget_blank_money_is_not_applicable_and_spending_is_a_fault(revised):
    none = record("S3", has_budget=False, budget_initial=None, executed=None)
    assert levels(card_of(none, revised))["cost"] is None
    spent = record("S3", has_budget=False, budget_initial=None, executed=Decimal(10))
    assert levels(card_of(spent, revised))["cost"] == 0


@pytest.mark.parametrize("field", ["budget_supplementary", "carried_out", "executed"])
def test_an_unreadable_amount_is_unanswered_not_0(revised, field):
    card = card_of(record("S3", faulty=(field,)), revised)
    cost = next(i for i in card.items if i.item == "cost")
    assert (cost.level, cost.answered) == (0, False)
    assert "未記入" in cost.rule


def test_a_typed_amount_that_the_form_requires_counts_as_0_points_when_blank(revised):
    blank = record("S3", budget_supplementary=None, required=("budget_supplementary",))
    assert levels(card_of(blank, revised))["cost"] == 0
    optional = record("S3", budget_supplementary=None)  # the sheet says: leave blank if there is none
    assert levels(card_of(optional, revised))["cost"] == 4


def test_a_printed_total_without_parts_is_taken(revised):
    one = record("S3", printed_money=True, budget_initial=None, budget_total=Decimal(1000), executed=Decimal(850))
    assert levels(card_of(one, revised))["cost"] == 3


# ---- views ---------------------------------------------------------------------------------------------------------


def test_confirmation_is_a_view_of_its_own_and_its_reason_counts_as_basis(revised):
    one = record("S1", basis_deliverables=None, confirmed_deliverables=3, reason_deliverables="成果物を確認した")
    cards = cards_by_view(one, revised)
    # self: 根拠なし → 2: 30+20+10+20=80.0 / confirmed: 3: 30+30+10+20=90.0; the others keep the self level
    assert {view: (c.score, [h.cap for h in c.caps]) for view, c in cards.items()} == {
        "self": (Decimal("80.0"), ["no_basis"]),
        "confirmed": (Decimal("90.0"), []),
    }


def test_the_furthest_view_is_taken_project_by_project_and_named(revised):
    plain = record("S1", project="T-001")
    confirmed = record("S1", project="T-002", confirmed_control=1, reason_control="点検の記録がない")
    assert [c.view for c in score([plain, confirmed], revised)] == ["self", "confirmed"]
    assert [c.view for c in score([plain, confirmed], revised, "self")] == ["self", "self"]
    assert as_approved(score([confirmed], revised)[0]).view == "approved"


def test_a_confirmed_level_of_0_counts_and_is_no_blank(revised):
    one = record("S1", confirmed_control=0, reason_control="管理されていない")
    assert levels(cards_by_view(one, revised)["confirmed"])["control"] == 0


@pytest.mark.parametrize("bad", [5, -1, Decimal("4.5")])
def test_a_level_that_is_none_is_unanswered(revised, bad):
    item = next(i for i in card_of(record("S1", self_control=bad), revised).items if i.item == "control")
    assert (item.level, item.answered) == (0, False)


# ---- 旧採点方法 ------------------------------------------------------------------------------------------------------


def test_the_old_method_counts_what_is_not_asked_as_2(old):
    card = card_of(record("S1"), old)
    # 工程4 成果物4 成果指標2 利用2 経費4 体制4 → 20/24 → 83.33… → 83.3
    assert levels(card) == {"schedule": 4, "deliverables": 4, "outcome": 2, "uptake": 2, "cost": 4, "control": 4}
    assert (card.score, card.grade) == (Decimal("83.3"), "A")


def test_the_old_method_counts_what_is_not_applicable_as_2_and_knows_no_caps(old):
    one = record("S5", kpi=False, basis_control=None, incident="重大", status="遅れ")
    card = card_of(one, old)
    # 工程0(月数なし) 成果物2 成果指標2(なし) 利用4 経費4 体制4 → 16/24 → 66.66… → 66.7
    assert (card.score, card.grade, card.caps) == (Decimal("66.7"), "B", ())
    assert card.answered_weight == 100


# ---- rounding, evidence --------------------------------------------------------------------------------------------


def test_79_95_is_rounded_half_up_to_80_0_and_is_an_a(revised):
    weights = {"schedule": 1599, "deliverables": 0, "outcome": 0, "uptake": 0, "cost": 0, "control": 401}
    made_up = dataclasses.replace(
        revised, items=tuple(dataclasses.replace(i, weights={"S1": weights[i.id]}) for i in revised.items)
    )
    card = card_of(record("S1", self_control=0), made_up)
    # 100 × 1599 ÷ 2000 = 79.95
    assert card.exact == Fraction(7995, 100)
    assert (card.score, card.grade) == (Decimal("80.0"), "A")


def test_evidence_names_file_sheet_cell_and_hash(revised):
    one = record("S1")
    place = Source("sheet", FILE, SHA, SHEET, "D18")
    one = dataclasses.replace(one, facts={**one.facts, "status": Fact("計画どおり", place)})
    found = card_of(one, revised).items[0].evidence[0]
    assert (found.field, found.value, found.file, found.sheet, found.cell, found.sha256, found.origin) == (
        "status",
        "計画どおり",
        FILE,
        SHEET,
        "D18",
        SHA,
        "sheet",
    )


def test_a_record_under_review_is_scored_and_marked(revised):
    card = card_of(dataclasses.replace(record("S1"), verdict="review"), revised)
    assert (card.grade, card.marked) == ("A", True)
