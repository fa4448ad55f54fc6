"""What the room takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fujiplan_cli.model.form import Form
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.plan import Meeting, Plan
from fujiplan_cli.model.snapshot import Snapshot, SnapshotEntry
from fujiplan_cli.model.tally import ConfirmationShift, StageCount


class ReportFault(Exception):
    """A figure computed in two ways disagrees (domain.md §4.10). A fault of the program, never of the input."""


@dataclass(frozen=True)
class ReportInput:
    """Everything a meeting's material is made from. Nothing looks at a clock: the date is that of the snapshot."""

    plan: Plan
    form: Form
    method: Method
    """The method of the snapshot."""
    meeting: Meeting
    snapshot: Snapshot
    previous: Snapshot | None
    """What was frozen before it in the same year: the material opens with what changed since."""
    last_year: Snapshot | None
    """The publishing meeting's snapshot of the year before: last year's amounts and indicators."""
    template_folders: tuple[Path, ...]
    by_stage: tuple[StageCount, ...]
    """Counts by 評価段階; the last row is that of all (axis ``all``)."""
    by_division: tuple[StageCount, ...]
    """Counts by 部, groups as ``SnapshotEntry.division``; the last row is that of all."""
    last_year_counts: StageCount | None = None
    """Last year's row of all, as approved; None when there is none."""
    approved: Mapping[str, SnapshotEntry] = field(default_factory=dict)
    """Project → what 本部 had approved of this year when the snapshot was frozen."""
    shift: ConfirmationShift | None = None
    """How confirmation moved the self levels."""
