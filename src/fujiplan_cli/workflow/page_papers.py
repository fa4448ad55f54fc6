"""A page of the 事務局 as PDF, from the HTML that is written beside it."""

from __future__ import annotations

from datetime import date

from fujiplan_cli.model.plan import Fault, PlanFolderError
from fujiplan_cli.report import ReportFault
from fujiplan_cli.report.heading import Running
from fujiplan_cli.report.pdf import Paper, page_pdf
from fujiplan_cli.workflow.desk import Desk


def paper_of(desk: Desk, template: str, html: str, running: Running, day: date | None = None) -> Paper:
    """The PDF of a page made by ``template`` (its path below the plan folder), dated ``day`` (None: the desk's).

    Raises PlanFolderError when the plan folder's own template makes a page that cannot be set.
    """
    try:
        return page_pdf(html, running, day or desk.today)
    except ReportFault as fault:
        if not (desk.folder / template).is_file():
            raise
        words = "このひな形の頁は、PDFにできません。"
        remedy = "標準のひな形と同じ見出し、表、段落だけを使うか、このファイルを除いてください。"
        raise PlanFolderError((Fault(template, "", words + remedy),)) from fault
