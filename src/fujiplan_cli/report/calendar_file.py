"""年間の予定 as iCalendar (RFC 5545), for the calendar of a groupware. No clock: the stamp is the day of the run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.year_schedule import YearSchedule

_LIMIT = 75
"""Octets of a line without its break (RFC 5545, 3.1)."""


def calendar_file(plan: Plan, found: YearSchedule) -> bytes:
    """Every line of the calendar and every 指示事項 with a due date, as all-day events on their last day.

    The UID of a line stays the same as long as its month and title do, so that a newer file updates the older one.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//fujiplan//fujiplan schedule//JA", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{_text(f'{plan.title} {year_words(found.year)}実績')}"]
    for line in found.lines:
        entry = line.entry
        until = "" if entry.day else "（月末まで）"
        notes = [f"担当：{entry.actor}"]
        notes += [f"コマンド：fujiplan {entry.command}"] if entry.command else []
        notes += [f"{found.today.isoformat()}現在：{line.state}" + (f"（{line.shown}）" if line.shown else "")]
        key = f"{plan.id}|{found.year}|{entry.month}|{entry.title}"
        lines += _event(key, line.due, entry.title + until, "\n".join(notes), found.today)
    for one in found.instructions:
        key = f"{plan.id}|{one.year}|instruction|{one.id}"
        notes = [f"担当：{one.lead}"] if one.lead else []
        lines += _event(key, one.due, f"指示事項の期限：{one.title}", "\n".join(notes), found.today)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode("utf-8")


def _event(key: str, day: date, summary: str, description: str, stamp: date) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{hashlib.sha256(key.encode()).hexdigest()[:32]}@fujiplan.invalid"
    yield f"DTSTAMP:{stamp:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(summary)}"
    if description:
        yield f"DESCRIPTION:{_text(description)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(words: str) -> str:
    """A TEXT value: backslash, semicolon, comma and line break escaped; other control characters dropped."""
    plain = words.replace("\r\n", "\n").replace("\r", "\n")
    for sign, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        plain = plain.replace(sign, escaped)
    return "".join(c for c in plain if c.isprintable() or c == "　")


def _folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets, no character cut; every further part begins with a blank."""
    part, size = "", 0
    for character in line:
        octets = len(character.encode("utf-8"))
        if size + octets > _LIMIT:
            yield part
            part, size = " ", 1
        part += character
        size += octets
    yield part
