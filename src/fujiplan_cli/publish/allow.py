"""The allow-list: what may be published of whom. Whatever it does not name is withheld (domain.md §3, §6).

WHAT: one question, `AllowList.allows(field, standing)`. WHY: a block-list forgets the field that is added next year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from fujiplan_cli.model.form import Disclosure, Form
from fujiplan_cli.model.snapshot import Decision

Openness = Literal["公表", "概要のみ", "非公表"]
_DISCLOSURES: tuple[Disclosure, ...] = ("public", "after_approval", "never")
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
    year: int = 0
    """Whose form says what may be published; 0: the newest form."""

    @property
    def open(self) -> bool:
        """Whether the project is published in full and may enter totals."""
        return self.openness == "公表"


FULLY_OPEN = Standing("公表", approved=True)
"""The most that is ever shown of anybody."""


class AllowList:
    """Which field of a form may be published.

    A year is published by its own form, in which the answer was given, and by the newest one: the stricter of the two
    holds. A field that the newest form no longer has stays as its own form said.
    """

    def __init__(self, form: Form, forms: Mapping[int, Form] | None = None) -> None:
        newest: dict[str, Disclosure] = {f.id: f.disclosure for f in form.fields}
        self._newest = newest
        self._rules: dict[tuple[str, int], Disclosure] = {}
        self._answers: dict[tuple[Openness, bool, int], _Answers] = {}
        self._years: dict[int, dict[str, Disclosure]] = {
            year: {f.id: max(f.disclosure, newest.get(f.id, "public"), key=_DISCLOSURES.index) for f in older.fields}
            for year, older in (forms or {}).items()
        }

    def rule(self, field_id: str, year: int = 0) -> Disclosure:
        """public, after_approval or never. An unknown field is never published."""
        key = (field_id, year)
        if key not in self._rules:
            self._rules[key] = self._rule(field_id, year)
        return self._rules[key]

    def _rule(self, field_id: str, year: int) -> Disclosure:
        declared = self._years.get(year, self._newest)
        if field_id in declared:
            return declared[field_id]
        if field_id in _RESULTS:
            return "after_approval"
        if field_id.startswith("level_"):
            return declared.get(f"self_{field_id.removeprefix('level_')}", "after_approval")
        followed = _FOLLOWS.get(field_id) or _followed_kpi(field_id)
        return declared.get(followed, "never") if followed else "never"

    def opens(self, field_id: str, year: int = 0) -> bool:
        """Whether the value may be published of somebody (in that year)."""
        return self.allows(field_id, replace(FULLY_OPEN, year=year))

    def allows(self, field_id: str, standing: Standing) -> bool:
        """Whether the value may be published for a project of this standing."""
        return self.answers(standing)[field_id]

    def answers(self, standing: Standing) -> Mapping[str, bool]:
        """Field → whether it may be published for a project of this standing; every field has an answer."""
        kind = (standing.openness, standing.approved, standing.year)
        if kind not in self._answers:
            self._answers[kind] = _Answers(self, standing)
        return self._answers[kind]

    def answer(self, field_id: str, standing: Standing) -> bool:
        """What `allows` says, worked out anew."""
        at_most = _OF_OPENNESS[standing.openness]
        if at_most is not None and field_id not in at_most:
            return False
        rule = self.rule(field_id, standing.year)
        return rule == "public" or (rule == "after_approval" and standing.approved)


class _Answers(dict[str, bool]):
    """Answers by field, worked out when they are first asked for: a site asks the same few hundred times thousands."""

    def __init__(self, allow: AllowList, standing: Standing) -> None:
        super().__init__()
        self._allow, self._standing = allow, standing

    def __missing__(self, field_id: str) -> bool:
        answer = self[field_id] = self._allow.answer(field_id, self._standing)
        return answer

    def __reduce__(self) -> tuple[type[_Answers], tuple[AllowList, Standing]]:
        return _Answers, (self._allow, self._standing)  # sent to another process without what it can work out


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
