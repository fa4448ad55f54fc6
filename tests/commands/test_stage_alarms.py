"""段階の注意: a project too long at S1 or S2, and one whose 評価・更新検討 is due (domain.md §2)."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import pytest
from office_world import PROJECTS, project

from fujiplan_cli.declare import load_plan
from fujiplan_cli.workbook.register_book import write_register
from fujiplan_cli.workflow.stage_alarms import alarm_words

PLAN = load_plan(Path(__file__).resolve().parents[2] / "templates" / "plan")
TODAY = date(2026, 7, 1)
ONE = project("1-1-01", "電子申請の利用促進")


def told(*ends: str, today: date = TODAY, **changes: object) -> list[str]:
    """Kinds of alarms of a project that stood at these stages at the ends of the years up to 令和7年度."""
    years = [(2025 - len(ends) + place, code) for place, code in enumerate(ends, start=1)]
    return [kind for kind, _ in alarm_words(PLAN, dataclasses.replace(ONE, **changes), years, "S1", today)]


@pytest.mark.parametrize("stage", ["S1", "S2"])
def test_three_year_ends_in_a_row_at_s1_or_s2_are_over_two_years(stage: str) -> None:
    assert told(stage, stage) == []
    assert told(stage, stage, stage) == ["long"]


def test_only_years_in_a_row_at_one_and_the_same_stage_count() -> None:
    assert told("S1", "S1", "S2", "S2") == []
    assert told("S1", "S2", "S1", "S1") == []
    assert told("S1", "", "S1") == []  # a year of which nobody said anything proves nothing
    assert told("S1", "S1", "S1", "") == ["long"]  # this year's sheet is not back yet
    assert told("S4", "S4", "S4", "S4") == []


def test_the_alarm_says_the_stage_and_since_when() -> None:
    ((_, words),) = alarm_words(PLAN, ONE, [(2023, "S2"), (2024, "S2"), (2025, "S2")], "S2", TODAY)
    assert words == "S2 企画・計画が2年を超えています（令和5年度末からS2）"


def test_review_is_due_five_years_after_live_or_two_before_the_contract_ends_whichever_is_first() -> None:
    assert told("S5", live_from=date(2021, 7, 2)) == []
    assert told("S5", live_from=date(2021, 7, 1)) == ["due"]
    assert told("S5", contract_end=date(2028, 7, 2)) == []
    assert told("S5", contract_end=date(2028, 7, 1)) == ["due"]
    assert told("S5", live_from=date(2024, 4, 1), contract_end=date(2027, 3, 31)) == ["due"]
    assert told("S5", live_from=date(2020, 2, 29), today=date(2025, 2, 28)) == ["due"]
    assert told("S5") == []


def test_a_project_under_review_or_without_that_stage_is_not_told_again() -> None:
    for stage in ("S4", "S6", "S9"):
        assert told(stage, live_from=date(2015, 4, 1)) == []
    assert told("S5", live_from=date(2015, 4, 1), type="取組型") == []


def test_a_plan_without_limits_gives_no_alarm() -> None:
    bare = tuple(dataclasses.replace(s, limit_years=None, years_after_live=None) for s in PLAN.stages)
    plan = dataclasses.replace(PLAN, stages=bare)
    old = dataclasses.replace(ONE, live_from=date(2015, 4, 1))
    assert alarm_words(plan, old, [(2023, "S5"), (2024, "S5"), (2025, "S5")], "S5", TODAY) == []


def test_schedule_status_and_the_working_group_show_the_same_alarm(office) -> None:
    old = dataclasses.replace(PROJECTS[0], live_from=date(2020, 10, 1))
    book = office.folder / "register.xlsx"
    book.write_bytes(write_register(load_plan(office.folder), (old, *PROJECTS[1:])))
    assert office.run("import", str(book), "--kind", "register") == 0, office.err
    for one in PROJECTS:
        office.answer(one.number)
    office.run("collect", "--year", "R7")
    words = "S6 評価・更新検討の時期です（令和2年10月1日の稼働から5年）"
    for command in (("schedule",), ("status", "--year", "R7")):
        (alarm,) = office.json(*command)["alarms"]
        assert (alarm["project"], alarm["kind"], alarm["message"]) == ("1-1-01", "due", words)
        office.run(*command)
        assert words in office.out
    before = office.json("score", "--year", "R7")["projects"]
    assert office.run("report", "--year", "R7", "--meeting", "wg") == 0, office.err
    (page,) = (office.folder / "reports" / "2025" / "wg").glob("*.html")
    text = page.read_text(encoding="utf-8")
    assert (
        "段階の注意（1件。点数は変わりません）" in text and text.count(words) == 2
    )  # the list, and the project's page
    assert "主担当：所管課、協力：事務局（S5 運用・改善）" in text
    assert all(one["warnings"] == [] or "S6" not in str(one["warnings"]) for one in before)
