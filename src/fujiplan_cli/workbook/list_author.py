"""The workbook of one list, drawn with openpyxl: heads, rows, what Excel does while somebody types, the page."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from itertools import groupby

from openpyxl import Workbook
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
from fujiplan_cli.workbook.canvas import SheetPlan
from fujiplan_cli.workbook.courtesy import add_decimal, colour, rubric_of, validation
from fujiplan_cli.workbook.expressions import absolute
from fujiplan_cli.workbook.list_drawing import Head, bar_cells, draw_head, draw_table
from fujiplan_cli.workbook.list_guide import add_list_guide
from fujiplan_cli.workbook.list_paper import MARGIN, STATUS_POINTS
from fujiplan_cli.workbook.list_plan import FIRST_ROW, HEADER_ROW, LIST_ROW, SECTION_ROW, ListPlan
from fujiplan_cli.workbook.painter import Painter, hints_of
from fujiplan_cli.workbook.tables import sheet_name


def author_list(plan: ListPlan, form: Form, method: Method, head: Head, formulas: Mapping[str, str]) -> bytes:
    """The .xlsx of a list without answers and results."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = sheet_name(form.title)
    house_font(book)
    painter = Painter(sheet)
    draw_head(painter, plan, head)
    draw_table(painter, plan, form)
    _sizes(sheet, plan)
    _machinery(painter, plan, formulas)
    _names(sheet, plan)
    _add_validations(sheet, plan, method)
    _add_colours(sheet, plan)
    _page(sheet, plan)
    add_list_guide(book, painter, plan, form, method, head.title)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sizes(sheet: Worksheet, plan: ListPlan) -> None:
    for column in plan.columns:
        sheet.column_dimensions[get_column_letter(column.at)].width = column_width(column.points)
    sheet.column_dimensions[get_column_letter(plan.status_column)].width = column_width(STATUS_POINTS)
    for at in (canvas.ANCHOR_COLUMN, *range(plan.status_column + 1, plan.last_column + 1)):
        sheet.column_dimensions[get_column_letter(at)].hidden = True
    heights = {
        canvas.TITLE_ROW: 27.0,
        canvas.SUBTITLE_ROW: 15.0,
        canvas.BAR_ROW: 42.0 if plan.paper.breaks else 30.0,
        canvas.LEGEND_ROW: 15.0,
        SECTION_ROW: 18.0,
        HEADER_ROW: plan.header_height,
    }
    for row, height in (*heights.items(), *enumerate(plan.heights, start=FIRST_ROW)):
        sheet.row_dimensions[row].height = height
    for row in (canvas.RULER_ROW, canvas.IDENTITY_ROW):
        sheet.row_dimensions[row].hidden = True
    sheet.sheet_view.showGridLines = False
    sheet.freeze_panes = address(FIRST_ROW, plan.key_end + 1)
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


def _repeat(sheet: Worksheet, plan: ListPlan) -> None:
    """Key columns and headings on every page, columns first as Excel itself writes it (openpyxl: rows first)."""
    first, last = (get_column_letter(at) for at in (canvas.FIRST_COLUMN, plan.key_end))
    title = sheet.title.replace("'", "''")
    told = f"'{title}'!${first}:${last},'{title}'!${SECTION_ROW}:${HEADER_ROW}"
    sheet.defined_names["_xlnm.Print_Titles"] = DefinedName("_xlnm.Print_Titles", attr_text=told)


def _page(sheet: Worksheet, plan: ListPlan) -> None:
    """Headings on every page, the key columns too when one page in width is not enough."""
    setup, paper = sheet.page_setup, plan.paper
    setup.paperSize, setup.orientation = paper.size, "landscape"
    if paper.scale:
        setup.scale, setup.pageOrder = paper.scale, "overThenDown"
        sheet.col_breaks = ColBreak(brk=[Break(id=canvas.FIRST_COLUMN - 1 + count) for count in paper.breaks])
        _repeat(sheet, plan)
    else:
        setup.fitToWidth, setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = MARGIN
    margins.top, margins.bottom, margins.header, margins.footer = 0.45, 0.6, 0.25, 0.3
    sheet.print_area = f"{address(canvas.TITLE_ROW, canvas.FIRST_COLUMN)}:{address(plan.last_row, plan.status_column)}"
    if not paper.scale:
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
