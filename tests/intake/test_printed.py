"""Printed cells that hold something else than was printed."""

from __future__ import annotations

import pytest
from intake_world import Paper, World, codes, take

from fujiplan_cli.model.grid import Cell


@pytest.mark.parametrize(
    ("field", "typed", "code", "printed"),
    [
        ("project_name", "別の事業", "other_project_typed", "保育園入園申込みの電子化"),
        ("project_no", "1-01-09", "other_project_typed", "1-01-02"),
        ("kpi_1_base", "20", "target_changed", "10.5"),
        ("kpi_1_target", "50", "target_changed", "60"),
        ("kpi_1_name", "別の指標", "target_changed", "電子申込みの割合"),
        ("plan", "別の計画", "printed_changed", "申込み画面を改める。"),
        ("co_departments", "広報広聴課", "printed_changed", "（空欄）"),
    ],
)
def test_a_printed_value_typed_over_goes_to_a_person(
    paper: Paper, world: World, field: str, typed: str, code: str, printed: str
) -> None:
    one = take(paper.fill(**{field: typed}), world)
    assert (one.verdict, codes(one)) == ("review", [(code, field)])
    assert (one.findings[0].params["printed"], one.findings[0].place.cell) == (printed, paper.where(field))


def test_number_and_name_of_another_project_are_one_finding(paper: Paper, world: World) -> None:
    one = take(paper.fill(project_no="1-01-09", project_name="別の事業"), world)
    assert codes(one) == [("other_project_typed", "project_no")]
    assert one.project == "1-01-02"


@pytest.mark.parametrize(
    ("field", "saved"),
    [
        ("kpi_1_base", Cell("number", "10.500000000000001")),
        ("kpi_1_base", Cell("text", "10.5")),
        ("kpi_1_target", Cell("number", "60.0")),
        ("kpi_1_base_year", Cell("number", "2021")),
        ("plan", Cell("text", "申込み画面を\n改める。")),
        ("department", Cell("text", "総務部　情報政策課")),
    ],
)
def test_the_same_value_saved_otherwise_is_no_change(paper: Paper, world: World, field: str, saved: Cell) -> None:
    assert take(paper.fill(**{field: saved}), world).findings == ()


def test_a_printed_cell_that_was_emptied_is_a_warning(paper: Paper, world: World) -> None:
    one = take(paper.fill(account=Cell()), world)
    assert (one.verdict, codes(one)) == ("accepted", [("layout_changed", "")])


def test_a_comment_on_a_printed_value_goes_to_a_person(paper: Paper, world: World) -> None:
    one = take(paper.change("kpi_1_target", comment="50に変更済み"), world)
    assert (one.verdict, codes(one)) == ("review", [("cell_comment", "kpi_1_target")])


def test_a_printed_value_struck_through_goes_to_a_person(paper: Paper, world: World) -> None:
    assert codes(take(paper.change("kpi_2_name", struck=True), world)) == [("struck_through", "kpi_2_name")]
