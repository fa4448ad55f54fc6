"""A 調書 as declared in forms/*.toml: fields, when they are asked, how they look, whether they are published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from fujiplan_cli.model.condition import ALWAYS, NEVER, Condition
from fujiplan_cli.model.values import Value

Origin = Literal["printed", "prefilled", "input", "money", "computed"]
"""printed 印字 (locked) · prefilled 印字・訂正 · input 所管 · money: printed when known, else input · computed."""
Disclosure = Literal["public", "never", "after_approval"]
Shape = Literal["sheet", "list"]
"""sheet: one sheet for each project or proposal · list: a header row that carries the names, one row for each."""
About = Literal["project", "proposal"]
"""What a sheet or a row is about: a project of the register, or a proposal (新規事業) that is not on it yet."""
AnsweredBy = Literal["department", "secretariat"]
PROGRESS = "progress"
"""The form that carries a year's results; the others add to it."""
KEY = "project_no"
"""The printed field that says which project or proposal a sheet or a row is about."""
EN_BLOC = "一括"
"""Key of the row of a list that speaks for every project without a word of its own."""
COLUMN_MARK = "f:"
"""How the hidden anchor above a column of a list begins; the field's id follows."""

STRUCTURAL_FACTS = (
    "has_budget",  # the register names a budget (no zero_reason)
    "money_printed",  # amounts are known from 財務会計 or the register, so the sheet only asks 相違なし/相違あり
    "had_comment",  # the last meeting left a comment
    "kpi_1",
    "kpi_2",
    "kpi_3",  # the register has indicator N
    "kpi_1_target",
    "kpi_2_target",
    "kpi_3_target",  # indicator N has a target for the year (own or by line)
    "kpi_1_open",
    "kpi_2_open",
    "kpi_3_open",  # the actual of indicator N is still to come: the 数値確定票 asks for it
    "privacy_asked",  # personal_info / system_zone are asked at this stage
    "starts_later",  # start_year is after the reported year: 未着手 is then X, and asks for no levels
    "spare",  # a further sheet for the same 課 (second 新規事業調書): left blank, it says nothing
)
"""Facts known when a sheet is made. They decide which cells it has, and travel in its identity."""

ANSWER_FACTS = (
    "cost_gap",  # |不用額| / 予算現額 > 10 %
    "executed_positive",  # 支出済額 > 0
    "outcome_low",  # a 成果指標 of level <= 2
)
"""Facts that follow from answers; computed again at every check."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question or printed value. ``id`` is contract: defined name ``fp_<id>``, data column, file name."""

    id: str
    label: str
    kind: str
    section: str
    origin: Origin
    disclosure: Disclosure
    stages: frozenset[str] = frozenset()
    """評価段階 at which the cell is on the sheet; empty = all."""
    asked_when: Condition = ALWAYS
    """Over structural facts and the code of ``eval_stage`` only: decides whether the cell is on the sheet."""
    required_when: Condition = NEVER
    """Over answers and facts: decides whether a blank is an error."""
    relevant_when: Condition = ALWAYS
    """Over answers and facts: where it does not hold the cell is 対象外, and an answer there is flagged."""
    choices: tuple[str, ...] = ()
    limit: int | None = None
    """Longest text, in characters as users count them (variation selectors not counted)."""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    unit: str = ""
    formula: str = ""
    """For computed fields: a sum such as ``budget_initial + budget_moved`` or ``executed / budget_total``."""
    item: str = ""
    """For levels: the method item whose rubric explains the choice."""
    index: int = 0
    """For repeated fields (kpi_2_actual): 2. Zero otherwise."""
    stem: str = ""
    """For repeated fields: ``actual``. Empty otherwise."""
    width: Literal["third", "half", "full"] = "half"
    lines: int = 1
    """Printed height in lines of text."""
    ime: Literal["on", "off", ""] = ""
    guidance: str = ""
    """One or two sentences for the prompt and 記入要領."""
    example: str = ""
    definition: str = ""
    """For the open-data column table."""
    english: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A block of the sheet. ``layout``: label/value pairs, the indicator table, the money table, the levels."""

    id: str
    title: str
    layout: Literal["pairs", "kpi", "money", "levels"] = "pairs"


@dataclass(frozen=True, slots=True)
class Form:
    """A declared form. ``sha256`` is that of its file; ``accepts`` lists older versions still taken.

    ``heading`` is the title as printed, ``{year}`` standing for the reported year; ``copies`` how many sheets a 課
    gets of a form that is about proposals.
    """

    id: str
    version: str
    title: str
    sections: tuple[Section, ...]
    fields: tuple[Field, ...]
    accepts: tuple[str, ...] = ()
    sha256: str = ""
    shape: Shape = "sheet"
    about: About = "project"
    answered_by: AnsweredBy = "department"
    heading: str = "{year}　{title}"
    copies: int = 1
    due: tuple[int, int] | None = None
    """Month and day by which it comes back; None: when the sheets of the year do."""

    def field(self, field_id: str) -> Field:
        """The field of that id. Raises KeyError."""
        for candidate in self.fields:
            if candidate.id == field_id:
                return candidate
        raise KeyError(field_id)

    def on_sheet(self, eval_stage: str, facts: frozenset[str]) -> tuple[Field, ...]:
        """The fields that a sheet of this 評価段階 and these structural facts holds, in printed order.

        ``asked_when`` may look at the stage as the answer of ``eval_stage`` (its code, S5).
        """
        known: dict[str, Value | None] = {"eval_stage": eval_stage}
        return tuple(
            f for f in self.fields if (not f.stages or eval_stage in f.stages) and f.asked_when.holds(known, facts)
        )


def is_typed(field_: Field, facts: frozenset[str]) -> bool:
    """Whether the 所管課 types in the field's cell on a sheet with these structural facts."""
    return field_.origin in ("input", "prefilled") or (field_.origin == "money" and "money_printed" not in facts)


