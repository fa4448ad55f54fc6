"""What Excel is told about an input cell stays within Excel's limits and lets good values in."""

from __future__ import annotations

import pytest
from kind_cases import STAGES, field
from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from fujiplan_cli.kinds.registry import KINDS

FIELDS = [
    field("text"),
    field("text", limit=400),
    field("choice", choices=STAGES),
    field("level"),
    field("level", minimum=1, maximum=3),
    field("integer", minimum=1, maximum=60),
    field("integer"),
    field("decimal"),
    field("decimal", minimum=0, maximum=100),
    field("money", minimum=0),
    field("money"),
    field("date"),
    field("year_month"),
    field("year_month", choices=("見込みなし",)),
    field("fiscal_year"),
    field("identifier"),
]


@pytest.mark.parametrize("one", FIELDS, ids=lambda one: f"{one.kind}-{one.minimum}-{one.limit}")
def test_hints_keep_excels_limits_and_openpyxl_takes_them(one):
    hints = KINDS[one.kind].excel(one)
    assert len(hints.alert) <= 225
    assert len(hints.formula1) <= 255
    assert not hints.validation or hints.alert.endswith("。")
    if hints.validation:
        made = DataValidation(hints.validation, hints.formula1, hints.formula2 or None, operator=hints.operator)
        made.add("B2")
        Workbook().active.add_data_validation(made)
        assert "B2" in str(made.sqref)


def test_levels_and_choices_are_offered_as_lists():
    assert KINDS["level"].excel(field("level")).formula1 == '"4,3,2,1,0"'
    assert KINDS["choice"].excel(field("choice", choices=("なし", "軽微", "重大"))).formula1 == '"なし,軽微,重大"'


@pytest.mark.parametrize("choices", [tuple(f"選択肢その{n}" for n in range(60)), ("a,b", "c"), ('"', "c"), ()])
def test_a_list_that_excel_cannot_hold_is_left_to_a_range(choices):
    assert KINDS["choice"].excel(field("choice", choices=choices)).formula1 == ""


def test_bounds_of_a_field_are_those_of_its_validation():
    hints = KINDS["integer"].excel(field("integer", minimum=1, maximum=60))
    assert (hints.formula1, hints.formula2) == ("1", "60")
    assert "1以上60以下の整数" in hints.alert
