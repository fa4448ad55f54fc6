"""Original and current schedule both stay and are both printed; a change needs its reason (domain.md §4.13)."""

from __future__ import annotations

import dataclasses

from office_world import PROJECTS, YEAR

from fujiplan_cli.declare import load_plan
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.project import Project, YearPlan
from fujiplan_cli.workbook.register_book import write_register
from fujiplan_cli.workflow.baseline import schedule_changes


def later(one: Project, **changes: object) -> Project:
    return dataclasses.replace(one, **changes)


def taken_in(office, *projects: Project, reason: str = "") -> int:
    book = office.folder / "register.xlsx"
    book.write_bytes(write_register(load_plan(office.folder), projects))
    given = ["--reason", reason] if reason else []
    return office.run("import", str(book), "--kind", "register", *given)


def changes(office) -> list[tuple[str, str, int, str, str, str]]:
    with Ledger.open(office.folder) as ledger:
        found = schedule_changes(ledger)
    return [(no, c.item, c.year, c.original, c.current, c.reason) for no, every in found.items() for c in every]


def test_a_changed_schedule_without_a_reason_is_refused_and_nothing_is_taken_in(office) -> None:
    first = PROJECTS[0]
    assert taken_in(office, later(first, end_year=first.end_year + 1), *PROJECTS[1:]) == 2
    assert f"1-1-01 終了年度 {first.end_year}→{first.end_year + 1}" in office.err and "--reason" in office.err
    assert changes(office) == []
    assert taken_in(office, later(first, name="別の名前"), *PROJECTS[1:]) == 0  # a name is no schedule


def test_the_original_stays_beside_every_later_one_with_all_reasons(office) -> None:
    first = PROJECTS[0]
    for years, reason in ((1, "標準仕様の改定のため"), (2, "機器の納入の遅れのため")):
        assert taken_in(office, later(first, end_year=first.end_year + years), *PROJECTS[1:], reason=reason) == 0
    told = "標準仕様の改定のため／機器の納入の遅れのため"
    assert changes(office) == [("1-1-01", "end_year", 0, str(first.end_year), str(first.end_year + 2), told)]
    assert taken_in(office, *PROJECTS, reason="元の期間に戻した") == 0
    assert changes(office) == []  # as it was first planned


def test_a_year_planned_later_is_no_change_and_a_moved_stage_is(office) -> None:
    first = PROJECTS[0]
    more = {**first.years, YEAR + 1: YearPlan(YEAR + 1, "S5")}
    assert taken_in(office, later(first, years=more), *PROJECTS[1:]) == 0
    moved = {**more, YEAR + 1: YearPlan(YEAR + 1, "S4")}
    assert taken_in(office, later(first, years=moved), *PROJECTS[1:]) == 2
    assert taken_in(office, later(first, years=moved), *PROJECTS[1:], reason="構築をやり直すため") == 0
    assert changes(office) == [("1-1-01", "planned_stage", YEAR + 1, "S5", "S4", "構築をやり直すため")]


def test_meetings_read_original_and_current_side_by_side(office) -> None:
    first = PROJECTS[0]
    assert taken_in(office, later(first, end_year=2027), *PROJECTS[1:], reason="国の標準仕様の改定のため") == 0
    for one in PROJECTS:
        office.answer(one.number)
    assert office.run("collect", "--year", "R7") == 0, office.out
    for meeting in ("wg", "kanjikai", "honbu"):
        assert office.run("report", "--year", "R7", "--meeting", meeting) == 0, office.err
        (page,) = (office.folder / "reports" / str(YEAR) / meeting).glob("*.html")
        text = page.read_text(encoding="utf-8")
        assert "令和8年度" in text and "令和9年度" in text and "国の標準仕様の改定のため" in text, meeting
