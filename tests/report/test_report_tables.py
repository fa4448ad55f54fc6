"""集計表, 議事要旨 and 決定書: values not formulas, filters and print titles, opened by LibreOffice without repair."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from report_world import LATE, PLAN, POOR, entry, given, large

from fujiplan_cli.model.resources import template_folders
from fujiplan_cli.report.minutes import meeting_documents
from fujiplan_cli.report.tables import report_tables
from fujiplan_cli.workbook.table_sheet import TableSheet, write_table_book

STYLES = template_folders(None, "mail")


def book(said) -> bytes:
    """As workflow has it written."""
    sheets = [
        TableSheet(t.name, t.title, t.headers, t.rows, t.widths, t.note, t.lead, t.formats) for t in report_tables(said)
    ]
    return write_table_book("集計表", sheets)


def words(docx: bytes) -> str:
    """Text of a .docx."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return "".join(re.findall(r"<w:t[^>]*>([^<]*)<", package.read("word/document.xml").decode()))


def test_every_sheet_has_a_filter_print_titles_and_no_formula() -> None:
    said = given(large(40), "kanjikai", previous=large(20), last_year=large(15))
    made = load_workbook(io.BytesIO(book(said)))
    assert made.sheetnames[:5] == ["全事業", "評価項目", "指標", "評価段階別", "部別"]
    for sheet in made:
        assert sheet.auto_filter.ref and sheet.print_title_rows == "$3:$3" and sheet.freeze_panes, sheet.title
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert made["全事業"].print_title_cols == "$A:$B"


def test_figures_are_numbers_and_a_blank_is_no_zero() -> None:
    poor = entry("A-2", budget_initial=None, budget_supplementary=None, executed=None, **POOR)
    said = given([entry("A-1", name="=1+1"), poor, entry("A-3", "S0")])
    table = report_tables(said)[0]
    rows = {row[0]: dict(zip(table.headers, row, strict=True)) for row in table.rows}
    assert rows["A-1"]["予算現額\n（千円）"] == Decimal(900) and rows["A-1"]["点"] == Decimal("100.0")
    assert rows["A-2"]["予算現額\n（千円）"] is None and rows["A-3"]["点"] is None
    cell = load_workbook(io.BytesIO(book(said)))["全事業"]["B4"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_sums_of_the_sheets_are_those_of_the_paper() -> None:
    said = given(large(60), "honbu")
    tables = {t.name: t for t in report_tables(said)}
    for name in ("評価段階別", "部別"):
        *rows, total = tables[name].rows
        assert sum(row[1] for row in rows) == total[1] == said.by_stage[-1].projects


@pytest.mark.parametrize(
    ("meeting", "project", "word"), (("wg", "A-1", "了承"), ("kanjikai", "A-2", "再提出"), ("honbu", "A-3", "継続審議"))
)
def test_minutes_and_decision_form_name_the_projects_of_the_meeting_and_its_words(
    meeting: str, project: str, word: str
) -> None:
    entries = [
        entry("A-1", confirmed_control=2, reason_control="記録が半年分のため。"),
        entry("A-2", "S4", **{**LATE, "delay_months": 1}),
        entry("A-3", **POOR),
        entry("A-4", name="普通の<b>事業"),
    ]
    made = meeting_documents(given(entries, meeting), STYLES)
    assert list(made) == ["議事要旨", "決定書"]
    for name, content in made.items():
        said = words(content)
        assert f"{project} 架空事業{project}" in said and "A-4" not in said, name
        assert PLAN.meeting(meeting).title in said
    assert f"□ {word}" in words(made["決定書"])
    assert ("公表日" in words(made["決定書"])) == (meeting == "honbu")
    assert made == meeting_documents(given(entries, meeting), STYLES)


def test_libreoffice_opens_the_workbook_and_both_documents(soffice: str, tmp_path: Path) -> None:
    said = given(large(30), "honbu", last_year=large(10))
    files = {"集計表.xlsx": book(said)} | {f"{n}.docx": c for n, c in meeting_documents(said, STYLES).items()}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path / "out")]
    done = subprocess.run([*command, *(str(tmp_path / n) for n in files)], capture_output=True, timeout=240)
    assert done.returncode == 0 and b"rror" not in done.stderr
    for name in files:
        assert (tmp_path / "out" / name).with_suffix(".pdf").stat().st_size > 10_000, name
