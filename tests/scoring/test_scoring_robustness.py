"""順位の確かさ: 1,000 draws of other weights, and the one weight that would let the neighbour overtake."""

from __future__ import annotations

import dataclasses
import json
import random
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from record_columns import columns_of_records
from scoring_cases import record
from test_score_table import random_records

from fujiplan_cli.model.codec import decode, encode
from fujiplan_cli.model.scorecard import Scorecard
from fujiplan_cli.model.values import YearMonth
from fujiplan_cli.scoring import (
    as_approved,
    card_json,
    interval_words,
    overtake,
    overtake_json,
    overtake_words,
    robustness_words,
    score,
    stability_words,
    with_robustness,
)
from fujiplan_cli.scoring.robustness import DRAWS, drawn_units, factors, table_robustness
from fujiplan_cli.scoring.rounding import half_up
from fujiplan_cli.scoring.table import NO_SCORE, score_table


def robust(records, method):
    return with_robustness(score(records, method), {r.project: r for r in records}, method)


NO_BUDGET = {"has_budget": False, "budget_initial": None, "executed": None}


def by_project(cards):
    return {c.project: (c.rank_interval, c.grade_stability) for c in cards}


def s1(project, **values):
    return record("S1", project=project, **values)


@pytest.fixture(scope="module")
def year_of_records():
    return [dataclasses.replace(r, year=2025) for r in random_records("robust", 400)]


def test_the_same_input_gives_the_same_bytes_and_the_order_does_not_matter(revised, year_of_records):
    first = robust(year_of_records, revised)
    again = robust(year_of_records, revised)
    assert json.dumps([encode(c) for c in first]) == json.dumps([encode(c) for c in again])
    turned = list(year_of_records)
    random.Random(1).shuffle(turned)
    assert by_project(robust(turned, revised)) == by_project(first)


def test_the_factors_are_fixed_by_stage_and_item_alone(revised):
    drawn = factors("S5", ["schedule", "cost"])
    assert len(drawn) == DRAWS == 1000
    assert [row[::-1] for row in drawn] == factors("S5", ["cost", "schedule"])
    assert drawn != factors("S6", ["schedule", "cost"])
    values = [f for row in drawn for f in row]
    assert 8000 <= min(values) < 8010 and 11990 < max(values) <= 12000
    assert abs(sum(values) / len(values) - 10000) < 60
    # These very numbers: another Python or another library must not move a rank interval.
    assert drawn[:3] == FIRST_DRAWS


FIRST_DRAWS = [[9281, 10125], [8619, 10640], [11367, 8194]]


@pytest.mark.parametrize("method_id", ["revised", "old"])
def test_a_factor_of_one_for_every_weight_gives_the_real_scores(method_id, year_of_records, request):
    method = request.getfixturevalue(method_id)
    columns = columns_of_records(year_of_records, method)
    scores = score_table(columns, method)
    members = np.flatnonzero(scores.units != NO_SCORE)
    ones = np.full((3, len(columns.items)), 10_000)
    assert (drawn_units(columns, members, ones, method) == scores.units[members]).all()


@pytest.mark.parametrize("method_id", ["revised", "old"])
def test_intervals_and_stability_are_what_the_card_engine_gives_under_each_draw(method_id, year_of_records, request):
    """The slow way: a method with the weights of the draw, scored, capped and ranked card by card."""
    method = dataclasses.replace(request.getfixturevalue(method_id), answered_minimum=Fraction(0))
    draws = 40
    records = [r for r in year_of_records if r.eval_stage in ("S4", "S5")][:70]
    real = score(records, method)
    drawn = {stage: factors(stage, [i.id for i in method.items], draws) for stage in ("S4", "S5")}
    ranks, kept = {c.project: [] for c in real}, {c.project: 0 for c in real}
    for n in range(draws):
        items = tuple(
            dataclasses.replace(item, weights={s: item.weights.get(s, 0) * drawn[s][n][place] for s in drawn})
            for place, item in enumerate(method.items)
        )
        for before, after in zip(real, score(records, dataclasses.replace(method, items=items)), strict=True):
            ranks[after.project].append(after.rank)
            kept[after.project] += before.grade == after.grade and before.score is not None
    columns = columns_of_records(records, method)
    found = table_robustness(columns, score_table(columns, method), method, draws)
    for n, card in enumerate(real):
        assert found.kept[n] == kept[card.project]
        if card.rank is None:
            assert (found.best[n], found.worst[n]) == (0, 0)
        else:  # 5 % of 40 draws are left out at either end
            ordered = sorted(ranks[card.project])
            assert (found.best[n], found.worst[n]) == (ordered[2], ordered[-3])
    assert any(0 < k < draws for k in kept.values())


