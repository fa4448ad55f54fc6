"""What if an item weighed otherwise: exact proportions, a sum of 100, and nobody's records change."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring_cases import record

from fujiplan_cli.scoring import compare, score, weight_words
from fujiplan_cli.scoring.reweigh import ImpossibleWeights, reweighed, weight_changes

STAGES = st.sampled_from(["S1", "S2", "S3", "S4", "S5", "S6"])
LEVELS = st.integers(0, 4)


def test_the_other_items_keep_their_exact_proportion_and_the_sum_stays_100(revised):
    changed = reweighed(revised, {("S5", "outcome"): 30})
    # 70 points over 10:20:15:10
    tenth = Fraction(70 * 10, 55)
    shares = {"schedule": tenth, "outcome": 30, "uptake": 2 * tenth, "cost": tenth * 3 / 2, "control": tenth}
    assert changed.shares("S5") == shares
    assert changed.weights("S1") == revised.weights("S1")
    changes = {(one.eval_stage, one.item): (one.before, one.after) for one in weight_changes(revised, changed)}
    assert changes[("S5", "outcome")] == (45, 30) and changes[("S5", "schedule")] == (10, tenth)
    assert {stage for stage, _ in changes} == {"S5"}
    assert (weight_words(tenth), weight_words(Fraction(45)), weight_words(Fraction(2499, 100))) == (
        "12.7",
        "45",
        "25.0",
    )


@given(STAGES, st.sampled_from(["cost", "control"]), st.integers(0, 100))
def test_whatever_is_set_the_sum_is_100_and_the_others_keep_their_ratios(revised, stage, item, weight):
    before, after = revised.weights(stage), reweighed(revised, {(stage, item): weight}).shares(stage)
    assert sum(after.values()) == 100 and after.get(item, 0) == weight
    others = before.keys() - {item}
    rest = sum(before[one] for one in others)
    assert all(after.get(one, 0) == Fraction((100 - weight) * before[one], rest) for one in others)


def test_a_weight_near_100_drops_no_small_item(revised):
    assert set(reweighed(revised, {("S5", "outcome"): 99}).weights("S5")) == set(revised.weights("S5"))


@given(STAGES, st.integers(0, 100), LEVELS, LEVELS, LEVELS, st.integers(0, 1200))
def test_the_score_is_that_of_fractions(revised, stage, weight, deliverables, uptake, control, executed):
    one = record(
        stage, self_deliverables=deliverables, self_uptake=uptake, self_control=control, executed=executed
    )  # fmt: skip
    (before,), (after,) = score([one], revised), score([one], reweighed(revised, {(stage, "control"): weight}))
    own = revised.weights(stage)
    rest = sum(own.values()) - own["control"]
    shares = {item: Fraction(100 - weight) * points / rest for item, points in own.items()}
    shares["control"] = Fraction(weight)
    assert after.exact == sum(shares[i.item] * i.level / 4 for i in before.items)


def test_a_method_whose_weights_do_not_sum_to_100_is_changed_by_shares_too(old):
    shares = reweighed(old, {("S2", "control"): 40}).shares("S2")
    assert shares == {item: Fraction(40 if item == "control" else 12) for item in old.weights("S2")}


def test_the_changed_method_goes_by_a_name_of_its_own(revised):
    assert reweighed(revised, {("S5", "outcome"): 30}).id == "revised+weights"


def test_an_item_of_weight_0_is_not_evaluated_and_the_full_weight_leaves_no_other(revised):
    assert "control" not in reweighed(revised, {("S6", "control"): 0}).weights("S6")
    assert reweighed(revised, {("S6", "control"): 100}).shares("S6") == {"control": 100}


def test_weights_that_cannot_sum_to_100_are_refused(revised):
    with pytest.raises(ImpossibleWeights, match="130"):
        reweighed(revised, {("S5", "outcome"): 70, ("S5", "uptake"): 60})
    every = {("S5", item): 10 for item in revised.weights("S5")}
    with pytest.raises(ImpossibleWeights, match="100"):
        reweighed(revised, every)


def test_the_own_weights_change_nothing(revised):
    same = reweighed(revised, {("S5", "outcome"): 45})
    assert weight_changes(revised, same) == ()
    records = [record("S5", project="a", self_control=1), record("S5", project="b", kpi_1_actual=0)]
    assert not any(move.moved for move in compare(score(records, revised), score(records, same)))


def test_who_is_strong_where_the_weight_grows_rises_and_the_first_reason_pushes_that_way(revised):
    records = [record("S5", project="a", self_control=0), record("S5", project="b", kpi_1_actual=0)]
    (a, b) = compare(score(records, revised), score(records, reweighed(revised, {("S5", "outcome"): 80})))
    assert a.difference > 0 > b.difference
    # a: 体制・リスク stands at 0, and weighing less is what lifts it most; its 成果指標 was as good as the rest
    assert a.reasons[0] == "体制・リスク：重み10・水準0 → 重み3.6・水準0（＋5.9点）"
    assert a.why == "平均より低い「体制・リスク」（水準0）の重みが10から3.6に減るため。"
    # b: 成果指標 at 0 weighs more
    assert b.reasons[0].startswith("成果指標：重み45・水準0 → 重み80・水準0（−")
