"""Pages as PDF: Typst sets the values that the HTML says, as PDF/UA-1 and PDF/A-2a, always the same."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fujiplan_cli.model.resources import templates_folder
from fujiplan_cli.report.data import report_data
from fujiplan_cli.report.given import ReportFault, ReportInput
from fujiplan_cli.report.glyphs import drawable
from fujiplan_cli.report.heading import Running
from fujiplan_cli.report.page_tree import page_tree

if TYPE_CHECKING:
    from typst import PDFStandard

FONTS = ("BIZUDGothic-Regular.ttf", "BIZUDGothic-Bold.ttf", "NotoSansCJKjp-Fallback.otf")
STANDARDS: list[PDFStandard] = ["a-2a", "ua-1"]


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF. ``lost``: characters that no font has, printed as 〓."""

    content: bytes
    lost: tuple[str, ...]


def render_pdf(given: ReportInput) -> Paper:
    """The material of the meeting, A4. Raises ReportFault when figures disagree or the typesetter refuses.

    The templates are the packaged ones only: unlike jinja2's, Typst's language has no sandbox that keeps a plan
    folder's own template from fetching packages.
    """
    data = report_data(given)
    day = datetime.fromisoformat(given.snapshot.frozen_on).date()
    return _paper(data, ("look.typ", "common.typ", f"{data['layout']}.typ"), day)


def page_pdf(html: str, running: Running, day: date) -> Paper:
    """Any other page of the 事務局, A4, from its own HTML (a plan folder's template included), dated ``day``.

    What the HTML says enters as texts and never as markup. Raises ReportFault when the typesetter refuses.
    """
    title, body = page_tree(html)
    paper = {
        "title": title or running.left,
        "left": running.left,
        "right": running.right,
        "office": running.office,
        "day": running.day,
    }
    return _paper({"paper": paper, "body": body}, ("look.typ", "page.typ"), day)


def _paper(data: dict[str, Any], sources: tuple[str, ...], day: date) -> Paper:
    folder = templates_folder()
    shown, lost = drawable(data, [folder / "fonts" / name for name in FONTS])
    source = "\n".join((folder / "report" / name).read_text(encoding="utf-8") for name in sources)
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return Paper(typeset(source, json.dumps(shown, ensure_ascii=False), folder / "fonts", at), lost)


def typeset(source: str, data: str, fonts: Path, day: datetime) -> bytes:
    """Typst's PDF of a source, dated ``day`` (that of the data, no clock); the data are values, never markup."""
    import typst

    try:
        compiler = typst.Compiler(
            source.encode("utf-8"),
            root=str(fonts),
            font_paths=typst.Fonts(False, False, [str(fonts)]),
            sys_inputs={"data": data},
        )
        made, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=STANDARDS, timestamp=day)
    except typst.TypstError as fault:
        raise ReportFault(f"the typesetter refuses: {fault.message} {fault.diagnostic}") from fault
    if warnings:
        raise ReportFault(f"the typesetter warns: {warnings[0].message}")
    if not isinstance(made, bytes):
        raise ReportFault("the typesetter made no file")
    return made
