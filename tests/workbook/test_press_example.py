"""記入例: the declared examples on a sheet of their own."""

from __future__ import annotations

import pytest
from press_world import SHEET_NAME, STAGES, facts, identity, opened, packaged, press, printed

from fujiplan_cli.model.form import is_typed
from fujiplan_cli.workbook.canvas import STATE_COLUMN
from fujiplan_cli.workbook.example import EXAMPLE_NAME, PRINTED, example_values
from fujiplan_cli.workbook.layout import plan_of

FULL = facts(2, "has_budget", "had_comment")


@pytest.mark.parametrize("stage", STAGES)
def test_every_question_that_is_asked_has_its_declared_example(stage: str) -> None:
    _, form, method = packaged()
    plan = plan_of(form, stage, FULL, 2025)
    values = example_values(plan, method)
    sheet = opened(press().print_sheet(identity(stage, FULL), printed(stage, 2)))[EXAMPLE_NAME]
    for one, cell in plan.cells.items():
        shown = sheet.cell(cell.row, cell.column).value
        if is_typed(plan.fields[one], FULL):
            assert (shown is None) == (values.get(one) is None), one
        elif plan.fields[one].origin != "computed":
            assert shown == PRINTED
    assert values["result"] == form.field("result").example
    assert values.get("delay_months") is None and values["self_control"] == 3


def test_the_example_cannot_be_taken_for_an_answered_sheet() -> None:
    book = opened(press().print_sheet(identity("S5", FULL), printed("S5", 2)), values=False)
    sheet = book[EXAMPLE_NAME]
    assert book.sheetnames == [SHEET_NAME, "記入要領", EXAMPLE_NAME]
    assert not sheet.defined_names
    texts = [str(v) for row in sheet.iter_rows(values_only=True) for v in row if v is not None]
    assert not [text for text in texts if text.startswith(("=", "fujiplan|", "r:"))]
    assert sheet.max_column <= STATE_COLUMN


def test_the_guide_tells_what_each_item_weighs_at_the_stage() -> None:
    book = opened(press().print_sheet(identity("S5", FULL), printed("S5", 2)))
    lines = {(row[0], row[1]) for row in book["記入要領"].iter_rows(values_only=True)}
    assert {("成果指標", "45"), ("経費", "15"), ("利用・定着", "20"), ("工程", "10"), ("体制・リスク", "10")} <= lines
