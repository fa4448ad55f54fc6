"""The 速報 on the sheet is the score that `score` gives for the same answers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from press_world import SHEET_NAME, STAGES, facts, identity, opened, packaged, press, printed
from quick_world import STRUCTURES, answers, record_of, words_of

from fujiplan_cli.declare import load_method
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.resources import templates_folder
from fujiplan_cli.scoring import score
from fujiplan_cli.workbook.quick import HEADING, NO_BASIS


def method_called(name: str) -> Method:
    plan, _, revised = packaged()
    return revised if name == "revised" else load_method(templates_folder() / "plan", plan, 2025, name)


@pytest.mark.parametrize("name", ["revised", "old"])
@pytest.mark.parametrize("stage", STAGES)
@settings(max_examples=250, deadline=None)
@given(data=st.data())
def test_the_bar_says_what_score_says(name: str, stage: str, data: st.DataObject) -> None:
    structure = data.draw(st.sampled_from(STRUCTURES)) | facts(data.draw(st.integers(0, 2)))
    method = method_called(name)
    values = data.draw(answers(structure))
    record, bar, line = record_of(packaged()[1], method, stage, structure, values)
    (card,) = score([record], method, "self")
    assert bar == words_of(card, method)
    assert line.count(NO_BASIS) == sum(hit.cap == "no_basis" for hit in card.caps)
    for item in card.items:
        assert f"　{item.title} " in line


def test_an_empty_sheet_has_no_score_yet() -> None:
    sheet = opened(press().print_sheet(identity("S5", facts(1)), printed()))[SHEET_NAME]
    shown = [cell.value for cell in sheet[5] if cell.value]
    assert f"{HEADING}　Z\n記入済みの配点 0％" in shown


def test_a_form_without_levels_has_no_score_in_its_bar() -> None:
    record, bar, line = record_of(packaged()[1], method_called("revised"), "S0", facts(1), printed())
    assert (bar, line) == ("", "")
    assert record.eval_stage == "S0"
