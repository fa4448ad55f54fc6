"""What is typed beside the form."""

from __future__ import annotations

import pytest
from intake_world import FORM, S5_FACTS, Paper, World, take

from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.place import address, row_and_column
from fujiplan_cli.workbook.layout import layout_of, plan_of


def strays(paper: Paper, world: World) -> list[tuple[str, str, str]]:
    return [(f.code, f.place.cell, f.value) for f in take(paper, world).findings if f.code.startswith("stray")]


@pytest.mark.parametrize("spoil", ["as it is", "shown", "values"])
def test_nothing_that_the_sheet_itself_shows_is_stray(paper: Paper, world: World, spoil: str) -> None:
    if spoil == "shown":
        paper.hidden_columns = paper.hidden_rows = frozenset()
    if spoil == "values":
        paper.paste_as_values()
    assert strays(paper, world) == []


@pytest.mark.parametrize("pasted", [False, True])
def test_an_own_indicator_row_is_one_review(paper: Paper, world: World, pasted: bool) -> None:
    row = row_and_column(paper.where("kpi_note"))[0]
    if pasted:
        paper.paste_as_values()
    paper.insert_rows(row).put(f"C{row}", "相談件数").put(f"J{row}", "340").put(f"G{row}", "300")
    assert strays(paper, world) == [("stray_text", f"C{row}", "相談件数、300、340")]
    assert take(paper, world).verdict == "review"


def test_last_years_answers_are_printed_where_the_sheet_has_room_for_them_and_typed_elsewhere(
    paper: Paper, world: World
) -> None:
    plan = plan_of(FORM, "S5", S5_FACTS, 2025)
    place = next(address(b.row, b.column) for b in plan.blocks if b.role == "before")
    assert strays(paper.put(place, "前年度：進捗状況 計画どおり"), world) == []
    assert [cell for _, cell, _ in strays(paper.put("C120", "前年度：遅れ"), world)] == ["C120"]


def test_a_note_below_the_form_is_a_review(paper: Paper, world: World) -> None:
    assert strays(paper.put("C120", "実績は別途報告します。"), world) == [
        ("stray_text", "C120", "実績は別途報告します。")
    ]


def test_a_note_right_of_the_form_is_a_review(paper: Paper, world: World) -> None:
    beyond = max(paper.hidden_columns) + 2
    paper.cells[(40, beyond)] = Cell("text", "端数処理による")
    assert [value for _, _, value in strays(paper, world)] == ["端数処理による"]


def test_a_label_typed_over_is_a_review(paper: Paper, world: World) -> None:
    row = row_and_column(paper.where("issue"))[0]
    assert strays(paper.put(f"B{row}", "成果"), world) == [("stray_text", f"B{row}", "成果")]


def test_a_comment_beside_the_inputs_is_a_review(paper: Paper, world: World) -> None:
    paper.put("C120", Cell("blank", "", comment="確認中"))
    assert strays(paper, world) == [("stray_comment", "C120", "確認中")]


def test_text_in_hidden_cells_is_not_read(paper: Paper, world: World) -> None:
    paper.cells[(50, min(paper.hidden_columns - {1}))] = Cell("text", "作業用")
    paper.cells[(2, 9)] = Cell("text", "作業用")
    assert strays(paper, world) == []


def test_a_note_in_a_blank_part_of_the_paper_is_a_review(paper: Paper, world: World) -> None:
    below_title = {row_and_column(a) for a in layout_of(FORM, "S5", S5_FACTS).varying if row_and_column(a)[0] > 8}
    empty = [at for at in sorted(below_title) if paper.cells.get(at, Cell()) == Cell()]
    paper.cells[empty[0]] = Cell("text", "保守料を含む")
    assert [value for _, _, value in strays(paper, world)] == ["保守料を含む"]


def test_a_sheet_pasted_as_values_onto_itself_is_accepted(paper: Paper, world: World) -> None:
    paper.cells = {at: cell._replace(formula=None) for at, cell in paper.cells.items()}
    paper.fill(budget_total="12000", unused="200", fund_general="7800", execution_rate="0.983")
    assert take(paper, world).findings == ()
