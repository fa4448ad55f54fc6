"""The table engine against the card engine: the same figures to the last digit, on many random records."""

from __future__ import annotations

import dataclasses
import random
from decimal import Decimal
from fractions import Fraction

import pytest
from record_columns import columns_of_records
from scoring_cases import MONEY, indicator, record
from table_totals import exact_scores, table_totals
from test_scoring_oracle import STAGES, random_values

from fujiplan_cli.scoring import ScoringFault, aggregate, score
from fujiplan_cli.scoring.columns import UNSCORED, columns_of_cards
from fujiplan_cli.scoring.table import NO_SCORE, check_room, grade_floors, score_table

COUNT = 2000


def random_records(seed: str, count: int = COUNT):
    draw = random.Random(seed)
    return [
        record(
            draw.choice(STAGES),
            project=f"P-{n:04d}",
            year=draw.choice((2025, 2025, 2024)),
            has_budget=draw.random() < 0.8,
            printed_money=draw.random() < 0.3,
            required=MONEY if draw.random() < 0.5 else (),
            repeated=draw.random() < 0.1,
            kpi=False,
            **random_values(draw),
        )
        for n in range(count)
    ]


def check(columns, cards, method):
    scores = score_table(columns, method)
    exact = exact_scores(scores)
    for n, card in enumerate(cards):
        units, letter = int(scores.units[n]), int(scores.letter[n])
        found = {
            "project": columns.projects[n],
            "exact": exact[n],
            "score": None if units == NO_SCORE else Fraction(units, 10**method.decimals),
            "grade": None if letter == UNSCORED else columns.letters[letter],
            "provisional": bool(scores.provisional[n]),
            "rank": int(scores.rank[n]) or None,
            "rank_of": int(scores.rank_of[n]) or None,
        }
        want = {name: getattr(card, name) for name in found}
        want["score"] = None if card.score is None else Fraction(card.score)
        assert found == want
    assert table_totals(columns, scores, method) == aggregate(cards)


@pytest.mark.parametrize("method_id", ["revised", "old"])
@pytest.mark.parametrize("view", ["self", None])
def test_table_and_cards_agree_to_the_last_digit_on_2000_random_records(method_id, view, request):
    method = request.getfixturevalue(method_id)
    records = random_records(f"{method_id} {view}")
    cards = score(records, method, view)
    check(columns_of_records(records, method, view), cards, method)
    assert {c.grade for c in cards} >= {"A", "B", "C", "D", "F", "Y", "H", "X", "Z", None}


ODD = (
    *(None, "", "　", "なし", "遅れ", "見込みなし", "約160", 0, 1, 2.5, -3, 10**17, True),
    *(Decimal(text) for text in ("0", "0.1", "-20", "79.95", "11631.400000000001", "1E+12", "3.0", "1E-9")),
)


@pytest.mark.parametrize("method_id", ["revised", "old"])
def test_table_and_cards_agree_whatever_a_cell_holds(method_id, request):
    """Texts for numbers, negative and huge amounts, lines between years: any field may hold any of them."""
    method, draw = request.getfixturevalue(method_id), random.Random(f"odd {method_id}")
    records = []
    for one in random_records(f"odd {method_id}"):
        facts = dict(one.facts)
        for n in (1, 2, 3):
            years = {"base_year": draw.choice((2021, 2025, 2030, None)), "final_year": draw.choice((2026, 2021, "末"))}
            for stem, value in (
                years | {"final": draw.choice(ODD), "target_source": draw.choice(("line", ""))}
            ).items():
                facts[f"kpi_{n}_{stem}"] = dataclasses.replace(facts["status"], value=value)
        for field in draw.sample(sorted(facts), 6):
            faulty = draw.random() < 0.2
            facts[field] = dataclasses.replace(facts[field], value=draw.choice(ODD), faulty=faulty)
        records.append(dataclasses.replace(one, facts=facts))
    check(columns_of_records(records, method), score(records, method), method)


def test_columns_of_the_cards_give_the_same_figures(revised):
    records = [dataclasses.replace(r, year=2025) for r in random_records("cards", 800)]
    cards = score(records, revised)
    check(columns_of_cards(cards, revised, {r.project: r for r in records}), cards, revised)


