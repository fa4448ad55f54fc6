"""The allow-list: what may be published of whom. Whatever it does not name is withheld (domain.md §3, §6).

WHAT: one question, `AllowList.allows(field, standing)`. WHY: a block-list forgets the field that is added next year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from fujiplan_cli.model.form import Disclosure, Form
from fujiplan_cli.model.snapshot import Decision

Openness = Literal["公表", "概要のみ", "非公表"]
_STRICTNESS: tuple[Openness, ...] = ("公表", "概要のみ", "非公表")
_OF_OPENNESS: dict[Openness, frozenset[str] | None] = {
    "公表": None,
    "概要のみ": frozenset({"project_no", "project_name", "public_summary"}),
    "非公表": frozenset({"project_no"}),
}
"""Fields that a project may show at most; None: whatever the form allows."""

_RESULTS = frozenset({"grade", "score", "range", "view", "cap", "weight", "points", "level"})
"""Results of the method, no fields of a form. They are published once 本部 has approved them."""
_FOLLOWS = {
    "start_year": "period",
    "end_year": "period",
    "measure_code": "measure",
    "theme_code": "theme",
    "predecessors": "project_no",
    "successors": "project_no",
    "repeated": "project_no",
    "execution_rate": "executed",
    "executed_kind": "executed",
}
"""Values that domain.md §3 describes under another field, if the form does not declare them itself."""
_KPI_FOLLOWS = {
    "target_original": "target",
    "target_source": "target",
    "target_reason": "target",
    "rate": "actual",
    "achievement": "actual",
    "level": "actual",
}
_KPI = re.compile(r"kpi_(\d)_(\w+)")


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a project may be shown in one year."""

    openness: Openness
    approved: bool
    """Whether 本部 has approved its result (or a preview shows it as if)."""
    decision: str = ""
    """The word of the decision; "" when there is none."""

    @property
    def open(self) -> bool:
        """Whether the project is published in full and may enter totals."""
        return self.openness == "公表"


FULLY_OPEN = Standing("公表", approved=True)
"""The most that is ever shown of anybody."""


class AllowList:
    """Which field of a form may be published."""

    def __init__(self, form: Form) -> None:
        self._declared: dict[str, Disclosure] = {f.id: f.disclosure for f in form.fields}
        self._rules: dict[str, Disclosure] = {}
        self.kinds = {f.id: f.kind for f in form.fields}
        """Field id → kind, of every declared field."""
        self.formulas = {f.id: f.formula for f in form.fields if f.formula}
        """Field id → formula, of those that have one."""

    def rule(self, field_id: str) -> Disclosure:
        """public, after_approval or never. An unknown field is never published."""
        if field_id not in self._rules:
            self._rules[field_id] = self._rule(field_id)
        return self._rules[field_id]

    def _rule(self, field_id: str) -> Disclosure:
        if field_id in self._declared:
            return self._declared[field_id]
        if field_id in _RESULTS:
            return "after_approval"
        if field_id.startswith("level_"):
            return self._declared.get(f"self_{field_id.removeprefix('level_')}", "after_approval")
        followed = _FOLLOWS.get(field_id) or _followed_kpi(field_id)
        return self._declared.get(followed, "never") if followed else "never"

    def allows(self, field_id: str, standing: Standing) -> bool:
        """Whether the value may be published for a project of this standing."""
        at_most = _OF_OPENNESS[standing.openness]
        if at_most is not None and field_id not in at_most:
            return False
        rule = self.rule(field_id)
        return rule == "public" or (rule == "after_approval" and standing.approved)


def _followed_kpi(field_id: str) -> str:
    match = _KPI.fullmatch(field_id)
    stem = _KPI_FOLLOWS.get(match[2], "") if match else ""
    return f"kpi_{match[1]}_{stem}" if match and stem else ""


def strictest(words: Iterable[str]) -> Openness:
    """The strictest of several 公表区分. A word nobody knows counts as 非公表: doubt never publishes."""
    ranks = [_STRICTNESS.index(w) if w in _STRICTNESS else len(_STRICTNESS) - 1 for w in words]
    return _STRICTNESS[max(ranks, default=len(_STRICTNESS) - 1)]


def decision_of(decisions: Iterable[Decision], meeting: str, project: str) -> Decision | None:
    """The decision in force for a project: its own before the one en bloc, the newest of each, undone ones left out."""
    valid = [d for d in decisions if d.meeting == meeting and not d.undone_at and d.project in ("", project)]
    return max(valid, key=lambda d: (bool(d.project), d.id), default=None)
