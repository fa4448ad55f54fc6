"""Plain tables: texts stay texts, the bytes stay the same, and the page is set up for paper."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from fujiplan_cli.workbook.reader import read_grid
from fujiplan_cli.workbook.table_sheet import TableSheet, write_table_book

TABLE = TableSheet(
    "受付簿",
    "令和7年度 進行管理調書 受付簿",
    ("番号", "所管課", "金額", "日付", "備考"),
    [
        (1, "総務部 デジタル戦略課", Decimal("12500.5"), date(2026, 4, 28), "=HYPERLINK(1)"),
        (2, "+81", Decimal(0), None, "@SUM(1)"),
        (3, "", None, None, "-1"),
    ],
)


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    sheet = read_grid(write_table_book("受付簿", [TABLE])).sheets[0]
    rows = [[sheet.at(row, column) for column in range(1, 6)] for row in (4, 5, 6)]
    assert [[cell.raw for cell in row] for row in rows] == [
        ["1", "総務部 デジタル戦略課", "12500.5", "46140", "=HYPERLINK(1)"],
        ["2", "+81", "0", "", "@SUM(1)"],
        ["3", "", "", "", "-1"],
    ]
    assert all(cell.formula is None for row in rows for cell in row)
    assert [rows[0][3].looks_like_date, rows[2][4].kind] == [True, "text"]


def test_the_same_table_gives_the_same_bytes() -> None:
    assert write_table_book("受付簿", [TABLE]) == write_table_book("受付簿", [TABLE])


def test_the_page_is_a4_landscape_one_page_wide_with_its_head_on_every_page() -> None:
    sheet = load_workbook(io.BytesIO(write_table_book("受付簿", [TABLE])))["受付簿"]
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert (sheet.print_title_rows, sheet.freeze_panes, sheet.auto_filter.ref) == ("$3:$3", "A4", "A3:E6")


def test_an_empty_table_and_a_name_excel_forbids_can_be_written() -> None:
    data = write_table_book("一覧", [TableSheet("4/28 [一覧]" + "長" * 40, "一覧", ("番号",), [])])
    sheet = read_grid(data).sheets[0]
    assert (sheet.name, sheet.at(3, 1).raw) == (("4＿28 ＿一覧＿" + "長" * 40)[:31], "番号")


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=60))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    data = write_table_book("一覧", [TableSheet("一覧", text, (text,), [(text,)])])
    sheet = read_grid(data).sheets[0]
    kept = "".join(sign for sign in text if sign not in "\ufffe\uffff")
    assert [sheet.at(row, 1).raw for row in (1, 3, 4)] == [kept] * 3
