"""The register's workbook as Excel sees it: readable heads, ids, dropdowns and paper."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from fujiplan_cli.declare import load_plan
from fujiplan_cli.kinds.register_columns import MONEY_COLUMNS, REGISTER_SHEETS
from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.project import Indicator, Project, YearPlan
from fujiplan_cli.model.resources import templates_folder
from fujiplan_cli.workbook.reader import read_grid
from fujiplan_cli.workbook.register_book import write_register


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(templates_folder() / "plan")


def project() -> Project:
    return Project(
        "1-1-01",
        "電子申請の利用促進",
        "開発型",
        "1",
        "1-1",
        2022,
        2026,
        "0101",
        indicators=(Indicator(1, "成果指標", "利用件数", "件", "維持", tolerance=Decimal("0.05")),),
        years={2025: YearPlan(2025, "S5", "対象を広げる", money={"budget_initial": Decimal(12500)})},
    )


def test_every_column_has_a_japanese_heading_and_its_id_below(plan: Plan) -> None:
    grid = read_grid(write_register(plan, (project(),)))
    assert [sheet.name for sheet in grid.sheets] == ["事業", "指標", "年度計画"]
    for sheet, spec in zip(grid.sheets, REGISTER_SHEETS, strict=True):
        ids = [sheet.at(4, n).raw for n in range(1, len(spec.columns) + 1)]
        labels = [sheet.at(3, n).raw.rstrip("＊") for n in range(1, len(spec.columns) + 1)]
        assert ids == [column.id for column in spec.columns]
        assert labels == [column.label for column in spec.columns]


def test_codes_stay_texts_and_stages_read_as_people_say_them(plan: Plan) -> None:
    projects, indicators, years = read_grid(write_register(plan, (project(),))).sheets
    assert [(projects.at(5, n).kind, projects.at(5, n).raw) for n in (1, 4, 5, 8)] == [
        ("text", "1-1-01"),
        ("text", "1"),
        ("text", "1-1"),
        ("text", "0101"),
    ]
    assert indicators.at(5, 11).raw == "0.05"
    assert years.at(5, 3).raw == "S5 運用・改善"


def test_words_the_plan_knows_are_offered_as_dropdowns(plan: Plan) -> None:
    book = load_workbook(io.BytesIO(write_register(plan, (project(),))))
    lists = {str(rule.sqref): rule.formula1 for rule in book["事業"].data_validations.dataValidation}
    assert lists["C5:C505"] == '"開発型,取組型"'
    assert lists["D5:D505"] == '"1,2,3"'
    assert all(len(formula) <= 257 for formula in lists.values())


def test_the_head_stays_in_sight_and_on_every_page(plan: Plan) -> None:
    sheet = load_workbook(io.BytesIO(write_register(plan, (project(),))))["年度計画"]
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.auto_filter.ref) == ("C5", "$3:$4", "A4:X5")
    assert sheet.page_setup.orientation == "landscape"


def test_the_table_of_columns_is_whole() -> None:
    years = REGISTER_SHEETS[2]
    assert [column.id for column in years.columns][-len(MONEY_COLUMNS) :] == list(MONEY_COLUMNS)
    assert {c.kind for spec in REGISTER_SHEETS for c in spec.columns} - {"flag", "list"} <= set(KINDS)
    assert all(spec.column(name) is not None for spec in REGISTER_SHEETS for name in spec.key)
