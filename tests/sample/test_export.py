"""Bundles for council, audit and disclosure, made from the whole sample plan: what is in them and what must not be."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from played_sample import Played

from fujiplan_cli.cli.door import run
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.records import year_records


@pytest.fixture(scope="module")
def plan(played: Played, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy that bundles may be written to."""
    return Path(shutil.copytree(played.folder, tmp_path_factory.mktemp("export") / "plan"))


def exported(plan: Path, purpose: str, *more: str) -> dict[str, bytes]:
    """Name → bytes of the files in a bundle."""
    before = {p.name: p.read_bytes() for p in (plan / "exports").rglob("*.zip")} if (plan / "exports").exists() else {}
    arguments = ["export", "--for", purpose, "--year", "R7", "--plan", str(plan), "--today", "2026-09-01", *more]
    assert run(arguments) == 0
    (path,) = [
        p
        for p in (plan / "exports/2025").iterdir()
        if p.name.startswith({"council": "議会", "audit": "監査", "disclosure": "開示"}[purpose])
    ]
    if not more and path.name in before:
        assert before[path.name] == path.read_bytes(), "same ledger, same day, same bytes"
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def cells(data: bytes, sheet: str) -> list[tuple[object, ...]]:
    """Rows of a table sheet without its heading."""
    return list(openpyxl.load_workbook(io.BytesIO(data), read_only=True)[sheet].iter_rows(min_row=4, values_only=True))


def contents_agree(files: dict[str, bytes]) -> None:
    listed = {row[0]: (row[1], row[2]) for row in cells(files["内容一覧.xlsx"], "内容一覧")}
    others = {name: (len(data), sha256(data).hexdigest()) for name, data in files.items() if name != "内容一覧.xlsx"}
    assert listed == others


@pytest.fixture(scope="module")
def private(plan: Path) -> set[str]:
    """Names, extensions and document numbers that departments typed."""
    desk = Desk.open(plan)
    with desk.ledger() as ledger:
        records = year_records(desk, ledger, 2025).records.values()
    found = {str(r.value(f)) for r in records for f in ("contact_name", "approval_no") if r.value(f)}
    assert len(found) > 50
    return found


def test_the_council_gets_the_public_site_and_nothing_that_is_withheld(plan: Path, private: set[str]) -> None:
    files = exported(plan, "council")
    contents_agree(files)
    assert "サイト/index.html" in files and "サイト/data/projects.csv" in files
    whole = b"".join(data for name, data in files.items() if not name.endswith(".xlsx")).decode("utf-8", "replace")
    assert not [one for one in private if one in whole]


def test_auditors_get_received_bytes_under_their_names_and_a_journal_that_chains(plan: Path) -> None:
    files = exported(plan, "audit")
    contents_agree(files)
    with Ledger.open(plan) as ledger:
        receipts = [r for r in ledger.receipts(2025) if r.sha256]
        head, journal = ledger.journal_head(), list(ledger.journal())
    received = {sha256(data).hexdigest() for name, data in files.items() if name.startswith("受領ファイル/")}
    assert received == {r.sha256 for r in receipts if r.size}, "an empty file has no bytes to keep"
    rows = cells(files["台帳の写し.xlsx"], "記録簿")
    assert len(rows) == len(journal) and rows[-1][7] == head
    assert all(later[6] == former[7] for former, later in pairwise(rows))
    scores = json.loads(files["採点（項目、根拠のセルまで）.json"])
    assert len(scores["projects"]) > 100 and "計画/methods/revised.toml" in files
    assert "異常なし" in files["お読みください.txt"].decode("utf-8-sig")
    exported(plan, "audit")


def test_a_disclosure_is_blacked_out_where_the_city_publishes_nothing(plan: Path, private: set[str]) -> None:
    files = exported(plan, "disclosure")
    contents_agree(files)
    draft = cells(files["開示用（案）.xlsx"], "記入内容")
    said = {(row[0], row[2]): row[3] for row in draft}
    assert {row[3] for row in draft if row[2] in ("contact_name", "contact_ext", "incident")} == {"■■■"}
    assert said["1-1-01", "project_name"] == "電子申請サービスの拡充"
    everything = "".join(str(cell) for row in draft for cell in row)
    assert not [one for one in private if one in everything]
    judging = cells(files["判断する人の控え/不開示の候補.xlsx"], "不開示の候補")
    assert {(row[0], row[2]) for row in judging} == {key for key, text in said.items() if text == "■■■"}
    assert all(row[3] for row in judging)


def test_a_disclosure_of_one_project_holds_that_project_only(plan: Path) -> None:
    files = exported(plan, "disclosure", "--project", "1-1-02")
    assert {row[0] for row in cells(files["開示用（案）.xlsx"], "記入内容")} == {"1-1-02"}
    assert {row[3] for row in cells(files["開示用（案）.xlsx"], "文書目録")} == {"1-1-02"}


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("--for", "audit", "--project", "9-9-99"), 2),
        (("--for", "council", "--project", "1-1-01"), 2),
        (
            (
                "--for",
                "press",
            ),
            2,
        ),
    ],
)
def test_what_cannot_be_exported_is_refused(plan: Path, arguments, status: int, capsys) -> None:
    assert run(["export", *arguments, "--year", "R7", "--plan", str(plan)]) == status
    assert capsys.readouterr().err.startswith("エラー：")
