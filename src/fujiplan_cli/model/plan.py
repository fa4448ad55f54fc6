"""The plan as declared in fujiplan.toml: organisation with its history, goals, stages, meetings, calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fujiplan_cli.model.finance import FinanceMap


@dataclass(frozen=True, slots=True)
class Department:
    """A 所管課 under one name. A rename or merger is a new department that the old one names as ``successor``."""

    code: str
    division: str
    name: str
    valid_from: date | None = None
    valid_until: date | None = None
    """Last day under this name."""
    successor: str | None = None

    @property
    def full_name(self) -> str:
        """部 and 課: 総務部 デジタル戦略課."""
        return f"{self.division} {self.name}" if self.division and self.division != self.name else self.name


@dataclass(frozen=True, slots=True)
class Measure:
    """A 施策 (field ``measure``) under a 基本目標."""

    code: str
    title: str
    goal: str


@dataclass(frozen=True, slots=True)
class Goal:
    """A 基本目標 (field ``theme``)."""

    code: str
    title: str
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """A 進捗段階 with who leads and who helps. ``choice`` is the word a sheet offers: 「S5 運用・改善」."""

    code: str
    title: str
    ends_when: str
    lead: str
    support: str
    limit_years: int | None = None
    """Alarm when a project stands at this stage for more than so many years."""
    years_after_live: int | None = None
    """This stage is due so many years after a project went live …"""
    years_before_end: int | None = None
    """… or so many years before its contract ends, whichever comes first."""

    @property
    def roles(self) -> str:
        """Who leads and who helps, as printed: 主担当：所管課、協力：事務局."""
        return f"主担当：{self.lead}" + (f"、協力：{self.support}" if self.support else "")

    @property
    def choice(self) -> str:
        """Code and title as offered on the sheet."""
        return f"{self.code} {self.title}"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A body that is reported to. ``decisions`` are its words; those in ``approving`` let the work go on."""

    id: str
    title: str
    short: str
    month: int
    edition: str
    """第1版 …"""
    money: str
    """決算見込 / 出納閉鎖後."""
    decisions: tuple[str, ...]
    approving: tuple[str, ...]
    publishes: bool = False
    modifying: tuple[str, ...] = ()
    """Those of ``approving`` that change what was put forward: they need words, and may change levels."""


@dataclass(frozen=True, slots=True)
class Body:
    """One of the bodies that carry the plan (本部, 幹事会, WG, 事務局): who sits in it and what it does."""

    id: str
    title: str
    members: str
    role: str


WORKS = ("distribute", "answers", "confirm", "meeting", "settlement", "hearing", "publish")
"""What the ledger can show of a calendar line."""


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A line of the yearly calendar: what is due in which month and who acts.

    ``work`` says by what the ledger shows it done (one of WORKS; "" when the ledger cannot show it), ``meeting`` names
    the meeting of the work ``meeting``; ``command`` is what to type.
    """

    month: int
    title: str
    actor: str
    day: int | None = None
    command: str = ""
    work: str = ""
    meeting: str = ""
    last_year_only: bool = False
    """Only in the year that reports the plan's last year (計画全体評価)."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes and answers questions; printed on letters, reports and the site."""

    city: str
    organisation_code: str
    office: str
    division: str
    contact: str
    licence: str
    licence_url: str
    legal_basis: str = ""
    """Law, ordinance or chapter of the plan by which results are published; "" when the plan folder names none."""


@dataclass(frozen=True, slots=True)
class Applies:
    """Which form files and which method apply to which fiscal years (both ends included)."""

    first_year: int
    last_year: int
    forms: Mapping[str, str]
    """form id → file below the plan folder."""
    method: str
    """file below the plan folder."""


@dataclass(frozen=True, slots=True)
class HearingRules:
    """How hearings of new projects are called together, and which of them 本部 hears in October.

    Important is what is to join the plan and is marked so, or reaches one of the two scores (of 20 and of 100).
    """

    important_need: int = 20
    important_total: int = 75
    start: str = "09:00"
    minutes: int = 30
    per_day: int = 8
    room: str = ""


