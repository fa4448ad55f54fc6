"""記入要領: a second sheet made from the same declaration. It holds no answer and no machinery."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from fujiplan_cli.model.form import Field, is_typed
from fujiplan_cli.model.method import Method
from fujiplan_cli.workbook.canvas import SheetPlan
from fujiplan_cli.workbook.layout import always
from fujiplan_cli.workbook.look import FONT, GREY_INK, INK, LABEL_GROUND, LINE, NAVY, SECTION_GROUND, STATES
from fujiplan_cli.workbook.placing import text_lines

GUIDE_NAME = "記入要領"
_WIDTHS = (22.0, 12.0, 52.0, 26.0)
_POINTS = tuple(width * 5.25 for width in _WIDTHS)
_GENERAL = (
    "白い欄に記入してください。灰色の欄は印字済みで、記入は不要です（白い欄の印字は、誤りがあれば直してください）。",
    "右端の「記入状況」に、" + "、".join(f"{s.symbol} {s.word}（{s.meaning}）" for s in STATES.values()) + "を表示します。",
    "「未」と「要」がなくなったら、所属長の決裁を受けて提出してください。保護を外したり、行や列を加えたりする必要はありません。",
    "確定していない数値は書かずに空欄とし、指標は「確定予定年月」を記入してください。「約」「未定」「同上」は使えません。",
)


@dataclass(frozen=True, slots=True)
class _Line:
    texts: tuple[str, ...]
    kind: str


def add_guide(book: Workbook, plan: SheetPlan, method: Method, title: str) -> None:
    """Append the guide to a book: general notes, one line for each question, the rubrics of the levels."""
    sheet = book.create_sheet(GUIDE_NAME)
    for column, width in zip("ABCD", _WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    for row, line in enumerate(_lines(plan, method, title), start=1):
        _draw(sheet, row, line)
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize, sheet.page_setup.orientation = "9", "portrait"  # type: ignore[assignment]
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.protection.sheet = True
    sheet.protection.formatRows = sheet.protection.formatColumns = False


def _lines(plan: SheetPlan, method: Method, title: str) -> Iterator[_Line]:
    yield _Line((f"{title}　{GUIDE_NAME}",), "title")
    for note in _GENERAL:
        yield _Line((f"・{note}",), "note")
    yield _Line(("項目", "必須", "記入のしかた", "記入例"), "head")
    for one in plan.fields.values():
        if is_typed(one, plan.facts) and one.index <= 1:
            yield _Line((one.label, _need(one, plan), _how(one), one.example), "line")
    yield from _rubrics(plan, method)


def _need(one: Field, plan: SheetPlan) -> str:
    if always(one.required_when, plan.facts):
        return "必須"
    return "任意" if one.required_when.op == "never" else "該当する場合"


def _how(one: Field) -> str:
    choices = f"選択肢：{'／'.join(one.choices)}" if one.choices else ""
    return "\n".join(part for part in (one.guidance, choices) if part)


def _rubrics(plan: SheetPlan, method: Method) -> Iterator[_Line]:
    asked = [item for item in method.items if item.field in plan.fields and item.rubric]
    if asked:
        yield _Line(("自己評価の基準",), "section")
        yield _Line(("評価項目", "段階", "基準", ""), "head")
    for item in asked:
        for level in range(len(item.rubric) - 1, -1, -1):
            yield _Line((item.title, str(level), item.rubric[level], ""), "line")


def _draw(sheet: Worksheet, row: int, line: _Line) -> None:
    for column, text in enumerate(line.texts, start=1):
        cell = sheet.cell(row=row, column=column, value=text or None)
        cell.font = _font(line.kind, column)
        cell.alignment = Alignment(
            vertical="center", wrap_text=line.kind != "title", horizontal="center" if column == 2 else "left"
        )
        if line.kind in ("head", "line"):
            side = Side("thin", color=LINE)
            cell.border = Border(left=side, right=side, top=side, bottom=side)
        if line.kind == "head" or (line.kind == "line" and column == 1):
            cell.fill = PatternFill("solid", fgColor=SECTION_GROUND if line.kind == "head" else LABEL_GROUND)
    if len(line.texts) == 1:
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=4)
    sheet.row_dimensions[row].height = _height(line)


def _font(kind: str, column: int) -> Font:
    size = {"title": 14, "section": 11}.get(kind, 9)
    bold = kind in ("title", "section", "head") or (kind == "line" and column == 1)
    ink = NAVY if bold else GREY_INK if kind == "note" else INK
    return Font(name=FONT, size=size, bold=bold, color=ink, family=3, charset=128)


def _height(line: _Line) -> float:
    if line.kind in ("title", "section"):
        return 27.0
    widths: Sequence[float] = _POINTS if len(line.texts) > 1 else (sum(_POINTS),)
    lines = max(text_lines(text, width) for text, width in zip(line.texts, widths, strict=False))
    return max(18.0, lines * 12.0 + 6.0)
