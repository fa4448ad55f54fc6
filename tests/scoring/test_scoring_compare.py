"""Why a project moves: what the items add is the difference exactly, and what pushes that way is named first."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from scoring_cases import record

from fujiplan_cli.scoring import compare, compare_json, score
from fujiplan_cli.scoring.reweigh import reweighed

LEVELS = st.integers(0, 4)
RECORDS = st.builds(
    record,
    st.sampled_from(["S1", "S2", "S3", "S4", "S5", "S6"]),
    self_deliverables=LEVELS,
    self_uptake=LEVELS,
    self_control=LEVELS,
    basis_control=st.sampled_from(["点検表", None]),
    status=st.sampled_from(["計画どおり", "遅れ"]),
    delay_months=st.sampled_from([1, 3, 12]),
    recovery=st.just("見込みなし"),
    incident=st.sampled_from(["なし", "重大"]),
    executed=st.integers(0, 1500),
    kpi_1_actual=st.integers(0, 120),
    kpi=st.booleans(),
    has_budget=st.booleans(),
    budget_initial=st.sampled_from([1000, None]),
)


def moves(one, own, other):
    """Both ways: of the record under the two methods, and back."""
    before, after = score([one], own), score([one], other)
    return (*compare(before, after), *compare(after, before))


def others(revised, old, stage, weight):
    return (old, reweighed(revised, {(stage, "control"): weight}))


@given(RECORDS, st.integers(0, 100))
def test_what_the_items_add_is_the_difference_and_turns_its_sign_with_the_sides(revised, old, one, weight):
    for other in others(revised, old, one.eval_stage, weight):
        there, back = moves(one, revised, other)
        assert sum((c.points for c in there.contributions), Fraction(0)) == (there.difference or 0)
        assert {c.item: c.points for c in there.contributions} == {c.item: -c.points for c in back.contributions}


@given(RECORDS, st.integers(0, 100))
def test_the_first_reason_pushes_the_way_the_project_moves(revised, old, one, weight):
    for other in others(revised, old, one.eval_stage, weight):
        for move in moves(one, revised, other):
            if not move.difference:
                continue
            assert (move.contributions[0].points > 0) == (move.difference > 0)
            rising = move.direction == "up" if move.direction in ("up", "down") else move.difference > 0
            first = move.reasons[0]
            assert ("（＋" in first or "当たらなくなる" in first) == rising, move.reasons
            assert move.why


def test_a_cap_that_goes_is_named_before_points_and_one_that_comes_too(revised, old):
    there, back = moves(record("S5", incident="重大", self_uptake=1), revised, old)
    assert (there.direction, back.direction) == ("up", "down")
    assert there.why == "評価の上限（重大な情報セキュリティ事案のある事業）に当たらなくなるため。"
    assert back.why == "評価の上限（重大な情報セキュリティ事案のある事業はCまで）に当たるため。"
    assert there.difference < 0 and "（＋" in there.reasons[1]  # the score falls, the grade rises


def test_a_level_that_a_cap_held_down_is_told_as_such(revised, old):
    (there, _) = moves(record("S6", self_deliverables=4, basis_deliverables=None), revised, old)
    (one,) = [c for c in there.contributions if c.item == "deliverables"]
    assert (one.before.level, one.after.level) == (2, 4)
    assert any(r.startswith("成果物・手続：重み20・水準2 → 重み16.7・水準4（＋") for r in there.reasons)


def test_items_that_the_other_method_assumes_are_named_together(revised, old):
    (there, _) = moves(record("S1"), revised, old)
    assert there.why == "「成果指標」「利用・定着」を水準2とみなして数えるため。"
    assert "成果指標：数えない → 重み16.7・水準2（対象外を一律の水準とする）（−6.9点）" in there.reasons


def test_the_json_names_items_and_gives_points_that_sum_to_the_difference(revised, old):
    (found,) = compare_json(compare(*(score([record("S1")], method) for method in (revised, old))))
    assert abs(sum(c["points"] for c in found["contributions"]) - found["difference"]) < 1e-9
    assert found["contributions"][0].keys() == {"item", "title", "before", "after", "points"}
    absent = next(c for c in found["contributions"] if c["item"] == "uptake")
    assert absent["before"] is None and absent["after"]["level"] == 2
