"""forms/*.toml, key by key. docs/plan-folder.md explains every key to the clerk who edits it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from fujiplan_cli.declare.plan_shape import DueShape
from fujiplan_cli.declare.shape import Id, Number, Shape, Version, Words

FieldId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\{n\}[a-z0-9_]*)?$", max_length=60)]
Raw = dict[str, Any]
"""A condition as written; read by condition.py, which knows better what to say of it."""


class SectionShape(Shape):
    """A block of the sheet."""

    id: Id
    title: Words
    layout: Literal["pairs", "kpi", "money", "levels"] = "pairs"


class FieldShape(Shape):
    """One question or printed value; with ``repeat`` one for each number."""

    id: FieldId
    label: Words
    kind: Words
    section: str
    origin: Literal["printed", "prefilled", "input", "money", "computed"]
    disclosure: Literal["public", "after_approval", "never"]
    repeat: Annotated[int, Field(ge=1, le=9)] | None = None
    stages: list[str] = Field(default_factory=list)
    asked_when: Raw | None = None
    required: bool = False
    required_when: Raw | None = None
    relevant_when: Raw | None = None
    choices: list[Words] = Field(default_factory=list)
    choices_from: Literal["stages", "routes", "goals", "measures", "decisions"] | None = None
    limit: Annotated[int, Field(ge=1, le=32767)] | None = None
    minimum: Number | None = None
    maximum: Number | None = None
    unit: str = ""
    formula: str = ""
    item: str = ""
    width: Literal["third", "half", "full"] = "half"
    lines: Annotated[int, Field(ge=1, le=30)] = 1
    ime: Literal["on", "off", ""] = ""
    guidance: str = ""
    example: str = ""
    definition: str = ""
    english: str = ""


class FormShape(Shape):
    """A whole form file."""

    id: Id
    version: Version
    title: Words
    accepts: list[Version] = Field(default_factory=list)
    shape: Literal["sheet", "list"] = "sheet"
    about: Literal["project", "proposal"] = "project"
    answered_by: Literal["department", "secretariat"] = "department"
    heading: Words = "{year}　{title}"
    copies: Annotated[int, Field(ge=1, le=9)] = 1
    due: DueShape | None = None
    conditions: dict[str, Raw] = Field(default_factory=dict)
    sections: Annotated[list[SectionShape], Field(min_length=1)]
    fields: Annotated[list[FieldShape], Field(min_length=1)]
