"""What intake must be told about the world around a sheet. The corridor gives it; plan and ledger stay hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

from fujiplan_cli.model.form import PROGRESS, Form, Layout
from fujiplan_cli.model.values import Value

DEFAULT_ROUTE = ("S0", "S1", "S2", "S3", "S4", "S5", "S6", "S9")
"""Stages of a 開発型 project in order (domain.md §2)."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A project as the register and last year's record know it."""

    project: str
    name: str
    department: str
    """Department code of the project on the register, or of the sheet as sent out."""
    eval_stage: str
    facts: frozenset[str]
    """Structural facts as they would be printed today."""
    printed: Mapping[str, Value] = field(default_factory=dict)
    """Field id → value as printed or prefilled, and the register values that checks need (kpi_N_kind …)."""
    previous: Mapping[str, Value] = field(default_factory=dict)
    """Field id → last year's value; empty when there is none."""
    identity: str = ""
    """SheetIdentity.text() as distributed; "" when nothing was sent."""
    stop_decided: bool = False
    """Whether a decision on 休止/中止 is recorded."""
    route: tuple[str, ...] = DEFAULT_ROUTE
    """Stages its type passes, in order (Plan.routes)."""
    subject: str = ""
    """Of a row of a list: what the list that was sent out is for."""
    answering: str = ""
    """Code of the 回答課 as it is called on the day of answering, renames and mergers followed; "" when nobody is."""
    helpers: frozenset[str] = frozenset()
    """Codes, followed likewise, of those who may well hand the sheet in for it: 関係所管 and the 事務局."""


class SheetLookup(Protocol):
    """Everything `take_in` asks. One object serves a whole batch."""

    @property
    def plan_id(self) -> str:
        """Id of the plan; a sheet of another plan is rejected."""
        ...

    @property
    def plan_title(self) -> str:
        """Title of the plan, for messages."""
        ...

    @property
    def year(self) -> int:
        """対象年度 that is being collected."""
        ...

    @property
    def outcome_low_below(self) -> Fraction:
        """Achievement below which a 成果指標 is of level 2 or less: the method's lowest limit of level 3 (0.80)."""
        ...

    def form(self, form_id: str, version: str) -> Form | None:
        """The form of that id if it takes sheets of that version; None for an unknown form or version."""
        ...

    def layout(self, form: Form, eval_stage: str, facts: frozenset[str]) -> Layout:
        """The sheet as distributed for this 評価段階 and these structural facts."""
        ...

    def expected(self, project: str, form_id: str = PROGRESS) -> Expected | None:
        """The project as a sheet or row of that form should show it; None when it is not in the register, or that form
        was never sent out for it."""
        ...

    def listed(self, form_id: str, subject: str) -> tuple[str, ...]:
        """Keys of the rows of a list as last sent out; empty when that list was replaced or never sent."""
        ...
