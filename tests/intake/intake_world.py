"""A 調書 as the press prints it, read back, to be filled and spoiled cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from fujiplan_cli.declare import load_form, load_method, load_plan
from fujiplan_cli.intake import Expected, take_in
from fujiplan_cli.model.form import Form, Layout, SheetIdentity
from fujiplan_cli.model.grid import Cell, Grid, Sheet
from fujiplan_cli.model.place import address, row_and_column
from fujiplan_cli.model.record import Submission
from fujiplan_cli.model.values import Value
from fujiplan_cli.workbook.layout import layout_of
from fujiplan_cli.workbook.press import FormPress, SheetContext
from fujiplan_cli.workbook.reader import read_grid

YEAR = 2025
S5_FACTS = frozenset({"has_budget", "kpi_1", "kpi_1_target", "kpi_2", "kpi_2_target"})
PLAN_FOLDER = Path(__file__).resolve().parents[2] / "templates" / "plan"
PLAN = load_plan(PLAN_FOLDER)
FORM = load_form(PLAN_FOLDER, PLAN, YEAR)
METHOD = load_method(PLAN_FOLDER, PLAN, YEAR)
PRESS = FormPress(FORM, METHOD, SheetContext(PLAN.title, "", date(2026, 4, 30), "情報政策課", YEAR))

PRINTED: Mapping[str, Value] = {
    "project_no": "1-01-02",
    "project_name": "保育園入園申込みの電子化",
    "type": "開発型",
    "theme": "市民サービス",
    "measure": "行政手続のオンライン化",
    "period": "令和4〜8年度",
    "department": "総務部 情報政策課",
    "department_then": "総務部 情報政策課",
    "account": "一般",
    "start_year": 2022,
    "stage_prev": "S5 運用・改善",
    "eval_stage": "S5 運用・改善",
    "plan": "申込み画面を改める。",
    "public_summary": "スマートフォンから保育園の入園を申し込めるようにします。",
    "contact_name": "架空 花子",
    "contact_ext": "2345",
    "staff_band": "0.5〜1",
    "personal_info": "個人情報",
    "system_zone": "LGWAN",
    "executed_kind": "決算見込",
    "kpi_1_kind": "成果指標",
    "kpi_1_name": "電子申込みの割合",
    "kpi_1_unit": "％",
    "kpi_1_direction": "増",
    "kpi_1_base": Decimal("10.5"),
    "kpi_1_base_year": 2021,
    "kpi_1_target": Decimal("60"),
    "kpi_1_target_original": Decimal("60"),
    "kpi_1_final": Decimal("80"),
    "kpi_1_final_year": 2026,
    "kpi_1_as_of": date(2026, 3, 31),
    "kpi_2_kind": "活動指標",
    "kpi_2_name": "説明会の開催",
    "kpi_2_unit": "回",
    "kpi_2_direction": "増",
    "kpi_2_base": Decimal("0"),
    "kpi_2_base_year": 2021,
    "kpi_2_target": Decimal("12"),
    "kpi_2_target_original": Decimal("12"),
    "kpi_2_final": Decimal("20"),
    "kpi_2_final_year": 2026,
    "kpi_2_as_of": date(2026, 3, 31),
}
GOOD: Mapping[str, str] = {
    "approval_no": "8総デ第12号",
    "stage": "S5 運用・改善",
    "status": "計画どおり",
    "result": "申込み画面を10月に改め、3月末までに申込みの6割が電子申請となった。",
    "kpi_1_actual": "61.5",
    "kpi_2_actual": "14",
    "budget_initial": "12500",
    "budget_supplementary": "-500",
    "budget_carried_in": "0",
    "budget_reserve": "0",
    "budget_moved": "0",
    "executed": "11800",
    "carried_out": "0",
    "fund_national": "4000",
    "fund_prefecture": "0",
    "fund_bond": "0",
    "fund_other": "0",
    "self_uptake": "3",
    "basis_uptake": "対象30園のうち27園が使う。",
    "self_control": "4",
    "basis_control": "月1回の定例会で課題を管理した。",
    "incident": "なし",
    "issue": "高齢の方の利用が少ない。",
    "direction": "継続",
    "direction_reason": "利用が定着しつつある。",
    "next_plan": "対象の手続を5つ増やす。",
}


@dataclass
class Paper:
    """A sheet in somebody's hands: cells by position, names, state. Everything may be done to it."""

    name: str
    cells: dict[tuple[int, int], Cell]
    names: dict[str, str]
    identity: SheetIdentity
    protected: bool = True
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    state: str = "visible"
    sheets: list[Sheet] = field(default_factory=list)

    def where(self, field_id: str) -> str:
        """Address of a field's cell by its name."""
        return self.names[f"fp_{field_id}"]

    def put(self, cell: str, raw: str | Cell) -> Paper:
        """Type into a cell; a text of ASCII digits becomes a number, as in a spreadsheet."""
        if isinstance(raw, str):
            plain = raw.removeprefix("-").replace(".", "", 1)
            number = plain.isascii() and plain.isdigit()
            raw = Cell("number" if number else "text", raw) if raw else Cell()
        self.cells[row_and_column(cell)] = raw
        return self

    def fill(self, **answers: str | Cell) -> Paper:
        """Type answers, by field id."""
        for field_id, raw in answers.items():
            self.put(self.where(field_id), raw)
        return self

    def change(self, field_id: str, **marks: object) -> Paper:
        """Change the cell of a field, for example its comment."""
        at = row_and_column(self.where(field_id))
        self.cells[at] = self.cells.get(at, Cell())._replace(**marks)
        return self

    def insert_rows(self, before: int, count: int = 1) -> Paper:
        """Insert rows as Excel does: cells and names below move."""
        return self._shift(lambda row, column: (row + count if row >= before else row, column))

    def insert_columns(self, before: int, count: int = 1) -> Paper:
        """Insert columns as Excel does."""
        self.hidden_columns = frozenset(c + count if c >= before else c for c in self.hidden_columns)
        return self._shift(lambda row, column: (row, column + count if column >= before else column))

    def delete_row(self, row: int) -> Paper:
        """Delete a row: its names point nowhere, what is below moves up."""
        return self._shift(lambda r, c: None if r == row else (r - 1 if r > row else r, c))

    def cut_and_paste(self, source: str, target: str) -> Paper:
        """Cut one field's cell and paste it on another's: the name travels, the other's is lost (as in Excel)."""
        cut, onto = self.where(source), self.where(target)
        self.cells[row_and_column(onto)] = self.cells.pop(row_and_column(cut), Cell())
        self.names[f"fp_{source}"] = onto
        self.names[f"fp_{target}"] = ""
        return self

    def paste_as_values(self) -> Paper:
        """Select all, paste as values into a new book: no names, no formulas, no protection, nothing hidden."""
        self.names = {}
        self.cells = {at: cell._replace(formula=None, comment=None) for at, cell in self.cells.items()}
        self.protected, self.hidden_rows, self.hidden_columns = False, frozenset(), frozenset()
        return self

    def _shift(self, to: Callable[[int, int], tuple[int, int] | None]) -> Paper:
        self.cells = {new: cell for at, cell in self.cells.items() if (new := to(*at))}
        moved = {name: to(*row_and_column(cell)) if cell else None for name, cell in self.names.items()}
        self.names = {name: address(*at) if at else "" for name, at in moved.items()}
        return self

    def sheet(self) -> Sheet:
        """The sheet as the reader gives it."""
        return Sheet(
            self.name, dict(self.cells), self.state, dict(self.names), (), self.hidden_rows, self.hidden_columns,
            self.protected,
        )  # fmt: skip


