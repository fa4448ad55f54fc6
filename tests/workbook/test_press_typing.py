"""A clerk types into the sheet in LibreOffice: 記入状況, 速報 and greyed cells follow, at every 評価段階."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from press_world import SHEET_NAME, STAGES, answered, facts, identity, opened, packaged, press, printed
from quick_world import record_of, words_of

from fujiplan_cli.model.form import is_typed
from fujiplan_cli.model.place import address
from fujiplan_cli.model.values import Value
from fujiplan_cli.scoring import score
from fujiplan_cli.workbook import machine
from fujiplan_cli.workbook.canvas import BAR_ROW, column_at
from fujiplan_cli.workbook.expressions import COMPLETE
from fujiplan_cli.workbook.layout import plan_of
from fujiplan_cli.workbook.patch import Digits
from fujiplan_cli.workbook.press import cell_value
from listening_office import Hand

GIVEN = facts(1, "has_budget")
ON_PLAN: dict[str, Value | None] = {
    "status": "計画どおり",
    "delay_months": None,
    "recovery": None,
    "deviation": None,
    "kpi_1_actual": Decimal(21500),
    "kpi_note": None,
    "executed": Decimal(11800),
    "cost_reason": None,
    "cost_basis": None,
}
HALF = (
    "approval_no",
    "stage",
    "status",
    "self_control",
    "self_deliverables",
    "self_uptake",
    "kpi_1_actual",
    "incident",
)
FILLS: Mapping[str, dict[str, Value | None]] = {
    "on plan": answered(**ON_PLAN),
    "delayed by seven months": answered(delay_months=7, basis_control="　"),
    "half-filled": {one: value for one, value in answered().items() if one in HALF},
    "stopped": answered(**ON_PLAN) | {"status": "中止", "deviation": "事業者が撤退したため。"},
}


@pytest.mark.parametrize("fill", FILLS)
@pytest.mark.parametrize("stage", STAGES)
def test_typing_is_followed_by_status_score_and_grey_cells(stage: str, fill: str, hand: Hand) -> None:
    _, form, method = packaged()
    plan = plan_of(form, stage, GIVEN, 2025)
    typed = {one: plan.fields[one] for one in plan.cells if is_typed(plan.fields[one], GIVEN)}
    steps: list[list[object]] = []
    for one, field in typed.items():
        shown = cell_value(field, FILLS[fill].get(one))
        where = address(plan.cells[one].row, plan.cells[one].column)
        if shown is not None:
            steps.append(["set", where, float(shown) if isinstance(shown, Digits) else shown])
    sheet = opened(hand(press().print_sheet(identity(stage, GIVEN), printed(stage)), *steps))[SHEET_NAME]

    values = printed(stage) | {one: value for one, value in FILLS[fill].items() if value is not None}
    made = machine.results(plan, machine.machine_of(plan, method), method, values)
    for one in typed:
        mirror = machine.mirror(plan.cells[one])
        assert sheet[mirror].value == made[mirror], one
    record, bar, _ = record_of(form, method, stage, GIVEN, values)
    assert sheet[address(BAR_ROW, column_at(12))].value == bar == words_of(score([record], method, "self")[0], method)
    assert sheet[address(BAR_ROW, column_at(3))].value == made[address(BAR_ROW, column_at(3))]


def test_a_complete_sheet_says_so_and_greys_what_is_not_asked(hand: Hand) -> None:
    sheet = opened(press().print_sheet(identity("S5", GIVEN), printed("S5") | FILLS["on plan"]))[SHEET_NAME]
    assert sheet[address(BAR_ROW, column_at(3))].value == "○ " + "\n".join(COMPLETE)
    plan = plan_of(packaged()[1], "S5", GIVEN, 2025)
    grey = {one for one in plan.cells if sheet[machine.mirror(plan.cells[one])].value == "外"}
    assert grey == {"delay_months", "recovery", "deviation", "kpi_1_pending", "kpi_note", "cost_reason", "cost_basis"}
