"""What came back, typed, with the place of every value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from fujiplan_cli.model.finding import Finding, Repair, Verdict
from fujiplan_cli.model.place import Place
from fujiplan_cli.model.values import Value

STOP_WORDS = ("休止", "中止")
"""進捗状況 of a project that has stopped, for a time or for good."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One cell of a sheet as read. ``value`` is None when blank or faulty; ``faulty`` tells the two apart."""

    field: str
    value: Value | None
    raw: str
    place: Place
    repairs: tuple[Repair, ...] = ()
    faulty: bool = False


@dataclass(frozen=True, slots=True)
class Submission:
    """One sheet of one received file: answers and everything found in it. ``project`` is "" when unknown."""

    file: str
    sha256: str
    sheet: str
    form: str
    version: str
    year: int
    project: str
    department: str
    """Department code of the project on the register; "" when unknown."""
    verdict: Verdict
    answers: Mapping[str, Answer] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    eval_stage: str = ""
    facts: frozenset[str] = frozenset()
    """Structural facts of the sheet as distributed (model.form)."""
    subject: str = ""
    """Of a list: what it is for (SheetIdentity.project)."""
    rows: tuple[Submission, ...] = ()
    """Of a list: the rows that say something, each the answers of one project. The list itself has no answers."""
    imported: bool = False
    """Taken over from the old tool by the 事務局 (`import --kind answers`); no 所管課 sent it."""


SourceKind = Literal["sheet", "register", "computed", "settle", "decision", "import"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from. ``at`` is an ISO date-time, ``by`` a person or office, ``reason`` theirs."""

    kind: SourceKind
    file: str = ""
    sha256: str = ""
    sheet: str = ""
    cell: str = ""
    at: str = ""
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of a record with its source. ``marked``: a person has yet to settle it (review)."""

    value: Value | None
    source: Source
    raw: str = ""
    repairs: tuple[Repair, ...] = ()
    faulty: bool = False
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """Everything known of one project for one fiscal year: register, newest good sheet, settlements.

    Field ids are those of domain.md §3, plus ``confirmed_…`` and ``reason_…`` per judged item,
    ``approved_…`` and ``approved_reason_…`` where 本部 directed its level,
    ``start_year``, ``stop_decided`` ("1" when a 休止/中止 decision is recorded) and ``incident_announced`` ("1").
    kpi_N_target is the current target (straight line when the year has none; then ``kpi_N_target_source`` = "line").
    """

    project: str
    year: int
    version: int
    """0: nothing collected yet."""
    eval_stage: str
    has_budget: bool
    verdict: Verdict | None
    """Verdict of the sheet the values come from; None when nothing was collected."""
    facts: Mapping[str, Fact]
    findings: tuple[Finding, ...] = ()
    repeated: bool = False
    newer_returned: bool = False
    """A newer sheet was returned; these values are of the last good version."""
    latest: int = 0
    """The highest version that these values come from, lists included."""

    def value(self, field_id: str) -> Value | None:
        """The value, or None when blank, faulty or unknown."""
        fact = self.facts.get(field_id)
        return None if fact is None or fact.faulty else fact.value

    @property
    def marked(self) -> bool:
        """Whether a person has yet to look at it (review), or it comes from a returned sheet."""
        return self.verdict in ("review", "returned") or any(f.marked for f in self.facts.values())


def directed_fields(item: str) -> tuple[str, str]:
    """Field ids of a directed level and of its reason, which only the record behind an approved result has."""
    return f"approved_{item}", f"approved_reason_{item}"
