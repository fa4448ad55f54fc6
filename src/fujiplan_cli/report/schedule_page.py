"""年間スケジュール on one A4 page. All that is on it stands in `SchedulePage`, for any other format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fujiplan_cli.kinds.fiscal_year import year_words, year_words_both
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.year_schedule import Alarm, Matter, ScheduleLine, YearSchedule, names_in_short
from fujiplan_cli.report.heading import Running
from fujiplan_cli.report.render import rendered

_MATTERS, _NAMES, _ALARMS = 6, 1, 4
"""The page stays one page: so many matters, names in a matter, and alarms are shown, and the rest is counted."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class ScheduleInput:
    """Everything the page is made from; the day is that of the schedule."""

    plan: Plan
    schedule: YearSchedule
    template_folders: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of the calendar. ``mark`` is ``now`` for the running month, ``late`` for a late line, else ""."""

    title: str
    until: str
    actor: str
    command: str
    state: str
    shown: str
    mark: str


@dataclass(frozen=True, slots=True)
class MonthRows:
    """A month with its lines."""

    era: str
    """令和8年, where a calendar year begins."""
    month: str
    now: bool
    lines: tuple[LineRow, ...]


@dataclass(frozen=True, slots=True)
class MatterRow:
    """One matter in short: 調書が未提出 3件."""

    title: str
    actors: str
    due: str


@dataclass(frozen=True, slots=True)
class SchedulePage:
    """The page, ready to print."""

    city: str
    office: str
    plan: str
    year: str
    day: str
    sample: bool
    months: tuple[MonthRows, ...]
    late: tuple[MatterRow, ...]
    late_more: int
    waiting: tuple[MatterRow, ...]
    waiting_more: int
    alarms: tuple[str, ...]
    alarms_more: int
    stages: tuple[tuple[str, str, str], ...]
    """(段階, 主担当, 協力)."""


def schedule_page(given: ScheduleInput) -> str:
    """The page as HTML. Same input, same bytes. Raises jinja2 errors for a faulty template of the plan folder."""
    return rendered("schedule.html", given.template_folders, {"page": page_of(given)})


def schedule_running(given: ScheduleInput) -> Running:
    """What stands at the edge of the page when it is printed."""
    page = page_of(given)
    mark = "　【架空】" if page.sample else ""
    return Running(page.plan, f"年間スケジュール{mark}", f"{page.city} {page.office}", f"{page.day}現在")


def page_of(given: ScheduleInput) -> SchedulePage:
    """What stands on the page."""
    plan, found = given.plan, given.schedule
    return SchedulePage(
        city=plan.publisher.city,
        office=f"{plan.publisher.division} {plan.publisher.office}".strip(),
        plan=plan.title,
        year=year_words_both(found.year),
        day=day_words(found.today),
        sample=plan.sample,
        months=tuple(_months(found)),
        late=tuple(_matter(one) for one in found.late[:_MATTERS]),
        late_more=max(len(found.late) - _MATTERS, 0),
        waiting=tuple(_matter(one) for one in found.waiting[:_MATTERS]),
        waiting_more=max(len(found.waiting) - _MATTERS, 0),
        alarms=tuple(_alarm(one) for one in found.alarms[:_ALARMS]),
        alarms_more=max(len(found.alarms) - _ALARMS, 0),
        stages=tuple((s.choice, s.lead, s.support or "−") for s in plan.stages),
    )


def _months(found: YearSchedule) -> Iterator[MonthRows]:
    keys = list(dict.fromkeys((line.due.year, line.due.month) for line in found.lines))
    running = (found.today.year, found.today.month)
    for year, month in keys:
        lines = [line for line in found.lines if (line.due.year, line.due.month) == (year, month)]
        era = year_words(year).removesuffix("度") if (year, month) == keys[0] or month == 1 else ""
        yield MonthRows(era, f"{month}月", (year, month) == running, tuple(_row(line, found) for line in lines))


def _row(line: ScheduleLine, found: YearSchedule) -> LineRow:
    running = (line.due.year, line.due.month) == (found.today.year, found.today.month)
    entry = line.entry
    return LineRow(
        title=entry.title,
        until=f"{line.due.day}日" if entry.day else "",
        actor=entry.actor,
        command=f"fujiplan {entry.command}" if entry.command else "",
        state=line.state,
        shown=_DAY.sub(lambda day: _short_day(day[0], found), line.shown),
        mark="late" if line.state == "遅れ" else "now" if running else "",
    )


def _short_day(text: str, found: YearSchedule) -> str:
    """An ISO date in short: a day of the page's own year (March to February) needs no year."""
    day = date.fromisoformat(text)
    own = (found.year + 1, 3) <= (day.year, day.month) < (found.year + 2, 3)
    return f"{day.month}月{day.day}日" if own else day_words(day)


def _matter(one: Matter) -> MatterRow:
    count = f" {len(one.items)}件" if len(one.items) > 1 else f"（{one.items[0]}）" if one.items else ""
    return MatterRow(f"{one.title}{count}", names_in_short(one.actors, _NAMES), day_words(one.due) if one.due else "")


def _alarm(one: Alarm) -> str:
    return f"{one.project} {one.name}（{one.department}）：{one.words}"
