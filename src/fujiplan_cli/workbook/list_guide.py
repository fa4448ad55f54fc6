"""記入要領 of a list form: made from the same declaration as the list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from openpyxl import Workbook

from fujiplan_cli.model.form import AnsweredBy, Field, Form, is_typed
from fujiplan_cli.model.method import Method
from fujiplan_cli.workbook.courtesy import rubric_of
from fujiplan_cli.workbook.guide import GUIDE_NAME, GuideLine, draw_guide, how, rubric_lines
from fujiplan_cli.workbook.list_plan import Column, ListPlan
from fujiplan_cli.workbook.live import asked_from_the_start
from fujiplan_cli.workbook.look import STATES
from fujiplan_cli.workbook.painter import Painter

_STATES = "、".join(f"{look.symbol} {look.word}（{look.meaning}）" for look in STATES.values())
_EVERY = (
    "1行が1事業です。白い欄に記入してください。灰色の欄は印字済みで、記入は不要です"
    "（白い欄の印字に誤りがあれば、直してください）。「－」は、その事業では聞かない欄です。",
    f"右端の「状況」は、行ごとの記入の状況を示します。{_STATES}。",
)
_LAST: Mapping[AnsweredBy, tuple[str, ...]] = {
    "department": (
        "「未」と「要」がなくなったら、所属長の決裁を受けて提出してください。保護の解除や、行・列の追加は必要ありません。",
        "確定していない数値は書かずに空欄としてください。「約」「未定」「同上」は使えません。",
    ),
    "secretariat": (
        "記入しない行があっても差し支えありません。上の帯に、記入済みの行の数を表示します。",
        "「未」と「要」がなくなったら、保存して取り込んでください。保護の解除や、行・列の追加は必要ありません。",
    ),
}


def add_list_guide(book: Workbook, front: Painter, plan: ListPlan, form: Form, method: Method, title: str) -> None:
    """Append the guide to the book of a list."""
    notes = (*_EVERY, *_LAST[form.answered_by])
    draw_guide(front.beside(book, GUIDE_NAME), _lines(plan, notes, method, title), 2 + len(notes))


def _lines(plan: ListPlan, notes: tuple[str, ...], method: Method, title: str) -> Iterator[GuideLine]:
    yield GuideLine((f"{title}　{GUIDE_NAME}",), "title")
    for note in notes:
        yield GuideLine((f"・{note}",), "note")
    yield GuideLine(("項目", "必須", "記入のしかた", "記入例"), "head")
    for column in _once(plan):
        if column.typed:
            one = column.field
            yield GuideLine((one.label, _need(one, plan), how(one), one.example), "line")
    yield from _printed(plan)
    yield from _rubrics(plan, method)


def _once(plan: ListPlan) -> list[Column]:
    """Of a repeated field the first that is on the list."""
    found: dict[str, Column] = {}
    for column in plan.columns:
        found.setdefault(column.field.stem or column.field.id, column)
    return list(found.values())


def _need(one: Field, plan: ListPlan) -> str:
    asked = [row.facts for row in plan.rows if one.id in row.cells and is_typed(one, row.facts)]
    if all(asked_from_the_start(one, facts) for facts in asked):
        return "※必須"
    return "任意" if one.required_when.op == "never" else "該当する場合"


def _printed(plan: ListPlan) -> Iterator[GuideLine]:
    """What a printed column shows, where the declaration says it."""
    told = [column.field for column in _once(plan) if not column.typed and column.field.guidance]
    if told:
        yield GuideLine(("印字している欄",), "section")
        yield GuideLine(("項目", "", "内容", ""), "head")
    for one in told:
        yield GuideLine((one.label, "", one.guidance, ""), "line")


def _rubrics(plan: ListPlan, method: Method) -> Iterator[GuideLine]:
    wanted = [rubric_of(column.field, method) for column in plan.columns if column.typed]
    asked = [item for item in method.items if item.rubric and item.rubric in wanted]
    if asked:
        yield GuideLine(("水準の基準",), "section")
        yield GuideLine(("評価項目", "水準", "基準", ""), "head")
    for item in asked:
        yield from rubric_lines(item)
