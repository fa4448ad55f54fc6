"""methods/*.toml, key by key (domain.md §4). docs/plan-folder.md explains every key to the clerk who edits it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from fujiplan_cli.declare.plan_shape import Year
from fujiplan_cli.declare.shape import Id, Number, Shape, Version, Words
from fujiplan_cli.model.method import WatchId

Level = Annotated[int, Field(ge=0, le=4)]
Letter = Annotated[str, Field(pattern=r"^[A-Z]$")]


class UpToShape(Shape):
    """A measured value of at most ``up_to`` earns ``level``."""

    up_to: Number
    level: Level


class AtLeastShape(Shape):
    """An achievement of at least ``at_least`` earns ``level``."""

    at_least: Number
    level: Level


class KeepShape(Shape):
    """A deviation of at most ``up_to`` tolerances counts as ``achievement``."""

    up_to: Number
    achievement: Number


class ScheduleShape(Shape):
    """工程."""

    full: Annotated[list[Words], Field(min_length=1)]
    none: list[Words]
    delayed: Words
    no_prospect: Words = "見込みなし"
    bands: Annotated[list[UpToShape], Field(min_length=1)]


class OutcomeShape(Shape):
    """成果指標."""

    scored_kind: Words
    tolerance: Number
    bands: Annotated[list[AtLeastShape], Field(min_length=1)]
    keep_bands: Annotated[list[KeepShape], Field(min_length=1)]


class CostShape(Shape):
    """経費."""

    bands: Annotated[list[UpToShape], Field(min_length=1)]
    saving_reason: Words
    saving_limit: Number
    saving_level: Level


class ItemShape(Shape):
    """An evaluation item."""

    id: Id
    title: Words
    source: Literal["schedule", "outcome", "cost", "judged"]
    weights: dict[str, Annotated[int, Field(ge=0, le=100)]] = Field(default_factory=dict)
    asked: list[str] = Field(default_factory=list)
    field: str = ""
    basis: str = ""
    confirmed: str = ""
    reason: str = ""
    rubric: dict[str, Words] = Field(default_factory=dict)
    rule: Words


class GradeShape(Shape):
    """A letter and the lowest score that earns it."""

    letter: Letter
    title: Words
    minimum: Number


class CodeShape(Shape):
    """A letter where no grade is fair."""

    letter: Literal["F", "Y", "H", "X", "Z"]
    title: Words


class CapShape(Shape):
    """A cap on a level or on the grade."""

    id: Literal["no_basis", "no_outcome", "long_delay", "incident"]
    level: Level | None = None
    grade: Letter | None = None
    stages: list[str] = Field(default_factory=list)
    reason: Words
    public_reason: str = ""


class WarningShape(Shape):
    """A warning, which changes no score."""

    id: WatchId
    limit: Number | None = None
    stages: list[str] = Field(default_factory=list)
    reason: Words


class MethodShape(Shape):
    """A whole method file."""

    id: Id
    version: Version
    title: Words
    first_year: Year
    last_year: Year
    reason: Words
    answered_minimum: Number
    decimals: Annotated[int, Field(ge=0, le=4)] = 1
    unscored_stages: list[str] = Field(default_factory=lambda: ["S0"])
    ended_stages: list[str] = Field(default_factory=lambda: ["S9"])
    equal_weights: list[str] = Field(default_factory=list)
    absent_level: Level | None = None
    grades: Annotated[list[GradeShape], Field(min_length=1)]
    codes: list[CodeShape]
    items: Annotated[list[ItemShape], Field(min_length=1)]
    schedule: ScheduleShape
    outcome: OutcomeShape
    cost: CostShape
    caps: list[CapShape] = Field(default_factory=list)
    warnings: list[WarningShape] = Field(default_factory=list)
