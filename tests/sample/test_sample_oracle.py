"""The second scorer, written from the rules alone, agrees on every record of the sample plan, whatever the year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest
from oracle import BUDGET, expected, straight_line
from played_sample import YEARS, Played

from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import View
from fujiplan_cli.scoring import card_of
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.records import year_records
from fujiplan_cli.workflow.sample_years import CLERK

VIEWS: tuple[View, ...] = ("self", "confirmed")


@pytest.fixture(scope="session")
def desk(played: Played) -> Desk:
    return Desk.open(played.folder, today=date(2026, 7, 24), by=CLERK)


@pytest.fixture(scope="session")
def years(desk: Desk) -> Mapping[int, tuple[Record, ...]]:
    """Every record of every year as the ledger gives it."""
    with desk.ledger() as ledger:
        return {year: tuple(year_records(desk, ledger, year).records.values()) for year in YEARS}


def plain_values(one: Record) -> dict[str, object]:
    """Values by field id; a target on the straight line is computed anew, for a record holds it rounded."""
    values: dict[str, object] = {field: one.value(field) for field in one.facts}
    for n in (1, 2, 3):
        if values.get(f"kpi_{n}_target_source") in ("line", None, "none"):
            values[f"kpi_{n}_target"] = straight_line(values, n, one.year)
    return values


def typed(one: Record) -> bool:
    """Whether the 所管課 types its money, as where nothing is printed from the books."""
    return not any(one.facts[f].source.kind in ("register", "finance") for f in BUDGET if f in one.facts)


@pytest.mark.parametrize("method_id", ["revised", "old"])
@pytest.mark.parametrize("year", YEARS)
def test_every_record_of_the_sample_scores_as_the_second_scorer_says(
    desk: Desk, years: Mapping[int, tuple[Record, ...]], year: int, method_id: str
) -> None:
    method = desk.known_method(year, method_id)
    assert len(years[year]) >= 80
    for one in years[year]:
        for view in VIEWS:
            card = card_of(one, method, view)
            want = expected(
                plain_values(one),
                one.eval_stage,
                year,
                one.has_budget,
                typed(one),
                confirmed=view == "confirmed",
                old=method_id == "old",
            )
            about = (one.project, view)
            assert card.grade == want["grade"], about
            assert (None if card.score is None else Fraction(card.score)) == want["score"], about
            assert card.exact == want.get("exact"), about
            assert (None if card.range is None else tuple(map(Fraction, card.range))) == want["range"], about
            assert {(c.cap, c.item) for c in card.caps} == want["caps"], about
            assert card.answered_weight == want["answered"], about
            assert {i.item: i.level for i in card.items} == want["levels"], about


def test_the_sample_reaches_every_grade_and_code_and_both_views(
    desk: Desk, years: Mapping[int, tuple[Record, ...]]
) -> None:
    """Else the agreement above would say little."""
    method = desk.known_method(2025, "revised")
    cards = [card_of(one, method, view) for records in years.values() for one in records for view in VIEWS]
    assert {card.grade for card in cards} == set("ABCDFYHXZ")
    assert any(i.target_source == "line" for card in cards for item in card.items for i in item.indicators)
