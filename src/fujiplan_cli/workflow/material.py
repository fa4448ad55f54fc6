"""The files of a meeting's material: every format from one frozen snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from fujiplan_cli.ledger import running
from fujiplan_cli.model.plan import Meeting, Plan
from fujiplan_cli.report import ReportInput, paper_size, render_html
from fujiplan_cli.report.paper_size import paper_gib
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.files import write_file
from fujiplan_cli.workflow.own_templates import own_template

Format = Literal["html", "pdf", "xlsx", "docx"]
FORMATS: tuple[Format, ...] = ("html", "pdf", "xlsx", "docx")
USUAL: tuple[Format, ...] = ("html", "pdf")


@dataclass(frozen=True, slots=True)
class Material:
    """Files by path in the plan folder. ``kept``: .docx that somebody has written on since, left as they are."""

    files: tuple[str, ...]
    kept: tuple[str, ...]
    lost: tuple[str, ...]
    """Characters that no font of the PDF has, printed there as 〓."""


def chosen_formats(plan: Plan, meeting: Meeting, projects: int, asked: Sequence[Format]) -> tuple[Format, ...]:
    """What to make of the material about so many projects; with nothing asked for, the usual, less a large PDF.

    Raises Refused (usage) for a PDF that would take more memory than PCs have; one that takes much is told.
    """
    needed = paper_gib(plan, meeting, projects)
    if not asked:
        return USUAL if needed <= paper_size.USUAL else tuple(one for one in USUAL if one != "pdf")
    if "pdf" in asked and not is_printable(plan, meeting, projects):
        raise Refused(
            f"事業が{projects:,}件あり、PDFは約{needed:.0f} GBのメモリーを使うため、作れません。何も変更していません。",
            "--format html --format xlsx を指定し、会議に掛ける事業の頁だけを、画面用の資料から印刷してください。",
            status=2,
        )
    if "pdf" in asked and needed > paper_size.USUAL:
        running().tell(f"事業が{projects:,}件あるため、PDFを作るのに約{needed:.1f} GBのメモリーと、数分を使います。")
    return tuple(asked)


def is_printable(plan: Plan, meeting: Meeting, projects: int) -> bool:
    """Whether a PDF about so many projects is made when asked for."""
    return paper_gib(plan, meeting, projects) <= paper_size.MOST


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    content: bytes
    editable: bool = False


def write_material(desk: Desk, given: ReportInput, formats: Sequence[Format]) -> Material:
    """Write the material in the formats asked for, in the order of FORMATS. Raises Refused, PlanFolderError."""
    snapshot = given.snapshot
    folder = desk.folder / "reports" / str(snapshot.year) / snapshot.meeting
    lost: list[str] = []
    files: list[str] = []
    kept: list[str] = []
    for one in _files(desk, given, frozenset(formats), lost):
        path = folder / f"第{snapshot.version}号_{one.name}"
        if one.editable and _written_on(path, one.content):
            kept.append(desk.relative(path))
        else:
            write_file(path, one.content)
            files.append(desk.relative(path))
    return Material(tuple(files), tuple(kept), tuple(lost))


def _files(desk: Desk, given: ReportInput, formats: frozenset[Format], lost: list[str]) -> Iterator[_File]:
    if "html" in formats:
        with own_template("templates/report", "会議の資料のひな形"):
            page = render_html(given)
        yield _File("報告.html", page.encode("utf-8"))
    if "pdf" in formats:
        from fujiplan_cli.report.pdf import render_pdf

        paper = render_pdf(given)
        lost += paper.lost
        yield _File("報告.pdf", paper.content)
    if "xlsx" in formats:
        yield _File("集計表.xlsx", _tables(given))
    if "docx" in formats:
        for name, content in _documents(desk, given).items():
            yield _File(f"{name}.docx", content, editable=True)


def _tables(given: ReportInput) -> bytes:
    from fujiplan_cli.report.tables import report_tables
    from fujiplan_cli.workbook.table_sheet import TableSheet, write_table_book

    tables = report_tables(given)
    sheets = [TableSheet(t.name, t.title, t.headers, t.rows, t.widths, t.note, t.lead, t.formats) for t in tables]
    return write_table_book(f"集計表　{tables[0].title}", sheets, footer=tables[0].note.partition("　金額")[0])


def _documents(desk: Desk, given: ReportInput) -> dict[str, bytes]:
    from fujiplan_cli.report.minutes import meeting_documents

    with own_template("templates/report", "議事要旨か決定書の文面"):
        return meeting_documents(given, desk.templates("mail"))


def _written_on(path: Path, content: bytes) -> bool:
    """Whether the file is there and differs: minutes that somebody has begun are never written over."""
    try:
        return path.read_bytes() != content
    except FileNotFoundError:
        return False
    except OSError:
        return True
