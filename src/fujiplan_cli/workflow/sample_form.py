"""A form to look at, filled with an invented project or proposal. Needs no plan of one's own, no ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from fujiplan_cli.declare import find_plan_folder, load_form, load_method, load_plan
from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.model.form import KEY, Form, SheetIdentity
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.project import Indicator, Project, YearPlan
from fujiplan_cli.model.resources import templates_folder
from fujiplan_cli.model.values import Value
from fujiplan_cli.workbook.bind import Leaf, bind_books, bind_copies
from fujiplan_cli.workbook.example import example_values
from fujiplan_cli.workbook.layout import plan_of
from fujiplan_cli.workbook.press import FormPress, SheetContext
from fujiplan_cli.workflow.desk import Refused
from fujiplan_cli.workflow.files import write_file
from fujiplan_cli.workflow.known import known_of

_NO_SHEET = ("S0", "S9")
_COMMENT = "架空の指摘です。利用が少ない理由を調べること。"
_PROPOSAL = "proposal"
_INVENTED = "（架空）"


@dataclass(frozen=True, slots=True)
class _Desk:
    """Whose form is printed: folder, plan, form, method and the reported year."""

    folder: Path
    plan: Plan
    form: Form
    method: Method
    year: int

    def press(self) -> FormPress:
        plan = self.plan
        due, office = plan.due(self.year), plan.publisher.office
        return FormPress(self.form, self.method, SheetContext(plan.title, "", due, office, self.year, sample=True))

    def identity(self, number: str, stage: str, facts: frozenset[str]) -> SheetIdentity:
        return SheetIdentity("sample", self.form.id, self.form.version, self.year, number, stage, facts)

    def title(self) -> str:
        return f"{year_words(self.year)} {self.form.title}（見本）"


def sample_form(folder: Path | None, form_id: str, year: int | None, target: Path) -> Path:
    """Write one workbook of a form: a sheet for each 評価段階, or the sheets about a proposal.

    ``folder``: a plan folder; None takes the one around here, else the packaged plan. ``year`` None: the plan's last.
    Returns the plan folder whose form it is. Raises PlanFolderError, Refused.
    """
    source = folder or find_plan_folder(Path.cwd()) or templates_folder() / "plan"
    plan = load_plan(source)
    reported = year if year is not None else plan.last_year
    form, method = load_form(source, plan, reported, form_id), load_method(source, plan, reported)
    desk = _Desk(source, plan, form, method, reported)
    if form.shape == "list":
        data = _list_book(desk)
    else:
        data = _stage_book(desk) if form.about == "project" else _proposal_book(desk)
    write_file(target, data)
    return source


def _list_book(desk: _Desk) -> bytes:
    raise Refused(
        f"様式「{desk.form.id}」（{desk.form.title}）は一覧の様式で、見本を作れません。",
        "1件ごとの様式（progress、proposal、hearing）を --form に指定してください。",
        status=2,
    )


def _stage_book(desk: _Desk) -> bytes:
    """A sheet for each 評価段階."""
    press, plan = desk.press(), desk.plan
    leaves = []
    for stage in plan.stages:
        if stage.code in _NO_SHEET:
            continue
        project = _project(plan, desk.year, stage.code)
        known = known_of(plan, project, desk.year, comment=_COMMENT)
        identity = desk.identity(project.number, stage.code, known.facts)
        leaves.append(Leaf(stage.choice, stage.code, press.print_sheet(identity, known.values)))
    return bind_books(leaves, desk.title())


def _proposal_book(desk: _Desk) -> bytes:
    """The first sheet and, where a 課 gets several, a spare one."""
    press, known = desk.press(), _proposed(desk)
    sheets = []
    for place in range(1, min(desk.form.copies, 2) + 1):
        number = f"N{desk.year}-0000-{place}"
        facts = frozenset({"spare"}) if place > 1 else frozenset()
        sheets.append(press.print_sheet(desk.identity(number, "", facts), {**known, KEY: number}))
    return bind_copies(sheets, desk.form.title, desk.title())


def _proposed(desk: _Desk) -> dict[str, Value | None]:
    """What the form prints of an invented proposal: the examples of the plan's own 新規事業調書."""
    values: dict[str, Value | None] = {}
    applies = desk.plan.applying(desk.year)
    if applies and _PROPOSAL in applies.forms:
        declared = load_form(desk.folder, desk.plan, desk.year, _PROPOSAL)
        values = dict(example_values(plan_of(declared, "", frozenset(), desk.year), desk.method))
    if values.get("proposal_name"):
        values["proposal_name"] = f"{values['proposal_name']}{_INVENTED}"
    office = desk.plan.department(_office(desk.plan, desk.year))
    values["department"] = f"{office.full_name if office else ''}{_INVENTED}"
    return {one.id: values.get(one.id) for one in desk.form.fields if one.origin == "printed"}


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