def test_a_project_alone_in_its_stage_is_first_whatever_the_weights(revised):
    (card,) = robust([record("S5", self_uptake=2)], revised)
    assert card.rank_interval == (1, 1)


def test_ties_share_their_interval(revised):
    cards = robust([s1("a", self_control=2), s1("b", self_control=2), s1("c", self_control=1)], revised)
    assert by_project(cards) == {"a": ((1, 1), 1), "b": ((1, 1), 1), "c": ((3, 3), 1)}


def test_a_grade_far_from_every_limit_is_kept_by_all_draws_and_one_on_the_limit_by_some(revised):
    good, edge = robust([record("S2", project="a"), record("S2", project="b", self_deliverables=2)], revised)
    assert (good.grade, good.grade_stability) == ("A", 1)
    assert (edge.grade, edge.score) == ("A", 80)  # 30 + 20 + 15 + 15
    assert 0 < edge.grade_stability < 1


def test_a_cap_that_does_not_bind_today_still_holds_in_the_draws(revised):
    """重大 allows C at best: draws that lift the score to B or A keep the C."""
    one = record("S2", self_deliverables=1, self_control=1, incident="重大")
    card = robust([one], revised)[0]
    assert (card.grade, card.score, card.caps) == ("C", half_up(Fraction(235, 4), 1), ())
    assert card.grade_stability == 1
    free = robust([record("S2", self_deliverables=1, self_control=1)], revised)[0]
    assert (free.grade, free.score) == (card.grade, card.score)
    assert free.grade_stability < 1


def test_repeated_projects_codes_and_held_ones_have_no_interval(revised):
    repeated, paused, held, only = robust(
        [
            s1("a", repeated=True),
            s1("b", status="休止"),
            s1("c", self_deliverables=None, self_control=None),
            s1("d", self_deliverables=1),
        ],
        revised,
    )
    assert (repeated.rank_interval, repeated.grade_stability) == (None, 1)
    assert [(c.rank_interval, c.grade_stability) for c in (paused, held)] == [(None, None)] * 2
    assert only.rank_interval == (1, 1)


def test_an_approved_card_keeps_what_it_was_frozen_with(revised):
    records = [s1("a", self_control=2), s1("b", self_control=3)]
    frozen, live = score(records, revised)
    frozen = dataclasses.replace(as_approved(frozen), rank_interval=(4, 9), grade_stability=Fraction(1, 2))
    cards = with_robustness((frozen, live), {r.project: r for r in records}, revised)
    assert by_project(cards) == {"a": ((4, 9), Fraction(1, 2)), "b": ((1, 1), 1)}
    older = as_approved(score(records, revised)[0])
    assert with_robustness((older,), {}, revised) == (older,)


def test_both_figures_survive_the_ledger_and_stand_in_the_json(revised, year_of_records):
    cards = robust(year_of_records, revised)
    assert all(decode(Scorecard, json.loads(json.dumps(encode(c)))) == c for c in cards)
    card = next(c for c in cards if c.rank_interval and 0 < c.grade_stability < 1)
    data = card_json(card)
    assert data["rank_interval"] == list(card.rank_interval)
    assert data["grade_stability"] == float(card.grade_stability)
    before = encode(card)
    del before["rank_interval"], before["grade_stability"]
    assert decode(Scorecard, before).rank_interval is None, "cards frozen earlier can still be read"


