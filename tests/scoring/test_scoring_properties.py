"""What must hold for any record: points add up, a better value never harms, a blank never helps."""

from __future__ import annotations

import dataclasses
import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scoring_cases import GOOD, MONEY, indicator, record
from test_scoring_oracle import random_values

from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.place import Place
from fujiplan_cli.model.record import Fact
from fujiplan_cli.model.values import YearMonth
from fujiplan_cli.scoring import card_of, score
from fujiplan_cli.scoring.rounding import half_up, plain
from uncounted import uncounted

STAGES = ("S1", "S2", "S3", "S4", "S5", "S6")
GRADED = "ZDCBA"
ANSWERS = (
    "stage",
    "status",
    "delay_months",
    "recovery",
    "incident",
    *MONEY,
    "cost_reason",
    "cost_basis",
    *(f"{part}_{item}" for part in ("self", "basis") for item in ("deliverables", "uptake", "control")),
    *(f"kpi_{n}_{stem}" for n in (1, 2, 3) for stem in ("actual", "pending")),
)
"""What a 所管課 types and a score hangs on."""


def random_record(seed: int):
    draw = random.Random(seed)
    values = random_values(draw)
    if draw.random() < 0.5:  # a pending month beside an actual is refused at collection
        values |= {f"kpi_{n}_pending": None for n in (1, 2, 3)}
    values |= {f"kpi_{n}_pending": None for n in (1, 2, 3) if values.get(f"kpi_{n}_actual") is not None}
    return record(draw.choice(STAGES), kpi=False, required=MONEY, **values)


def some_pending(seed: int):
    """A record of S5 or S6 with three indicators of 成果指標, one of them pending and one with an actual."""
    draw = random.Random(seed)
    values = random_values(draw)
    for n in (1, 2, 3):
        waits = n == 1 or (n == 3 and draw.random() < 0.5)
        known = draw.random() < (0.8 if n == 2 else 0.6)
        values |= indicator(
            n,
            target=100,
            actual=draw.choice((10, 50, 80, 100)) if known and not waits else None,
            pending=YearMonth(2026, 9) if waits else None,
        )
    return record(draw.choice(("S5", "S6")), kpi=False, required=MONEY, **values)


def changed(one, field, value):
    """The record with another answer in a cell; a blank money cell gets the error that intake gives it."""
    facts = {**one.facts, field: Fact(value, one.facts[field].source)}
    findings = one.findings
    if value is None and field in MONEY:
        findings = (*findings, Finding("required_blank", "error", Place("f"), field=field))
    return dataclasses.replace(one, facts=facts, findings=findings)


def standing(card):
    """Comparable: grade (Z below D), then the score."""
    return GRADED.index(card.grade), card.exact if card.exact is not None else Fraction(-1)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**9))
def test_points_sum_to_the_exact_score(revised, seed):
    card = card_of(random_record(seed), revised)
    assert sum((i.points for i in card.items), Fraction(0)) == (card.exact or 0)
    if card.exact is not None:
        assert 0 <= card.exact <= 100
        assert card.score == half_up(card.exact, 1)
    if card.range is not None:
        assert card.range[0] <= card.range[1]
        assert not card.provisional or card.range[0] <= card.score <= card.range[1]


@pytest.mark.parametrize("method_id", ["revised", "old"])
@uncounted()  # the same lines 60,000 times, which takes twice as long when they are counted
def test_a_blank_in_any_one_cell_never_helps(method_id, request):
    """Nor does it make a score out of Z, which stands below D. Every typed cell of 2,000 records, one at a time."""
    method, blanked = request.getfixturevalue(method_id), set()
    for seed in range(2000):
        one = random_record(seed) if seed % 2 else some_pending(seed)
        before = card_of(one, method)
        if before.grade not in GRADED:  # 中止, 休止, 着手前 are answers of another kind
            continue
        for field in ANSWERS:
            if field not in one.facts or one.value(field) is None:
                continue
            after = card_of(changed(one, field, None), method)
            about = (seed, field, before.grade, after.grade)
            assert GRADED.index(after.grade) <= GRADED.index(before.grade), about
            assert after.exact is None or before.exact is None or after.exact <= before.exact, about
            blanked.add(field)
    assert blanked == set(ANSWERS), "the draw leaves no cell untried"