@dataclass
class World:
    """A SheetLookup for one project or a few."""

    plan_id: str = PLAN.id
    plan_title: str = PLAN.title
    year: int = YEAR
    outcome_low_below: Fraction = Fraction(4, 5)
    projects: dict[str, Expected] = field(default_factory=dict)

    def form(self, form_id: str, version: str) -> Form | None:
        return FORM if (form_id, version) == (FORM.id, FORM.version) else None

    def layout(self, form: Form, eval_stage: str, facts: frozenset[str]) -> Layout:
        return layout_of(form, eval_stage, facts)

    def expected(self, project: str, form_id: str = "progress") -> Expected | None:
        return self.projects.get(project) if form_id == "progress" else None

    def listed(self, form_id: str, subject: str) -> tuple[str, ...]:
        return ()

    def change(self, project: str = "1-01-02", **changes: object) -> World:
        """Change what is known of a project."""
        self.projects[project] = replace(self.projects[project], **changes)
        return self


def identity_of(
    project: str = "1-01-02", eval_stage: str = "S5", facts: frozenset[str] = S5_FACTS, **changes: object
) -> SheetIdentity:
    """Identity of a sheet of the sample form."""
    return replace(SheetIdentity(PLAN.id, FORM.id, FORM.version, YEAR, project, eval_stage, facts), **changes)


def paper_of(identity: SheetIdentity, printed: Mapping[str, Value] = PRINTED) -> Paper:
    """A printed sheet, blank."""
    sheet = read_grid(PRESS.print_sheet(identity, {**printed, "project_no": identity.project})).sheets[0]
    return Paper(
        sheet.name, dict(sheet.cells), dict(sheet.names), identity, sheet.protected, sheet.hidden_rows,
        sheet.hidden_columns,
    )  # fmt: skip


def world_of(*projects: str, eval_stage: str = "S5", facts: frozenset[str] = S5_FACTS) -> World:
    """What is known of some projects."""
    known = {
        number: Expected(
            project=number,
            name="保育園入園申込みの電子化",
            department="joho",
            eval_stage=eval_stage,
            facts=facts,
            printed={**PRINTED, "project_no": number},
            identity=identity_of(number, eval_stage, facts).text(),
        )
        for number in projects
    }
    return World(projects=known)


def taken(
    world: World, *papers: Paper, macros: bool = False, senders: Mapping[str, str] | None = None
) -> tuple[Submission, ...]:
    """Take in a workbook of these sheets."""
    grid = Grid(tuple(p.sheet() for p in papers), macros)
    return take_in(grid, file="inbox/2025/a.xlsx", sha256="0" * 64, lookup=world, senders=senders or {})


def take(paper: Paper, world: World, senders: Mapping[str, str] | None = None) -> Submission:
    """Take in a workbook of one sheet; ``senders``: who may have sent it."""
    (one,) = taken(world, paper, senders=senders)
    return one


def codes(submission: Submission) -> list[tuple[str, str]]:
    """(code, field) of every finding."""
    return [(f.code, f.field) for f in submission.findings]
