"""A revision of the register (事業の見直し) as it is told and printed: old beside new, project by project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ChangeKind = Literal["add", "change", "end", "gone", "office"]
"""``office``: no project, but a 課 that is renamed, merged, split or ended (``number`` is then its code)."""
KIND_WORDS: Mapping[ChangeKind, str] = {
    "office": "課の改廃",
    "add": "追加",
    "change": "変更",
    "end": "終了・統合・分割",
    "gone": "削除",
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One thing that differs, in the words of the register. ``target`` marks a target of an indicator."""

    label: str
    before: str
    after: str
    target: bool = False


@dataclass(frozen=True, slots=True)
class ProjectRevision:
    """Everything that differs on one project. ``end``: it ends earlier than it did, or has a successor now."""

    number: str
    name: str
    kind: ChangeKind
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Revision:
    """A recorded revision. Dates are ISO texts; ``number`` counts within the fiscal year of ``date``."""

    number: int
    year: int
    date: str
    meeting: str
    approval_no: str
    reason: str
    before: int
    after: int
    """Versions of the register; equal to ``before`` while it is a rehearsal."""
    projects: tuple[ProjectRevision, ...]
