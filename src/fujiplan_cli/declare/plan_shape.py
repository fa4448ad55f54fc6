"""fujiplan.toml, key by key. docs/plan-folder.md explains every key to the clerk who edits it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from fujiplan_cli.declare.shape import Id, Shape, Words

Year = Annotated[int, Field(ge=1989, le=2200)]
Month = Annotated[int, Field(ge=1, le=12)]
Day = Annotated[int, Field(ge=1, le=31)]
Count = Annotated[int, Field(ge=1, le=50)]


class DueShape(Shape):
    """Due date of the sheets, in the spring after the reported year."""

    month: Month
    day: Day


class PublisherShape(Shape):
    """Who publishes and answers questions."""

    city: Words
    organisation_code: Annotated[str, StringConstraints(pattern=r"\S")]
    division: str
    office: Words
    contact: Words
    licence: Words
    licence_url: Words
    legal_basis: Words | None = None


class MeasureShape(Shape):
    """A 施策."""

    code: Id
    title: Words


class GoalShape(Shape):
    """A 基本目標 with its 施策."""

    code: Id
    title: Words
    measures: Annotated[list[MeasureShape], Field(min_length=1)]


class StageShape(Shape):
    """A 進捗段階."""

    code: Id
    title: Words
    ends_when: str
    lead: Words
    support: str
    limit_years: Count | None = None
    years_after_live: Count | None = None
    years_before_end: Count | None = None


class BodyShape(Shape):
    """One of the bodies of the 推進体制."""

    id: Id
    title: Words
    members: str
    role: str


class MeetingShape(Shape):
    """A meeting that is reported to."""

    id: Id
    title: Words
    short: Words
    month: Month
    edition: Words
    money: Words
    decisions: Annotated[list[Words], Field(min_length=1)]
    approving: Annotated[list[Words], Field(min_length=1)]
    publishes: bool = False
    modifying: Annotated[list[Words], Field(default_factory=list)]


class CalendarShape(Shape):
    """A line of the yearly calendar."""

    month: Month
    title: Words
    actor: Words
    day: Day | None = None
    command: str = ""
    work: Literal["", "distribute", "answers", "confirm", "meeting", "settlement", "hearing", "publish"] = ""
    meeting: str = ""
    last_year_only: bool = False


class AppliesShape(Shape):
    """Which forms and which method hold from first_year to last_year."""

    first_year: Year
    last_year: Year
    method: Words
    forms: Annotated[dict[str, Words], Field(min_length=1)]


class DepartmentShape(Shape):
    """A 所管課 under one name."""

    code: Id
    division: Words
    name: Words
    valid_from: date | None = None
    valid_until: date | None = None
    successor: str | None = None


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


Headers = Annotated[list[Words], Field(min_length=1), BeforeValidator(_several, json_schema_input_type=str | list[str])]
"""One column header, or several in a list."""


class HearingShape(Shape):
    """Hearings of new projects: what 本部 hears in October, and how the day is divided."""

    important_need: Annotated[int, Field(ge=0, le=20)] = 20
    important_total: Annotated[int, Field(ge=0, le=100)] = 75
    start: Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "09:00"
    minutes: Annotated[int, Field(ge=5, le=240)] = 30
    per_day: Annotated[int, Field(ge=1, le=50)] = 8
    room: str = ""


class FinanceShape(Shape):
    """How an export of 財務会計 is read."""

    unit: Literal["円", "千円"]
    code: Headers
    encoding: Literal["auto", "utf-8", "cp932"] = "auto"
    header_row: Annotated[int, Field(ge=1, le=100)] = 1
    sheet: str = ""
    fiscal_year: str = ""
    blank_is_zero: bool = False
    columns: Annotated[dict[str, Headers], Field(min_length=1)]


class OwnConfirmationShape(Shape):
    """Who confirms the 事務局's own projects."""

    department: Id
    valid_from: date
    named_by: Words


class CollectShape(Shape):
    """What is taken at collection."""

    accept: list[Literal["xls", "ods", "xlsb"]] = Field(default_factory=list)


class PlanShape(Shape):
    """The whole fujiplan.toml."""

    id: Id
    title: Words
    first_year: Year
    last_year: Year
    sample: bool = False
    secretariat: str
    due: DueShape
    retention_years: Annotated[int, Field(ge=1, le=100)]
    publisher: PublisherShape
    goals: Annotated[list[GoalShape], Field(min_length=1)]
    stages: Annotated[list[StageShape], Field(min_length=1)]
    routes: Annotated[dict[str, list[str]], Field(min_length=1)]
    bodies: list[BodyShape] = Field(default_factory=list)
    meetings: Annotated[list[MeetingShape], Field(min_length=1)]
    calendar: list[CalendarShape] = Field(default_factory=list)
    applies: Annotated[list[AppliesShape], Field(min_length=1)]
    departments: Annotated[list[DepartmentShape], Field(min_length=1)]
    finance: FinanceShape | None = None
    hearing: HearingShape = Field(default_factory=HearingShape)
    collect: CollectShape = Field(default_factory=CollectShape)
    own_confirmations: list[OwnConfirmationShape] = Field(default_factory=list)
