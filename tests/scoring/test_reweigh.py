"""What if an item weighed otherwise: whole points, the same proportions, a sum of 100, and nobody's records change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring_cases import record

from fujiplan_cli.scoring import compare, score
from fujiplan_cli.scoring.reweigh import ImpossibleWeights, reweighed, weight_changes


def test_the_other_items_keep_their_proportion_and_the_sum_stays_100(revised):
    changed = reweighed(revised, {("S5", "outcome"): 30})
    # 70 points over 10:20:15:10 = 12.73, 25.45, 19.09, 12.73: the two left over go to the largest remainders
    assert changed.weights("S5") == {"schedule": 13, "outcome": 30, "uptake": 25, "cost": 19, "control": 13}
    assert changed.weights("S1") == revised.weights("S1")
    assert ("S5", "成果指標", 45, 30) in weight_changes(revised, changed)
    assert {stage for stage, *_ in weight_changes(revised, changed)} == {"S5"}


@given(st.sampled_from(["S1", "S2", "S3", "S4", "S5", "S6"]), st.sampled_from(["cost", "control"]), st.integers(0, 100))
def test_whatever_is_set_the_weights_are_whole_and_sum_to_100(revised, stage, item, weight):
    own = reweighed(revised, {(stage, item): weight}).weights(stage)
    assert sum(own.values()) == 100 and own.get(item, 0) == weight and min(own.values()) > 0


def test_an_item_of_weight_0_is_not_evaluated_and_the_full_weight_leaves_no_other(revised):
    assert "control" not in reweighed(revised, {("S6", "control"): 0}).weights("S6")
    assert reweighed(revised, {("S6", "control"): 100}).weights("S6") == {"control": 100}


def test_weights_that_cannot_sum_to_100_are_refused(revised):
    with pytest.raises(ImpossibleWeights, match="130"):
        reweighed(revised, {("S5", "outcome"): 70, ("S5", "uptake"): 60})
    every = {("S5", item): 10 for item in revised.weights("S5")}
    with pytest.raises(ImpossibleWeights, match="100"):
        reweighed(revised, every)


def test_the_own_weights_change_nothing(revised):
    same = reweighed(revised, {("S5", "outcome"): 45})
    assert weight_changes(revised, same) == []
    records = [record("S5", project="a", self_control=1), record("S5", project="b", kpi_1_actual=0)]
    assert not any(move.moved for move in compare(score(records, revised), score(records, same)))


def test_who_is_strong_where_the_weight_grows_rises_and_the_reason_is_that_item(revised):
    records = [record("S5", project="a", self_control=0), record("S5", project="b", kpi_1_actual=0)]
    (a, b) = compare(score(records, revised), score(records, reweighed(revised, {("S5", "outcome"): 80})))
    assert a.difference > 0 > b.difference
    assert a.reasons[0].startswith("成果指標：重み45・水準4") and "重み80・水準4" in a.reasons[0]
