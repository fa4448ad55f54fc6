"""The .ics as a calendar program reads it (RFC 5545): lines, events, stable ids."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from fujiplan_cli.declare import load_plan
from fujiplan_cli.model.plan import CalendarEntry
from fujiplan_cli.model.year_schedule import InstructionDue, ScheduleLine, YearSchedule
from fujiplan_cli.report.calendar_file import calendar_file

PLAN = load_plan(Path(__file__).resolve().parents[2] / "templates" / "plan")
DAY = date(2026, 6, 10)
LINES = (
    ScheduleLine(
        CalendarEntry(5, "内容の確認、採点; 及び\\報告", "事務局", command="score"),
        date(2026, 5, 31),
        "遅れ",
        "確認 2/3項目",
    ),
    ScheduleLine(CalendarEntry(12, "𠮷と葛󠄀" * 30, "会計室", 31), date(2026, 12, 31), "これから", ""),
)
FOUND = YearSchedule(
    2025, DAY, LINES, (), (), (InstructionDue(7, 2024, "1-1-02：周知", "財政部長", date(2026, 10, 30)),)
)


def unfolded(data: bytes) -> list[str]:
    return data.decode("utf-8").replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def events(data: bytes) -> Iterator[dict[str, str]]:
    """A small reader: content lines between BEGIN and END, TEXT unescaped."""
    lines = unfolded(data)
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    one: dict[str, str] | None = None
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            assert one is None
            one = {}
        elif line == "END:VEVENT":
            assert one is not None
            yield one
            one = None
        elif one is not None:
            assert name not in one, name
            one[name] = unescaped(value)


def unescaped(value: str) -> str:
    text, signs = "", iter(value)
    for sign in signs:
        if sign == "\\":
            following = next(signs)
            assert following in "\\;,nN"
            text += "\n" if following in "nN" else following
        else:
            assert sign not in ";,", value
            text += sign
    return text


def test_every_line_ends_with_crlf_and_has_at_most_75_octets_of_whole_characters() -> None:
    data = calendar_file(PLAN, FOUND)
    assert (
        data.endswith(b"\r\n") and b"\n" not in data.replace(b"\r\n", b"") and b"\r" not in data.replace(b"\r\n", b"")
    )
    parts = data.split(b"\r\n")
    assert max(len(part) for part in parts) <= 75
    for part in parts:
        part.decode("utf-8")  # no character is cut
    assert any(part.startswith(b" ") for part in parts)


def test_events_are_whole_days_with_their_words_intact() -> None:
    first, second, told = events(calendar_file(PLAN, FOUND))
    assert first["SUMMARY"] == "内容の確認、採点; 及び\\報告（月末まで）"
    assert (first["DTSTART;VALUE=DATE"], first["DTEND;VALUE=DATE"]) == ("20260531", "20260601")
    assert first["DESCRIPTION"].split("\n") == [
        "担当：事務局",
        "コマンド：fujiplan score",
        "2026-06-10現在：遅れ（確認 2/3項目）",
    ]
    assert second["SUMMARY"] == "𠮷と葛󠄀" * 30
    assert second["DTEND;VALUE=DATE"] == "20270101"
    assert told["SUMMARY"] == "指示事項の期限：1-1-02：周知" and told["DTSTART;VALUE=DATE"] == "20261030"


def test_required_properties_stand_once_and_the_stamp_is_the_day_of_the_run() -> None:
    lines = unfolded(calendar_file(PLAN, FOUND))
    assert lines.count("VERSION:2.0") == 1 and sum(one.startswith("PRODID:") for one in lines) == 1
    assert {one["DTSTAMP"] for one in events(calendar_file(PLAN, FOUND))} == {"20260610T000000Z"}


def test_an_id_stays_when_day_or_state_change_and_differs_by_line_year_and_plan() -> None:
    first = [one["UID"] for one in events(calendar_file(PLAN, FOUND))]
    assert len(set(first)) == 3
    moved = dataclasses.replace(
        FOUND,
        today=date(2026, 7, 1),
        lines=tuple(dataclasses.replace(one, state="済", shown="別") for one in reversed(LINES)),
    )
    assert {one["UID"] for one in events(calendar_file(PLAN, moved))} == set(first)
    for other in (
        calendar_file(PLAN, dataclasses.replace(FOUND, year=2026, instructions=())),
        calendar_file(dataclasses.replace(PLAN, id="other"), FOUND),
    ):
        assert not {one["UID"] for one in events(other)} & set(first)
