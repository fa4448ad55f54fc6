"""The PDFs that revise, schedule, hearing and evaluate-plan write beside their pages (架空)."""

from __future__ import annotations

from pathlib import Path

import pytest
from office_world import Office

from fujiplan_cli.report import ReportFault

NAME = "花\U0001f338の案内"
WHY = ("--reason", "国の制度改正のため", "--date", "2026-04-15")
RENAME = ("revise", "--change", "1-1-01", "--set", f"事業名={NAME}", *WHY)


def is_pdf(office: Office, file: str) -> bool:
    return (office.folder / file).read_bytes().startswith(b"%PDF-1.7")


def test_a_revision_lies_there_as_page_pdf_and_workbook_and_a_lost_character_is_told(office: Office) -> None:
    told = office.json(*RENAME)
    assert [Path(file).suffix for file in told["files"]] == [".html", ".pdf", ".xlsx"]
    assert is_pdf(office, told["files"][1]) and told["undrawable"] == ["\U0001f338"]
    assert office.run("revise", "--change", "1-1-02", "--set", f"事業名={NAME}二", *WHY) == 0
    assert "〓で示しました" in office.out and "U+1F338" in office.out


def test_the_schedule_is_written_as_pdf_where_it_is_asked_for(office: Office) -> None:
    target = office.folder / "予定" / "年間.pdf"
    target.parent.mkdir()
    assert office.run("schedule", "--year", "R7", "--pdf", str(target)) == 0, office.err
    first = target.read_bytes()
    assert first.startswith(b"%PDF-1.7") and "年間スケジュール（PDF）" in office.out
    office.run("schedule", "--year", "R7", "--pdf", str(target))
    assert target.read_bytes() == first


def test_the_evaluation_and_a_round_of_hearings_can_be_had_as_pdf(office: Office) -> None:
    office.answer("1-1-01")
    office.run("collect", "--year", "R7")
    files = office.json("evaluate-plan")["files"]
    assert [Path(file).suffix for file in files] == [".html", ".pdf", ".xlsx"] and is_pdf(office, files[1])
    office.run("distribute", "--year", "R7", "--form", "proposal")
    (file,) = office.json("hearing", "--year", "R7", "--round", "june", "--format", "pdf")["files"]
    assert file.endswith(".pdf") and is_pdf(office, file)


def test_an_own_template_that_cannot_be_set_is_named_and_nothing_is_recorded(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ReportFault("refused")

    monkeypatch.setattr("fujiplan_cli.workflow.page_papers.page_pdf", refuse)
    own = office.folder / "templates/report/revision.html"
    own.parent.mkdir(parents=True)
    own.write_text("<p>{{ page.title }}</p>", encoding="utf-8")
    assert office.run(*RENAME) == 3
    assert "templates/report/revision.html" in office.err and "PDFにできません" in office.err
    assert not (office.folder / "reports/2026/revise").exists()
    monkeypatch.undo()
    assert office.run(*RENAME) == 0, office.err
    assert "第1号" in office.out
