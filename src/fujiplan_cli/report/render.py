"""Meeting material as one HTML file that prints on A4: embedded style, no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from fujiplan_cli.model.plan import Meeting, Plan
from fujiplan_cli.report.advice import advice_rows
from fujiplan_cli.report.agenda import agenda_of
from fujiplan_cli.report.counts import by_stage, letters_of
from fujiplan_cli.report.divisions import division_rows, troubles
from fujiplan_cli.report.given import ReportInput
from fujiplan_cli.report.heard import heard_of
from fujiplan_cli.report.indicators import target_changes
from fujiplan_cli.report.later import later_projects
from fujiplan_cli.report.lines import stage_groups
from fujiplan_cli.report.meeting import changes_of, heading_of
from fujiplan_cli.report.open_points import marked_projects, missing_projects, returned_projects
from fujiplan_cli.report.page import project_pages
from fujiplan_cli.report.roles import alarm_rows, lead_rows
from fujiplan_cli.report.sandbox import sandbox
from fujiplan_cli.report.schedules import schedule_rows
from fujiplan_cli.report.shifts import shifted_projects
from fujiplan_cli.report.words import css_text

Context = dict[str, Any]
_NARROW = 3


def render_html(given: ReportInput) -> str:
    """The material of the meeting. The same input gives the same bytes.

    Raises ReportFault when a figure computed in two ways disagrees, jinja2 errors for a faulty template of the plan.
    """
    return rendered(f"{layout_of(given.plan, given.meeting)}.html", given.template_folders, context_of(given))


def context_of(given: ReportInput) -> Context:
    """All that the meeting's material says, the same for every format. Raises ReportFault."""
    return {**_common(given), **_LAYOUTS[layout_of(given.plan, given.meeting)](given)}


def rendered(template: str, folders: tuple[Path, ...], context: Context) -> str:
    """A page by the first template of that name, in the sandbox. Raises jinja2 errors for a faulty one."""
    return _environment(folders).get_template(template).render(context)


def layout_of(plan: Plan, meeting: Meeting) -> str:
    """wg, kanjikai or honbu. A plan's own meeting gets the one of its place: first, last (publishing), between."""
    if meeting.id in _LAYOUTS:
        return meeting.id
    if meeting.publishes:
        return "honbu"
    return "wg" if plan.meetings and meeting.id == plan.meetings[0].id else "kanjikai"


def _common(given: ReportInput) -> Context:
    return {
        "head": heading_of(given),
        "changes": changes_of(given),
        "letters": letters_of(given.method),
        "columns": tuple(_column(i.title) for i in given.method.items),
        "method": given.method,
        "groups": stage_groups(given),
        "total": given.by_stage[-1],
        "advice": advice_rows(given),
        "later": later_projects(given),
    }


def _column(title: str) -> tuple[str, ...]:
    """An item's title for a narrow column: 成果物・手続 → 成果物; 成果指標 → 成果 / 指標."""
    short = title.partition("・")[0]
    half = (len(short) + 1) // 2
    return (short,) if len(short) <= _NARROW else (short[:half], short[half:])


def _wg(given: ReportInput) -> Context:
    return {
        "answered": given.snapshot.departments_answered,
        "departments": given.snapshot.departments_total,
        "shifted": shifted_projects(given),
        "shift": given.shift,
        "returned": returned_projects(given),
        "marked": marked_projects(given),
        "missing": missing_projects(given),
        "pages": project_pages(given),
        "alarms": alarm_rows(given),
        "leads": lead_rows(given),
    }


def _kanjikai(given: ReportInput) -> Context:
    return {
        "divisions": division_rows(given),
        "heard": heard_of(given),
        "stages": by_stage(given),
        "troubles": troubles(given),
        "targets": target_changes(given),
        "schedules": schedule_rows(given),
        "leads": lead_rows(given),
    }


def _honbu(given: ReportInput) -> Context:
    return {
        "agenda": agenda_of(given),
        "stages": by_stage(given),
        "targets": target_changes(given),
        "schedules": schedule_rows(given),
        "leads": lead_rows(given),
    }


_LAYOUTS: Mapping[str, Callable[[ReportInput], Context]] = {"wg": _wg, "kanjikai": _kanjikai, "honbu": _honbu}


def _environment(folders: tuple[Path, ...]) -> ImmutableSandboxedEnvironment:
    environment = sandbox(folders, html=True)
    environment.filters["css_text"] = lambda text: Markup(css_text(text))  # noqa: S704 (escaped by css_text)
    return environment
