"""The year's calendar held against the ledger: what is done, late and to do today, as page and as .ics too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fujiplan_cli.model.year_schedule import YearSchedule
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.files import write_file
from fujiplan_cli.workflow.schedule_evidence import evidence_of
from fujiplan_cli.workflow.schedule_lines import cycle_year, schedule_lines
from fujiplan_cli.workflow.schedule_matters import matters_of

if TYPE_CHECKING:
    from fujiplan_cli.report.schedule_page import ScheduleInput

# Pages and files need the report room (jinja2); what is to be done today, shown at every start, does not.
TEMPLATE = "templates/report/schedule.html"


def schedule(desk: Desk, year: int | None = None) -> YearSchedule:
    """The schedule of a reported year (default: the one whose reporting runs today).

    A function of the ledger, the plan folder and the desk's day. Raises PlanFolderError, LedgerError.
    """
    shown = cycle_year(desk.plan, desk.today) if year is None else year
    with desk.ledger() as ledger:
        found = evidence_of(desk, ledger, shown)
    lines = schedule_lines(desk.plan, shown, found, desk.today)
    matters = matters_of(desk.plan, shown, found, lines, desk.today)
    return YearSchedule(shown, desk.today, lines, matters, found.alarms, found.instructions)


def write_calendar(desk: Desk, found: YearSchedule, path: Path) -> str:
    """Write the .ics; gives its path as people read it. Same plan folder, ledger and day: same bytes."""
    from fujiplan_cli.report.calendar_file import calendar_file

    write_file(path, calendar_file(desk.plan, found))
    return desk.relative(path)


def write_schedule(desk: Desk, found: YearSchedule, path: Path) -> str:
    """Write the 年間スケジュール (one A4 page) as HTML; gives its path as people read it.

    Raises Refused (disk), PlanFolderError (the plan folder's own template is faulty).
    """
    write_file(path, _page(desk, found)[1].encode("utf-8"))
    return desk.relative(path)


def write_schedule_pdf(desk: Desk, found: YearSchedule, path: Path) -> tuple[str, tuple[str, ...]]:
    """Write the same page as PDF: (its path, characters that no font has). Raises as ``write_schedule`` does."""
    from fujiplan_cli.report.schedule_page import schedule_running
    from fujiplan_cli.workflow.page_papers import paper_of

    given, page = _page(desk, found)
    paper = paper_of(desk, TEMPLATE, page, schedule_running(given))
    write_file(path, paper.content)
    return desk.relative(path), paper.lost


def _page(desk: Desk, found: YearSchedule) -> tuple[ScheduleInput, str]:
    from fujiplan_cli.report.schedule_page import ScheduleInput, schedule_page
    from fujiplan_cli.workflow.own_templates import own_template

    given = ScheduleInput(desk.plan, found, desk.templates("report"))
    with own_template(TEMPLATE, "年間スケジュールのひな形"):
        return given, schedule_page(given)
