"""Where everything stands, and that intake can rely on it."""

from __future__ import annotations

import pytest
from press_world import STAGES, facts, identity, opened, packaged, press, printed

from fujiplan_cli.model.form import Layout
from fujiplan_cli.model.place import address, row_and_column
from fujiplan_cli.workbook.canvas import EDGES, column_at
from fujiplan_cli.workbook.layout import layout_of, plan_of

VARIANTS = [
    (stage, given)
    for stage in STAGES
    for given in (facts(0), facts(1, "has_budget"), facts(3, "has_budget", "money_printed", "had_comment"))
]


def layout(stage: str = "S5", given: frozenset[str] | None = None) -> Layout:
    return layout_of(packaged()[1], stage, facts() if given is None else given)


@pytest.mark.parametrize(("stage", "given"), VARIANTS)
def test_every_field_on_the_sheet_has_a_cell_of_its_own(stage: str, given: frozenset[str]) -> None:
    spots = layout(stage, given).spots
    assert set(spots) == {one.id for one in packaged()[1].on_sheet(stage, given)}
    assert len({(spot.row, spot.column) for spot in spots.values()}) == len(spots)


@pytest.mark.parametrize(("stage", "given"), VARIANTS)
def test_no_two_blocks_lie_on_the_same_cell(stage: str, given: frozenset[str]) -> None:
    plan = plan_of(packaged()[1], stage, given, 2025)
    taken = [
        (row, column)
        for one in plan.blocks
        for row in range(one.row, one.last_row + 1)
        for column in range(one.column, one.last_column + 1)
    ]
    assert len(taken) == len(set(taken))


@pytest.mark.parametrize(("stage", "given"), VARIANTS)
def test_every_text_of_the_sheet_is_a_label_an_answer_or_told_to_vary(stage: str, given: frozenset[str]) -> None:
    sheet = opened(press().print_sheet(identity(stage, given), printed(stage, 3))).worksheets[0]
    there = layout(stage, given)
    spots = {address(spot.row, spot.column) for spot in there.spots.values()}
    for row in sheet.iter_rows(min_row=3, min_col=2, max_col=there.last_column):
        for cell in row:
            if isinstance(cell.value, str) and cell.coordinate not in there.varying | spots:
                assert there.printed[cell.coordinate] == cell.value


def test_labels_stand_where_the_layout_says(  # the press and intake share one source
) -> None:
    sheet = opened(press().print_sheet(identity(), printed())).worksheets[0]
    for spot in layout().spots.values():
        assert sheet.cell(spot.label_row, spot.label_column).value == spot.label


def test_anchors_and_ruler_say_row_and_column_as_distributed() -> None:
    sheet = opened(press().print_sheet(identity(), printed())).worksheets[0]
    there = layout()
    for spot in there.spots.values():
        assert sheet.cell(spot.row, there.anchor_column).value == f"r:{spot.row}"
        assert sheet.cell(there.ruler_row, spot.column).value == f"c:{spot.column}"


def test_the_year_changes_no_position_and_no_label() -> None:
    one, other = (plan_of(packaged()[1], "S5", facts(), year) for year in (2022, 2025))
    assert one.cells == other.cells
    assert one.labels == other.labels


def test_a_sheet_without_indicators_counts_its_sections_without_a_gap() -> None:
    titles = [text for text in layout("S1", facts(0)).printed.values() if text[0] in "０１２３４５６７８９"]
    assert [title[0] for title in titles] == list("１２３４５６７"[: len(titles)])


def test_labels_of_always_required_questions_carry_a_mark() -> None:
    spots = layout().spots
    marked = {field for field, spot in spots.items() if spot.label.endswith("※")}
    assert {"status", "result", "kpi_1_actual", "self_control"} <= marked
    assert not marked & {"delay_months", "recovery", "deviation", "support_request", "project_name"}


def test_the_year_is_named_beside_what_belongs_to_it() -> None:
    texts = {b.field: b.text for b in plan_of(packaged()[1], "S5", facts(), 2025).blocks if b.role == "hint"}
    assert texts["result"].startswith("令和7年度")
    assert texts["next_plan"].startswith("令和8年度")


def test_columns_cover_the_paper_without_a_gap() -> None:
    assert [column_at(edge) for edge in EDGES[:-1]] == list(range(2, 2 + len(EDGES) - 1))
    assert row_and_column("B7") == (7, 2)