@pytest.mark.parametrize("others", ["pending", "missing"])
@pytest.mark.parametrize("stage", ["S5", "S6"])
def test_without_any_actual_the_grade_waits_whether_a_month_is_given_or_not(revised, stage, others):
    """S6 with all else at level 4 was B 65.0 once the month was left out, and Z with it."""
    month = YearMonth(2026, 9)
    waits = indicator(1, target=100, actual=None, pending=month) | indicator(
        2, target=100, actual=None, pending=month if others == "pending" else None
    )
    one = record(stage, kpi=False, **{**{f: v for f, v in GOOD.items() if f != "stage"}, **waits})
    for held in (one, changed(one, "kpi_1_pending", None)):
        card = card_of(held, revised)
        assert (card.grade, card.score) == ("Z", None)


@settings(max_examples=500, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from((1, 2, 3)), st.booleans())
def test_marking_an_indicator_pending_never_makes_a_provisional_grade_final(revised, seed, number, keeps_actual):
    one = some_pending(seed)
    before = card_of(one, revised)
    if not before.provisional or f"kpi_{number}_kind" not in one.facts:
        return
    marked = changed(one, f"kpi_{number}_pending", YearMonth(2026, 9))
    after = card_of(marked if keeps_actual else changed(marked, f"kpi_{number}_actual", None), revised)
    assert after.provisional or after.grade == "Z"
    assert after.range is not None


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from((1, 2, 3)))
def test_taking_a_pending_month_back_leaves_the_low_end_of_the_range(revised, seed, number):
    """Without the month the indicator is missing: level 0, which is where the range began."""
    one = some_pending(seed)
    if one.facts.get(f"kpi_{number}_pending") is None or one.value(f"kpi_{number}_actual") is not None:
        return
    before, after = card_of(one, revised), card_of(changed(one, f"kpi_{number}_pending", None), revised)
    if before.grade not in GRADED or before.range is None:
        return
    assert (after.score if after.range is None else after.range[0]) == before.range[0]
    assert before.exact is None or after.exact is None or after.exact <= before.exact


def test_the_draw_of_pending_indicators_reaches_provisional_and_held_grades(revised):
    """Else the two properties above would say little."""
    cards = [card_of(some_pending(seed), revised) for seed in range(300)]
    assert sum(card.provisional for card in cards) > 30
    assert sum(card.grade == "Z" for card in cards) > 10


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(("self_deliverables", "self_uptake", "self_control")))
def test_a_higher_level_never_lowers(revised, seed, field):
    one = random_record(seed)
    level = one.value(field)
    if level is None or level == 4:
        return
    before, after = card_of(one, revised), card_of(changed(one, field, level + 1), revised)
    assert before.grade not in GRADED or standing(after) >= standing(before)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from((1, 2, 3)), st.integers(1, 60))
def test_a_better_actual_never_lowers(revised, seed, number, step):
    one = random_record(seed)
    actual, direction = one.value(f"kpi_{number}_actual"), one.value(f"kpi_{number}_direction")
    if actual is None or direction == "維持":
        return
    better = actual + step if direction == "増" else actual - step
    before, after = card_of(one, revised), card_of(changed(one, f"kpi_{number}_actual", better), revised)
    assert before.grade not in GRADED or standing(after) >= standing(before)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**9), st.integers(2, 12))
def test_a_shorter_delay_never_lowers(revised, seed, months):
    values = random_values(random.Random(seed)) | {"status": "遅れ", "recovery": YearMonth(2026, 9)}
    longer = record("S4", required=MONEY, **(values | {"delay_months": months}))
    shorter = record("S4", required=MONEY, **(values | {"delay_months": months - 1}))
    assert standing(card_of(shorter, revised)) >= standing(card_of(longer, revised))


def test_the_order_of_records_and_of_facts_does_not_matter(revised):
    records = [dataclasses.replace(random_record(seed), project=f"P-{seed}") for seed in range(60)]
    turned = [dataclasses.replace(r, facts=dict(reversed(r.facts.items()))) for r in reversed(records)]
    assert score(records, revised) == tuple(reversed(score(turned, revised)))


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        ("79.95", "80.0"),
        ("79.9499999", "79.9"),
        ("0.05", "0.1"),
        ("100", "100.0"),
        ("-0.05", "-0.1"),
        ("62.25", "62.3"),
    ],
)
def test_rounding_is_half_up_from_the_exact_value(exact, rounded):
    assert half_up(Fraction(exact), 1) == Decimal(rounded)


@given(st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=10**6))
def test_rounding_is_never_off_by_more_than_half_a_tenth(exact):
    assert abs(Fraction(half_up(exact, 1)) - exact) <= Fraction(1, 20)


def test_numbers_for_readers():
    assert plain(Fraction(12500)) == "12,500"
    assert plain(Fraction(45, 2)) == "22.5"
    assert plain(Fraction(100, 3)) == "約33.33"
    assert plain(Fraction(-3, 2)) == "▲1.5"
