"""The state of each line of the calendar: 済, 期限内, 遅れ, これから — and the date or count that shows it."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from datetime import date

from fujiplan_cli.model.plan import CalendarEntry, Plan
from fujiplan_cli.model.year_schedule import LineState, ScheduleLine
from fujiplan_cli.workflow.schedule_evidence import Evidence, to_send
from fujiplan_cli.workflow.status import CORRECT, MISSING

FIRST_MONTH = 3
"""The year begins with the distribution, before staff rotate on 1 April (domain.md §1)."""

Shown = tuple[bool, str]
"""Whether the work is done, and what shows it."""


def cycle_year(plan: Plan, today: date) -> int:
    """The fiscal year whose reporting runs on a day; at the ends of the plan its first or last year."""
    year = today.year - (1 if today.month >= FIRST_MONTH else 2)
    return min(max(year, plan.first_year), plan.last_year)


def last_day(entry: CalendarEntry, year: int) -> date:
    """The day by which a line of the year that reports ``year`` is due: its own, else the last of its month."""
    running = year + 1 if entry.month >= FIRST_MONTH else year + 2
    return date(running, entry.month, entry.day or calendar.monthrange(running, entry.month)[1])


def schedule_lines(plan: Plan, year: int, found: Evidence, today: date) -> tuple[ScheduleLine, ...]:
    """The calendar in the order of the year; within a month in that of the plan file."""
    lines = [_line(entry, year, found, today) for entry in plan.lines_of(year)]
    return tuple(sorted(lines, key=lambda line: line.due.replace(day=1)))


def due_of(lines: tuple[ScheduleLine, ...], work: str, meeting: str = "") -> date | None:
    """The last day of the line of a work; None when the calendar has none."""
    return next((one.due for one in lines if (one.entry.work, one.entry.meeting) == (work, meeting)), None)


def _line(entry: CalendarEntry, year: int, found: Evidence, today: date) -> ScheduleLine:
    due = last_day(entry, year)
    begun = due.replace(day=1) <= today
    if not entry.work:
        unseen: LineState = "経過" if due < today else "期限内" if begun else "これから"
        return ScheduleLine(entry, due, unseen, "")
    done, shown = _SHOWN[entry.work](found, entry)
    state: LineState = "済" if done else "遅れ" if due < today else "期限内" if begun else "これから"
    return ScheduleLine(entry, due, state, shown)


def _distribute(found: Evidence, entry: CalendarEntry) -> Shown:
    every = len(found.status.states)
    sent = every - len(to_send(found))
    on = f"（{found.sent_on}）" if found.sent_on else ""
    return bool(every) and sent == every, f"配布 {sent}/{every}事業{on}"


def _answers(found: Evidence, entry: CalendarEntry) -> Shown:
    states, survey = found.status.states, found.status.survey
    missing = sum(one.state == MISSING for one in states)
    returned = sum(one.state == CORRECT for one in states)
    words = f"提出 {len(states) - missing}/{len(states)}事業"
    words += f"、修正依頼 {returned}" if returned else ""
    if survey:
        words += f"、新規事業調査 {sum(one.state != MISSING for one in survey)}/{len(survey)}課"
    silent = missing + sum(one.state == MISSING for one in survey)
    return bool(states) and not silent, words


def _confirm(found: Evidence, entry: CalendarEntry) -> Shown:
    every = len(found.judged)
    missing = any(one.state == MISSING for one in found.status.states)
    words = f"確認 {every - len(found.unconfirmed)}/{every}項目" if every else "自己評価の提出なし"
    return bool(every) and not found.unconfirmed and not missing, words


def _meeting(found: Evidence, entry: CalendarEntry) -> Shown:
    frozen, made = found.frozen.get(entry.meeting), found.decisions.get(entry.meeting, ())
    if frozen is None and not made:
        return False, "資料は未確定"
    material = f"資料 第{frozen.version}号（{frozen.frozen_on}）" if frozen else "資料は未確定"
    if not made:
        return False, f"{material}、決定は未記録"
    open_count = len(found.undecided.get(entry.meeting, ()))
    rest = f"、残り{open_count}件" if open_count else ""
    return not open_count, f"{material}、決定 {max(one.date for one in made)}{rest}"


def _settlement(found: Evidence, entry: CalendarEntry) -> Shown:
    one = next((one for one in found.status.lists if one.form == "settlement"), None)
    if one is None:
        return False, "未配布"
    more = f"、修正依頼 {one.returned}" if one.returned else ""
    return one.answered == one.sent, f"提出 {one.answered}/{one.sent}事業{more}"


def _hearing(found: Evidence, entry: CalendarEntry) -> Shown:
    every = len(found.proposed)
    survey = found.status.survey
    answered = bool(survey) and all(one.state != MISSING for one in survey)
    if not every:
        return answered, "提案なし" if answered else "提案は未着"
    heard = sum(one in found.heard for one in found.proposed)
    return heard == every and answered, f"記録 {heard}/{every}件"


def _publish(found: Evidence, entry: CalendarEntry) -> Shown:
    one = found.publication
    return one is not None, f"公表 {one.published_on}（議会 {one.council_date}）" if one else "未公表"


_SHOWN: Mapping[str, Callable[[Evidence, CalendarEntry], Shown]] = {
    "distribute": _distribute,
    "answers": _answers,
    "confirm": _confirm,
    "meeting": _meeting,
    "settlement": _settlement,
    "hearing": _hearing,
    "publish": _publish,
}
