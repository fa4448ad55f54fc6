"""Indicators: direction, pending beside an actual, the day of an actual."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake_world import PRINTED, Paper, World, codes, take

from fujiplan_cli.intake.achievement import achievement


def test_an_actual_and_a_pending_month_contradict_each_other(paper: Paper, world: World) -> None:
    one = take(paper.fill(kpi_1_pending="令和8年6月"), world)
    assert one.verdict == "returned"
    assert [c for c in codes(one) if c[0] == "actual_and_pending"] == [("actual_and_pending", "kpi_1_pending")]
    assert not [c for c in codes(one) if c[0] == "answer_not_asked"]


def test_a_day_outside_the_year_is_a_warning(paper: Paper, world: World) -> None:
    one = take(paper.fill(kpi_1_as_of=("45747")), world)  # 2025-03-31
    assert ("as_of_outside_year", "kpi_1_as_of") in codes(one)
    assert one.verdict in ("accepted", "repaired")


def test_an_outcome_below_its_base_is_a_warning(paper: Paper, world: World) -> None:
    one = take(paper.fill(kpi_1_actual="9", kpi_note="周知が遅れた。"), world)
    assert (one.verdict, codes(one)) == ("accepted", [("against_direction", "kpi_1_actual")])


def test_an_outcome_that_should_fall_and_rose_is_a_warning(paper: Paper, world: World) -> None:
    changed = {**PRINTED, "kpi_1_direction": "減", "kpi_1_target": Decimal(5), "kpi_1_target_original": Decimal(5)}
    paper.fill(
        kpi_1_direction="減", kpi_1_target="5", kpi_1_target_original="5", kpi_1_actual="11", kpi_note="増えた。"
    )
    assert codes(take(paper, world.change(printed=changed))) == [("against_direction", "kpi_1_actual")]


@pytest.mark.parametrize(
    ("direction", "actual", "target", "base", "reached"),
    [  # by hand, domain.md §4.3
        ("増", "154", "160", None, Fraction(154, 160)),
        ("増", "30", "60", "10", Fraction(20, 50)),
        ("減", "30", "20", "40", Fraction(1, 2)),
        ("減", "50", "40", None, Fraction(4, 5)),
        ("減", "0", "40", None, Fraction(1)),
        ("増", "5", "0", None, Fraction(1)),
        ("増", "-1", "0", None, Fraction(0)),
        ("増", "10", "10", "10", Fraction(1)),
        ("増", "9", "8", "10", Fraction(1)),
        ("維持", "110", "100", None, Fraction(1)),
        ("維持", "120", "100", None, Fraction(4, 5)),
        ("維持", "79", "100", None, Fraction(1, 2)),
        ("維持", "61", "100", None, Fraction(1, 5)),
        ("維持", "59", "100", None, Fraction(0)),
        ("維持", "1", "0", None, Fraction(0)),
    ],
)
def test_achievement_as_calculated_by_hand(
    direction: str, actual: str, target: str, base: str | None, reached: Fraction
) -> None:
    assert achievement(direction, Decimal(actual), Decimal(target), Decimal(base) if base else None) == reached


numbers = st.decimals(min_value=-1000, max_value=1000, places=2)


@given(st.sampled_from(["増", "減", "維持"]), numbers, numbers, st.none() | numbers)
def test_achievement_is_one_or_more_exactly_when_the_target_is_met(
    direction: str, actual: Decimal, target: Decimal, base: Decimal | None
) -> None:
    met = {"増": actual >= target, "減": actual <= target, "維持": abs(actual - target) <= abs(target) / 10}[direction]
    assert (achievement(direction, actual, target, base) >= 1) == met
