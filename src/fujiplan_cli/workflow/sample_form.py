"""A form to look at: one sheet for each 評価段階, filled with an invented project. Needs no plan, no ledger."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from fujiplan_cli.declare import find_plan_folder, load_form, load_method, load_plan
from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.model.form import SheetIdentity
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.project import Indicator, Project, YearPlan
from fujiplan_cli.model.resources import templates_folder
from fujiplan_cli.workbook.bind import Leaf, bind_books
from fujiplan_cli.workbook.press import FormPress, SheetContext
from fujiplan_cli.workflow.files import write_file
from fujiplan_cli.workflow.known import known_of

_NO_SHEET = ("S0", "S9")
_COMMENT = "架空の指摘です。利用が少ない理由を調べること。"


def sample_form(folder: Path | None, form_id: str, year: int | None, target: Path) -> Path:
    """Write one workbook with a sheet for each 評価段階 of a form; returns the plan folder whose form it is.

    ``folder``: a plan folder; None takes the one around here, else the packaged plan. ``year`` None: the plan's last.
    Raises PlanFolderError, Refused.
    """
    source = folder or find_plan_folder(Path.cwd()) or templates_folder() / "plan"
    plan = load_plan(source)
    reported = year if year is not None else plan.last_year
    form, method = load_form(source, plan, reported, form_id), load_method(source, plan, reported)
    context = SheetContext(plan.title, "", plan.due(reported), plan.publisher.office, reported, sample=True)
    press = FormPress(form, method, context)
    leaves = []
    for stage in plan.stages:
        if stage.code in _NO_SHEET:
            continue
        project = _project(plan, reported, stage.code)
        known = known_of(plan, project, reported, comment=_COMMENT)
        identity = SheetIdentity("sample", form.id, form.version, reported, project.number, stage.code, known.facts)
        leaves.append(Leaf(stage.choice, stage.code, press.print_sheet(identity, known.values)))
    write_file(target, bind_books(leaves, f"{year_words(reported)} {form.title}（見本）"))
    return source


def _project(plan: Plan, year: int, stage: str) -> Project:
    """An invented project of that 評価段階 with one indicator and a budget whose amounts are still to be typed."""
    goal = plan.goals[0]
    indicator = Indicator(1, "成果指標", "電子申請の件数", "件", "増", Decimal(100), year - 3, Decimal(200), year + 2)
    planned = YearPlan(year, stage, plan="架空の事業です。対象の手続を10件増やす。", targets={1: Decimal(160)})
    return Project(
        number="0-0-00",
        name="見本の事業（架空）",
        type=next(iter(plan.routes)),
        goal=goal.code,
        measure=goal.measures[0].code,
        start_year=year,
        end_year=plan.last_year,
        department=_office(plan, year),
        account="一般",
        indicators=(indicator,),
        years={year: planned},
    )


def _office(plan: Plan, year: int) -> str:
    office = plan.department_on(plan.secretariat, date(year + 1, 4, 1))
    return office.code if office else plan.secretariat
