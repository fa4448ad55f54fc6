"""What is wrong, where, how grave, and what to do: a stable code with parameters; words come from the catalogue."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fujiplan_cli.model.place import Place

Severity = Literal["error", "review", "repair", "warning", "info"]
Verdict = Literal["accepted", "repaired", "review", "returned", "rejected"]

SEVERITY_WORDS: Mapping[Severity, str] = {
    "error": "要修正",
    "review": "要確認",
    "repair": "整理",
    "warning": "注意",
    "info": "参考",
}
GRAVITY: tuple[Severity, ...] = ("info", "warning", "repair", "review", "error")
VERDICT_WORDS: Mapping[Verdict, str] = {
    "accepted": "受付済",
    "repaired": "受付済（表記整理あり）",
    "review": "事務局確認中",
    "returned": "修正依頼",
    "rejected": "読取不可（再提出依頼）",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One cause, one finding. ``severity`` is that of the code unless the check knows better.

    ``params`` fill the catalogue's sentences; ``value`` is what was found, as typed.
    """

    code: str
    severity: Severity
    place: Place
    field: str = ""
    value: str = ""
    params: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Repair:
    """A harmless change of notation: rule code, what was typed, what is recorded."""

    rule: str
    raw: str
    repaired: str


def verdict_of(findings: tuple[Finding, ...]) -> Verdict:
    """The gravest finding decides (domain.md §7). ``rejected`` is decided by the gate alone, not here."""
    gravest = max((GRAVITY.index(f.severity) for f in findings), default=0)
    by_gravity: tuple[Verdict, ...] = ("accepted", "accepted", "repaired", "review", "returned")
    return by_gravity[gravest]
