"""The workbook of one list, drawn with openpyxl: heads, rows, what Excel does while somebody types, the page."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles.colors import Color
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.pagebreak import Break, ColBreak
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from fujiplan_cli.model.form import IDENTITY_NAME, Field, Form
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.place import address
from fujiplan_cli.workbook import canvas
from fujiplan_cli.workbook.author import column_width, house_font
from fujiplan_cli.workbook.canvas import Block, Role, SheetPlan
from fujiplan_cli.workbook.courtesy import add_decimal, colour, rubric_of, validation
from fujiplan_cli.workbook.expressions import absolute
from fujiplan_cli.workbook.list_guide import add_list_guide
from fujiplan_cli.workbook.list_paper import INPUT_SIZE, MARGIN, NAME, PRINTED_SIZE, STATUS_POINTS
from fujiplan_cli.workbook.list_plan import FIRST_ROW, HEADER_ROW, LIST_ROW, SECTION_ROW, Column, ListPlan
from fujiplan_cli.workbook.look import FONT, INK, NAVY, RED, STATES, STYLES, Style
from fujiplan_cli.workbook.painter import Painter, hints_of
from fujiplan_cli.workbook.tables import sheet_name

STATUS = "状況"
ABSENT = "－"
"""Stands where a row is not asked what its column asks."""
_ABSENT = replace(
    STYLES["empty"], size=PRINTED_SIZE, ink=STATES["外"].ink, ground=STATES["外"].ground, horizontal="center"
)
_MESSAGE_POINTS, _LINK_POINTS = 250.0, 130.0
_LEVEL_SIZE = 12


@dataclass(frozen=True, slots=True)
class Head:
    """The texts above the table: title, whom the list is for, sample mark or "", and the lines below."""

    title: str
    office: str
    mark: str
    subtitle: str
    legend: str


def author_list(plan: ListPlan, form: Form, method: Method, head: Head, formulas: Mapping[str, str]) -> bytes:
    """The .xlsx of a list without answers and results."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = sheet_name(form.title)
    house_font(book)
    painter = Painter(sheet)
    _draw_head(painter, plan, head)
    _draw_table(painter, plan, form)
    _sizes(sheet, plan)
    _machinery(painter, plan, formulas)
    _names(sheet, plan)
    _add_validations(sheet, plan, method)
    _add_colours(sheet, plan)
    _page(sheet, plan)
    add_list_guide(book, plan, form, method, head.title)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def bar_cells(plan: ListPlan) -> tuple[Block, Block]:
    """Where the message and the jump stand: beside the key, so that both begin in sight wherever one scrolls."""
    widths = {one.at: one.points for one in plan.columns} | {plan.status_column: STATUS_POINTS}
    first = canvas.FIRST_COLUMN + 1
    message = _reach(widths, first, _MESSAGE_POINTS)
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


def _draw_head(painter: Painter, plan: ListPlan, head: Head) -> None:
    first = canvas.FIRST_COLUMN
    for row, role, text in (
        (canvas.SUBTITLE_ROW, "subtitle", head.subtitle),
        (canvas.LEGEND_ROW, "legend", head.legend),
    ):
        # Not shrunk: the text runs on over the empty cells to its right.
        painter.dress(row, first, row, first, replace(STYLES[role], shrink=False))  # type: ignore[index]  # both are roles
        painter.cell(row, first).value = text
    painter.dress(canvas.TITLE_ROW, first, canvas.TITLE_ROW, first, STYLES["title"])
    painter.cell(canvas.TITLE_ROW, first).value = _title(head)
    for one in (Block(canvas.BAR_ROW, first, canvas.BAR_ROW, first, "bar", "記入状況"), *bar_cells(plan)):
        painter.paint(one, plan.rows[0])


def _title(head: Head) -> CellRichText:
    parts = ((16, True, NAVY, head.title), (12, True, INK, f"　　{head.office}" if head.office else ""))
    marked = (*parts, (10, True, RED, f"　{head.mark}" if head.mark else ""))
    return CellRichText(*(TextBlock(_font(*look), text) for *look, text in marked if text))  # type: ignore[arg-type]


