"""Comparison with last year: a wrong unit, a copied text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from intake_world import GOOD, Paper, World, codes, take

from fujiplan_cli.model.catalogue import message


def test_yen_typed_for_thousand_yen_is_a_review_at_every_amount(paper: Paper, world: World) -> None:
    """One settlement answers one cell: a finding for the whole sheet let the other amounts through a thousandfold."""
    world.change(previous={"budget_initial": Decimal(12000), "executed": Decimal(11000), "fund_national": Decimal(0)})
    paper.fill(budget_initial="12500000", budget_supplementary="-500000", executed="11800000", fund_national="4000000")
    one = take(paper, world)
    assert (one.verdict, codes(one)) == (
        "review",
        [
            ("thousandfold", "budget_initial"),
            ("unit_doubtful", "budget_supplementary"),
            ("thousandfold", "executed"),
            ("unit_doubtful", "fund_national"),
        ],
    )
    assert [f.place.cell for f in one.findings] == [paper.where(f.field) for f in one.findings]
    assert [f.params["last"] for f in one.findings] == ["12,000", "空欄", "11,000", "0"]
    assert "この事業の「当初予算額」が" in message(one.findings[1])


@pytest.mark.parametrize(("last", "told"), [("2", True), ("100", True), ("4000", False), ("100000", False)])
def test_beside_a_wrong_unit_an_amount_is_right_only_when_last_years_shows_it(
    paper: Paper, world: World, last: str, told: bool
) -> None:
    """2 is too small to betray a unit by itself, and 6,000 beside 100 may well be 6千円."""
    world.change(previous={"executed": Decimal(11), "carried_out": Decimal(last), "budget_initial": Decimal(12500)})
    paper.fill(executed="10800", carried_out="6000", fund_national="0", budget_supplementary="0")
    one = take(paper, world)
    assert (("unit_doubtful", "carried_out") in codes(one)) == told, codes(one)
    assert ("unit_doubtful", "budget_initial") not in codes(one)


def test_a_new_amount_alone_betrays_no_unit(paper: Paper, world: World) -> None:
    world.change(previous={"budget_initial": Decimal(12000), "executed": Decimal(11000)})
    assert take(paper, world).findings == ()


@pytest.mark.parametrize("actual", ["61500", "0.0615"])
def test_an_actual_a_thousand_times_or_a_thousandth_goes_to_a_person(paper: Paper, world: World, actual: str) -> None:
    world.change(previous={"kpi_1_actual": Decimal("55000") if actual.startswith("0") else Decimal("55")})
    paper.fill(kpi_1_actual="55.5" if actual.startswith("0") else actual, kpi_note="集計の方法を改めた。")
    assert ("thousandfold", "kpi_1_actual") in codes(take(paper, world))


@pytest.mark.parametrize(("last", "now"), [("55", "61.5"), ("0", "61.5"), ("2", "2000"), ("600", "61.5")])
def test_ordinary_growth_is_no_wrong_unit(paper: Paper, world: World, last: str, now: str) -> None:
    one = take(paper.fill(kpi_1_actual=now), world.change(previous={"kpi_1_actual": Decimal(last)}))
    assert one.findings == ()


def test_a_text_copied_from_last_year_is_a_warning(paper: Paper, world: World) -> None:
    one = take(paper, world.change(previous={"result": GOOD["result"].replace("、", "、\n")}))
    assert (one.verdict, codes(one)) == ("accepted", [("same_text", "result")])


def test_a_short_or_prefilled_text_may_be_the_same(paper: Paper, world: World) -> None:
    previous = {
        "issue": GOOD["issue"][:10],
        "public_summary": "スマートフォンから保育園の入園を申し込めるようにします。",
    }
    assert take(paper.fill(issue=GOOD["issue"][:10]), world.change(previous=previous)).findings == ()


def test_an_actual_that_is_last_years_own_figure_is_a_warning(paper: Paper, world: World) -> None:
    one = take(paper.fill(kpi_1_actual="58.4"), world.change(previous={"kpi_1_actual": Decimal("58.40")}))
    assert (one.verdict, codes(one)) == ("accepted", [("actual_unchanged", "kpi_1_actual")])


@pytest.mark.parametrize(("same", "kept"), [("61.5", "増"), ("58", "増"), ("58.4", "維持")])
def test_a_reached_a_round_and_a_kept_figure_may_stay(paper: Paper, world: World, same: str, kept: str) -> None:
    """61.5 has reached the target of 60."""
    printed = {**world.projects["1-01-02"].printed, "kpi_1_direction": kept}
    world.change(previous={"kpi_1_actual": Decimal(same)}, printed=printed)
    paper.fill(kpi_1_actual=same, kpi_1_direction=kept)
    assert "actual_unchanged" not in [code for code, _ in codes(take(paper, world))]


@pytest.mark.parametrize(("last", "now"), [("61.5", "615"), ("615", "61.5"), ("61.5", "0.615")])
def test_a_digit_too_many_or_too_few_is_a_warning(paper: Paper, world: World, last: str, now: str) -> None:
    one = take(paper.fill(kpi_1_actual=now), world.change(previous={"kpi_1_actual": Decimal(last)}))
    assert ("actual_leap", "kpi_1_actual") in codes(one)


@pytest.mark.parametrize(("last", "now"), [("2", "2000"), ("30", "3"), ("55", "61500"), ("-615", "61.5")])
def test_small_counts_wrong_units_and_signs_are_no_leap(paper: Paper, world: World, last: str, now: str) -> None:
    one = take(paper.fill(kpi_1_actual=now), world.change(previous={"kpi_1_actual": Decimal(last)}))
    assert ("actual_leap", "kpi_1_actual") not in codes(one)