@dataclass(frozen=True, slots=True)
class OwnConfirmation:
    """The 課 that confirms the 事務局's own projects from a day on, and what named it (幹事会, with its date)."""

    department: str
    valid_from: date
    named_by: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole plan definition. ``sample`` marks 架空 data (練習) everywhere."""

    id: str
    title: str
    first_year: int
    last_year: int
    sample: bool
    publisher: Publisher
    secretariat: str
    """Department code of the 事務局."""
    goals: tuple[Goal, ...]
    departments: tuple[Department, ...]
    stages: tuple[Stage, ...]
    routes: Mapping[str, tuple[str, ...]]
    """type (開発型/取組型) → the stages it passes, in order."""
    meetings: tuple[Meeting, ...]
    calendar: tuple[CalendarEntry, ...]
    applies: tuple[Applies, ...]
    due_month: int
    due_day: int
    retention_years: int
    bodies: tuple[Body, ...] = ()
    finance: FinanceMap | None = None
    """How an export of 財務会計 is read; None when the plan does not say."""
    accept: frozenset[str] = frozenset()
    """Formats taken besides .xlsx and .xlsm: xls, ods, xlsb."""
    folder: str = ""
    sha256: str = ""
    own_confirmations: tuple[OwnConfirmation, ...] = ()
    """Nobody confirms their own levels: who does it for the 事務局's projects."""
    hearing: HearingRules = HearingRules()

    def confirms_own(self, day: date) -> OwnConfirmation | None:
        """Who confirms the 事務局's own projects on a day; None when nobody was named."""
        named = [one for one in self.own_confirmations if one.valid_from <= day]
        return max(named, key=lambda one: one.valid_from, default=None)

    def lines_of(self, year: int) -> tuple[CalendarEntry, ...]:
        """The calendar's lines of the year that reports ``year``."""
        return tuple(one for one in self.calendar if year == self.last_year or not one.last_year_only)

    @property
    def years(self) -> range:
        """Every fiscal year of the plan."""
        return range(self.first_year, self.last_year + 1)

    def department(self, code: str) -> Department | None:
        """The department of that code, under any of its times."""
        return next((d for d in self.departments if d.code == code), None)

    def department_on(self, code: str, day: date) -> Department | None:
        """Who answers for ``code`` on a day: its successors are followed while it has ended (renamed, merged)."""
        found = self.department(code)
        seen: set[str] = set()
        while found and found.valid_until and found.valid_until < day and found.successor:
            if found.code in seen:
                break
            seen.add(found.code)
            found = self.department(found.successor)
        return found

    def measure(self, code: str) -> Measure | None:
        """The 施策 of that code."""
        return next((m for g in self.goals for m in g.measures if m.code == code), None)

    def goal(self, code: str) -> Goal | None:
        """The 基本目標 of that code."""
        return next((g for g in self.goals if g.code == code), None)

    def stage(self, code: str) -> Stage | None:
        """The 進捗段階 of that code (S5)."""
        return next((s for s in self.stages if s.code == code), None)

    def meeting(self, meeting_id: str) -> Meeting | None:
        """The meeting of that id (wg, kanjikai, honbu)."""
        return next((m for m in self.meetings if m.id == meeting_id), None)

    def applying(self, year: int) -> Applies | None:
        """The forms and method of a fiscal year."""
        return next((a for a in self.applies if a.first_year <= year <= a.last_year), None)

    def due(self, year: int) -> date:
        """Due date of the sheets that report ``year``: in the spring after it."""
        return date(year + 1, self.due_month, self.due_day)


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of the plan folder: file, key (``departments[3].code``), line if known, what is wrong, what to do."""

    file: str
    key: str
    message: str
    line: int | None = None


class PlanFolderError(Exception):
    """The plan folder is faulty: all faults at once. Exit status 3."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{f.file} {f.key}: {f.message}" for f in faults))
        self.faults = faults