@dataclass(frozen=True, slots=True)
class SheetIdentity:
    """Who a sheet is. Printed in a hidden cell as text, so that it survives a copied sheet and a paste as values.

    ``project``: its number, or that of the proposal; of a list what the list is for: the code of a 課, the edition of a
    meeting's material (honbu/1), or "".
    """

    plan: str
    form: str
    version: str
    year: int
    project: str
    eval_stage: str
    facts: frozenset[str]

    def text(self) -> str:
        """``fujiplan|<plan>|<form>|<version>|<year>|<project>|<stage>|<fact+fact>``."""
        facts = "+".join(sorted(self.facts))
        return "|".join(
            (
                "fujiplan",
                self.plan,
                self.form,
                self.version,
                str(self.year),
                self.project,
                self.eval_stage,
                facts,
            )
        )

    @classmethod
    def parse(cls, text: str) -> SheetIdentity | None:
        """The identity in a text, or None when the text is none."""
        parts = text.strip().split("|")
        if len(parts) != 8 or parts[0] != "fujiplan" or not parts[4].isdecimal() or len(parts[4]) != 4:
            return None
        _, plan, form, version, year, project, stage, facts = parts
        return cls(plan, form, version, int(year), project, stage, frozenset(filter(None, facts.split("+"))))


IDENTITY_NAME = "fp_identity"
"""Defined name of the hidden cell that holds SheetIdentity.text()."""
BEFORE_MARK = "前年度："
"""How the small print begins that tells last year's answers, in cells that a Layout lists as ``varying``."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a field's cell and its printed label stand on a sheet as distributed (rows and columns from 1)."""

    field: str
    row: int
    column: int
    label: str
    label_row: int
    label_column: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The sheet as distributed: spots, and the hidden anchors that follow inserted rows and columns.

    ``anchor_column`` holds in each row that carries a field the text ``r:<row>``; ``ruler_row`` holds in each
    used column ``c:<column>`` (row and column as distributed).
    """

    spots: Mapping[str, Spot]
    anchor_column: int
    ruler_row: int
    sheet_name: str
    printed: Mapping[str, str] = field(default_factory=dict)
    """Fixed printed texts (titles, labels, notes) by address, to tell a typed text from a printed one."""
    varying: frozenset[str] = frozenset()
    """Addresses of visible cells that hold neither an answer nor a fixed text: title, years, states, live results."""
    last_column: int = 0
    """Last visible column; to the right of it stand only hidden lists and states."""
