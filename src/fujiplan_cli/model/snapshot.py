"""What a meeting saw, frozen; what it decided; what was published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.project import LeadChange, Project, ScheduleChange
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import Scorecard

LATER = "later"
"""Key of ``SnapshotEntry.cards``: what later figures give beside levels that 本部 has directed."""


@dataclass(frozen=True, slots=True)
class LevelChange:
    """The level of one judged item as 本部 directs it (domain.md §4.9), with the cell of the 決定票, if it was read."""

    item: str
    level: int
    reason: str
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One recorded decision of a meeting. ``project`` "" means en bloc. Dates are ISO texts."""

    id: int
    year: int
    meeting: str
    date: str
    project: str
    decision: str
    note: str = ""
    approval_no: str = ""
    by: str = ""
    at: str = ""
    snapshot: int = 0
    undone_at: str = ""
    undone_by: str = ""
    undone_reason: str = ""
    due: str = ""
    """ISO date by which the 指示事項 in ``note`` is to be answered; "" when none was set."""
    lead: str = ""
    """担当部長 of the 指示事項."""
    file: str = ""
    """The 決定票 it was read from, with its sha256; "" when it was recorded by command."""
    sha256: str = ""
    levels: tuple[LevelChange, ...] = ()
    """Items whose level 本部 changed; the others are as the material showed them."""
    card: Scorecard | None = None
    """The approved result with ``levels``, computed once with the method of the snapshot; None without ``levels``."""
    out_of_order: str = ""
    """Why it was recorded though the meeting before has not decided; "" in the ordinary course."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """One 指示事項 that stands on a project's sheet as 前回会議の指摘."""

    words: str
    due: str = ""
    """ISO date by which it was to be answered; "" when none was set."""
    done: str = ""
    """Why the 事務局 recorded it as done, with its day; "" when it did not."""


@dataclass(frozen=True, slots=True)
class SnapshotEntry:
    """One project in a snapshot: register row, record, scorecards per view, last year's result."""

    project: Project
    record: Record
    department: str
    """現在の所管, full name."""
    department_then: str
    division: str
    cards: Mapping[str, Scorecard]
    """view → scorecard, for every view the project has (self always)."""
    view: str
    """The furthest view: key of ``cards``."""
    previous: Scorecard | None = None
    """Last year's result, as approved."""
    submission: str = ""
    """Verdict of the newest arrival, or "missing"."""
    comment: str = ""
    """前回会議の指摘 as the sheet prints it."""
    instructions: tuple[Instruction, ...] = ()
    """The same, one by one."""
    advice: tuple[str, ...] = ()
    """What the 情報政策アドバイザー said of the project this year, with meeting and day. Never published."""
    open_findings: tuple[Finding, ...] = ()
    """Errors and reviews of the newest arrival that nobody has settled: what 修正依頼 and 事務局確認中 are about."""
    schedule_changes: tuple[ScheduleChange, ...] = ()
    """Years of the project, and planned stages up to the reported year, that are no longer the original ones."""
    lead_changes: tuple[LeadChange, ...] = ()
    """Every change of the 主担当 since the register first knew the project."""
    alarms: tuple[str, ...] = ()
    """段階の注意, in words: too long at S1 or S2, or S6 is due."""

    @property
    def card(self) -> Scorecard:
        """The scorecard of the furthest view."""
        return self.cards[self.view]

    @property
    def superseded(self) -> Scorecard | None:
        """The approved result that later figures would change; the card is 参考 until 本部 decides on it again."""
        return self.cards.get("approved") if self.view != "approved" else None


@dataclass(frozen=True, slots=True)
class HeardProposal:
    """A new project as the June hearing found it: for 幹事会, never published."""

    number: str
    name: str
    division: str
    office: str
    date: str = ""
    """ISO date of the result; "" before the hearing."""
    points: int | None = None
    """Of 100; None unless all five were given."""
    result: str = ""
    reason: str = ""
    supports: tuple[str, ...] = ()
    """What the 事務局 agreed to do, by whom and by when, in words."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Frozen for one meeting; every format of its material comes from it."""

    id: int
    year: int
    meeting: str
    version: int
    frozen_on: str
    """ISO date (--today)."""
    by: str
    method: str
    method_sha256: str
    money_kind: str
    """決算見込 / 出納閉鎖後 / 議会認定後."""
    entries: tuple[SnapshotEntry, ...]
    departments_total: int = 0
    departments_answered: int = 0
    decisions: tuple[Decision, ...] = ()
    """Decisions of the year's earlier meetings when it was frozen."""
    extra: Mapping[str, str] = field(default_factory=dict)
    advice: tuple[str, ...] = ()
    """What the 情報政策アドバイザー said of the year as a whole, with meeting and day. Never published."""
    hearings: tuple[HeardProposal, ...] = ()
    """New projects proposed in the year's survey and what the June hearing found."""

    _by_project: dict[str, SnapshotEntry] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Filled when first asked: a search for each of 50,000 projects looks at them 1,250 million times."""

    def entry(self, project: str) -> SnapshotEntry | None:
        """The entry of a project."""
        if not self._by_project:
            self._by_project.update((e.project.number, e) for e in reversed(self.entries))
        return self._by_project.get(project)
