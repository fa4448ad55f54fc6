"""Order of stages, stops without a decision, completed projects in an open stage."""

from __future__ import annotations

import pytest
from intake_world import PRINTED, Paper, World, codes, take

TASK_ROUTE = ("S1", "S2", "S5", "S9")


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        ("S4 構築・移行", "S5 運用・改善", []),
        ("S5 運用・改善", "S5 運用・改善", []),
        ("S2 企画・計画", "S4 構築・移行", [("stage_skipped", "stage")]),
        ("S6 評価・更新検討", "S5 運用・改善", [("stage_back", "stage")]),
        ("S6 評価・更新検討", "S2 企画・計画", [("stage_back", "stage")]),
        ("新規", "S3 予算化・調達", []),
    ],
)
def test_stages_go_forward_one_step_at_a_time(
    paper: Paper, world: World, before: str, now: str, found: list[tuple[str, str]]
) -> None:
    world.change(printed={**PRINTED, "stage_prev": before})
    paper.fill(stage_prev=before, stage=now)
    one = take(paper, world)
    assert (one.verdict, codes(one)) == ("review" if found else "accepted", found)


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        ("S2 企画・計画", "S5 運用・改善", []),
        ("S5 運用・改善", "S9 終了", []),
        ("S2 企画・計画", "S3 予算化・調達", [("stage_off_route", "stage")]),
        ("S1 調査・基礎研究", "S5 運用・改善", [("stage_skipped", "stage")]),
    ],
)
def test_a_project_of_another_type_has_another_route(
    paper: Paper, world: World, before: str, now: str, found: list[tuple[str, str]]
) -> None:
    world.change(printed={**PRINTED, "stage_prev": before}, route=TASK_ROUTE)
    assert codes(take(paper.fill(stage_prev=before, stage=now), world)) == found


@pytest.mark.parametrize("status", ["休止", "中止"])
def test_a_stop_without_a_decision_goes_to_a_person(paper: Paper, world: World, status: str) -> None:
    one = take(paper.fill(status=status, deviation="委託先の都合による。"), world)
    assert (one.verdict, codes(one)) == ("review", [("stop_undecided", "status")])


def test_a_stop_that_is_decided_may_end_the_project_from_any_stage(paper: Paper, world: World) -> None:
    world.change(stop_decided=True, printed={**PRINTED, "stage_prev": "S3 予算化・調達"})
    paper.fill(status="中止", deviation="国の制度が始まったため。", stage="S9 終了", stage_prev="S3 予算化・調達")
    assert take(paper, world).verdict == "accepted"


def test_completed_in_an_open_stage_is_a_warning(paper: Paper, world: World) -> None:
    one = take(paper.fill(status="完了"), world)
    assert (one.verdict, codes(one)) == ("accepted", [("completed_open", "status")])
