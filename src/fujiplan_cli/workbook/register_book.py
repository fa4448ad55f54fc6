"""Writes register.xlsx: the 事業台帳 as the 事務局 edits it, one heading and one column id per column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from fujiplan_cli.kinds.fiscal_year import era_year
from fujiplan_cli.kinds.register_columns import (
    FLAG,
    INDICATORS,
    REGISTER_SHEETS,
    RegisterColumn,
    RegisterSheet,
    version_words,
)
from fujiplan_cli.model.place import address, column_letters
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.project import Indicator, Project, YearPlan
from fujiplan_cli.workbook.look import FONT, GREY_INK, LABEL_GROUND
from fujiplan_cli.workbook.table_sheet import Scalar
from fujiplan_cli.workbook.tables import (
    BOX,
    DATE_FORMAT,
    cell_at,
    finish,
    head,
    header_cell,
    put,
    row_height,
    steady_bytes,
    style_body,
)

HEADER_ROW, ID_ROW = 3, 4
_SPARE_ROWS = 500
"""Rows below the last one that already have formats and dropdowns."""
_FORMATS: Mapping[str, str] = {
    "text": "@",
    "identifier": "@",
    "list": "@",
    "choice": "@",
    "flag": "@",
    "date": DATE_FORMAT,
    "money": "#,##0;[Red]▲#,##0;0",
    "fiscal_year": "0",
    "integer": "0",
    "decimal": "#,##0.####",
}
Row = Mapping[str, Scalar]


@dataclass(frozen=True, slots=True)
class RegisterEdit:
    """Cells of one row, by column id, as somebody would type them; a row that is not there yet is added.

    ``sheet`` is the place among REGISTER_SHEETS, ``key`` the row: (number), (number, indicator), (number, year).
    """

    sheet: int
    key: tuple[str, ...]
    values: Mapping[str, str]


def write_register(
    plan: Plan, projects: Sequence[Project], version: int = 0, edits: Sequence[RegisterEdit] = ()
) -> bytes:
    """The register of these projects: sheets 事業, 指標, 年度計画. Same input, same bytes.

    ``version`` is printed under the titles, so that an edited copy of an older one is known. ``edits`` are typed over.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    extra = sorted({name for project in projects for name in project.extra})
    tables = (
        (_with_extra(REGISTER_SHEETS[0], extra), [project_row(p) for p in projects]),
        (REGISTER_SHEETS[1], [indicator_row(p.number, i) for p in projects for i in p.indicators]),
        (REGISTER_SHEETS[2], [year_row(plan, p.number, p.years[y]) for p in projects for y in sorted(p.years)]),
    )
    for place, (sheet, rows) in enumerate(tables):
        edited = _edited(rows, sheet, [one for one in edits if one.sheet == place])
        _write_sheet(book.create_sheet(sheet.title), plan, sheet, edited, version)
    book.properties.title = f"{plan.title} 事業台帳"
    return steady_bytes(book)


def _edited(rows: Sequence[Row], sheet: RegisterSheet, edits: Sequence[RegisterEdit]) -> list[Row]:
    names = [name for name in sheet.key if name != "project_name"]
    result = list(rows)
    places = {tuple(str(row[name]) for name in names): place for place, row in enumerate(rows)}
    for edit in edits:
        if edit.key not in places:
            places[edit.key] = len(result)
            result.append(dict(zip(names, edit.key, strict=True)))
        result[places[edit.key]] = {**result[places[edit.key]], **edit.values}
    return result


def _with_extra(sheet: RegisterSheet, extra: Iterable[str]) -> RegisterSheet:
    more = tuple(RegisterColumn(name, name, width=16) for name in extra)
    return RegisterSheet(sheet.title, sheet.key, (*sheet.columns, *more), sheet.note)


def project_row(project: Project) -> Row:
    """A project as values by column id."""
    own: dict[str, Scalar] = {
        "project_no": project.number,
        "project_name": project.name,
        "theme": project.goal,
        "co_departments": "、".join(project.co_departments),
        "repeated": FLAG if project.repeated else None,
        "predecessors": "、".join(project.predecessors),
        "successors": "、".join(project.successors),
        "priority": FLAG if project.priority else None,
        "public_summary": project.summary,
    }
    same = (column.id for column in REGISTER_SHEETS[0].columns if column.id not in own)
    return {**project.extra, **own, **{name: getattr(project, name) for name in same}}


def indicator_row(number: str, indicator: Indicator) -> Row:
    """An indicator as values by column id."""
    named: dict[str, Scalar] = {"project_no": number, "kpi_no": indicator.number}
    same = (column.id for column in REGISTER_SHEETS[1].columns if column.id not in named)
    return named | {name: getattr(indicator, name) for name in same}


