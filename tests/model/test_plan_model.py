"""Departments through their history, targets by straight line, verdicts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fujiplan_cli.model.finding import GRAVITY, Finding, verdict_of
from fujiplan_cli.model.place import Place
from fujiplan_cli.model.plan import Department, Goal, Measure, Plan, Publisher, Stage
from fujiplan_cli.model.project import Indicator, Project, YearPlan
from fujiplan_cli.model.record import Fact, Record, Source

END = date(2024, 3, 31)


def plan_of(*departments: Department) -> Plan:
    return Plan(
        *("ict", "計画", 2022, 2026, True, Publisher("市", "222101", "部", "課", "内線", "PDL", ""), "A"),
        goals=(Goal("1", "目標", (Measure("1-1", "施策", "1"),)),),
        departments=departments,
        stages=(Stage("S5", "運用・改善", "", "", ""),),
        routes={},
        meetings=(),
        calendar=(),
        applies=(),
        due_month=4,
        due_day=28,
        retention_years=5,
    )


def test_a_renamed_department_is_followed_from_the_day_after_its_last():
    plan = plan_of(Department("A", "総務部", "情報政策課", None, END, "B"), Department("B", "総務部", "デジタル戦略課"))
    assert [plan.department_on("A", day).code for day in (END, date(2024, 4, 1))] == ["A", "B"]
    assert plan.department_on("B", END).full_name == "総務部 デジタル戦略課"


def test_a_department_that_was_renamed_and_then_merged_is_followed_to_the_end():
    plan = plan_of(
        Department("A", "部", "甲課", None, date(2023, 3, 31), "B"),
        Department("B", "部", "乙課", None, END, "C"),
        Department("C", "部", "丙課"),
    )
    found = [plan.department_on("A", date(year, 6, 1)).code for year in (2022, 2023, 2024)]
    assert found == ["A", "B", "C"]


def test_a_circle_of_successors_ends_and_an_unknown_code_is_none():
    plan = plan_of(Department("A", "部", "甲課", None, END, "B"), Department("B", "部", "乙課", None, END, "A"))
    assert plan.department_on("A", date(2025, 1, 1)) is not None
    assert plan.department_on("Z", END) is None


def test_a_department_that_ended_without_a_successor_stays_itself():
    plan = plan_of(Department("A", "会計室", "会計室", None, END))
    assert plan.department_on("A", date(2025, 1, 1)).full_name == "会計室"


def test_a_plan_finds_its_parts():
    plan = plan_of()
    assert list(plan.years) == [2022, 2023, 2024, 2025, 2026]
    assert plan.measure("1-1").goal == plan.goal("1").code
    assert plan.stage("S5").choice == "S5 運用・改善"
    assert plan.due(2025) == date(2026, 4, 28)
    assert (plan.measure("9"), plan.goal("9"), plan.stage("S8"), plan.meeting("x"), plan.applying(2025)) == (None,) * 5


def project_of(base=None, base_year=None, final=None, final_year=None, **years: YearPlan) -> Project:
    indicator = Indicator(1, "成果指標", "利用率", "％", "増", base, base_year, final, final_year)
    return Project(
        *("101", "窓口", "開発型", "1", "1-1", 2022, 2026, "A"),
        indicators=(indicator,),
        years={year.year: year for year in years.values()},
    )


@pytest.mark.parametrize(("year", "target"), [(2021, 10), (2022, 20), (2025, 50), (2026, 60), (2030, 60)])
def test_without_a_target_the_straight_line_from_base_to_final_year_counts(year, target):
    assert project_of(Decimal(10), 2021, Decimal(60), 2026).target(1, year) == (Fraction(target), "line")


def test_the_target_of_the_year_goes_before_the_line():
    one = project_of(Decimal(10), 2021, Decimal(60), 2026, y=YearPlan(2025, "S5", targets={1: Decimal("42.5")}))
    assert one.target(1, 2025) == (Fraction(85, 2), "current")
    assert one.target(1, 2024) == (Fraction(40), "line")


@pytest.mark.parametrize(
    "given_values",
    [
        (None, 2021, Decimal(60), 2026),
        (Decimal(10), 2021, None, 2026),
        (Decimal(10), None, Decimal(60), 2026),
        (Decimal(10), 2026, Decimal(60), 2026),
    ],
)
def test_no_line_without_two_ends(given_values):
    assert project_of(*given_values).target(1, 2025) == (None, "none")
    assert project_of(*given_values).target(2, 2025) == (None, "none")


@given(st.decimals(-1000, 1000, places=2), st.decimals(-1000, 1000, places=2), st.integers(2021, 2026))
def test_the_line_is_exact_and_lies_between_its_ends(base, final, year):
    target, _ = project_of(base, 2021, final, 2026).target(1, year)
    assert target == Fraction(base) * Fraction(2026 - year, 5) + Fraction(final) * Fraction(year - 2021, 5)


@given(st.lists(st.sampled_from(GRAVITY)))
def test_the_gravest_finding_decides(severities):
    findings = tuple(Finding("x", severity, Place("a")) for severity in severities)
    expected = "accepted"
    for severity, verdict in (("repair", "repaired"), ("review", "review"), ("error", "returned")):
        expected = verdict if severity in severities else expected
    assert verdict_of(findings) == expected


def test_a_faulty_fact_has_no_value_and_a_marked_one_marks_its_record():
    source = Source("sheet")
    record = Record("101", 2025, 1, "S5", True, "accepted", {"a": Fact(1, source, faulty=True), "b": Fact(2, source)})
    assert (record.value("a"), record.value("b"), record.value("c"), record.marked) == (None, 2, None, False)
    marked = Record("101", 2025, 1, "S5", True, "accepted", {"b": Fact(2, source, marked=True)})
    assert marked.marked
    assert Record("101", 2025, 1, "S5", True, "returned", {}).marked
