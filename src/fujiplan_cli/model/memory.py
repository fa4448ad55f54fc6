"""What the ledger remembers besides records: sheets sent, arrivals, the 事務局's own hand, publications."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from fujiplan_cli.model.finding import Finding, Verdict
from fujiplan_cli.model.record import Submission
from fujiplan_cli.model.values import Value


@dataclass(frozen=True, slots=True)
class Distribution:
    """One sheet as sent out: its identity, the values printed on it, and where it was written."""

    year: int
    form: str
    version: str
    project: str
    department: str
    """Code of the answering department (現在の所管) on the day of distribution."""
    file: str
    identity: str
    """SheetIdentity.text()."""
    printed: Mapping[str, Value]
    """Field id → printed or prefilled value."""
    due: str
    """ISO date."""
    at: str = ""
    by: str = ""
    subject: str = ""
    """Of a row of a list: what the list is for (SheetIdentity.project); ``identity`` is the row's."""


Reason = Literal[
    "", "duplicate", "superseded", "unchanged", "lockfile", "not_a_sheet", "other_year", "other_plan", "unknown_project"
]
"""Why an arrival was not recorded anew (contract.md, JSON)."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One line of the receipt book (受付簿): a sheet of an arrived file, or a file without a readable sheet."""

    year: int
    file: str
    sha256: str
    size: int
    received_at: str
    """ISO date-time of the collect run."""
    modified_at: str
    """ISO date-time of the file's own time stamp, for 「older after newer」."""
    verdict: Verdict
    reason: str
    """"" or one of Reason."""
    sheet: str = ""
    form: str = ""
    form_version: str = ""
    project: str = ""
    department: str = ""
    submission_version: int = 0
    """Version of the project's answers it became; 0 when it became none. Also of a superseded sheet, out of use."""
    findings: tuple[Finding, ...] = ()
    id: int = 0
    subject: str = ""
    """Of a list: what it is for; its rows became versions of their own."""


@dataclass(frozen=True, slots=True)
class StoredSubmission:
    """A submission in the ledger: version 1, 2, … of a project's answers for a year."""

    version: int
    submission: Submission
    received_at: str
    withdrawn: bool = False
    """Out of use, by `settle --withdraw` or as older than the newest; `settle --restore` takes it back."""


SettleAction = Literal["value", "accept", "withdraw", "restore", "extend"]


@dataclass(frozen=True, slots=True)
class Settlement:
    """The 事務局's own hand: a value, an accepted review, a version out of use or back, a due date.

    `collect` itself withdraws a sheet that is older than the newest one (ADR 0005); its reason says so.
    """

    year: int
    project: str
    field: str
    action: SettleAction
    value: Value | None
    """value: the value. accept of 休止/中止: the word decided. extend: the day, None for the plan's own again."""
    reason: str
    by: str
    at: str = ""
    version: int = 0
    """withdraw, restore: the version taken out of use or back. Otherwise the version current when it was settled."""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication of the site. The newest one is what stands on the site today."""

    year: int
    snapshot: int
    council_date: str
    published_on: str
    manifest_sha256: str
    by: str
    at: str = ""
    id: int = 0
    bundle: str = ""
    """sha256 of the archived zip that holds the whole site; "" of a publication made before that was kept."""
    restored: int = 0
    """Id of the earlier publication that was brought back (`publish --restore`); 0 for one of its own."""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One line of the append-only, hash-chained journal."""

    sequence: int
    at: str
    by: str
    action: str
    subject: str
    detail: Mapping[str, str] = field(default_factory=dict)
    previous_hash: str = ""
    hash: str = ""
