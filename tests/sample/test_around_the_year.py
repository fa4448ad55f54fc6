"""引継ぎ and past answers on the whole sample plan: the same facts told another way (架空)."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from played_sample import Played

from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.handover import hand_over
from fujiplan_cli.workflow.past_answers import import_answers, write_answers_template
from fujiplan_cli.workflow.records import year_records
from fujiplan_cli.workflow.sample_years import CLERK, TABLES, record_past_years, sample_desk
from fujiplan_cli.workflow.score import score
from fujiplan_cli.workflow.setup import import_register, new_plan_folder
from fujiplan_cli.workflow.told import given_on

TODAY = date(2026, 7, 24)
PAST = (2022, 2023, 2024)


def test_open_instructions_are_those_of_last_year_without_a_response_and_those_of_this_year(
    played: Played, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(played.folder, tmp_path / "plan"))
    desk = Desk.open(folder, today=TODAY, by=CLERK)
    handed = hand_over(desk, 2025)
    with desk.ledger() as ledger:
        records = year_records(desk, ledger, 2025).records
        before, now = (given_on(desk.plan, ledger, year) for year in (2024, 2025))
    returned = {n for n, record in records.items() if record.verdict == "returned"}
    unanswered = {n for n in before if n in records and (n in returned or not records[n].value("response"))}
    told = {p.number for one in handed.given.offices for p in one.own if p.instructions}
    assert told == unanswered | {n for n in now if n in records} and told & returned
    answered = {p.number for one in handed.given.offices for p in one.own}
    assert answered == set(records), "every project is handed over by exactly one department"
    assert len([p for one in handed.given.offices for p in one.own]) == len(records)


def test_two_years_of_the_sample_taken_over_from_a_table_score_as_their_sheets_did(
    played: Played, tmp_path: Path
) -> None:
    old, folder = Desk.open(played.folder, today=TODAY), tmp_path / "fresh"
    folder.mkdir()
    for name in ("fujiplan.toml", "register.xlsx"):
        shutil.copy(played.folder / name, folder / name)
    for name in ("forms", "methods"):
        shutil.copytree(played.folder / name, folder / name)
    new = Desk.open(folder, today=TODAY, by=CLERK)
    assert import_register(new, folder / "register.xlsx", "移行").version == 1
    for year in (2022, 2023):
        path = folder / f"{year}.xlsx"
        write_answers_template(new, path, year)
        settled = _fill(old, path, year)
        taken = import_answers(new, path, year)
        assert not taken.refused and not taken.missing and len(taken.recorded) == taken.rows
        was = {c.project: (c.grade, c.score) for c in score(old, year, view="self").cards}
        now = {c.project: (c.grade, c.score) for c in score(new, year, view="self").cards}
        assert {n: r for n, r in was.items() if n not in settled} == {n: r for n, r in now.items() if n not in settled}
        assert len(now) - len(settled) > 70


def _fill(old: Desk, path: Path, year: int) -> set[str]:
    """Copy every typed value of the year's sheets into the table; projects that the 事務局 settled something of."""
    book = openpyxl.load_workbook(path)
    sheet, form = book.active, old.form(year)
    heads = {str(sheet.cell(3, c).value).rpartition("（")[2].rstrip("）"): c for c in range(3, sheet.max_column + 1)}
    with old.ledger() as ledger:
        current = ledger.current(year)
        settled = {s.project for s in ledger.settlements(year) if s.action == "value"}
    for row in range(4, sheet.max_row + 1):
        for name, answer in current[sheet.cell(row, 1).value].submission.answers.items():
            if name in heads and answer.value is not None:
                one = form.field(name)
                words = one.kind in ("year_month", "date", "choice", "text")
                shown = KINDS[one.kind].show(answer.value, one) if words else float(answer.value)
                sheet.cell(row, heads[name]).value = shown
    book.save(path)
    return settled


# -- the practice (`init --sample`) begins where the demo stands before its last year, but plays no sheets --


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("practice") / "renshu"
    new_plan_folder(folder, sample=True)
    told: list[str] = []
    assert record_past_years(folder, told.append) == tuple(f"{TABLES}/{year}年度.xlsx" for year in PAST)
    assert [words[:8] for words in told] == ["架空の令和4年度", "架空の令和5年度", "架空の令和6年度"]
    return folder


def test_every_past_project_has_the_grade_score_and_view_that_it_has_in_the_demo(
    practice: Path, played: Played
) -> None:
    desk = sample_desk(practice, TODAY)
    for year in PAST:
        mine = {one.project: (one.grade, one.score, one.view) for one in score(desk, year).cards}
        assert mine == {one.project: (one.grade, one.score, one.view) for one in played.cards[year]}
        assert "approved" in {view for _, _, view in mine.values()}


def test_the_instructions_of_the_past_meetings_are_those_of_the_demo(practice: Path, played: Played) -> None:
    mine, theirs = (sample_desk(folder, date(2026, 3, 25)) for folder in (practice, played.folder))
    with mine.ledger() as here, theirs.ledger() as there:
        for year in PAST:
            told, expected = given_on(mine.plan, here, year), given_on(theirs.plan, there, year)
            assert told and {n: [d.note for d in one] for n, one in told.items()} == {
                n: [d.note for d in one] for n, one in expected.items()
            }