def _font(size: float, bold: bool, ink: str) -> InlineFont:
    return InlineFont(rFont=FONT, sz=size, b=bold, charset=128, family=3, color=Color(rgb=f"FF{ink}"))


def _draw_table(painter: Painter, plan: ListPlan, form: Form) -> None:
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
        head = Block(HEADER_ROW, column.at, HEADER_ROW, column.at, "header", column.label)
        painter.paint(head, plan.rows[0])
        _draw_column(painter, plan, column, starts=column.at in starts)
    painter.paint(Block(HEADER_ROW, last, HEADER_ROW, last, "header", STATUS), plan.rows[0])
    painter.dress(FIRST_ROW, last, plan.last_row, last, replace(STYLES["state"], border="first"))


def _draw_column(painter: Painter, plan: ListPlan, column: Column, *, starts: bool) -> None:
    """The cells of a field, row by row; a section begins with a strong line."""
    border = {"border": "first"} if starts else {}
    number_format = hints_of(column.field).number_format
    looks = {role: replace(_look(column.field, role), **border) for role in ("printed", "input")}  # type: ignore[arg-type]
    absent = replace(_ABSENT, **border)  # type: ignore[arg-type]
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
    short = one.width == "third" and one.kind in ("text", "choice") and role == "printed"
    return replace(plain, bold=one.id == NAME, horizontal="center" if short else hints.align)


def _sizes(sheet: Worksheet, plan: ListPlan) -> None:
    for column in plan.columns:
        sheet.column_dimensions[get_column_letter(column.at)].width = column_width(column.points)
    sheet.column_dimensions[get_column_letter(plan.status_column)].width = column_width(STATUS_POINTS)
    for at in (canvas.ANCHOR_COLUMN, *range(plan.status_column + 1, plan.last_column + 1)):
        sheet.column_dimensions[get_column_letter(at)].hidden = True
    heights = {
        canvas.TITLE_ROW: 27.0,
        canvas.SUBTITLE_ROW: 15.0,
        canvas.BAR_ROW: 30.0,
        canvas.LEGEND_ROW: 15.0,
        SECTION_ROW: 18.0,
        HEADER_ROW: plan.header_height,
    }
    for row, height in (*heights.items(), *enumerate(plan.heights, start=FIRST_ROW)):
        sheet.row_dimensions[row].height = height
    for row in (canvas.RULER_ROW, canvas.IDENTITY_ROW):
        sheet.row_dimensions[row].hidden = True
    sheet.sheet_view.showGridLines = False
    sheet.freeze_panes = address(FIRST_ROW, canvas.FIRST_COLUMN + plan.keys)
    _select_first_input(sheet, plan)


def _select_first_input(sheet: Worksheet, plan: ListPlan) -> None:
    """The book opens with the cursor where typing begins."""
    first = next((address(cell.row, cell.column) for _, _, cell in plan.typed()), None)
    for selection in sheet.sheet_view.selection:
        if first and selection.pane == "bottomRight":
            selection.activeCell = selection.sqref = first


def _machinery(painter: Painter, plan: ListPlan, formulas: Mapping[str, str]) -> None:
    """Anchors above the columns, choices, formulas. Identities are filled in (see `patch`)."""
    for column in plan.columns:
        painter.cell(canvas.RULER_ROW, column.at).value = f"f:{column.field.id}"
    for words, first in plan.lists.items():
        for place, word in enumerate(words):
            painter.cell(LIST_ROW, first + place).value = word
    for cell in identity_cells(plan):
        painter.sheet[cell] = IDENTITY_NAME
    for cell, formula in formulas.items():
        painter.sheet[cell] = f"={formula}"


def identity_cells(plan: ListPlan) -> list[str]:
    """The list's own identity, then those of the rows."""
    rows = range(FIRST_ROW, plan.last_row + 1)
    return [
        address(canvas.IDENTITY_ROW, canvas.FIRST_COLUMN),
        *(address(row, canvas.ANCHOR_COLUMN) for row in rows),
    ]


