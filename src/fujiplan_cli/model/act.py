"""What happened to the plan outside the sheets: hearings, advice, revisions, disposals. Append-only like all else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Act:
    """One recorded act of the 事務局 or of a meeting. Dates are ISO texts.

    ``kind`` names what it is (``hearing``, ``advice``, ``revision``, …) and decides which ``facts`` it has; the use
    case that writes a kind also reads it, and says there which facts those are.
    """

    id: int
    kind: str
    year: int
    """Fiscal year it belongs to."""
    subject: str
    """What it is about: a project number, a department code, a file's sha256; "" when it is the whole year."""
    date: str
    """The day it happened, not the day it was recorded (``at``)."""
    reason: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    by: str = ""
    at: str = ""
    undone_at: str = ""
    undone_by: str = ""
    undone_reason: str = ""
