"""The year as the 事務局 sees it on a day: the calendar with its states, what is late, and who must act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from fujiplan_cli.model.plan import CalendarEntry

LineState = Literal["済", "期限内", "遅れ", "これから", "経過"]
"""経過: its time is over, and the ledger cannot show whether it was done."""
AlarmKind = Literal["long", "due"]


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """One line of the calendar in one year. ``due``: its last day; ``shown``: what shows its state (date, count)."""

    entry: CalendarEntry
    due: date
    state: LineState
    shown: str


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that waits for somebody. ``kind`` is an id for programs.

    ``items`` are projects, proposals or departments; ``due`` None when there is no day by which it must be done.
    """

    kind: str
    title: str
    actors: tuple[str, ...]
    items: tuple[str, ...]
    due: date | None
    late: bool
    command: str = ""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A project that stands too long at a stage (``long``), or whose 評価・更新検討 is due (``due``)."""

    project: str
    name: str
    department: str
    kind: AlarmKind
    words: str


@dataclass(frozen=True, slots=True)
class InstructionDue:
    """A 指示事項 with a due date that nobody has answered: its decision's id, and what to say of it."""

    id: int
    year: int
    title: str
    lead: str
    due: date


@dataclass(frozen=True, slots=True)
class YearSchedule:
    """``year`` is the reported one; its calendar runs from March of the year after to February."""

    year: int
    today: date
    lines: tuple[ScheduleLine, ...]
    matters: tuple[Matter, ...]
    alarms: tuple[Alarm, ...]
    instructions: tuple[InstructionDue, ...] = ()

    @property
    def late(self) -> tuple[Matter, ...]:
        """What is late."""
        return tuple(one for one in self.matters if one.late)

    @property
    def waiting(self) -> tuple[Matter, ...]:
        """What waits but is not late."""
        return tuple(one for one in self.matters if not one.late)


def names_in_short(names: Sequence[str], most: int) -> str:
    """The first few names, and how many more there are."""
    more = f" ほか{len(names) - most}" if len(names) > most else ""
    return "、".join(names[:most]) + more