def test_for_one_project_only_its_stage_is_drawn_and_gives_the_same(revised, year_of_records):
    records = {r.project: r for r in year_of_records}
    cards = score(year_of_records, revised)
    whole = with_robustness(cards, records, revised)
    asked = next(c for c in whole if c.rank_interval and c.eval_stage == "S4")
    one = with_robustness(cards, records, revised, only=asked.project)
    assert asked in one and [c.project for c in one] == [c.project for c in cards]
    assert {c.eval_stage for c in one if c.grade_stability is not None} == {"S4"}


def test_words_are_whole_percents_rounded_down(revised):
    (card,) = score([s1("a")], revised)

    def words(interval, share):
        one = dataclasses.replace(card, rank_interval=interval, grade_stability=share)
        return interval_words(one), stability_words(one), robustness_words(one)

    assert words((3, 7), Fraction(979, 1000)) == (
        "3〜7位",
        "97％",
        "重みを±20％の範囲で1,000通りに変えると、順位は3位から7位の間（5〜95％）、評価Aのままであるのは97％です。",
    )
    assert words((3, 3), Fraction(999, 1000))[:2] == ("3位", "99％")
    assert "順位は3位のまま" in words((3, 3), Fraction(1))[2]
    assert words(None, Fraction(1))[2] == "重みを±20％の範囲で1,000通りに変えると、評価Aのままであるのは100％です。"
    assert [words(None, Fraction(n, 1000))[1] for n in (0, 1, 10)] == ["0％", "1％未満", "1％"]
    assert words(None, None) == ("－", "－", "")


