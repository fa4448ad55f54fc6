"""The files of a meeting's material: every format from one frozen snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jinja2 import TemplateError

from fujiplan_cli.model.plan import Fault, PlanFolderError
from fujiplan_cli.report import ReportInput, render_html
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.files import write_file

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
        yield _File("報告.html", render_html(given).encode("utf-8"))
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

    try:
        return meeting_documents(given, desk.templates("mail"))
    except TemplateError as error:
        message = f"議事要旨か決定書の文面に誤りがあります（{error}）。直すか、このファイルを除いてください。"
        raise PlanFolderError((Fault("templates/report", "", message),)) from error


def _written_on(path: Path, content: bytes) -> bool:
    """Whether the file is there and differs: minutes that somebody has begun are never written over."""
    try:
        return path.read_bytes() != content
    except FileNotFoundError:
        return False
    except OSError:
        return True
