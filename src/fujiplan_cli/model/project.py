"""A project as the 事業台帳 (register) knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal


@dataclass(frozen=True, slots=True)
class Indicator:
    """指標 N of a project. Values in ``unit``; ``tolerance`` (維持) is a ratio."""

    number: int
    kind: str
    """成果指標 / 活動指標."""
    name: str
    unit: str
    direction: str
    """増 / 減 / 維持."""
    base: Decimal | None = None
    base_year: int | None = None
    final: Decimal | None = None
    final_year: int | None = None
    tolerance: Decimal | None = None


@dataclass(frozen=True, slots=True)
class YearPlan:
    """年度計画: what was planned for one fiscal year. ``money`` is what 財務会計 is known to say, in 千円."""

    year: int
    planned_stage: str
    plan: str = ""
    targets: Mapping[int, Decimal] = field(default_factory=dict)
    """Indicator number → current target."""
    targets_original: Mapping[int, Decimal] = field(default_factory=dict)
    target_reasons: Mapping[int, str] = field(default_factory=dict)
    """Indicator number → why the target was changed."""
    money: Mapping[str, Decimal] = field(default_factory=dict)


ScheduleItem = Literal["start_year", "end_year", "planned_stage"]
SCHEDULE_WORDS: Mapping[ScheduleItem, str] = {
    "start_year": "開始年度",
    "end_year": "終了年度",
    "planned_stage": "予定の段階",
}


@dataclass(frozen=True, slots=True)
class ScheduleChange:
    """A part of the schedule that is no longer the original one. ``year`` is 0 for the project's own years."""

    item: ScheduleItem
    year: int
    original: str
    current: str
    on: str
    """ISO date of the newest change."""
    reason: str
    """Why, as given when the register was taken in; all reasons when it moved several times."""


@dataclass(frozen=True, slots=True)
class LeadChange:
    """A change of the department that leads a project (主担当). Names as they were on the day ``on`` (ISO)."""

    original: str
    current: str
    on: str
    reason: str
    """The meeting or reason, as given when the register was taken in."""


@dataclass(frozen=True, slots=True)
class Project:
    """A row of the register with its indicators and year plans."""

    number: str
    name: str
    type: str
    goal: str
    measure: str
    start_year: int
    end_year: int
    department: str
    co_departments: tuple[str, ...] = ()
    account: str = ""
    budget_account: str = ""
    budget_department: str = ""
    zero_reason: str = ""
    disclosure: str = "公表"
    disclosure_ground: str = ""
    disclosure_until: date | None = None
    contract_end: date | None = None
    live_from: date | None = None
    repeated: bool = False
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    priority: bool = False
    """重点施策."""
    summary: str = ""
    """public_summary."""
    personal_info: str = ""
    system_zone: str = ""
    staff_band: str = ""
    indicators: tuple[Indicator, ...] = ()
    years: Mapping[int, YearPlan] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
    """Columns of the register that a form declares as printed and the model does not know: field id → text."""

    @property
    def has_budget(self) -> bool:
        """Whether the project has a budget of its own (no 事業費がない理由)."""
        return not self.zero_reason

    def indicator(self, number: int) -> Indicator | None:
        """Indicator N, if the register has it."""
        return next((i for i in self.indicators if i.number == number), None)

    def target(self, number: int, year: int) -> tuple[Fraction | None, str]:
        """Target of indicator N for a year and where it comes from: ``current``, ``line`` or ``none``.

        domain.md §4.3: no target for the year → straight line from base year to final year.
        """
        plan = self.years.get(year)
        if plan and number in plan.targets:
            return Fraction(plan.targets[number]), "current"
        one = self.indicator(number)
        line = straight_line(one.base, one.base_year, one.final, one.final_year, year) if one else None
        return (line, "line") if line is not None else (None, "none")


def straight_line(
    base: Decimal | Fraction | None,
    base_year: int | None,
    final: Decimal | Fraction | None,
    final_year: int | None,
    year: int,
) -> Fraction | None:
    """Target of a year on the line from base year to final year (domain.md §4.3); None without both ends.

    Before the base year it is the base value, after the final year the final value. Exact.
    """
    if base is None or final is None or not base_year or not final_year or final_year <= base_year:
        return None
    share = Fraction(min(max(year, base_year), final_year) - base_year, final_year - base_year)
    return Fraction(base) + (Fraction(final) - Fraction(base)) * share