def year_row(plan: Plan, number: str, year: YearPlan) -> Row:
    """A year plan as values by column id."""
    stage = plan.stage(year.planned_stage)
    row: dict[str, Scalar] = {
        "project_no": number,
        "year": year.year,
        "planned_stage": stage.choice if stage else year.planned_stage,
        "plan": year.plan,
        **year.money,
    }
    for kpi in INDICATORS:
        row[f"kpi_{kpi}_target"] = year.targets.get(kpi)
        row[f"kpi_{kpi}_target_original"] = year.targets_original.get(kpi)
        row[f"kpi_{kpi}_target_reason"] = year.target_reasons.get(kpi)
    return row


def _write_sheet(page: Worksheet, plan: Plan, sheet: RegisterSheet, rows: Sequence[Row], version: int) -> None:
    years = f"{era_year(plan.first_year)}〜{era_year(plan.last_year)}年度"
    sample = "【架空・練習】" if plan.sample else ""
    head(
        page,
        f"{plan.title}（{years}） 事業台帳：{sheet.title}{sample}",
        sheet.note + (version_words(version) if version else ""),
    )
    for number, column in enumerate(sheet.columns, start=1):
        header_cell(cell_at(page, HEADER_ROW, number), column.label + ("＊" if column.required else ""))
        _id_cell(page, number, column)
    page.row_dimensions[HEADER_ROW].height = 30
    looks: dict[tuple[str, type, bool], StyleArray] = {}
    widths = [column.width for column in sheet.columns]
    for offset, row in enumerate(rows, start=1):
        height = row_height([row.get(column.id) for column in sheet.columns], widths)
        page.row_dimensions[ID_ROW + offset].height = height
        for number, column in enumerate(sheet.columns, start=1):
            cell = cell_at(page, ID_ROW + offset, number)
            value = row.get(column.id)
            put(cell, value)
            look = (column.id, type(value), offset % 2 == 0)
            if look not in looks:
                style_body(cell, value, banded=look[2])
                cell.number_format = _format(column)
                looks[look] = cell._style  # type: ignore[attr-defined]  # not in openpyxl's stubs
            else:
                # Styling anew takes several times as long, and the stubs do not know the attribute.
                cell._style = copy(looks[look])  # type: ignore[attr-defined]  # not in openpyxl's stubs
    last = ID_ROW + len(rows)
    for number, column in enumerate(sheet.columns, start=1):
        _prepare_column(page, plan, number, column, last + _SPARE_ROWS)
    finish(page, widths, HEADER_ROW, ID_ROW, last, f"{plan.title} 事業台帳")
    page.freeze_panes = address(ID_ROW + 1, 3)
    page.print_title_cols = "A:B"


def _id_cell(page: Worksheet, number: int, column: RegisterColumn) -> None:
    cell = cell_at(page, ID_ROW, number)
    put(cell, column.id)
    cell.font = Font(name=FONT, size=7.5, color=GREY_INK)
    cell.fill = PatternFill("solid", fgColor=LABEL_GROUND)
    cell.border = BOX
    cell.alignment = Alignment(horizontal="center", vertical="center", shrink_to_fit=True)


def _format(column: RegisterColumn) -> str:
    return "0%" if column.id == "tolerance" else _FORMATS[column.kind]


def _prepare_column(page: Worksheet, plan: Plan, number: int, column: RegisterColumn, last: int) -> None:
    """Format of the empty cells below the table, and a dropdown where the words are known."""
    letters = column_letters(number)
    page.column_dimensions[letters].number_format = _format(column)
    words = _words(plan, column)
    listing = ",".join(words)
    if not words or len(listing) > 255 or any("," in word for word in words):
        return  # Excel's limit for a list in the rule itself; the reader checks these columns all the same
    rule = DataValidation("list", formula1=f'"{listing}"', allow_blank=True, showErrorMessage=True)
    rule.errorTitle, rule.error = column.label, "一覧から選んでください。"
    if column.note:
        rule.promptTitle, rule.prompt, rule.showInputMessage = column.label, column.note, True
    rule.add(f"{letters}{ID_ROW + 1}:{letters}{last}")
    page.add_data_validation(rule)


def _words(plan: Plan, column: RegisterColumn) -> tuple[str, ...]:
    if column.kind == "list":
        return ()
    if column.kind == "flag":
        return (FLAG,)
    by_source = {
        "types": tuple(plan.routes),
        "goals": tuple(goal.code for goal in plan.goals),
        "measures": tuple(measure.code for goal in plan.goals for measure in goal.measures),
        "departments": tuple(department.code for department in plan.departments),
        "stages": tuple(stage.choice for stage in plan.stages),
    }
    return by_source.get(column.source, column.choices)
