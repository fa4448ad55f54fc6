"""LibreOffice opens the sheet, calculates what is printed beside each formula, and keeps what intake needs."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from press_world import (
    SHEET_NAME,
    STAGES,
    answered,
    differing,
    facts,
    formulas,
    identity,
    named,
    opened,
    packaged,
    press,
    printed,
    recalculated,
)
from quick_world import STRUCTURES, seeded_answers

from fujiplan_cli.model.values import Value
from fujiplan_cli.workbook.canvas import STATE_COLUMN
from fujiplan_cli.workbook.layout import layout_of
from uncounted import uncounted

MONEY = facts(1, "has_budget")
CASES: dict[str, tuple[str, frozenset[str], dict[str, Value | None]]] = {
    "blank": ("S5", facts(3, "has_budget", "had_comment"), {}),
    "complete": ("S5", MONEY, answered()),
    "no_gap": ("S5", MONEY, answered(executed=Decimal(11800), cost_reason=None, cost_basis=None)),
    "carried": ("S4", MONEY, answered(executed=Decimal(9000), carried_out=Decimal(2900))),
    "just_ten_percent": ("S3", MONEY, answered(executed=Decimal(10800))),
    "nothing_spent": ("S2", MONEY, answered(executed=Decimal(0))),
    "overspent": ("S1", MONEY, answered(executed=Decimal(15000))),
    "no_money": ("S6", facts(0), answered(status="計画どおり")),
    "half_typed": ("S5", MONEY, answered(budget_moved=None, fund_bond=None)),
    "stopped": ("S5", facts(1), answered(status="中止", kpi_1_actual=None, self_control=None, basis_control=None)),
    "ended": ("S5", facts(1), answered(direction="終了", next_plan=None)),
    "too_long": ("S5", facts(1), answered(issue="課題" * 120, status="未知")),
    "pending": ("S6", facts(1), answered(kpi_1_actual=None, kpi_1_pending="令和8年6月")),
    "blanks": ("S5", facts(1), answered(issue="　 　", approval_no=" ")),
    "target_met": ("S5", facts(1), answered(kpi_1_actual=Decimal("21000.5"), kpi_note=None)),
    "just_eighty": ("S5", facts(1), answered(kpi_1_base=None, kpi_1_actual=Decimal("16800.4"))),
    "falling": (
        "S5",
        facts(1),
        answered(kpi_1_direction="減", kpi_1_base=Decimal(50), kpi_1_target=Decimal(30), kpi_1_actual=Decimal(41)),
    ),
    "falling_without_base": (
        "S5",
        facts(1),
        answered(kpi_1_direction="減", kpi_1_base=None, kpi_1_target=Decimal(30), kpi_1_actual=Decimal(0)),
    ),
    "kept": (
        "S5",
        facts(1),
        answered(kpi_1_direction="維持", kpi_1_target=Decimal("0.3"), kpi_1_actual=Decimal("0.36")),
    ),
    "kept_badly": (
        "S5",
        facts(1),
        answered(kpi_1_direction="維持", kpi_1_tolerance=Decimal("0.05"), kpi_1_actual=Decimal(17000)),
    ),
    "output_only": ("S5", facts(1), answered(kpi_1_kind="活動指標", kpi_1_actual=Decimal(1))),
    "against_direction": ("S5", facts(1), answered(kpi_1_base=Decimal(30000), kpi_1_actual=Decimal(20000))),
    "target_zero": ("S5", facts(1), answered(kpi_1_base=None, kpi_1_target=Decimal(0), kpi_1_actual=Decimal(-1))),
}

STAGES_AND_SEEDS = [(stage, seed) for stage in STAGES for seed in range(5)]
for _stage, _seed in STAGES_AND_SEEDS:
    _given = STRUCTURES[_seed % len(STRUCTURES)] | facts(_seed % 3)
    CASES[f"random_{_stage}_{_seed}"] = (_stage, _given, seeded_answers(_seed, _given))


def sheet_of(case: str) -> bytes:
    stage, given, answers = CASES[case]
    return press().print_sheet(identity(stage, given), printed(stage, 3) | answers)


@pytest.fixture(scope="module")
def saved(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """Every case, opened, calculated and saved again by LibreOffice."""
    return recalculated({case: sheet_of(case) for case in CASES}, soffice, tmp_path_factory.mktemp("office"))


@pytest.mark.parametrize("case", CASES)
@uncounted()  # nearly all of its time is openpyxl's, which takes twice as long when lines are counted
def test_what_is_printed_beside_a_formula_is_what_it_calculates(case: str, saved: Mapping[str, bytes]) -> None:
    data = sheet_of(case)
    assert len(formulas(data)) > 30
    assert differing(data, saved[case]) == {}


def test_names_and_anchors_outlive_libreoffice(saved: Mapping[str, bytes]) -> None:
    mine, theirs = dict(named(sheet_of("complete"))), dict(named(saved["complete"]))
    assert theirs.pop("execution_rate") == pytest.approx(mine.pop("execution_rate"), rel=1e-12)
    assert theirs == mine
    sheet = opened(saved["complete"])[SHEET_NAME]
    stage, given, _ = CASES["complete"]
    for spot in layout_of(packaged()[1], stage, given).spots.values():
        assert sheet.cell(spot.row, 1).value == f"r:{spot.row}"
        assert sheet.cell(1, spot.column).value == f"c:{spot.column}"


def test_dropdowns_and_protection_outlive_libreoffice(saved: Mapping[str, bytes]) -> None:
    sheet = opened(saved["complete"])[SHEET_NAME]
    assert sheet.protection.sheet
    lists = [one.formula1 for one in sheet.data_validations.dataValidation if one.type == "list"]
    assert len(lists) > 8
    assert sheet.cell(1, STATE_COLUMN).value == f"c:{STATE_COLUMN}"


LONGEST = facts(3, "has_budget", "had_comment")


@pytest.mark.parametrize("stage", ["S1", "S5", "S6"])
def test_the_longest_form_takes_two_pages(stage: str, soffice: str, tmp_path: Path) -> None:
    data = press().print_sheet(identity(stage, LONGEST), printed(stage, 3) | answered())
    book = opened(data)
    del book["記入要領"], book["記入例"]
    source = tmp_path / "longest.xlsx"
    book.save(source)
    command = [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(source)], check=True, capture_output=True, timeout=120)
    assert len(re.findall(rb"/Type\s*/Page\b", source.with_suffix(".pdf").read_bytes())) == 2
