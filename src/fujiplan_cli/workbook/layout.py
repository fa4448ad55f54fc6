"""Where everything stands on a 調書: decided here once, drawn by the press, aligned to by intake."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.model.form import Field, Form, Layout, Section, Spot, is_typed
from fujiplan_cli.model.place import address
from fujiplan_cli.workbook import canvas
from fujiplan_cli.workbook.before import recalls
from fujiplan_cli.workbook.canvas import Block, Role, RowLook, SheetPlan, block
from fujiplan_cli.workbook.indicators import place_indicators
from fujiplan_cli.workbook.live import asked_from_the_start
from fujiplan_cli.workbook.placing import Pen, place_levels, place_money, place_pairs
from fujiplan_cli.workbook.quick import is_rated
from fujiplan_cli.workbook.wording import closing, excel_name, is_secret

_PLACE: Mapping[str, Callable[[Pen, Sequence[Field]], None]] = {
    "pairs": place_pairs,
    "kpi": place_indicators,
    "money": place_money,
    "levels": place_levels,
}
_NUMBERED = re.compile(r"^[0-9０-９]+[\s　.．、]+")
_FIXED_ROLES = ("label", "header", "section", "note", "section_state")
LEVELS = (0, 1, 2, 3, 4)


def layout_of(form: Form, eval_stage: str, facts: frozenset[str]) -> Layout:
    """The sheet as distributed for a 評価段階 and structural facts: each field's cell and label, and the anchors.

    The year changes no position and no label: it stands in texts of its own, which are listed as ``varying``.
    """
    return _layout(_Key(form), eval_stage, facts)


def plan_of(form: Form, eval_stage: str, facts: frozenset[str], year: int) -> SheetPlan:
    """The whole drawing of a variant for the fiscal year that is reported."""
    return _plan(_Key(form), eval_stage, facts, year)


class _Key:
    """A form as a key of the cache: by identity of its object, which the key keeps alive."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def __hash__(self) -> int:
        return id(self.form)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.form is self.form


@lru_cache(maxsize=512)
def _layout(key: _Key, eval_stage: str, facts: frozenset[str]) -> Layout:
    plan = _plan(key, eval_stage, facts, 2000)
    spots = {one: _spot(plan, one) for one in plan.cells}
    fixed = {address(b.row, b.column): b.text for b in plan.blocks if b.role in _FIXED_ROLES and b.text}
    values = {address(b.row, b.column) for b in plan.cells.values()}
    varying = {address(b.row, b.column) for b in plan.blocks} - fixed.keys() - values
    return Layout(
        spots=spots,
        anchor_column=canvas.ANCHOR_COLUMN,
        ruler_row=canvas.RULER_ROW,
        sheet_name=plan.sheet_name,
        printed=fixed,
        varying=frozenset(varying),
        last_column=canvas.STATE_COLUMN,
    )


def _spot(plan: SheetPlan, field_id: str) -> Spot:
    cell, label = plan.cells[field_id], plan.labels[field_id]
    return Spot(field_id, cell.row, cell.column, label.text, label.row, label.column)


@lru_cache(maxsize=512)
def _plan(key: _Key, eval_stage: str, facts: frozenset[str], year: int) -> SheetPlan:
    form = key.form
    fields = form.on_sheet(eval_stage, facts)
    pen = Pen(
        row=canvas.FIRST_ROW,
        words=lambda text: text.replace("{year}", year_words(year)).replace("{next_year}", year_words(year + 1)),
        year_hint=lambda label: _year_hint(label, year),
        required=lambda one: asked_from_the_start(one, facts),
        is_input=lambda one: is_typed(one, facts),
    )
    _top(pen, rated=is_rated(fields))
    sections = _sections(form, fields)
    turns = not any(pen.is_input(one) for one in sections[0][1])
    for number, (section, own) in enumerate(sections, start=1):
        _heading(pen, section, number, own, staged=bool(eval_stage))
        if number == 2 and turns:
            pen.rows[pen.row - 1] = replace(pen.rows[pen.row - 1], turn=True)
        _PLACE[section.layout](pen, own)
    return SheetPlan(
        blocks=tuple(pen.blocks),
        rows=pen.rows,
        fields={one.id: one for one in fields},
        cells=pen.cells,
        labels=pen.labels,
        lists=_lists(fields, facts),
        facts=facts,
        eval_stage=eval_stage,
        year=year,
        last_row=pen.row - 1,
        hidden=canvas.Hidden({fact: cell for fact, cell in canvas.FACT_CELLS.items() if fact in _looked_at(fields)}),
        sheet_name=excel_name(form.title),
        closing=closing(form, facts),
        secret=is_secret(form),
    )


