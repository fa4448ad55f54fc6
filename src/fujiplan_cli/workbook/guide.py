"""記入要領: a second sheet made from the same declaration. It holds no answer and no machinery."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from openpyxl import Workbook
from openpyxl.worksheet.properties import PageSetupProperties

from fujiplan_cli.model.form import Field, is_typed
from fujiplan_cli.model.method import Item, Method
from fujiplan_cli.model.plan import Stage
from fujiplan_cli.workbook.canvas import SheetPlan
from fujiplan_cli.workbook.live import asked_from_the_start
from fujiplan_cli.workbook.look import GREY_INK, LABEL_GROUND, NAVY, SECTION_GROUND, STATES, Style
from fujiplan_cli.workbook.painter import Painter
from fujiplan_cli.workbook.placing import text_lines
from fujiplan_cli.workbook.quick import is_rated, weighed

GUIDE_NAME = "記入要領"
_WIDTHS = (23.0, 13.0, 56.0, 34.0)
_POINTS = tuple(width * 5.25 + 16 for width in _WIDTHS)
"""Narrow columns lose less to padding than the boxes of the sheet: text is smaller here."""
_Kind = Literal["title", "note", "section", "head", "line"]
_STYLES: Mapping[_Kind, Style] = {
    "title": Style(14, True, NAVY, border="none", wrap=False),
    "note": Style(9, False, GREY_INK, border="none"),
    "section": Style(11, True, NAVY, border="none", wrap=False),
    "head": Style(9, True, NAVY, SECTION_GROUND, "center"),
    "line": Style(9),
}
_FIRST = Style(9, True, NAVY, LABEL_GROUND)
_STATE_NOTE = (
    "右端の「記入状況」に、"
    + "、".join(f"{s.symbol} {s.word}（{s.meaning}）" for s in STATES.values())
    + "を表示します。"
)
_QUICK_NOTE = (
    "上の帯の「自己評価（速報）」は、今の記入内容を採点方法に当てはめた目安です。"
    + "事務局の確認と本部の承認で変わることがあります。"
)
_WORDS_FOR_NUMBERS = "「約」「未定」「同上」は使えません。"


@dataclass(frozen=True, slots=True)
class GuideLine:
    """A line of the guide: its texts from the left, and what it is."""

    texts: tuple[str, ...]
    kind: _Kind


def add_guide(
    book: Workbook, front: Painter, plan: SheetPlan, method: Method, title: str, stages: Sequence[Stage] = ()
) -> None:
    """Append the guide to a book: general notes, one line for each question, the rubrics of the levels, and who
    leads and who helps at each of ``stages``."""
    notes = _general(plan)
    lines = [*_lines(plan, method, title, notes), *_roles(stages, plan.eval_stage)]
    draw_guide(front.beside(book, GUIDE_NAME), lines, 2 + len(notes))


def _general(plan: SheetPlan) -> list[str]:
    """What holds for the whole sheet, as far as the sheet has it."""
    typed = [one for one in plan.fields.values() if is_typed(one, plan.facts)]
    corrected = "（白い欄の印字に誤りがあれば、直してください）" if any(o.origin == "prefilled" for o in typed) else ""
    notes = [f"白い欄に記入してください。灰色の欄は印字済みで、記入は不要です{corrected}。", _STATE_NOTE]
    notes.append(f"「未」と「要」がなくなったら、{plan.closing.hand_in}保護の解除や、行・列の追加は必要ありません。")
    if is_rated(plan.fields.values()):
        notes.append(_QUICK_NOTE)
    if any(one.stem == "pending" for one in typed):
        notes.append(
            f"確定していない数値は書かずに空欄とし、指標は「確定予定年月」を記入してください。{_WORDS_FOR_NUMBERS}"
        )
    elif any(one.kind in ("integer", "decimal", "money") and not one.choices for one in typed):
        notes.append(f"数の欄には、数字だけを記入してください。{_WORDS_FOR_NUMBERS}")
    if plan.secret:
        notes.append("この用紙に記入した内容は、市のウェブサイトなどで公表しません。")
    return notes


def draw_guide(painter: Painter, lines: Iterable[GuideLine], head_row: int) -> None:
    """Draw a guide of these lines on a new sheet; the row of its headings is repeated on every page."""
    sheet = painter.sheet
    for column, width in zip("ABCD", _WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    for row, line in enumerate(lines, start=1):
        _draw(painter, row, line)
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{head_row}:{head_row}"
    sheet.page_margins.left = sheet.page_margins.right = sheet.page_margins.top = 0.5
    sheet.oddFooter.center.text = "&P / &N"  # type: ignore[union-attr]  # the stubs allow None; a sheet always has it
    sheet.protection.sheet = True
    sheet.protection.formatRows = sheet.protection.formatColumns = False


def _lines(plan: SheetPlan, method: Method, title: str, notes: Iterable[str]) -> Iterator[GuideLine]:
    yield GuideLine((f"{title}　{GUIDE_NAME}",), "title")
    for note in notes:
        yield GuideLine((f"・{note}",), "note")
    yield GuideLine(("項目", "必須", "記入のしかた", "記入例"), "head")
    for one in plan.fields.values():
        if is_typed(one, plan.facts) and one.index <= 1:
            yield GuideLine((one.label, _need(one, plan), how(one), one.example), "line")
    yield from _rubrics(plan, method)
    yield from _weights(plan, method)


def _need(one: Field, plan: SheetPlan) -> str:
    if asked_from_the_start(one, plan.facts):
        return "※必須"
    return "任意" if one.required_when.op == "never" else "該当する場合"


def how(one: Field) -> str:
    """Guidance and choices of a question."""
    choices = f"選択肢：{'／'.join(one.choices)}" if one.choices and one.kind == "choice" else ""
    return "\n".join(part for part in (one.guidance, choices) if part)


def _rubrics(plan: SheetPlan, method: Method) -> Iterator[GuideLine]:
    asked = [item for item in method.items if item.field in plan.fields and item.rubric]
    if asked:
        yield GuideLine(("自己評価の基準",), "section")
        yield GuideLine(("評価項目", "段階", "基準", ""), "head")
    for item in asked:
        yield from rubric_lines(item)


def rubric_lines(item: Item) -> Iterator[GuideLine]:
    """The words of the levels of an item, best first."""
    for level in range(len(item.rubric) - 1, -1, -1):
        yield GuideLine((item.title, str(level), item.rubric[level], ""), "line")


def _weights(plan: SheetPlan, method: Method) -> Iterator[GuideLine]:
    """How the items weigh at the sheet's 評価段階, and where each level comes from."""
    items = weighed(method, plan)
    if items:
        yield GuideLine((f"評価項目と配点（{plan.eval_stage}・{method.title}）",), "section")
        yield GuideLine(("評価項目", "配点", "水準の決め方", ""), "head")
    for item in items:
        yield GuideLine((item.title, str(item.weights[plan.eval_stage]), item.rule, ""), "line")