def test_frozen_cards_keep_their_own_weights_codes_and_caps(revised):
    """An approved card may come from an earlier version of the method, and its record may be gone."""
    records = [
        record("S5", project="a", self_uptake=1),
        record("S5", project="b", status="中止"),
        record("S5", project="c", incident="重大"),
    ]
    plain, stopped, capped = score(records, revised)
    items = tuple(dataclasses.replace(i, weight=60 if i.item == "uptake" else i.weight) for i in plain.items)
    frozen = (dataclasses.replace(plain, items=items), dataclasses.replace(stopped, grade="Q"), capped)
    columns = columns_of_cards(frozen, revised, {})
    scores = score_table(columns, revised)
    assert exact_scores(scores) == [Fraction(100 * (80 + 15), 140), None, 100]
    assert [columns.letters[n] for n in scores.letter] == ["B", "Q", "C"]


def test_other_decimals_and_other_grade_limits_are_followed(revised):
    best, *others = revised.grades
    method = dataclasses.replace(revised, decimals=2, grades=(dataclasses.replace(best, minimum=Decimal(75)), *others))
    records = random_records("decimals", 400)
    check(columns_of_records(records, method), score(records, method), method)


def test_a_limit_between_two_scores_is_reached_only_by_the_upper_one(revised):
    best, *others = revised.grades
    method = dataclasses.replace(revised, grades=(dataclasses.replace(best, minimum=Decimal("79.95")), *others))
    assert grade_floors(method) == [800, 600, 400]
    whole = dataclasses.replace(method, decimals=0)
    assert grade_floors(whole) == [80, 60, 40]


def test_a_score_that_ends_in_half_a_tenth_is_rounded_up(revised):
    # 55 + 45 × 1.5 ÷ 4 = 71.875; S2: 30 + 20 + 7.5 + 11.25 = 68.75 → 68.8
    one = record("S2", self_deliverables=2, self_control=3, executed=750)
    columns = columns_of_records([one], revised)
    assert score_table(columns, revised).units.tolist() == [688]


def test_an_empty_table_has_no_scores_and_an_empty_row_of_all(revised):
    columns = columns_of_records([], revised)
    scores = score_table(columns, revised)
    assert scores.units.tolist() == []
    assert table_totals(columns, scores, revised) == aggregate([])


def test_thirds_of_a_level_stay_exact(revised):
    kpis = (
        indicator(1, target=100, actual=100) | indicator(2, target=100, actual=80) | indicator(3, target=100, actual=1)
    )
    one = record("S5", kpi=False, **kpis)
    columns = columns_of_records([one], revised)
    assert columns.denominator == 3
    assert exact_scores(score_table(columns, revised)) == [55 + Fraction(45 * 7, 12)]


def test_numbers_that_would_outgrow_64_bits_are_refused(revised):
    columns = dataclasses.replace(columns_of_records([record("S1")], revised), denominator=2**60)
    with pytest.raises(ScoringFault):
        check_room(columns, 100, revised)


def no_basis(method, level):
    return dataclasses.replace(next(cap for cap in method.caps if cap.id == "no_basis"), level=level)


def test_two_caps_on_a_level_are_tried_in_the_order_of_the_method(revised):
    caps = (no_basis(revised, 3), no_basis(revised, 1))
    method = dataclasses.replace(revised, caps=caps)
    records = random_records("two caps")
    check(columns_of_records(records, method), score(records, method), method)


def test_the_fixed_level_of_an_absent_item_is_capped_like_any_other(revised, old):
    method = dataclasses.replace(old, caps=(no_basis(revised, 1),))
    records = random_records("absent under a cap")
    check(columns_of_records(records, method), score(records, method), method)


def test_an_indicator_is_scored_whatever_its_number(revised):
    records = [
        dataclasses.replace(one, facts={f.replace("kpi_1_", f"kpi_{n}_"): v for f, v in one.facts.items()})
        for n in (0, 12)
        for one in random_records(f"number {n}", 300)
    ]
    check(columns_of_records(records, revised), score(records, revised), revised)


@pytest.mark.parametrize(
    ("executed", "level"), [("10468.26", 4), ("10468.259999999999", 3), ("8142", 2), ("8141.9", 1), ("-0.1", 0)]
)
def test_a_level_hangs_on_the_amount_itself_at_every_limit(executed, level, revised):
    one = record("S1", budget_initial=Decimal("11631.4"), executed=Decimal(executed))
    columns = columns_of_records([one], revised)
    assert columns.levels[0, columns.items.index("cost")] == level * columns.denominator
    check(columns, score([one], revised), revised)
