"""Who answers for what on the day a year is answered for, which 評価段階 get no sheet, and what replaces what."""

from __future__ import annotations

from datetime import date

from fujiplan_cli.model.memory import Receipt
from fujiplan_cli.model.plan import Department, Fault, PlanFolderError
from fujiplan_cli.model.project import Project
from fujiplan_cli.model.record import Submission
from fujiplan_cli.workflow.desk import PLAN_FILE, Desk

NO_SHEET = ("", "S0", "S9")


def answering(desk: Desk, project: Project, year: int) -> Department | None:
    """現在の所管（回答課）: who answers in the April after the year, renames and mergers followed."""
    return desk.plan.department_on(project.department, date(year + 1, 4, 1))


def secretariat(desk: Desk, year: int) -> Department:
    """The 事務局's own department on that day. Raises PlanFolderError when the plan does not have it."""
    office = desk.plan.department_on(desk.plan.secretariat, date(year + 1, 4, 1))
    if office is None:
        message = f"事務局の課「{desk.plan.secretariat}」が departments にありません。"
        raise PlanFolderError((Fault(PLAN_FILE, "secretariat", message),))
    return office


def serving(desk: Desk, year: int) -> tuple[Department, ...]:
    """The departments of the day on which the year is answered for."""
    day = date(year + 1, 4, 1)
    return tuple(
        one
        for one in desk.plan.departments
        if not (one.valid_until and one.valid_until < day) and not (one.valid_from and one.valid_from > day)
    )


def line_of(one: Receipt | Submission) -> tuple[str, str, str]:
    """What a newer arrival replaces: the same form about the same project, or the same list."""
    return one.form, one.project, one.subject
