"""forms/*.toml → Form: repeated fields are written out, conditions read, the plan's choices filled in."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from fujiplan_cli.declare.condition import Reader
from fujiplan_cli.declare.document import Document, Faults
from fujiplan_cli.declare.form_checks import check_form
from fujiplan_cli.declare.form_shape import FieldShape, FormShape
from fujiplan_cli.declare.lines import KeyPath
from fujiplan_cli.declare.shape import shaped
from fujiplan_cli.model.condition import ALWAYS, NEVER, Condition
from fujiplan_cli.model.form import ANSWER_FACTS, STRUCTURAL_FACTS, Field, Form, Section
from fujiplan_cli.model.plan import Plan


def form_of(document: Document, faults: Faults, plan: Plan) -> Form | None:
    """The form a document declares, with choices of the plan filled in, or None with every fault noted."""
    before = len(faults.found)
    shape = shaped(FormShape, document.data, faults)
    if shape is None:
        return None
    fields = _Fields(shape, plan, faults).built()
    check_form(shape, fields, plan, faults)
    if len(faults.found) > before:
        return None
    order = [section.id for section in shape.sections]
    return Form(
        id=shape.id,
        version=shape.version,
        title=shape.title,
        sections=tuple(Section(s.id, s.title, s.layout) for s in shape.sections),
        fields=tuple(sorted((f for f, _ in fields), key=lambda f: order.index(f.section))),
        accepts=tuple(shape.accepts),
        sha256=document.sha256,
        shape=shape.shape,
        about=shape.about,
        answered_by=shape.answered_by,
        heading=shape.heading,
        copies=shape.copies,
        due=(shape.due.month, shape.due.day) if shape.due else None,
    )


class _Fields:
    """Writes the declared fields out, {n} by {n}."""

    def __init__(self, shape: FormShape, plan: Plan, faults: Faults) -> None:
        self.shape = shape
        self.plan = plan
        self.faults = faults
        self.copies = tuple(_copies(shape))
        self.choices = {_numbered(one.id, n): self._choices(one) for _, one, n in self.copies}
        # Only a choice has no other answers than its words: a year-month with a word may hold any month.
        self.answers = {
            _numbered(one.id, n): self._choices(one) if one.kind == "choice" else () for _, one, n in self.copies
        }

    def built(self) -> list[tuple[Field, KeyPath]]:
        return [(self._field(one, n, ("fields", place)), ("fields", place)) for place, one, n in self.copies]

    def _choices(self, one: FieldShape) -> tuple[str, ...]:
        plan = self.plan
        words: Mapping[str | None, tuple[str, ...]] = {
            "stages": tuple(stage.choice for stage in plan.stages),
            "routes": tuple(plan.routes),
            "goals": tuple(goal.title for goal in plan.goals),
            "measures": tuple(measure.title for goal in plan.goals for measure in goal.measures),
            "decisions": tuple(dict.fromkeys(word for meeting in plan.meetings for word in meeting.decisions)),
        }
        return words.get(one.choices_from) or tuple(one.choices)

    def _reader(self, n: int, *, asked: bool) -> Reader:
        if asked:
            # Known before anybody answers: structural facts and the code of the 評価段階.
            stages = tuple(stage.code for stage in self.plan.stages)
            return Reader(self.shape.conditions, {"eval_stage": stages}, frozenset(STRUCTURAL_FACTS), self.faults, n)
        facts = frozenset(STRUCTURAL_FACTS + ANSWER_FACTS)
        return Reader(self.shape.conditions, self.answers, facts, self.faults, n)

    def _condition(self, one: FieldShape, key: str, n: int, path: KeyPath, default: Condition) -> Condition:
        raw = getattr(one, key)
        return default if raw is None else self._reader(n, asked=key == "asked_when").read(raw, (*path, key))

    def _field(self, one: FieldShape, n: int, path: KeyPath) -> Field:
        required = ALWAYS if one.required else self._condition(one, "required_when", n, path, NEVER)
        return Field(
            id=_numbered(one.id, n),
            label=_numbered(one.label, n),
            kind=one.kind,
            section=one.section,
            origin=one.origin,
            disclosure=one.disclosure,
            stages=frozenset(one.stages),
            asked_when=self._condition(one, "asked_when", n, path, ALWAYS),
            required_when=required,
            relevant_when=self._condition(one, "relevant_when", n, path, ALWAYS),
            choices=self.choices[_numbered(one.id, n)],
            limit=one.limit,
            minimum=_decimal(one.minimum),
            maximum=_decimal(one.maximum),
            unit=one.unit,
            formula=_numbered(one.formula, n),
            item=one.item,
            index=n,
            stem=one.id.partition("{n}")[2].lstrip("_"),
            width=one.width,
            lines=one.lines,
            ime=one.ime,
            guidance=_numbered(one.guidance, n),
            example=one.example,
            definition=_numbered(one.definition or one.label, n),
            english=_numbered(one.english or one.id, n),
        )


def _copies(shape: FormShape) -> Iterator[tuple[int, FieldShape, int]]:
    """(position in the file, field, n): repeated fields that stand together come indicator by indicator."""
    for repeat, run in itertools.groupby(enumerate(shape.fields), key=lambda pair: _repeat(pair[1])):
        together = tuple(run)
        for n in range(1, repeat + 1) if repeat else (0,):
            yield from ((place, one, n) for place, one in together)


def _repeat(one: FieldShape) -> int:
    """How often a field stands on the sheet; a field that says it by half is told so, and counts as one meanwhile."""
    return (one.repeat or 1) if "{n}" in one.id else 0


def _numbered(text: str, n: int) -> str:
    return text.replace("{n}", str(n)) if n else text


def _decimal(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(value.numerator) / Decimal(value.denominator)
