"""当初の工程: what the register first said of a project's years and stages, beside what it says now (domain.md §4.13).

The register may be changed, but not forgotten: rebaselining would erase every delay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.project import SCHEDULE_WORDS, Project, ScheduleChange, ScheduleItem

_Key = tuple[ScheduleItem, int]


def schedule_changes(ledger: Ledger) -> dict[str, tuple[ScheduleChange, ...]]:
    """project → what differs from the first version of the register that knew it, oldest item first."""
    first: dict[str, dict[_Key, str]] = {}
    now: dict[str, dict[_Key, str]] = {}
    told: dict[tuple[str, _Key], list[tuple[str, str]]] = {}
    for version in ledger.register_versions():
        for project in ledger.projects_as_of(version.version):
            known, stands = first.setdefault(project.number, {}), now.setdefault(project.number, {})
            for key, value in schedule_of(project):
                known.setdefault(key, value)
                if stands.get(key, value) != value:
                    told.setdefault((project.number, key), []).append((version.at[:10], version.reason))
                stands[key] = value
    return {
        number: tuple(
            ScheduleChange(*key, original[key], now[number][key], told[number, key][-1][0], _reasons(told[number, key]))
            for key in original
            if now[number][key] != original[key]
        )
        for number, original in first.items()
    }


def moved_schedules(before: Sequence[Project], after: Sequence[Project]) -> list[str]:
    """In words, what a new register changes of years and stages that were planned; what it adds is no change."""
    old = {project.number: dict(schedule_of(project)) for project in before}
    return [
        f"{project.number} {item_words(*key)} {known[key]}→{value}"
        for project in after
        if (known := old.get(project.number)) is not None
        for key, value in schedule_of(project)
        if known.get(key, value) != value
    ]


def schedule_of(project: Project) -> Iterator[tuple[_Key, str]]:
    """Everything of a project's schedule that a register says."""
    yield ("start_year", 0), str(project.start_year)
    yield ("end_year", 0), str(project.end_year)
    for year, plan in sorted(project.years.items()):
        if plan.planned_stage:
            yield ("planned_stage", year), plan.planned_stage


def item_words(item: ScheduleItem, year: int) -> str:
    """終了年度 · 2025年度の予定の段階."""
    return f"{year}年度の{SCHEDULE_WORDS[item]}" if year else SCHEDULE_WORDS[item]


def _reasons(told: Sequence[tuple[str, str]]) -> str:
    return "／".join(dict.fromkeys(reason for _, reason in told if reason))
