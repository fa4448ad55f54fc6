"""The roster of 情報化推進リーダー as departments fill it in: table in, leaders or findings out (架空)."""

from __future__ import annotations

from datetime import date

import pytest

from fujiplan_cli.declare import load_plan
from fujiplan_cli.intake.leaders import read_leaders
from fujiplan_cli.model.grid import Cell, Grid, Sheet
from fujiplan_cli.model.plan import Department, Plan
from fujiplan_cli.model.resources import templates_folder

DAY = date(2026, 5, 1)
OFFICES = (
    Department("0101", "総務部", "情報課"),
    Department("0102", "総務部", "市民課"),
    Department("0201", "福祉部", "市民課"),
    Department("0301", "都市部", "道路課", valid_until=date(2026, 3, 31), successor="0302"),
    Department("0302", "都市部", "みち課", valid_from=date(2026, 4, 1)),
    Department("0401", "水道部", "水道課", valid_from=date(2026, 10, 1)),
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    from dataclasses import replace

    return replace(load_plan(templates_folder() / "plan"), departments=OFFICES)


def read(plan: Plan, text: str, state: str = "visible"):
    """Leaders as {code: name}, and findings as [(code, cell)]. A table's cells are divided by |, its rows by lines."""
    cells = {
        (row, column): Cell("text", value.strip())
        for row, line in enumerate(text.strip().splitlines(), start=1)
        for column, value in enumerate(line.split("|"), start=1)
        if value.strip()
    }
    rows, findings = read_leaders(Grid((Sheet("名簿", cells, state),)), plan, DAY, "名簿.xlsx")  # type: ignore[arg-type]  # a word of the Literal
    return {one.department.code: one.name for one in rows}, [(f.code, f.place.cell) for f in findings]


@pytest.mark.parametrize(
    ("row", "code", "name"),
    [
        ("0101 | 情報課 | 架空 一郎", "0101", "架空 一郎"),
        ("0101 | 総務部 情報課 | 架空 一郎", "0101", "架空 一郎"),
        ("101 | | 架空 一郎", "0101", "架空 一郎"),  # Excel dropped the zero
        ("０１０１ | 情報課 | 架空 一郎", "0101", "架空 一郎"),
        (" | 情報課 | 架空 一郎", "0101", "架空 一郎"),
        (" | 福祉部　市民課 | 架空 二郎", "0201", "架空 二郎"),
        (" | みち課 | 架空 三郎", "0302", "架空 三郎"),
    ],
)
def test_a_department_is_known_by_its_code_or_its_name(plan: Plan, row: str, code: str, name: str) -> None:
    assert read(plan, f"所属コード | 所属名 | 氏名\n{row}") == ({code: name}, [])


@pytest.mark.parametrize(
    ("row", "finding", "cell"),
    [
        ("9999 | 情報課 | 架空 一郎", "leader_unknown_office", "A2"),
        ("0101 | 市民課 | 架空 一郎", "leader_names_differ", "B2"),
        (" | 市民課 | 架空 一郎", "leader_ambiguous_office", "B2"),
        (" | 情報室 | 架空 一郎", "leader_unknown_office", "B2"),
        ("0301 | 道路課 | 架空 一郎", "leader_ended_office", "A2"),
        (" | 道路課 | 架空 一郎", "leader_ended_office", "B2"),
        ("0401 | 水道課 | 架空 一郎", "leader_unknown_office", "A2"),  # begins in October
        (" | | 架空 一郎", "leader_no_office", "A2"),
        ("0101 | 情報課 | | 2150", "leader_blank_name", "C2"),
        ("0101 | 情報課", "leader_none", "C2"),
    ],
)
def test_what_is_wrong_is_told_at_its_cell(plan: Plan, row: str, finding: str, cell: str) -> None:
    leaders, findings = read(plan, f"所属コード | 所属名 | 氏名 | 内線\n{row}")
    assert leaders == {} and (finding, cell) in findings


def test_all_rows_are_told_at_once_and_the_good_ones_are_read(plan: Plan) -> None:
    leaders, findings = read(
        plan,
        """
        情報化推進リーダーの名簿
        所属 | 情報化推進リーダー
        情報課 | 架空 一郎
        総務部 情報課 | 架空 二郎
        市民課 | 架空 三郎
        みち課 | 架空 四郎
        """,
    )
    assert leaders == {"0101": "架空 一郎", "0302": "架空 四郎"}
    assert findings == [("leader_twice", "B4"), ("leader_ambiguous_office", "A5")]


@pytest.mark.parametrize(
    "text", ["氏名 | 内線\n架空 一郎 | 2150", "所属名 | 内線\n情報課 | 2150", "", "情報課 | 架空 一郎"]
)
def test_a_table_without_its_headings_is_no_roster(plan: Plan, text: str) -> None:
    assert read(plan, text) == ({}, [("leader_no_header", "")])


def test_a_hidden_sheet_is_not_read(plan: Plan) -> None:
    assert read(plan, "所属名 | 氏名\n情報課 | 架空 一郎", "hidden") == ({}, [("leader_no_header", "")])


def test_a_column_that_stands_twice_is_told_and_the_first_is_read(plan: Plan) -> None:
    leaders, findings = read(plan, "所属名 | 氏名 | 氏　名\n情報課 | 架空 一郎 | 架空 二郎")
    assert leaders == {"0101": "架空 一郎"} and findings == [("table_doubled_column", "C1")]
