"""What is seen of a list: title and bar, headings, and the look of every cell of its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles.colors import Color

from fujiplan_cli.model.form import Field, Form
from fujiplan_cli.workbook import canvas
from fujiplan_cli.workbook.canvas import Block, Role
from fujiplan_cli.workbook.list_paper import INPUT_SIZE, NAME, PRINTED_SIZE, STATUS_POINTS, begins_left, heading
from fujiplan_cli.workbook.list_plan import FIRST_ROW, HEADER_ROW, SECTION_ROW, Column, ListPlan
from fujiplan_cli.workbook.look import FONT, INK, NAVY, RED, STATES, STYLES, Style
from fujiplan_cli.workbook.painter import Painter, hints_of

STATUS = "状況"
ABSENT = "－"
"""Stands where a row is not asked what its column asks."""
_ABSENT = replace(
    STYLES["empty"], size=PRINTED_SIZE, ink=STATES["外"].ink, ground=STATES["外"].ground, horizontal="center"
)
_MESSAGE_POINTS, _LINK_POINTS = 250.0, 130.0
_LEVEL_SIZE = 12
_NARROW_SIZE = 9
"""Of a message that has the width of the name alone: 「記入漏れはありません。」 on one line."""


@dataclass(frozen=True, slots=True)
class Head:
    """The texts above the table: title, whom the list is for, sample mark or "", and the lines below."""

    title: str
    office: str
    mark: str
    subtitle: str
    legend: str


def bar_cells(plan: ListPlan) -> tuple[Block, Block]:
    """Where the message and the jump stand: beside the key, so that the message stays in sight wherever one scrolls.

    Where the key columns are repeated on a further page, the message stays within them: it is not cut there.
    """
    widths = {one.at: one.points for one in plan.columns} | {plan.status_column: STATUS_POINTS}
    first = canvas.FIRST_COLUMN + 1
    message = plan.key_end if plan.paper.breaks else _reach(widths, first, _MESSAGE_POINTS)
    link = min(message + 1, plan.status_column)
    return _bar(first, message, "message"), _bar(link, _reach(widths, link, _LINK_POINTS), "link")


def _reach(widths: Mapping[int, float], first: int, points: float) -> int:
    """The column at which so much width is reached; two columns are left at the end for what follows."""
    at = first
    while at + 1 in widths and sum(widths[column] for column in range(first, at + 1)) < points:
        at += 1
    return at


def _bar(first: int, last: int, role: Role) -> Block:
    return Block(canvas.BAR_ROW, first, canvas.BAR_ROW, last, role)


def draw_head(painter: Painter, plan: ListPlan, head: Head) -> None:
    """Title, what the list belongs to, bar and legend."""
    split = bool(plan.paper.breaks)
    first = plan.key_end + 1 if split else canvas.FIRST_COLUMN
    for row, role, text in (
        (canvas.SUBTITLE_ROW, "subtitle", head.subtitle),
        (canvas.LEGEND_ROW, "legend", head.legend),
    ):
        # Not shrunk: the text runs on over the empty cells to its right.
        painter.dress(row, first, row, first, replace(STYLES[role], shrink=False))  # type: ignore[index]  # both are roles
        painter.cell(row, first).value = text
    painter.dress(canvas.TITLE_ROW, first, canvas.TITLE_ROW, first, STYLES["title"])
    own = [(12.0, INK, head.office), (10.0, RED, head.mark)]
    painter.cell(canvas.TITLE_ROW, first).value = _rich([(16.0, NAVY, head.title), *([] if split else own)])
    label = canvas.FIRST_COLUMN
    for one in (Block(canvas.BAR_ROW, label, canvas.BAR_ROW, label, "bar", "記入状況"), *bar_cells(plan)):
        painter.paint(one, plan.rows[0])
    if split:
        _draw_owner(painter, plan, own)
        message, _ = bar_cells(plan)
        small = replace(STYLES["message"], size=_NARROW_SIZE, indent=0)
        painter.dress(message.row, message.column, message.row, message.last_column, small)


def _draw_owner(painter: Painter, plan: ListPlan, own: list[tuple[float, str, str]]) -> None:
    """Whose list it is, above the key columns: these are repeated on every page, where the title would be cut."""
    first = canvas.FIRST_COLUMN
    for row, part in zip((canvas.TITLE_ROW, canvas.SUBTITLE_ROW), own, strict=True):
        painter.dress(row, first, row, plan.key_end, replace(STYLES["title"], size=part[0], ink=part[1], shrink=True))
        painter.cell(row, first).value = part[2] or None
        painter.merge(row, first, row, plan.key_end)


def _rich(parts: list[tuple[float, str, str]]) -> CellRichText:
    """Texts of several sizes and inks in one cell, a gap between them."""
    told = [part for part in parts if part[2]]
    texts = [told[0][2], *(f"　{text}" for _, _, text in told[1:])]
    return CellRichText(*(TextBlock(_font(*part[:2]), text) for part, text in zip(told, texts, strict=True)))


def _font(size: float, ink: str) -> InlineFont:
    return InlineFont(rFont=FONT, sz=size, b=True, charset=128, family=3, color=Color(rgb=f"FF{ink}"))


def draw_table(painter: Painter, plan: ListPlan, form: Form) -> None:
    """Section titles, headings and rows."""
    titles = {section.id: section.title for section in form.sections}
    told: set[tuple[str, int]] = set()
    starts = set()
    for own in plan.bands():
        section, number = own[0].band
        text = f"{titles[section]}{f'（{number}）' if number else ''}" if own[0].band not in told else ""
        told.add(own[0].band)
        starts.add(own[0].at)
        painter.paint(Block(SECTION_ROW, own[0].at, SECTION_ROW, own[-1].at, "section", text), plan.rows[0])
    last = plan.status_column
    painter.paint(Block(SECTION_ROW, last, SECTION_ROW, last, "section"), plan.rows[0])
    for column in plan.columns:
        head = Block(HEADER_ROW, column.at, HEADER_ROW, column.at, "header", heading(column.label, column.points))
        painter.paint(head, plan.rows[0])
        _draw_column(painter, plan, column, starts=column.at in starts)
    painter.paint(Block(HEADER_ROW, last, HEADER_ROW, last, "header", STATUS), plan.rows[0])
    painter.dress(FIRST_ROW, last, plan.last_row, last, replace(STYLES["state"], border="first"))


def _draw_column(painter: Painter, plan: ListPlan, column: Column, *, starts: bool) -> None:
    """The cells of a field, row by row; a section begins with a strong line."""
    border = {"border": "first"} if starts else {}
    number_format = hints_of(column.field).number_format
    looks = {role: replace(_look(column.field, role), **border) for role in ("printed", "input")}  # type: ignore[arg-type]  # fields of Style
    absent = replace(_ABSENT, **border)  # type: ignore[arg-type]  # fields of Style
    for row, plan_ in enumerate(plan.rows, start=FIRST_ROW):
        cell = plan_.cells.get(column.field.id)
        if cell:
            painter.dress(row, column.at, row, column.at, looks[cell.role], number_format)
        else:
            painter.dress(row, column.at, row, column.at, absent)
            painter.cell(row, column.at).value = ABSENT


def _look(one: Field, role: Role) -> Style:
    hints = hints_of(one)
    size = INPUT_SIZE if role == "input" else PRINTED_SIZE
    plain = replace(STYLES[role], size=size, horizontal=hints.align, wrap=True, shrink=False, indent=0)
    if one.kind == "level":
        return replace(plain, size=_LEVEL_SIZE, bold=True, horizontal="center")
    if hints.align == "right":
        return replace(plain, wrap=False, shrink=True)
    if begins_left(one):
        return replace(plain, bold=one.id == NAME, horizontal="left", indent=1)
    return replace(plain, horizontal="center")
