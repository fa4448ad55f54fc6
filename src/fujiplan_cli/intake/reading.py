"""A sheet as read so far: what every check looks at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from fujiplan_cli.intake.answer_facts import fields_behind
from fujiplan_cli.intake.found import found
from fujiplan_cli.intake.gate import FormSheet
from fujiplan_cli.intake.locate import Located
from fujiplan_cli.intake.lookup import Expected
from fujiplan_cli.model.condition import Condition
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.form import Field, Form, Layout
from fujiplan_cli.model.place import Place, address
from fujiplan_cli.model.record import Answer
from fujiplan_cli.model.values import Value


@dataclass(frozen=True, slots=True)
class Reading:
    """Answers, register and facts of one 調書. Nothing in it changes."""

    file: str
    source: FormSheet
    form: Form
    fields: Mapping[str, Field]
    """Fields on this sheet, in printed order."""
    layout: Layout
    expected: Expected
    located: Located
    answers: Mapping[str, Answer]
    """Cells that the 所管課 types in, those that stand on the sheet."""
    values: Mapping[str, Value | None]
    """Answers over printed and register values: what holds if nobody objects."""
    facts: frozenset[str]
    """Structural facts of the sheet and facts that follow from the answers."""
    faulty: frozenset[str]
    """Fields with an error, or whose cell is lost or shared: checks that depend on them stay silent."""
    year: int
    macros: bool = False
    senders: Mapping[str, str] = field(default_factory=dict)
    """Code → name of the 課 that may have sent the file; empty when nobody knows."""

    def place(self, field: str) -> Place:
        """Where the field's cell stands now; the sheet when it is lost."""
        position = self.located.places.get(field)
        return Place(self.file, self.source.sheet.name, address(*position) if position else "")

    def sound(self, *fields: str) -> bool:
        """Whether none of the fields has an error of its own."""
        return self.faulty.isdisjoint(fields)

    def knows(self, condition: Condition, unanswered: Iterable[str] = ()) -> bool:
        """Whether a condition can be judged: nothing it hangs on is faulty. One cause gives one finding.

        ``unanswered``: fields that are asked after already, so that nothing follows from their being blank.
        """
        wrong = (self.faulty - self.located.lost).union(unanswered)
        if not wrong:
            return True
        behind = {name for fact in condition.facts() for name in fields_behind(fact, self.fields)}
        return wrong.isdisjoint(condition.fields() | behind)

    def label(self, field: str) -> str:
        """The field's printed label; its id when the form does not know it."""
        found = self.fields.get(field)
        return found.label if found else field

    def finding(self, code: str, field: str, **params: str) -> Finding:
        """A finding on a field's cell, with its label and what was typed."""
        answer = self.answers.get(field)
        position = self.located.places.get(field)
        raw = answer.raw if answer else (self.source.sheet.at(*position).raw if position else "")
        return found(code, self.place(field), field, raw, **{"label": self.label(field), **params})

    def number(self, number: int, stem: str) -> Value | None:
        """Value of a repeated indicator field: kpi_<number>_<stem>."""
        return self.values.get(f"kpi_{number}_{stem}")


class Check(Protocol):
    """One rule across a sheet: a function that gives its findings."""

    def __call__(self, reading: Reading, /) -> Iterable[Finding]:
        """Findings in printed order; empty when the sheet keeps the rule."""
        ...
