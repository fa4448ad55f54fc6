"""What the 計画全体評価 is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fujiplan_cli.model.form import Form
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.project import Project
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the 事務局 recommends for an unfinished project, as recorded."""

    word: str
    reason: str
    by: str
    on: str


@dataclass(frozen=True, slots=True)
class YearResult:
    """One project in one year. ``approved``: the result is the one that 本部 approved."""

    project: str
    record: Record
    card: Scorecard
    approved: bool


@dataclass(frozen=True, slots=True)
class EvaluatedYear:
    """A fiscal year with the method and form it was evaluated by."""

    year: int
    method: Method
    form: Form
    results: Mapping[str, YearResult]


@dataclass(frozen=True, slots=True)
class EvaluationInput:
    """What the evaluation is made from. Nothing looks at a clock: ``day`` is that of the run."""

    plan: Plan
    projects: Mapping[str, Project]
    offices: Mapping[str, str]
    """Project → the 課 that answers for it now."""
    years: tuple[EvaluatedYear, ...]
    """Years with results, oldest first; at least one."""
    recommendations: Mapping[str, Recommendation]
    day: date
    template_folders: tuple[Path, ...]

    @property
    def whole(self) -> bool:
        """Whether the plan's last year is among them; else it is an interim evaluation."""
        return self.years[-1].year >= self.plan.last_year
