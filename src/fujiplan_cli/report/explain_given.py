"""What the explanation page takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fujiplan_cli.model.method import Method
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.project import Project
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import Evidence, Scorecard


@dataclass(frozen=True, slots=True)
class ExplainInput:
    """What the page is made from. Nothing looks at a clock: ``day`` is that of the run."""

    plan: Plan
    method: Method
    """The method of the card."""
    day: date
    project: Project
    office: str
    """Full name of the department that answers."""
    card: Scorecard
    """The view that is explained."""
    cards: Mapping[str, Scorecard]
    """view → scorecard, for every view the project has."""
    record: Record
    """The record that the card was computed from."""
    reference: bool
    """Scored by another method than the year's: 参考."""
    caps: tuple[str, ...]
    notes: tuple[str, ...]
    changes: tuple[str, ...]
    """What would have changed the grade, in sentences."""
    place: Callable[[Evidence], str]
    """Where a value stands when it has no file of its own (台帳, 計算 …)."""
    template_folders: tuple[Path, ...]
