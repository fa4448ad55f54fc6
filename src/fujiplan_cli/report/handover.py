"""引継ぎ: what somebody who comes to a 課 (or to the 事務局) on 1 April must know, printed on A4. 庁内限り."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.plan import CalendarEntry, Department, Plan, Stage
from fujiplan_cli.report.heading import Heading, Running, method_words, plan_heading, running_of
from fujiplan_cli.report.lines import Grade
from fujiplan_cli.report.open_points import OpenPoint
from fujiplan_cli.report.render import rendered

INTERNAL = "庁内限り"
_OF_ALL = ("所管課", "情報化推進リーダー", "全ての課", "各課")
_FIRST_MONTH = 4


@dataclass(frozen=True, slots=True)
class HandedResult:
    """One reported year of a project: stage at its end, 進捗状況 and grade. ``approved``: by 本部."""

    year: str
    stage: str
    status: str
    grade: Grade | None
    approved: bool


@dataclass(frozen=True, slots=True)
class HandedInstruction:
    """指示事項 that nobody has answered yet. ``number`` "" when it is of all projects. ``overdue``: on the day."""

    number: str
    meeting: str
    note: str
    due: date | None
    lead: str
    overdue: bool

    @property
    def due_words(self) -> str:
        """令和8年9月30日; 「期限の定めなし」 without one."""
        return day_words(self.due) if self.due else "期限の定めなし"


@dataclass(frozen=True, slots=True)
class HandedRequest:
    """事務局への要望 of one year and the answer; "" while there is none."""

    year: str
    text: str
    answer: str
    answered: str
    """On which day, by whom."""


@dataclass(frozen=True, slots=True)
class HandedPending:
    """An indicator whose actual was still to come. ``month``: 令和8年6月. ``late``: that month is over."""

    year: str
    name: str
    month: str
    late: bool


@dataclass(frozen=True, slots=True)
class HandedSheet:
    """A 調書 that came back: where it lies and who filled it in."""

    year: str
    file: str
    contact: str
    extension: str


@dataclass(frozen=True, slots=True)
class HandedProject:
    """One project, for whoever answers for it next."""

    number: str
    name: str
    office: str
    helping: bool
    """The 課 only helps (関係所管); another one answers."""
    ended: bool
    summary: str
    period: str
    stage: Stage | None
    state: str
    """未提出, 受付済, …; "" when no sheet is asked of it."""
    due: str
    overdue: bool
    sent: str
    """Where this year's sheet was written to."""
    results: tuple[HandedResult, ...]
    plan_year: str
    next_plan: str
    instructions: tuple[HandedInstruction, ...]
    points: tuple[OpenPoint, ...]
    requests: tuple[HandedRequest, ...]
    pending: tuple[HandedPending, ...]
    sheets: tuple[HandedSheet, ...]

    @property
    def unanswered(self) -> tuple[HandedRequest, ...]:
        """Requests that wait for the 事務局."""
        return tuple(one for one in self.requests if not one.answer)

    @property
    def works(self) -> int:
        """How many things are open."""
        waiting = self.state not in ("", "受付済")
        return waiting + len(self.instructions) + len(self.pending) + len(self.unanswered)


@dataclass(frozen=True, slots=True)
class HandedOffice:
    """A 課 with all that passes on. ``history``: how it came to its name, oldest first."""

    office: Department
    history: tuple[str, ...]
    leader: str
    projects: tuple[HandedProject, ...]
    survey: str
    """State of its answer to the survey of new projects; "" when it was not asked."""

    @property
    def own(self) -> tuple[HandedProject, ...]:
        """Projects it answers for."""
        return tuple(one for one in self.projects if not one.helping)

    @property
    def works(self) -> int:
        """How many things are open in its own projects."""
        return sum(one.works for one in self.own)


@dataclass(frozen=True, slots=True)
class HandoverInput:
    """What the pages are made from; nothing looks at a clock."""

    plan: Plan
    method: Method
    year: int
    day: date
    due: date
    offices: tuple[HandedOffice, ...]
    bloc: tuple[HandedInstruction, ...]
    """Open instructions that are of all projects."""
    template_folders: tuple[Path, ...]

    @property
    def without_leader(self) -> tuple[Department, ...]:
        """課 that have nobody named."""
        return tuple(one.office for one in self.offices if not one.leader)


def handover_page(given: HandoverInput, one: HandedOffice) -> str:
    """The page of a 課. Raises jinja2 errors for a faulty template of the plan folder."""
    secretariat = given.plan.department_on(given.plan.secretariat, given.day)
    is_own = secretariat is not None and secretariat.code == one.office.code
    return rendered("handover.html", given.template_folders, {**_common(given), "one": one, "is_own": is_own})


def overview_page(given: HandoverInput) -> str:
    """The page for the 事務局's own staff rotation: everything open, project by project."""
    projects = [p for one in given.offices for p in one.own]
    context = {
        "offices": given.offices,
        "waiting": tuple(p for p in projects if p.state not in ("", "受付済")),
        "instructions": tuple((p, i) for p in projects for i in p.instructions),
        "requests": tuple((p, r) for p in projects for r in p.unanswered),
        "pending": tuple((p, k) for p in projects for k in p.pending),
        "projects": len(projects),
        "without": given.without_leader,
    }
    return rendered("handover_overview.html", given.template_folders, {**_common(given), **context})


def handover_running(given: HandoverInput) -> Running:
    """What stands at the edge of every page when it is printed."""
    return running_of(_heading(given))


def _heading(given: HandoverInput) -> Heading:
    return plan_heading(
        given.plan,
        given.day,
        (given.year, given.year),
        meeting="引継ぎ",
        edition=INTERNAL,
        method=method_words(given.method),
        sha256=given.method.sha256,
    )


def _common(given: HandoverInput) -> dict[str, object]:
    return {
        "head": _heading(given),
        "plan": given.plan,
        "year": year_words(given.year),
        "running": year_words(given.year + 1),
        "due": day_words(given.due, weekday=True),
        "bloc": given.bloc,
        "calendar": tuple(_calendar(given.plan)),
        "grades": tuple((g.letter, given.method.letter_title(g.letter)) for g in given.method.grades),
    }


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month of the year's calendar. ``asks``: what it asks of every 課; ``others``: what others do."""

    month: int
    asks: tuple[str, ...]
    others: tuple[str, ...]


def _calendar(plan: Plan) -> Iterator[MonthLine]:
    """The months of a fiscal year in which something is done, April first."""
    months: dict[int, list[CalendarEntry]] = {}
    for entry in plan.calendar:
        months.setdefault(entry.month, []).append(entry)
    for month in sorted(months, key=lambda one: (one - _FIRST_MONTH) % 12):
        asks = tuple(_words(e) for e in months[month] if _is_of_all(e))
        others = tuple(f"{_words(e)}〔{e.actor}〕" for e in months[month] if not _is_of_all(e))
        yield MonthLine(month, asks, others)


def _is_of_all(entry: CalendarEntry) -> bool:
    return any(word in entry.actor for word in _OF_ALL)


def _words(entry: CalendarEntry) -> str:
    return f"{entry.month}月{entry.day}日　{entry.title}" if entry.day else entry.title
