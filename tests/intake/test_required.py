"""Required answers: asked where their condition holds, once for one cause."""

from __future__ import annotations

import pytest
from intake_world import GOOD, S5_FACTS, Paper, World, codes, identity_of, paper_of, take, world_of

from fujiplan_cli.model.grid import Cell


@pytest.mark.parametrize("nothing", ["", "　　", " \n", "\u200b"])
def test_a_required_blank_is_an_error_however_wide_the_blanks(paper: Paper, world: World, nothing: str) -> None:
    one = take(paper.fill(issue=Cell("text", nothing) if nothing else Cell()), world)
    assert (one.verdict, codes(one)) == ("returned", [("required_blank", "issue")])
    assert one.findings[0].place.cell == paper.where("issue")


def test_a_delay_asks_for_months_recovery_and_deviation(paper: Paper, world: World) -> None:
    one = take(paper.fill(status="遅れ"), world)
    assert codes(one) == [("required_blank", f) for f in ("delay_months", "recovery", "deviation")]


def test_a_delay_that_is_explained_is_accepted(paper: Paper, world: World) -> None:
    paper.fill(status="遅れ", delay_months="2", recovery="見込みなし", deviation="機器の納入が遅れた。")
    one = take(paper, world)
    assert (one.verdict, codes(one)) == ("accepted", [])
    assert one.answers["recovery"].value == "見込みなし"


def test_a_word_that_is_no_status_silences_what_hangs_on_it(paper: Paper, world: World) -> None:
    one = take(paper.fill(status="順調", self_uptake="", basis_uptake="", delay_months="3"), world)
    assert codes(one) == [("choice_unknown", "status")]


def test_an_optional_blank_is_no_finding(paper: Paper, world: World) -> None:
    one = take(paper, world)
    assert (one.answers["support_request"].value, one.findings) == (None, ())


def test_funds_are_asked_only_where_something_was_executed(paper: Paper, world: World) -> None:
    funds = {f"fund_{name}": "" for name in ("national", "prefecture", "bond", "other")}
    assert [f for _, f in codes(take(paper.fill(**funds), world))] == list(funds)
    paper.fill(executed="0", carried_out="12000")
    assert take(paper, world).findings == ()


def test_a_gap_over_ten_percent_asks_for_its_reason(paper: Paper, world: World) -> None:
    one = take(paper.fill(executed="10000"), world)
    assert codes(one) == [("cost_reason_blank", "cost_basis"), ("cost_reason_blank", "cost_reason")] or codes(one) == [
        ("cost_reason_blank", "cost_reason"),
        ("cost_reason_blank", "cost_basis"),
    ]


def test_a_gap_of_exactly_ten_percent_asks_for_nothing(paper: Paper, world: World) -> None:
    assert take(paper.fill(executed="10800"), world).findings == ()


def test_a_carried_over_amount_is_no_gap(paper: Paper, world: World) -> None:
    assert take(paper.fill(executed="6000", carried_out="5500"), world).findings == ()


def test_overspending_by_more_than_ten_percent_asks_for_its_reason_too(paper: Paper, world: World) -> None:
    assert ("cost_reason_blank", "cost_reason") in codes(take(paper.fill(executed="13300"), world))


def test_an_amount_that_is_no_number_silences_the_gap(paper: Paper, world: World) -> None:
    one = take(paper.fill(executed="5000", budget_supplementary="約500"), world)
    assert codes(one) == [("number_approximate", "budget_supplementary")]


@pytest.mark.parametrize(
    ("actual", "asked"),
    [("50", True), ("50.099", True), ("50.1", False), ("60", False)],  # 10.5 + 0.8 × (60 − 10.5) = 50.1
)
def test_an_outcome_below_eighty_percent_of_the_way_asks_for_its_cause(
    paper: Paper, world: World, actual: str, asked: bool
) -> None:
    one = take(paper.fill(kpi_1_actual=actual), world)
    assert codes(one) == ([("required_blank", "kpi_note")] if asked else [])


def test_an_output_indicator_never_asks_for_a_cause(paper: Paper, world: World) -> None:
    assert take(paper.fill(kpi_2_actual="1"), world).findings == ()


def test_a_pending_month_stands_in_for_an_actual(paper: Paper, world: World) -> None:
    one = take(paper.fill(kpi_1_actual="", kpi_1_pending="令和8年6月"), world)
    assert one.verdict in ("accepted", "repaired")
    assert one.answers["kpi_1_actual"].value is None


def test_a_missing_actual_without_a_month_is_an_error(paper: Paper, world: World) -> None:
    assert codes(take(paper.fill(kpi_1_actual=""), world)) == [("required_blank", "kpi_1_actual")]


def test_levels_bases_and_actuals_are_not_required_of_a_stopped_project(paper: Paper, world: World) -> None:
    paper.fill(status="休止", deviation="委託先の都合により休止した。")
    paper.fill(kpi_1_actual="", kpi_2_actual="", self_uptake="", basis_uptake="", self_control="", basis_control="")
    one = take(paper, world.change(stop_decided=True))
    assert (one.verdict, codes(one)) == ("accepted", [])


def test_nothing_graded_is_required_of_a_project_that_starts_later() -> None:
    facts = S5_FACTS | {"starts_later"}
    paper = paper_of(identity_of(facts=facts)).fill(**GOOD)
    paper.fill(status="未着手", deviation="翌年度に始める。", kpi_1_actual="", kpi_2_actual="", self_uptake="")
    paper.fill(basis_uptake="", self_control="", basis_control="")
    assert take(paper, world_of("1-01-02", facts=facts)).verdict == "accepted"


def test_a_blank_sheet_asks_for_everything_required_and_nothing_else(blank: Paper, world: World) -> None:
    one = take(blank, world)
    assert {code for code, _ in codes(one)} == {"required_blank"}
    assert {"stage", "status", "result", "budget_initial", "executed", "self_uptake"} <= {f for _, f in codes(one)}
    assert not {"delay_months", "basis_uptake", "fund_bond", "kpi_note", "support_request"} & {f for _, f in codes(one)}


def test_a_prefilled_answer_whose_row_was_deleted_still_holds(paper: Paper, world: World) -> None:
    one = take(paper.fill(public_summary="").delete_row(int(paper.where("staff_band")[1:])), world)
    assert ("required_blank", "public_summary") in codes(one)
    assert ("cell_missing", "staff_band") not in codes(one)
