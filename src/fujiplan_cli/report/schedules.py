"""工程の変更: every project whose years or planned stages are no longer the original ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.project import SCHEDULE_WORDS, ScheduleChange
from fujiplan_cli.model.snapshot import SnapshotEntry
from fujiplan_cli.report.given import ReportInput
from fujiplan_cli.report.lines import by_number, stage_words


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """A project whose years or planned stage are no longer the original ones."""

    number: str
    name: str
    item: str
    original: str
    current: str
    on: str
    reason: str


def schedule_rows(given: ReportInput) -> tuple[ScheduleRow, ...]:
    """Every changed schedule, original beside current (domain.md §4.13)."""
    return tuple(row for entry in by_number(given) for row in rows_of(given, entry))


def rows_of(given: ReportInput, entry: SnapshotEntry) -> Iterator[ScheduleRow]:
    """Those of one project."""
    for one in entry.schedule_changes:
        yield ScheduleRow(
            number=entry.project.number,
            name=entry.project.name,
            item=(f"{year_words(one.year)}の" if one.year else "") + SCHEDULE_WORDS[one.item],
            original=_words(given, one, one.original),
            current=_words(given, one, one.current),
            on=day_words(date.fromisoformat(one.on)),
            reason=one.reason or "（理由の記録なし）",
        )


def _words(given: ReportInput, one: ScheduleChange, value: str) -> str:
    if one.item == "planned_stage":
        return stage_words(given, value)
    return year_words(int(value)) if value.isdecimal() else value
