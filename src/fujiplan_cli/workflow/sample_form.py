"""A form to look at, filled with an invented project or proposal. Needs no plan of one's own, no ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from fujiplan_cli.workbook.list_press import ListPress, ListRow
from fujiplan_cli.workbook.press import FormPress, SheetContext
from fujiplan_cli.workflow.desk import form_due
from fujiplan_cli.workflow.files import write_file
from fujiplan_cli.workflow.known import Known, known_of
from fujiplan_cli.workflow.standing import NO_SHEET

_NUMBER = "0-0-00"
_LISTED: Mapping[str, Value] = {
    "status": "計画どおり",
    "self_grade": "B",
    "self_score": Decimal("75.0"),
    "grade_put": "B",
    "score_put": Decimal("75.0"),
    "computed_levels": "工程 4　経費 3",
    "hints": "架空の手掛かりです。",
    **{f"self_{item}": 3 for item in ("deliverables", "uptake", "control")},
    **{f"basis_{item}": "架空の根拠です。" for item in ("deliverables", "uptake", "control")},
    "budget_total": Decimal(12500),
    "executed_estimate": Decimal(11800),
}
"""What lists print of a project besides its register values (架空)."""
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

    def context(self) -> SheetContext:
        due = form_due(self.plan, self.year, self.form)
        return SheetContext(
            self.plan.title, "", due, self.plan.publisher.office, self.year, sample=True, stages=self.plan.stages
        )

    def press(self) -> FormPress:
        return FormPress(self.form, self.method, self.context())

    def identity(self, number: str, stage: str, facts: frozenset[str]) -> SheetIdentity:
        return SheetIdentity("sample", self.form.id, self.form.version, self.year, number, stage, facts)

    def title(self) -> str:
        return f"{year_words(self.year)} {self.form.title}（見本）"


def sample_form(folder: Path | None, form_id: str, year: int | None, target: Path) -> Path:
    """Write one workbook of a form: a sheet or a row for each 評価段階, or the sheets about a proposal.

    ``folder``: a plan folder; None takes the one around here, else the packaged plan. ``year`` None: the plan's last.
    Returns the plan folder whose form it is. Raises PlanFolderError, Refused (the disk).
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
    """A row for each 評価段階, with everything open that the list can ask for."""
    rows = []
    for stage, known in _projects(desk):
        number = f"0-0-0{stage[1:]}"
        facts = known.facts | {"kpi_1_open"}
        values = {**known.values, **_LISTED, KEY: number}
        printed = {one.id: values.get(one.id) for one in desk.form.fields if one.origin != "input"}
        rows.append(ListRow(desk.identity(number, stage, facts), printed))
    office = desk.plan.department(_office(desk.plan, desk.year))
    name = f"{office.full_name if office else ''}{_INVENTED}"
    return ListPress(desk.form, desk.method, desk.context()).print_list(desk.identity("", "", frozenset()), name, rows)


def _stage_book(desk: _Desk) -> bytes:
    """A sheet for each 評価段階."""
    press = desk.press()
    leaves = []
    for stage, known in _projects(desk):
        identity = desk.identity(_NUMBER, stage, known.facts)
        name = str(known.values["eval_stage"])
        leaves.append(Leaf(name, stage, press.print_sheet(identity, known.values)))
    return bind_books(leaves, desk.title())


def _projects(desk: _Desk) -> Iterator[tuple[str, Known]]:
    """An invented project at each 評価段階 that gets a sheet."""
    for stage in desk.plan.stages:
        if stage.code not in NO_SHEET:
            project = _project(desk.plan, desk.year, stage.code)
            yield stage.code, known_of(desk.plan, project, desk.year, comment=_COMMENT)


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
        number=_NUMBER,
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
