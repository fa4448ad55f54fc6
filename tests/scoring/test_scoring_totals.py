"""Ranks, counts, means and comparisons."""

from __future__ import annotations

import dataclasses
import random
from decimal import Decimal

import pytest
from scoring_cases import record
from test_scoring_properties import random_record

from fujiplan_cli.model.values import YearMonth
from fujiplan_cli.scoring import (
    ScoringFault,
    aggregate,
    aggregate_json,
    compare,
    compare_json,
    confirmation_shift,
    score,
)


def s1(project, deliverables, **values):
    """S1 scores 60 + 10 × the level of 成果物."""
    return record("S1", project=project, self_deliverables=deliverables, **values)


def test_ties_share_a_rank_and_the_next_one_counts_them(revised):
    cards = score([s1("a", 2), s1("b", 4), s1("c", 3), s1("d", 4), record("S5", project="e")], revised)
    assert [(c.project, c.rank, c.rank_of) for c in cards] == [
        ("a", 4, 4),
        ("b", 1, 4),
        ("c", 3, 4),
        ("d", 1, 4),
        ("e", 1, 1),
    ]


def test_repeated_projects_codes_and_held_ones_are_not_ranked(revised):
    cards = score(
        [
            s1("a", 4, repeated=True),
            s1("b", 3),
            s1("c", 4, status="休止"),
            s1("d", None, self_control=None),  # Z
        ],
        revised,
    )
    assert [(c.grade, c.rank, c.rank_of) for c in cards] == [
        ("A", None, None),
        ("A", 1, 1),
        ("H", None, None),
        ("Z", None, None),
    ]


def test_counts_come_by_stage_then_the_mean_with_its_n_and_rounding(revised):
    records = [
        s1("a", 4),  # 100.0 A
        s1("b", 2),  # 80.0 A
        s1("c", 1),  # 70.0 B
        s1("d", 4, repeated=True),  # left out
        s1("e", 4, status="休止"),  # H, never averaged
        record("S5", project="f", kpi_1_actual=Decimal(0)),  # 55.0 C
        record("S5", project="g", kpi_1_actual=None, kpi_1_pending=YearMonth(2026, 9)),  # Z
        record("S0", project="h"),
    ]
    rows = {row.group: row for row in aggregate(score(records, revised), order=("S0", "S1"))}
    first, all_ = rows["S1"], rows[""]
    assert {k: v for k, v in first.counts.items() if v} == {"A": 2, "B": 1, "H": 1}
    assert (first.projects, first.graded, first.repeated, first.mean) == (4, 3, 1, Decimal("83.3"))
    assert first.formula == "評価点の合計250.0点 ÷ 3件 ＝ 83.3点（小数第2位を四捨五入）"
    # (250 + 55) / 4 = 76.25 → 76.3
    assert (all_.axis, all_.projects, all_.graded, all_.unscored, all_.mean) == ("all", 7, 4, 1, Decimal("76.3"))
    assert (rows["S0"].mean, rows["S0"].formula, rows["S0"].unscored) == (None, "", 1)
    assert list(rows) == ["S0", "S1", "S5", ""]


def test_any_other_axis_by_a_mapping(revised):
    cards = score([s1("a", 4), s1("b", 1), record("S5", project="c")], revised)
    rows = aggregate(cards, axis="division", key={"a": "総務部", "b": "市民部", "c": "総務部"})
    assert [(r.axis, r.group, r.projects, r.mean) for r in rows] == [
        ("division", "市民部", 1, Decimal("70.0")),
        ("division", "総務部", 2, Decimal("100.0")),
        ("all", "", 3, Decimal("90.0")),
    ]


def test_nothing_gives_a_row_of_zeros():
    (row,) = aggregate(())
    assert (row.projects, row.mean, sum(row.counts.values())) == (0, None, 0)


def test_two_ways_of_counting_agree_on_random_years(revised, old):
    draw = random.Random(7)
    for method in (revised, old):
        records = [
            dataclasses.replace(random_record(s), project=str(s), repeated=draw.random() < 0.1) for s in range(200)
        ]
        rows = aggregate(score(records, method))
        assert rows[-1].projects + rows[-1].repeated == 200
        assert sum(r.graded for r in rows[:-1]) == rows[-1].graded


def test_a_disagreement_between_the_two_ways_is_a_fault_of_the_program(revised, monkeypatch):
    import sys

    module = sys.modules["fujiplan_cli.scoring.aggregate"]
    monkeypatch.setattr(module, "half_up", lambda exact, decimals: Decimal("1"))
    right = module._row
    monkeypatch.setattr(module, "_row", lambda *a: dataclasses.replace(right(*a), projects=99))
    with pytest.raises(ScoringFault, match="projects"):
        aggregate(score([s1("a", 4)], revised))


def test_json_of_the_totals(revised):
    (stage, everything) = aggregate_json(aggregate(score([s1("a", 1)], revised)))
    assert (stage["group"], stage["mean"], stage["mean_n"], stage["counts"]["B"]) == ("S1", 70.0, 1, 1)
    assert (everything["axis"], everything["group"]) == ("all", "")


def test_how_many_levels_confirmation_moved(revised):
    records = [
        s1("a", 4, confirmed_deliverables=2, reason_deliverables="x", confirmed_control=4, reason_control="x"),
        s1("b", 2, confirmed_deliverables=3, reason_deliverables="x"),
        s1("c", 2),
        s1("d", 4, repeated=True, confirmed_deliverables=0, reason_deliverables="x"),
        s1("e", 4, confirmed_uptake=0, reason_uptake="x"),  # not asked at S1
    ]
    shift = confirmation_shift(records, revised)
    assert (shift.confirmed, shift.raised, shift.lowered, shift.kept, shift.projects) == (3, 1, 1, 1, 2)


def test_who_moves_under_the_old_method_and_why(revised, old):
    records = [s1("a", 4), s1("b", 4, status="休止"), s1("c", 0, incident="重大")]
    moves = compare(score(records, revised), score(records, old))
    assert [(m.project, m.direction) for m in moves] == [("a", "same"), ("b", "same"), ("c", "up")]
    a = moves[0]
    # revised 100.0; old 20/24 = 83.33…
    assert (a.moved, float(a.difference)) == (True, pytest.approx(-16.67, abs=0.01))
    assert a.reasons[0] == "成果指標：数えない → 重み16.7・水準2（対象外を一律の水準とする）（−6.9点）"
    assert moves[2].reasons[0] == "評価の上限（重大な情報セキュリティ事案のある事業）に当たらなくなるため"
    assert moves[1].difference is None
    assert compare_json(moves)[2]["direction"] == "up"


def test_a_move_between_grade_and_code_and_an_item_on_one_side_only(revised):
    before = score(
        [s1("a", 4), record("S5", project="b", kpi_1_actual=None, kpi_1_pending=YearMonth(2026, 9))], revised
    )
    after = score([s1("a", 4, status="休止"), record("S5", project="b")], revised)
    moves = compare(before, after)
    assert [(m.direction, m.moved) for m in moves] == [("other", True), ("other", True)]
    assert moves[0].reasons == ("採点せず記号で示すため（A → H）",)
    assert moves[1].reasons == ("評価点が付くため（「成果指標」が未確定でなくなる）",)
    assert moves[1].contributions == ()
