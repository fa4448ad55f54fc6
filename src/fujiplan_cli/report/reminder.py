"""The 督促 to a department as plain text: one wording (templates/mail/reminder.txt) for all four kinds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from fujiplan_cli.report.letter import letter_text, worded

TEMPLATE = "reminder.txt"
ReminderKind = Literal["before", "on_day", "after_3", "after_7"]


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """One thing that is still to come: a project's 調書, the 新規事業調書 (no number) or a list (no number)."""

    number: str
    name: str
    state: str
    """未提出 or 修正依頼."""
    due: str
    """The day in words, its extension included."""
    extended: bool = False


@dataclass(frozen=True, slots=True)
class ReminderGroup:
    """What stands at the same distance from its due day."""

    kind: ReminderKind
    lines: tuple[ReminderLine, ...]


@dataclass(frozen=True, slots=True)
class Reminder:
    """What a 督促 says. ``kind`` is that of its gravest group; ``copy_to`` is "" unless the 所属長 gets a copy."""

    kind: ReminderKind
    day: str
    addressee: str
    copy_to: str
    sender: str
    return_to: str
    plan: str
    year: str
    groups: tuple[ReminderGroup, ...]
    survey: str = ""
    """Title of the 新規事業調書 when it is among the lines."""
    sample: bool = False
    attention: str = ""
    """The 課's 情報化推進リーダー; "" when none is known."""

    @property
    def to_correct(self) -> bool:
        """Whether something came back faulty and is to be corrected."""
        return any(line.state == "修正依頼" for group in self.groups for line in group.lines)


def reminder_text(reminder: Reminder, folders: Sequence[Path]) -> bytes:
    """The text for mail (UTF-8 with BOM, CRLF), worded by the first ``reminder.txt`` of the folders.

    Raises jinja2 errors for a faulty template.
    """
    return letter_text(worded(TEMPLATE, folders, letter=reminder))