def test_scoring_and_explaining_a_card_load_neither_numpy_nor_pandas():
    code = (
        "import sys, fujiplan_cli.cli.explain, fujiplan_cli.scoring.robustness, fujiplan_cli.scoring.overtake;"
        "import fujiplan_cli.scoring.table; print([m for m in ('numpy', 'pandas') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


# ---- which weight would let the neighbour overtake ----


def exact_with(card, item, needed):
    """The score once more, with the share of one item set and the others renormalised."""
    counting = [i for i in card.items if i.level is not None]
    rest = sum(i.weight for i in counting if i.item != item)
    return sum(
        100 * i.level / 4 * (needed if i.item == item else (1 - needed) * Fraction(i.weight, rest)) for i in counting
    )


def test_with_the_weight_found_both_scores_are_exactly_equal_and_none_nearer_is_missed(revised, year_of_records):
    cards = score(year_of_records, revised)
    cards_of = {c.project: c for c in cards}
    found = [o for c in cards if (o := overtake(cards, c.project))]
    turns = [(cards_of[o.upper], cards_of[o.lower], o.turn) for o in found if o.turn]
    assert len(turns) > 30
    for upper, lower, turn in turns:
        assert 0 <= turn.needed <= 1
        assert exact_with(upper, turn.item, turn.needed) == exact_with(lower, turn.item, turn.needed)
        assert exact_with(upper, turn.item, turn.share) == upper.exact > lower.exact
        beyond = turn.needed + (turn.needed - turn.share) / 1000
        if 0 <= beyond <= 1:
            assert exact_with(upper, turn.item, beyond) < exact_with(lower, turn.item, beyond)
        for other in (i for i in upper.items if i.level is not None):
            share = Fraction(other.weight, sum(i.weight for i in upper.items if i.level is not None))
            for side in (-1, 1):  # a move that is a little smaller turns nothing, whichever item makes it
                moved = share + side * abs(turn.needed - turn.share) * Fraction(999, 1000)
                if 0 <= moved <= 1:
                    assert exact_with(upper, other.item, moved) > exact_with(lower, other.item, moved)


def test_the_weight_is_said_in_words(revised):
    # 工程 4, 成果物 3, 経費 4, 体制 2 = 80; below: 工程 4, 成果物 2, 経費 4, 体制 3 = 75
    cards = score(
        [s1("1-1-02", self_deliverables=3, self_control=2), s1("1-1-03", self_deliverables=2, self_control=3)], revised
    )
    below = overtake(cards, "1-1-02")
    # 体制 D = −25; R = (40 × 25) / 80 = 12.5; w* = 12.5 / 37.5 = 1/3. 成果物 D = 25; R = 20 × −25 / 60; w* = 1/4.
    assert (below.turn.item, below.turn.needed) == ("control", Fraction(1, 3))
    assert overtake_words(below) == (
        "すぐ下の1-1-03との差は5.0点です。「体制・リスク」の重みを20から約33に増やすと並びます"
        "（ほかの項目の重みは同じ割合で減ります）。"
    )
    assert overtake_json(below) == {
        "project": "1-1-03",
        "difference": 5.0,
        "comparable": True,
        "item": "control",
        "title": "体制・リスク",
        "weight": 20,
        "weight_needed": 100 / 3,
        "words": overtake_words(below),
    }


def test_a_smaller_weight_is_said_as_less(revised):
    late = {"status": "遅れ", "delay_months": 1, "recovery": YearMonth(2026, 9)}
    cards = score([s1("a", self_control=3, **late), s1("b", self_deliverables=2)], revised)
    # 成果物 D = 50; R = −25 × (30 + 20) / 60; w* = 20.83… / 70.83… = 5/17, a move of 11; 工程 would have to move by 16.
    assert overtake_words(overtake(cards, "a")) == (
        "すぐ下のbとの差は7.5点です。「成果物・手続」の重みを40から約29に減らすと並びます"
        "（ほかの項目の重みは同じ割合で増えます）。"
    )


def test_where_an_item_does_not_count_the_sum_is_named(revised):
    records = [s1("a", self_control=2, **NO_BUDGET), s1("b", self_deliverables=3, self_control=3, **NO_BUDGET)]
    # 体制 D = −25; R = 40 × 25 / 70; w* = 4/11, now 20 of 90
    assert overtake_words(overtake(score(records, revised), "a")) == (
        "すぐ下のbとの差は5.6点です。「体制・リスク」の重みを約22から約36に増やすと並びます"
        "（ほかの項目の重みは同じ割合で減ります）。重みは、対象となる項目の計を100とした値です。"
    )


def test_no_single_weight_turns_a_project_that_is_nowhere_behind(revised):
    cards = score([s1("a"), s1("b", self_deliverables=3, self_control=3, executed=850)], revised)
    below = overtake(cards, "a")
    # 工程 is equal: only with all the weight on it do both stand level.
    assert (below.turn.item, below.turn.needed) == ("schedule", 1)
    worse = score([s1("a"), s1("b", status="未着手", self_deliverables=3, self_control=3, executed=850)], revised)
    below = overtake(worse, "a")
    assert below.turn is None
    assert overtake_words(below).endswith("どの項目の重みを1つだけ変えても、順位は入れ替わりません。")
    assert overtake_json(below)["item"] is None


def test_other_items_are_not_compared_and_among_ties_a_comparable_one_is_taken(revised):
    threes = {
        "status": "遅れ",
        "delay_months": 1,
        "recovery": YearMonth(2026, 9),
        "self_deliverables": 3,
        "self_control": 3,
    }
    records = [s1("a"), s1("b", **threes, **NO_BUDGET), s1("c", **threes, executed=850)]
    alone, both = score(records[:2], revised), score(records, revised)
    assert "採点の対象となる項目が異なる" in overtake_words(overtake(alone, "a"))
    assert [c.rank for c in both] == [1, 2, 2]
    assert overtake(both, "a").lower == "c"


def test_the_last_and_the_unranked_have_nobody_below(revised):
    cards = score([s1("a"), s1("b", self_control=2), s1("c", status="休止"), record("S4", project="d")], revised)
    assert [overtake(cards, p) for p in ("b", "c", "d", "x")] == [None] * 4
    assert overtake_json(None) is None
