"""Drawn books are put together as text and from parts deflated beforehand: nothing may differ from openpyxl's own."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from fujiplan_cli.workbook.package import deflate_around, fixed, stored, write_package
from fujiplan_cli.workbook.saving import saved

VALUES = (
    None, "", "調書", " 前後の空白 ", "<&\"'>", "𠮷\n二行目", 3, 2.5, Decimal("12500.50"), True, False,
    date(2026, 4, 28), "=A1&\"<\"", CellRichText("名称", TextBlock(InlineFont(b=True), "※")),
)  # fmt: skip


@pytest.fixture
def book() -> Workbook:
    made = Workbook()
    sheet = made.active
    for row, value in enumerate(VALUES, start=1):
        sheet.cell(row, 2).value = value
        sheet.cell(row, 3).font = Font(bold=row % 2 == 0, color="1A1A1A")
    sheet.row_dimensions[2].height = 31.5
    sheet.row_dimensions[40].hidden = True
    sheet.merge_cells("E2:F3")
    made.create_sheet("空のシート")
    return made


def _cells(data: bytes) -> list[dict[str, tuple[object, ...]]]:
    opened = load_workbook(io.BytesIO(data), rich_text=True)
    return [
        {cell.coordinate: (cell.value or None, cell.number_format, cell.has_style and cell.font.b) for cell in row}
        for sheet in opened.worksheets
        for row in sheet.iter_rows()
    ]


def test_a_book_reads_like_the_one_that_openpyxl_saves(book: Workbook) -> None:
    own = io.BytesIO()
    book.save(own)
    ours = saved(book)
    assert _cells(ours) == _cells(own.getvalue())
    sheet = load_workbook(io.BytesIO(ours)).worksheets[0]
    assert (sheet.row_dimensions[2].height, sheet.row_dimensions[40].hidden) == (31.5, True)
    assert [str(one) for one in sheet.merged_cells.ranges] == ["E2:F3"]


def test_what_would_be_lost_is_refused(book: Workbook) -> None:
    book.worksheets[0]["B3"].hyperlink = "#D18"
    with pytest.raises(TypeError, match="B3"):
        saved(book)


def test_letters_stand_as_themselves(book: Workbook) -> None:
    text = zipfile.ZipFile(io.BytesIO(saved(book))).read("xl/worksheets/sheet1.xml").decode("utf-8")
    assert "調書" in text and "𠮷" in text and "&#" not in text


@pytest.mark.parametrize(
    ("before", "after"), [(b"", b""), (b"<a>" * 500, b""), (b"", b"</a>"), (b"<a>", b"</a>" * 500)]
)
def test_a_part_put_together_around_a_fixed_middle_unpacks_whole(before: bytes, after: bytes) -> None:
    middle = "選択肢".encode() * 2000
    package = write_package([deflate_around("a.xml", before, fixed(middle), after), stored("b.bin", middle)])
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        assert opened.testzip() is None
        assert opened.read("a.xml") == before + middle + after
        assert (opened.read("b.bin"), opened.getinfo("b.bin").compress_type) == (middle, zipfile.ZIP_STORED)
