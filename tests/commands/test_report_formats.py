"""report --format: every format from one snapshot; what somebody has written on is never written over."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest
from office_world import YEAR

from fujiplan_cli.declare import load_plan
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.report import paper_size

REPORT = ("report", "--year", "R7", "--meeting", "wg")
NAMES = {"html": "報告.html", "pdf": "報告.pdf", "xlsx": "集計表.xlsx"}


@pytest.fixture(autouse=True)
def _answered(office) -> None:
    """One answer is in: without any there is nothing to freeze."""
    office.answer("1-1-01")
    assert office.run("collect", "--year", "R7") == 0, office.err


def made(office) -> dict[str, bytes]:
    """Files of the WG's folder by name."""
    folder = office.folder / "reports" / str(YEAR) / "wg"
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_without_a_format_there_is_html_and_pdf(office) -> None:
    first = office.json(*REPORT, day="2026-05-20")
    assert [file.rpartition("_")[2] for file in first["files"]] == ["報告.html", "報告.pdf"]
    assert (first["kept"], first["undrawable"]) == ([], [])


def test_a_format_can_be_given_more_than_once_and_all_is_everything(office) -> None:
    two = office.json(*REPORT, "--format", "xlsx", "--format", "html", day="2026-05-20")
    assert [file.rpartition("_")[2] for file in two["files"]] == ["報告.html", "集計表.xlsx"]
    every = office.json(*REPORT, "--format", "all", day="2026-05-20")
    assert [file.rpartition("_")[2] for file in every["files"]] == [*NAMES.values(), "議事要旨.docx", "決定書.docx"]
    assert every["snapshot"] == two["snapshot"] and not every["frozen"]


def test_all_formats_stay_as_frozen_when_answers_come_later(office) -> None:
    assert office.run(*REPORT, "--format", "all", day="2026-05-20") == 0, office.err
    before = made(office)
    office.answer("1-1-02")
    office.run("collect", "--year", "R7", day="2026-05-21")
    assert office.run(*REPORT, "--format", "all", day="2026-05-22") == 0, office.err
    assert made(office) == before


@pytest.fixture
def a_gib(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """So many projects of the WG's material take a GiB from now on (there are three)."""
    return lambda projects: monkeypatch.setitem(paper_size._A_GIB, "wg", projects)  # type: ignore[arg-type]  # a dict


def test_a_pdf_of_too_many_projects_is_made_only_when_asked_for(office, a_gib) -> None:
    a_gib(2)
    usual = office.json(*REPORT, day="2026-05-20")
    assert [file.rpartition("_")[2] for file in usual["files"]] == ["報告.html"] and usual["left_out"] == ["pdf"]
    assert office.run(*REPORT, day="2026-05-20") == 0
    assert "事業が3件あり、メモリーを多く使うため、PDFは作っていません。" in office.out
    assert "全部を作るには --format pdf を付けてください。" in office.out
    asked = office.json(*REPORT, "--format", "pdf", day="2026-05-20")
    assert [file.rpartition("_")[2] for file in asked["files"]] == ["報告.pdf"] and asked["left_out"] == []
    assert office.err == "事業が3件あるため、PDFを作るのに約1.5 GBのメモリーと、数分を使います。\n"
    assert office.json(*REPORT, "--format", "html", day="2026-05-20")["left_out"] == []


@pytest.mark.parametrize("asked", ["pdf", "all"])
def test_a_pdf_that_would_stop_the_computer_is_refused_and_nothing_is_frozen(office, a_gib, asked: str) -> None:
    a_gib(0.5)
    assert office.run(*REPORT, "--format", asked, day="2026-05-20") == 2, office.err
    assert "事業が3件あり、PDFは約6 GBのメモリーを使うため、作れません。" in office.err
    assert "--format html --format xlsx" in office.err
    with Ledger.open(office.folder) as ledger:
        assert ledger.frozen(YEAR) == ()
    assert office.run(*REPORT, day="2026-05-20") == 0 and "PDFは作っていません" in office.out
    assert "--format pdf" not in office.out, "it would be refused"


def test_a_city_gets_its_pdf_and_a_nation_is_spared_it(office) -> None:
    """Figures measured by benchmarks/report.py: 2 MiB a project for the WG (a page each), 0.25 for the others."""
    plan = load_plan(office.folder)
    wg, kanjikai, honbu = plan.meetings
    assert paper_size.paper_gib(plan, wg, 500) == paper_size.USUAL
    assert paper_size.paper_gib(plan, wg, 50_000) > 20 * paper_size.MOST
    assert all(paper_size.paper_gib(plan, one, 1_614) < paper_size.USUAL for one in (kanjikai, honbu))


def test_minutes_that_were_begun_are_kept_and_told(office) -> None:
    office.run(*REPORT, "--format", "docx", day="2026-05-20")
    minutes = office.folder / "reports" / str(YEAR) / "wg" / "第1号_議事要旨.docx"
    minutes.write_bytes(b"written on by hand")
    again = office.json(*REPORT, "--format", "all", day="2026-05-20")
    assert minutes.read_bytes() == b"written on by hand"
    assert [file.rpartition("_")[2] for file in again["kept"]] == ["議事要旨.docx"]
    office.run(*REPORT, "--format", "docx", day="2026-05-20")
    assert "第1号_議事要旨.docx（書き込みがあるため、作り直していません" in office.out


def test_a_format_is_for_a_meeting_only(office) -> None:
    assert office.run("report", "--year", "R7", "--letters", "--format", "pdf") == 2
    assert "--format は、--meeting" in office.err
    assert office.run(*REPORT, "--format", "ppt") == 2


def test_the_pdf_names_the_projects_of_the_register(office, pdftotext: str) -> None:
    office.run(*REPORT, day="2026-05-20")
    path = office.folder / "reports" / str(YEAR) / "wg" / "第1号_報告.pdf"
    said = subprocess.run([pdftotext, str(path), "-"], check=True, capture_output=True).stdout.decode("utf-8")
    assert "電子申請の利用促進" in "".join(said.split())
