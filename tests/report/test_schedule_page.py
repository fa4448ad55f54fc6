"""年間スケジュール: one A4 page, however much is late; every word of the calendar stands on it."""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from pathlib import Path

from fujiplan_cli.declare import load_plan
from fujiplan_cli.model.plan import CalendarEntry
from fujiplan_cli.model.resources import template_folders
from fujiplan_cli.model.year_schedule import Alarm, Matter, ScheduleLine, YearSchedule
from fujiplan_cli.report.schedule_page import ScheduleInput, page_of, schedule_page

PLAN_FOLDER = Path(__file__).resolve().parents[2] / "templates" / "plan"
PLAN = load_plan(PLAN_FOLDER)
DAY = date(2026, 6, 10)
STATES = ("済", "遅れ", "期限内", "これから", "経過")


def day_of(entry: CalendarEntry) -> date:
    return date(2026 if entry.month >= 3 else 2027, entry.month, entry.day or 28)


def full() -> ScheduleInput:
    """Every line with a long state, more matters and alarms than there is room for."""
    lines = tuple(
        ScheduleLine(one, day_of(one), STATES[place % 5], "提出 94/103事業、修正依頼 10、新規事業調査 7/33課")  # type: ignore[arg-type]  # the five words in turn
        for place, one in enumerate(PLAN.calendar)
    )
    offices = tuple(f"教育委員会 富士市立図書館{n}" for n in range(12))
    matters = tuple(
        Matter("missing", f"事務局が水準を確認していない自己評価その{n}", offices, ("1-1-01", "1-1-02"), DAY, n < 10)
        for n in range(20)
    )
    words = "S6 評価・更新検討の時期です（令和2年10月1日の稼働から5年）"
    alarms = tuple(Alarm(f"1-1-{n:02}", "施設予約と使用料の支払の共通化", offices[0], "due", words) for n in range(9))
    return ScheduleInput(PLAN, YearSchedule(2025, DAY, lines, matters, alarms), template_folders(PLAN_FOLDER, "report"))


def test_the_fullest_year_prints_on_one_a4_page(chromium: str, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    target = tmp_path / "page.html"
    target.write_text(schedule_page(full()), encoding="utf-8")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(target.as_uri())
        data = page.pdf(prefer_css_page_size=True)
        browser.close()
    assert len(re.findall(rb"/Type\s*/Page\b", data)) == 1


def test_every_line_stands_on_the_page_with_its_state_and_who_acts() -> None:
    page, text = page_of(full()), schedule_page(full())
    rows = [row for month in page.months for row in month.lines]
    assert [row.title for row in rows] == [one.title for one in PLAN.calendar]
    assert [month.month for month in page.months if month.now] == ["6月"]
    assert [(month.era, month.month) for month in page.months if month.era] == [("令和8年", "3月"), ("令和9年", "1月")]
    for row in rows:
        assert row.title in text and row.actor in text and row.state in text
    assert {row.until for row in rows} == {"", "28日", "31日"}


def test_what_does_not_fit_is_counted() -> None:
    page, text = page_of(full()), schedule_page(full())
    assert (len(page.late), page.late_more, len(page.waiting), page.waiting_more) == (6, 4, 6, 4)
    assert (len(page.alarms), page.alarms_more) == (4, 5)
    assert "ほか4項目" in text and "ほか5事業" in text and "ほか11" in text


def test_who_leads_at_each_stage_is_on_the_page_and_the_sample_is_marked() -> None:
    text = schedule_page(full())
    assert all(stage.choice in text and stage.lead in text for stage in PLAN.stages)
    assert "架空" not in text
    assert "://" not in text and "<script" not in text


def test_a_day_of_the_years_own_months_is_short_and_another_keeps_its_year() -> None:
    given = full()
    (first, *_rest) = given.schedule.lines
    words = []
    for shown in ("資料 第1号（2026-05-20）、決定 2027-02-28", "公表 2027-03-01"):
        line = dataclasses.replace(first, shown=shown)
        page = page_of(dataclasses.replace(given, schedule=dataclasses.replace(given.schedule, lines=(line,))))
        words.append(page.months[0].lines[0].shown)
    assert words == ["資料 第1号（5月20日）、決定 2月28日", "公表 令和9年3月1日"]
