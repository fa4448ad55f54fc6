"""Cells are found by the majority of name, anchors and label; what is lost or doubtful is said."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intake_world import GOOD, S5_FACTS, Paper, World, codes, identity_of, paper_of, take, world_of

from fujiplan_cli.intake.locate import locate
from fujiplan_cli.intake.marks import read_marks
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.place import row_and_column
from fujiplan_cli.workbook.layout import layout_of


def values(paper: Paper, world: World) -> dict[str, str]:
    """What was read of the fields that were filled."""
    return {name: a.raw for name, a in take(paper, world).answers.items() if name in GOOD}


def warnings_only(paper: Paper, world: World) -> tuple[str, ...]:
    """Verdict and what the one warning says."""
    one = take(paper, world)
    assert one.verdict == "accepted", codes(one)
    assert codes(one) == [("layout_changed", "")]
    return tuple(one.findings[0].value.split("、"))


def test_rows_inserted_anywhere_are_followed(paper: Paper, world: World) -> None:
    paper.insert_rows(60, 3).insert_rows(20).insert_rows(1, 2)
    assert warnings_only(paper, world) == ("行・列の挿入又は削除",)
    assert values(paper, world) == GOOD


def test_columns_inserted_are_followed(paper: Paper, world: World) -> None:
    paper.insert_columns(4, 2).insert_columns(2)
    assert warnings_only(paper, world) == ("行・列の挿入又は削除",)
    assert values(paper, world) == GOOD


def test_a_sheet_that_was_only_renamed_is_accepted_without_a_word(paper: Paper, world: World) -> None:
    paper.name = "情報政策課（提出用）"
    assert take(paper, world).findings == ()


def test_cleared_protection_and_shown_hidden_parts_are_one_warning(paper: Paper, world: World) -> None:
    paper.protected, paper.hidden_columns, paper.hidden_rows = False, frozenset(), frozenset()
    assert warnings_only(paper, world) == ("シートの保護の解除",)


def test_a_paste_as_values_into_a_new_book_is_read_by_anchors_and_labels(paper: Paper, world: World) -> None:
    paper.paste_as_values()
    assert warnings_only(paper, world) == ("セルの名前の消失", "シートの保護の解除")
    assert values(paper, world) == GOOD


def test_pasted_as_values_with_rows_inserted_later_is_still_read(paper: Paper, world: World) -> None:
    paper.paste_as_values().insert_rows(40, 2).insert_rows(10)
    assert warnings_only(paper, world)[0] == "行・列の挿入又は削除"
    assert values(paper, world) == GOOD


def test_cleared_anchors_leave_names_and_labels(paper: Paper, world: World) -> None:
    paper.cells = {at: cell for at, cell in paper.cells.items() if at[1] != 1}
    assert warnings_only(paper, world) == ("位置の目印の消失",)
    assert values(paper, world) == GOOD


def test_names_alone_are_enough_for_a_program_that_sets_named_cells(paper: Paper, world: World) -> None:
    kept = {row_and_column(cell) for cell in paper.names.values() if cell}
    paper.cells = {at: cell for at, cell in paper.cells.items() if at in kept}
    assert values(paper, world) == GOOD


def test_with_names_and_anchors_gone_the_labels_alone_find_what_was_typed(paper: Paper, world: World) -> None:
    paper.paste_as_values()
    paper.cells = {at: c for at, c in paper.cells.items() if at[1] != 1}
    found = values(paper, world)
    assert {name for name in GOOD if found.get(name) == GOOD[name]} == GOOD.keys()


def test_a_printed_row_that_was_deleted_is_a_warning(paper: Paper, world: World) -> None:
    row = row_and_column(paper.where("account"))[0]
    assert "印字欄・記入欄の削除" in warnings_only(paper.delete_row(row), world)


def test_a_required_row_that_was_deleted_is_sent_back_field_by_field(paper: Paper, world: World) -> None:
    row = row_and_column(paper.where("status"))[0]
    one = take(paper.delete_row(row), world)
    assert one.verdict == "returned"
    assert ("cell_missing", "status") in codes(one)
    assert "status" not in one.answers
    assert {name: a.raw for name, a in one.answers.items() if name in GOOD} == {
        name: raw for name, raw in GOOD.items() if name != "status"
    }


def test_a_deleted_row_is_never_mistaken_for_the_next_indicator(paper: Paper, world: World) -> None:
    row = row_and_column(paper.where("kpi_1_actual"))[0]
    one = take(paper.delete_row(row), world)
    assert ("cell_missing", "kpi_1_actual") in codes(one)
    assert one.answers["kpi_2_actual"].raw == "14"
    assert "kpi_1_actual" not in one.answers


def test_cut_and_paste_onto_another_field_is_sent_back_as_a_collision(paper: Paper, world: World) -> None:
    paper.cut_and_paste("issue", "direction_reason")
    one = take(paper, world)
    assert one.verdict == "returned"
    assert [c for c, _ in codes(one)].count("cells_collide") == 1
    assert one.answers["direction_reason"].faulty
    assert one.answers["direction_reason"].value is None


def test_names_of_two_fields_on_one_cell_are_a_collision(paper: Paper, world: World) -> None:
    paper.names["fp_issue"] = paper.where("next_plan")
    one = take(paper, world)
    assert ("cells_collide", "next_plan") in codes(one) or ("cells_collide", "issue") in codes(one)
    assert one.verdict == "returned"


def test_a_name_that_points_at_nothing_known_is_outvoted_by_anchors_and_label(paper: Paper, world: World) -> None:
    paper.names["fp_issue"] = "H200"
    assert values(paper, world)["issue"] == GOOD["issue"]


def test_witnesses_that_disagree_are_a_review(paper: Paper, world: World) -> None:
    label = row_and_column(paper.where("issue"))
    paper.names["fp_issue"] = "H200"
    paper.put("H200", "別の場所")
    del paper.cells[(label[0], 2)]  # the label 「課題」
    one = take(paper, world)
    assert ("cell_conflict", "issue") in codes(one)
    assert one.verdict == "review"


def test_a_copied_row_with_its_anchor_is_no_second_field(paper: Paper, world: World) -> None:
    row = row_and_column(paper.where("issue"))[0]
    paper.insert_rows(row + 2)
    for (r, column), cell in list(paper.cells.items()):
        if r == row:
            paper.cells[(row + 2, column)] = cell._replace()
    assert values(paper, world)["issue"] == GOOD["issue"]


def test_a_sheet_full_of_other_texts_keeps_every_witness_apart() -> None:
    paper = paper_of(identity_of())
    layout = layout_of(world_of("x").form("progress", paper.identity.version), "S5", S5_FACTS)  # type: ignore[arg-type]  # the world has it
    located = locate(paper.sheet(), read_marks(paper.sheet()), layout)
    assert {n: (s.row, s.column) for n, s in layout.spots.items()} == dict(located.places)
    assert (located.lost, located.doubtful, located.collisions) == (frozenset(), frozenset(), ())


edits = st.lists(
    st.tuples(st.sampled_from(["row", "column"]), st.integers(1, 70), st.integers(1, 3)), min_size=1, max_size=4
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits, st.sampled_from(["kept", "names", "anchors"]))
def test_whatever_is_inserted_no_value_is_ever_read_into_another_field(
    edits: list[tuple[str, int, int]], gone: str
) -> None:
    paper = paper_of(identity_of()).fill(**GOOD)
    for what, before, count in edits:
        if what == "row":
            paper.insert_rows(before, count)
        else:
            paper.insert_columns(min(before, 16), count)
    if gone == "names":
        paper.paste_as_values()
    if gone == "anchors":
        paper.cells = {
            at: Cell() if cell.raw.startswith("r:") and cell.kind == "text" else cell
            for at, cell in paper.cells.items()
        }
    one = take(paper, world_of("1-01-02"))
    read = {name: a.raw for name, a in one.answers.items() if name in GOOD}
    assert {name: raw for name, raw in read.items() if raw and raw != GOOD[name]} == {}
    if gone != "anchors":
        assert read == GOOD
        assert {code for code, _ in codes(one)} <= {"layout_changed"}


@pytest.mark.parametrize("field", ["stage", "result", "executed", "self_control", "kpi_2_actual"])
def test_every_value_found_after_an_edit_names_the_cell_as_it_stands_now(
    paper: Paper, world: World, field: str
) -> None:
    paper.insert_rows(8, 4)
    assert take(paper, world).answers[field].place.cell == paper.where(field)
