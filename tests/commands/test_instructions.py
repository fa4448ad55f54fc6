"""指示事項 of every meeting come back on the next year's sheet, and stay until they are answered."""

from __future__ import annotations

from datetime import date

import pytest
from office_world import Office

from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.records import year_known, year_records
from fujiplan_cli.workflow.told import named_words, told_after

DECIDE = ("decide", "--year", "R7", "--meeting")
DUE = ("--due", "2026-10-30", "--lead", "総務部長")


def _told(office: Office) -> None:
    for number in ("1-1-01", "1-1-02", "1-1-03"):
        office.answer(number)
    office.run("collect", "--year", "R7")
    for meeting, day, word, note in (
        ("wg", "2026-05-20", "了承", ()),
        ("kanjikai", "2026-06-22", "条件付き了承", ("--note", "工程を示すこと。")),
        ("honbu", "2026-07-15", "承認", ("--note", "改善策を示すこと。", *DUE)),
    ):
        usual = {"honbu": "承認"}.get(meeting, "了承")
        assert office.run("report", "--year", "R7", "--meeting", meeting, day=day) == 0, office.err
        held = (*DECIDE, meeting, "--date", day)
        assert office.run(*held, "--project", "1-1-01", "--decision", word, *note, day=day) == 0, office.err
        assert office.run(*held, "--all", "--decision", usual, day=day) == 0, office.err


@pytest.fixture
def told(office: Office) -> Office:
    """Two meetings instructed on 1-1-01: 幹事会 and 本部."""
    return office.after(_told)


def printed(office: Office, year: int) -> str:
    desk = Desk.open(office.folder, today=date(year + 1, 4, 20))
    with desk.ledger() as ledger:
        return str(year_known(desk, ledger, year).known["1-1-01"].values.get("last_comment"))


def after(office: Office, year: int) -> list[str]:
    """What the sheets of the year after ``year`` would print of 1-1-01."""
    desk = Desk.open(office.folder, today=date(year + 2, 4, 20))
    with desk.ledger() as ledger:
        known = year_records(desk, ledger, year)
        found = told_after(desk.plan, ledger, year, known.told, known.records)
    return [named_words(desk.plan, year + 1, one) for one in found.get("1-1-01", ())]


def test_the_next_sheet_prints_what_every_meeting_instructed_and_names_all_but_honbu(told) -> None:
    honbu = "改善策を示すこと。（期限：令和8年10月30日、担当：総務部長）"
    assert printed(told, 2026) == f"【幹事会】工程を示すこと。\n{honbu}"


def test_the_list_names_the_meeting_and_one_word_records_all_of_a_project_as_done(told) -> None:
    show = ("instructions", "--year", "R7")
    found = told.json(*show, day="2026-11-01")["instructions"]
    assert [(one["meeting"], one["overdue"]) for one in found] == [("honbu", True), ("kanjikai", False)]
    assert told.run(*show, "--done", "--project", "1-1-01", "--note", "計画書を受領", day="2026-11-02") == 0, told.err
    assert all(one["done"] for one in told.json(*show, day="2026-11-03")["instructions"])


def test_unanswered_instructions_stand_on_the_sheet_after_next_and_say_of_which_year_they_are(told) -> None:
    honbu = "改善策を示すこと。（期限：令和8年10月30日、担当：総務部長）"
    assert after(told, 2026) == [
        "【令和7年度実績の幹事会】工程を示すこと。",
        f"【令和7年度実績の本部】{honbu}",
    ]


def test_what_is_recorded_as_done_before_the_sheets_go_out_is_not_carried_on(told) -> None:
    done = ("instructions", "--year", "R7", "--done", "--project", "1-1-01", "--note", "計画書を受領")
    assert told.run(*done, day="2026-11-02") == 0, told.err
    assert printed(told, 2026) != "None", "the next sheet says all that was instructed, with what became of it"
    assert after(told, 2026) == []


def test_the_value_on_the_sheet_is_followed_to_both_decisions(told) -> None:
    versions = told.json("trace", "1-1-01", "last_comment", "--year", "R8", day="2027-04-20")["versions"]
    assert [(v["reason"].split()[:2], v["value"]) for v in versions[:2]] == [
        (["2026-06-22", "幹事会"], "工程を示すこと。"),
        (["2026-07-15", "本部"], "改善策を示すこと。"),
    ]


def test_the_calendar_names_the_open_one_with_a_due_day(told) -> None:
    told.run("schedule", "--year", "R7", day="2026-11-01")
    assert "改善策を示すこと。" in told.out
    done = ("instructions", "--year", "R7", "--done", "--project", "1-1-01", "--note", "計画書を受領")
    told.run(*done, day="2026-11-02")
    told.run("schedule", "--year", "R7", day="2026-11-03")
    assert "改善策を示すこと。" not in told.out
