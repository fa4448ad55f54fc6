"""計画全体評価: indicators against their final target, and delays against the recovery that was forecast."""

from __future__ import annotations

import dataclasses
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from report_world import FORM, METHOD, PLAN  # the made-up plan, its form and method

from fujiplan_cli.model.record import Fact, Record, Source
from fujiplan_cli.model.values import Value, YearMonth
from fujiplan_cli.report.evaluation import grade_rows, has_ended
from fujiplan_cli.report.evaluation_given import EvaluatedYear, EvaluationInput, YearResult
from fujiplan_cli.report.evaluation_outcomes import indicator_courses, meets, recovery_forecasts, targets_met
from fujiplan_cli.report.evaluation_page import evaluation_title
from fujiplan_cli.scoring import card_of

CELL = Source("sheet", "a.xlsx")
INDICATOR: dict[str, Value] = {
    "kpi_1_kind": "成果指標",
    "kpi_1_name": "利用率",
    "kpi_1_direction": "増",
    "kpi_1_base": Decimal(20),
    "kpi_1_final": Decimal(100),
    "kpi_1_target": Decimal(40),
}


def record(year: int, number: str = "1-1-01", **values: Value | None) -> Record:
    facts = {field: Fact(value, CELL) for field, value in ({"status": "計画どおり"} | values).items()}
    return Record(number, year, 1, "S5", True, "accepted", facts)


def evaluated(*records: Record, methods: dict[int, object] | None = None) -> EvaluationInput:
    years = []
    for year in sorted({r.year for r in records}):
        method = (methods or {}).get(year, METHOD)
        results = {r.project: YearResult(r.project, r, card_of(r, method), False) for r in records if r.year == year}
        years.append(EvaluatedYear(year, method, FORM, results))
    return EvaluationInput(PLAN, {}, {}, tuple(years), {}, date(2027, 6, 1), ())


@pytest.mark.parametrize(
    ("direction", "actual", "met"),
    [
        ("増", 100, True),
        ("増", 99, False),
        ("減", 100, True),
        ("減", 101, False),
        ("維持", 110, True),
        ("維持", 111, False),
    ],
)
def test_a_target_is_met_in_its_direction_and_kept_within_its_tolerance(direction: str, actual: int, met: bool) -> None:
    assert meets(direction, Fraction(100), Fraction(actual), Fraction(1, 10)) is met


def test_the_way_from_base_to_final_target_is_told_by_the_newest_actual() -> None:
    given = evaluated(
        record(2024, **INDICATOR, kpi_1_actual=Decimal(30)),
        record(2025, **INDICATOR, kpi_1_actual=Decimal(60)),
        record(2026, **INDICATOR, kpi_1_actual=None),
    )
    (course,) = indicator_courses(given)
    assert (course.newest, course.newest_year) == (60, 2025)
    assert course.progress == Fraction(60 - 20, 100 - 20)
    assert course.state == "未達成"
    assert [(t.year, t.known, t.met) for t in targets_met(given)] == [(2024, 1, 0), (2025, 1, 1), (2026, 0, 0)]


def test_a_renamed_indicator_begins_anew() -> None:
    renamed = INDICATOR | {"kpi_1_name": "満足度"}
    given = evaluated(record(2025, **INDICATOR, kpi_1_actual=Decimal(90)), record(2026, **renamed))
    (course,) = indicator_courses(given)
    assert (course.name, course.newest, course.state) == ("満足度", None, "実績未確定")


@pytest.mark.parametrize(
    ("month", "next_status", "outcome"),
    [
        (YearMonth(2026, 9), "計画どおり", "見込みどおり回復"),
        (YearMonth(2026, 9), "遅れ", "回復していない"),
        (YearMonth(2027, 3), "完了", "見込みどおり回復"),
        (YearMonth(2027, 4), "遅れ", "時期が未到来"),
    ],
)
def test_a_forecast_recovery_is_held_against_the_first_year_that_ends_after_it(
    month: YearMonth, next_status: str, outcome: str
) -> None:
    late = record(2025, status="遅れ", delay_months=4, recovery=month)
    (found,) = recovery_forecasts(evaluated(late, record(2026, status=next_status)))
    assert (found.year, found.months, found.outcome) == (2025, 4, outcome)


def test_a_delay_without_a_month_is_no_forecast() -> None:
    assert recovery_forecasts(evaluated(record(2025, status="遅れ", recovery="見込みなし"))) == ()


def test_a_year_under_another_method_is_marked_as_a_break() -> None:
    other = dataclasses.replace(METHOD, sha256="f" * 64)
    given = evaluated(record(2024), record(2025), record(2026), methods={2025: other, 2026: other})
    assert [row.broken for row in grade_rows(given)] == [False, True, False]


def test_it_is_the_whole_evaluation_once_the_last_year_has_results() -> None:
    before, after = evaluated(record(2024), record(2025)), evaluated(record(2025), record(PLAN.last_year))
    assert [evaluation_title(one) for one in (before, after)] == ["計画の中間評価", "計画全体評価"]


def test_a_project_has_ended_at_s9_or_when_it_was_stopped() -> None:
    cases = {"S9 終了": "計画どおり", "S5 運用・改善": "中止"}
    for stage, status in cases.items():
        one = record(2026, stage=stage, status=status)
        assert has_ended(YearResult(one.project, one, card_of(one, METHOD), False)), stage
    running = record(2026, stage="S5 運用・改善")
    assert not has_ended(YearResult(running.project, running, card_of(running, METHOD), False))