def _looked_at(fields: Sequence[Field]) -> frozenset[str]:
    """The facts that a question of the sheet hangs on: only these are calculated."""
    return frozenset().union(*(one.required_when.facts() | one.relevant_when.facts() for one in fields))


def _year_hint(label: str, year: int) -> str:
    if "今年度" in label:
        return year_words(year + 1)
    return year_words(year) if re.search("当年度|実績|計画した", label) else ""


def _sections(form: Form, fields: Sequence[Field]) -> list[tuple[Section, list[Field]]]:
    """Sections that have a field on this sheet."""
    filled = ((section, [one for one in fields if one.section == section.id]) for section in form.sections)
    return [(section, own) for section, own in filled if own]


def _heading(pen: Pen, section: Section, number: int, fields: Sequence[Field], *, staged: bool) -> None:
    """A section's title; a declared number is counted again, so that a sheet without a section has no gap."""
    plain = _NUMBERED.sub("", pen.words(section.title))
    numbered = plain != pen.words(section.title)
    digits = str(number).translate(_WIDE) if number < 10 else str(number)
    row = pen.next_row(18.0, breakable=True, section=True)
    title = f"{digits}　{plain}" if numbered else plain
    levels = section.layout == "levels" and any(one.kind == "level" for one in fields)
    role: Role | None = "levels" if levels else "before" if recalls(fields) else None
    if role is None and number == 1 and staged:
        role = "roles"
    end = _TITLE_UNITS if role and len(title) <= _TITLE_LENGTH else canvas.UNITS
    pen.put(block(row, 0, end, "section", title))
    if role and end < canvas.UNITS:
        pen.put(block(row, end, canvas.UNITS, role, "", section.id))
    read_only = number == 1 and not any(pen.is_input(one) for one in fields)
    state = "" if read_only else "記入状況"
    pen.put(Block(row, canvas.STATE_COLUMN, row, canvas.STATE_COLUMN, "section_state", state))


_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_TITLE_UNITS, _TITLE_LENGTH = 8, 16
"""A title of so many characters leaves the rest of its row to last year's answers, or to the levels so far."""


def _top(pen: Pen, *, rated: bool) -> None:
    """Title, what the sheet belongs to, the bar that says what is missing (and the score so far), and the legend."""
    wide = canvas.STATE_COLUMN
    pen.rows[canvas.TITLE_ROW] = RowLook(27.0)
    pen.rows[canvas.SUBTITLE_ROW] = RowLook(15.0)
    pen.rows[canvas.BAR_ROW] = RowLook(30.0)
    pen.rows[canvas.LEGEND_ROW] = RowLook(15.0)
    pen.put(block(canvas.TITLE_ROW, 0, 15, "title"))
    pen.put(Block(canvas.TITLE_ROW, canvas.column_at(15), canvas.TITLE_ROW, wide, "project"))
    pen.put(block(canvas.SUBTITLE_ROW, 0, 20, "subtitle"))
    pen.put(Block(canvas.SUBTITLE_ROW, canvas.column_at(20), canvas.SUBTITLE_ROW, wide, "mark"))
    pen.put(block(canvas.BAR_ROW, 0, 3, "bar", "記入状況"))
    pen.put(block(canvas.BAR_ROW, 3, 12 if rated else 19, "message"))
    if rated:
        pen.put(block(canvas.BAR_ROW, 12, 19, "score"))
    pen.put(Block(canvas.BAR_ROW, canvas.column_at(19), canvas.BAR_ROW, wide, "link"))
    pen.put(Block(canvas.LEGEND_ROW, canvas.FIRST_COLUMN, canvas.LEGEND_ROW, wide, "legend"))


def _lists(fields: Sequence[Field], facts: frozenset[str]) -> dict[str, tuple[int, tuple[str | int, ...]]]:
    """Equal lists share a column."""
    columns: dict[tuple[str | int, ...], int] = {}
    lists = {}
    for one in fields:
        words = list_words(one)
        if words and is_typed(one, facts):
            column = columns.setdefault(words, canvas.LIST_COLUMN + len(columns))
            lists[one.id] = (column, words)
    return lists


def list_words(one: Field) -> tuple[str | int, ...]:
    """What a drop-down offers; nothing for a field that has none."""
    if one.kind == "level":
        return LEVELS
    if one.kind == "integer":
        return tuple(int(word) for word in one.choices)
    return one.choices if one.kind == "choice" else ()
