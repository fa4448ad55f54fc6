"""Amounts: sums typed over, sources of funds, disputed amounts."""

from __future__ import annotations

from intake_world import PRINTED, S5_FACTS, Paper, World, codes, identity_of, paper_of, take, world_of

from fujiplan_cli.model.values import Value


def test_a_total_typed_over_its_formula_must_add_up(paper: Paper, world: World) -> None:
    one = take(paper.fill(budget_total="12500"), world)
    assert (one.verdict, codes(one)) == ("returned", [("sum_mismatch", "budget_total")])
    assert one.findings[0].params["sum"] == "12,000"


def test_a_total_typed_over_that_adds_up_is_accepted(paper: Paper, world: World) -> None:
    assert take(paper.fill(budget_total="12000", unused="200", fund_general="7800"), world).findings == ()


def test_a_result_of_a_wrong_total_is_not_reported_again(paper: Paper, world: World) -> None:
    one = take(paper.fill(budget_total="12500", unused="700"), world)
    assert codes(one) == [("sum_mismatch", "budget_total")]


def test_a_faulty_part_silences_the_sum(paper: Paper, world: World) -> None:
    one = take(paper.fill(budget_total="99999", budget_initial="約12,000"), world)
    assert codes(one) == [("number_approximate", "budget_initial")]


def test_funds_beyond_the_executed_amount_are_sent_back_once(paper: Paper, world: World) -> None:
    one = take(paper.fill(fund_national="8000", fund_bond="4000"), world)
    assert (one.verdict, codes(one)) == ("returned", [("funds_exceed", "fund_national")])
    assert (one.findings[0].params["sum"], one.findings[0].params["executed"]) == ("12,000", "11,800")


def test_funds_equal_to_the_executed_amount_are_accepted(paper: Paper, world: World) -> None:
    assert take(paper.fill(fund_national="7800", fund_bond="4000"), world).findings == ()


def money_printed() -> tuple[Paper, World]:
    facts = S5_FACTS | {"money_printed"}
    amounts: dict[str, Value] = {"budget_initial": 12500, "executed": 11800, "fund_national": 4000}
    world = world_of("1-01-02", facts=facts)
    world.change(printed={**PRINTED, **amounts})
    paper = paper_of(identity_of(facts=facts), {**PRINTED, **amounts})
    return paper, world


def fill_the_rest(paper: Paper, **answers: str) -> Paper:
    from intake_world import GOOD

    typed = {k: v for k, v in GOOD.items() if not k.startswith(("budget_", "fund_", "executed", "carried_out"))}
    return paper.fill(**typed, **answers)


def test_printed_amounts_are_no_answers_and_agree() -> None:
    paper, world = money_printed()
    one = take(fill_the_rest(paper, money_check="相違なし"), world)
    assert (one.verdict, codes(one)) == ("accepted", [])
    assert "executed" not in one.answers


def test_disputed_amounts_go_to_a_person() -> None:
    paper, world = money_printed()
    one = take(fill_the_rest(paper, money_check="相違あり", money_note="3月分の保守料が未反映"), world)
    assert (one.verdict, codes(one)) == ("review", [("money_disputed", "money_check")])


def test_a_printed_amount_typed_over_goes_to_a_person() -> None:
    paper, world = money_printed()
    one = take(fill_the_rest(paper, money_check="相違なし", executed="11900"), world)
    assert (one.verdict, codes(one)) == ("review", [("printed_changed", "executed")])
    assert one.findings[0].params["printed"] == "11,800"
