"""Who leads and who helps: by 段階 as the plan file says, changes of the 主担当 of a project, and 段階の注意."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.snapshot import SnapshotEntry
from fujiplan_cli.report.given import ReportInput
from fujiplan_cli.report.lines import by_number


@dataclass(frozen=True, slots=True)
class LeadRow:
    """One change of the department that leads a project."""

    number: str
    name: str
    original: str
    current: str
    on: str
    reason: str
    """The meeting that decided it, or why."""


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """A project that stands too long at its stage, or whose 評価・更新検討 is due."""

    number: str
    name: str
    department: str
    words: str


def lead_rows(given: ReportInput) -> tuple[LeadRow, ...]:
    """Every change of a 主担当, by project and date."""
    return tuple(row for entry in by_number(given) for row in leads_of(entry))


def leads_of(entry: SnapshotEntry) -> tuple[LeadRow, ...]:
    """Those of one project."""
    return tuple(
        LeadRow(
            entry.project.number,
            entry.project.name,
            one.original,
            one.current,
            day_words(date.fromisoformat(one.on)),
            one.reason or "（理由の記録なし）",
        )
        for one in entry.lead_changes
    )


def alarm_rows(given: ReportInput) -> tuple[AlarmRow, ...]:
    """Every 段階の注意 of the snapshot, by project."""
    return tuple(
        AlarmRow(entry.project.number, entry.project.name, entry.department, words)
        for entry in by_number(given)
        for words in entry.alarms
    )


def role_words(given: ReportInput, entry: SnapshotEntry) -> str:
    """Who leads and who helps at the project's 段階 (that of the year's end, else 評価段階); "" when unknown."""
    stage = given.plan.stage(entry.card.stage or entry.card.eval_stage)
    return f"{stage.roles}（{stage.choice}）" if stage else ""