def _roles(stages: Sequence[Stage], own: str) -> Iterator[GuideLine]:
    """Who leads and who helps at each stage; the sheet's own is marked."""
    if stages:
        yield GuideLine(("段階ごとの主担当と協力",), "section")
        yield GuideLine(("段階", "評価段階", "主担当／協力", "段階を終えるとき"), "head")
    for one in stages:
        helpers = f"／{one.support}" if one.support else ""
        yield GuideLine((one.choice, "●" if one.code == own else "", f"{one.lead}{helpers}", one.ends_when), "line")


def _draw(painter: Painter, row: int, line: GuideLine) -> None:
    style = _STYLES[line.kind]
    painter.dress(row, 1, row, 4, style)
    if line.kind == "line":
        painter.dress(row, 1, row, 1, _FIRST)
        painter.dress(row, 2, row, 2, replace(style, horizontal="center"))
    for column, text in enumerate(line.texts, start=1):
        painter.cell(row, column).value = text or None
    if len(line.texts) == 1:
        painter.merge(row, 1, row, 4)
    elif not line.texts[3]:
        painter.merge(row, 3, row, 4)
    painter.sheet.row_dimensions[row].height = _height(line)


def _height(line: GuideLine) -> float:
    if line.kind in ("title", "section"):
        return 27.0
    widths: Sequence[float] = _POINTS if len(line.texts) > 1 else (sum(_POINTS),)
    if len(line.texts) > 1 and not line.texts[3]:
        widths = (*_POINTS[:2], _POINTS[2] + _POINTS[3])
    lines = max(text_lines(text, width) for text, width in zip(line.texts, widths, strict=False))
    return max(18.0, lines * 11.5 + 6.0)
