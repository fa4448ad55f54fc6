"""`evaluate-plan` on the whole sample plan: the same figures as the single years, added up another way."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections import Counter
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from played_sample import YEARS, Played

from fujiplan_cli.cli.door import run as run_command
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.sample_years import CLERK
from fujiplan_cli.workflow.score import approved_cards

TODAY = ("--today", "2026-09-01")


@pytest.fixture
def plan(played: Played, tmp_path: Path) -> Path:
    """A copy that may be written to."""
    return Path(shutil.copytree(played.folder, tmp_path / "plan"))


def run(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    assert run_command([*arguments, *TODAY]) == status
    told = capsys.readouterr()
    return told.out if status == 0 else told.err


def evaluated(capsys: pytest.CaptureFixture[str], plan: Path, *more: str) -> dict:
    return json.loads(run(capsys, "evaluate-plan", "--plan", str(plan), "--json", *more))


def test_counts_of_each_year_are_those_of_its_own_scores(played: Played, plan: Path, capsys) -> None:
    given = evaluated(capsys, plan)
    for row in given["years"]:
        counted = Counter(c.grade for c in played.cards[row["year"]] if not c.repeated and c.grade)
        assert row["counts"] == dict(sorted(counted.items()))
        with (desk := Desk.open(plan, by=CLERK)).ledger() as ledger:
            approved = approved_cards(desk, ledger, row["year"])
        assert row["approved"] == sum(not c.repeated for c in approved.values())
    assert [row["year"] for row in given["years"]] == list(YEARS)
    assert given["title"] == "計画の中間評価", "令和8年度 has no results yet"


def test_the_workbook_says_what_the_json_says_added_up_by_hand(plan: Path, capsys) -> None:
    given = evaluated(capsys, plan)
    file = next(f for f in given["files"] if f.endswith(".xlsx"))
    book = openpyxl.load_workbook(io.BytesIO((plan / file).read_bytes()))
    spent = sum(row[5] for row in book["事業費"].iter_rows(min_row=4, values_only=True))
    assert abs(spent - sum(Fraction(str(m["executed"])) for m in given["money"])) < len(given["projects"])
    ways = {row[0]: row for row in book["事業の経過"].iter_rows(min_row=4, values_only=True)}
    for project in given["projects"]:
        grades = [ways[project["project"]][n] for n in range(7, 7 + 4 * len(YEARS), 4)]
        own = {step["year"]: step["grade"] for step in project["years"]}
        assert [g or None for g in grades] == [own.get(year) for year in YEARS], project["project"]
    rest = {row[0] for row in book["終了していない事業"].iter_rows(min_row=4, values_only=True)}
    assert rest == {one["project"] for one in given["unfinished"]}
    assert rest == {p["project"] for p in given["projects"] if not p["ended"]}


def test_a_recommendation_stands_on_page_and_workbook_and_a_newer_one_replaces_it(plan: Path, capsys) -> None:
    number = evaluated(capsys, plan)["unfinished"][0]["project"]
    for word, reason in (("廃止", "利用が少ない"), ("継続", "𠮷原地区の利用が伸びた")):
        run(
            capsys,
            *("evaluate-plan", "--plan", str(plan), "--project", number, "--recommend", word, "--reason", reason),
        )
    given = evaluated(capsys, plan)
    first = given["unfinished"][0]
    assert (first["recommendation"], first["reason"]) == ("継続", "𠮷原地区の利用が伸びた")
    page = (plan / given["files"][0]).read_text(encoding="utf-8")
    assert "𠮷原地区の利用が伸びた" in page and "利用が少ない" not in page


@pytest.mark.parametrize(
    "wrong",
    [
        ("--project", "9-9-99", "--recommend", "継続", "--reason", "理由"),
        ("--project", "1-1-01", "--recommend", "拡大", "--reason", "理由"),
        ("--project", "1-1-01", "--recommend", "継続"),
        ("--project", "1-1-01"),
        ("--year", "2031"),
    ],
)
def test_a_wrong_recommendation_or_year_is_refused_and_nothing_is_recorded(plan: Path, capsys, wrong) -> None:
    before = Desk.open(plan).ledger()
    with before as ledger:
        head = ledger.journal_head()
    assert run(capsys, "evaluate-plan", "--plan", str(plan), *wrong, status=2).startswith("エラー：")
    with Desk.open(plan).ledger() as ledger:
        assert ledger.journal_head() == head


def test_an_earlier_year_gives_an_interim_evaluation_up_to_it_and_the_same_bytes_twice(plan: Path, capsys) -> None:
    first = evaluated(capsys, plan, "--year", "R6")
    written = [(plan / f).read_bytes() for f in first["files"]]
    again = evaluated(capsys, plan, "--year", "2024")
    assert [row["year"] for row in first["years"]] == [2022, 2023, 2024]
    assert first == again and [(plan / f).read_bytes() for f in again["files"]] == written


def test_the_page_brings_everything_with_it_and_marks_what_is_made_up(plan: Path, capsys) -> None:
    page = (plan / evaluated(capsys, plan)["files"][0]).read_text(encoding="utf-8")
    assert not re.search(r"(?:src|href)=|url\(|<script", page)
    assert "架空のデータです" in page