def _names(sheet: Worksheet, plan: ListPlan) -> None:
    """Sheet-scoped, on the heading of each column."""
    spots = {f"fp_{one.field.id}": address(HEADER_ROW, one.at) for one in plan.columns}
    spots[IDENTITY_NAME] = address(canvas.IDENTITY_ROW, canvas.FIRST_COLUMN)
    quoted = sheet.title.replace("'", "''")
    for name, cell in spots.items():
        sheet.defined_names[name] = DefinedName(name, attr_text=f"'{quoted}'!{absolute(cell)}")


def _add_validations(sheet: Worksheet, plan: ListPlan, method: Method) -> None:
    """One validation for each column, over the rows that are asked."""
    asked: dict[str, list[int]] = {}
    samples: dict[str, tuple[SheetPlan, Field, int]] = {}
    for row, one, cell in plan.typed():
        asked.setdefault(one.id, []).append(cell.row)
        samples.setdefault(one.id, (row, one, cell.column))
    for field_id, (row, one, column) in samples.items():
        made = validation(row, one, rubric_of(one, method))
        made.sqref = MultiCellRange(" ".join(_runs(asked[field_id], column)))
        sheet.add_data_validation(made)


def _runs(rows: Iterable[int], column: int) -> list[str]:
    """Rows that follow one another as one range."""
    found = []
    for _, run in groupby(enumerate(sorted(rows)), key=lambda one: one[1] - one[0]):
        own = [row for _, row in run]
        found.append(f"{address(own[0], column)}:{address(own[-1], column)}")
    return found


def _add_colours(sheet: Worksheet, plan: ListPlan) -> None:
    first, end, last = canvas.FIRST_COLUMN, plan.status_column, plan.last_row
    whole = f"{address(FIRST_ROW, first)}:{address(last, end - 1)}"
    states = f"{address(FIRST_ROW, end)}:{address(last, end)}"
    message, _ = bar_cells(plan)
    colour(sheet, whole, address(FIRST_ROW, plan.mirror(first)), states, address(message.row, message.column))
    for one in plan.columns:
        if one.field.kind == "decimal" and hints_of(one.field).number_format == "General":
            add_decimal(sheet, f"{address(FIRST_ROW, one.at)}:{address(last, one.at)}")


def _page(sheet: Worksheet, plan: ListPlan) -> None:
    """Headings on every page, the key columns too when one page in width is not enough."""
    setup, paper = sheet.page_setup, plan.paper
    setup.paperSize, setup.orientation = paper.size, "landscape"
    if paper.scale:
        setup.scale, setup.pageOrder = paper.scale, "overThenDown"
        sheet.col_breaks = ColBreak(brk=[Break(id=canvas.FIRST_COLUMN - 1 + count) for count in paper.breaks])
        letters = (get_column_letter(canvas.FIRST_COLUMN + at) for at in (0, plan.keys - 1))
        sheet.print_title_cols = ":".join(letters)
    else:
        setup.fitToWidth, setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = MARGIN
    margins.top, margins.bottom, margins.header, margins.footer = 0.45, 0.6, 0.25, 0.3
    sheet.print_area = f"{address(canvas.TITLE_ROW, canvas.FIRST_COLUMN)}:{address(plan.last_row, plan.status_column)}"
    sheet.print_title_rows = f"{SECTION_ROW}:{HEADER_ROW}"
    sheet.oddFooter.left.text = "FOOTER"  # type: ignore[union-attr]  # the stubs allow None; a sheet always has it
    # From the identities to the last hidden state: whoever lifts the protection and sorts takes all of a row along.
    table = f"{address(HEADER_ROW, canvas.ANCHOR_COLUMN)}:{address(plan.last_row, plan.table_end)}"
    sheet.auto_filter.ref = table
    protection = sheet.protection
    protection.sheet = True
    protection.formatRows = protection.formatColumns = protection.formatCells = False
    protection.selectLockedCells = protection.selectUnlockedCells = False
    protection.autoFilter = protection.sort = False
