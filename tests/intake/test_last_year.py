"""Comparison with last year: a wrong unit, a copied text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from intake_world import GOOD, Paper, World, codes, take


def test_yen_typed_for_thousand_yen_gives_one_review_for_the_sheet(paper: Paper, world: World) -> None:
    world.change(previous={"budget_initial": Decimal(12000), "executed": Decimal(11000)})
    paper.fill(budget_initial="12500000", budget_supplementary="-500000", executed="11800000", fund_national="4000000")
    one = take(paper, world)
    assert (one.verdict, codes(one)) == ("review", [("thousandfold", "budget_initial")])
    assert one.findings[0].params["others"] == "（支出済額も同様）"


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
