"""forms/*.toml → Form: repeated fields are written out, conditions read, names and Excel's limits checked."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from fujiplan_cli.declare.condition import Reader
from fujiplan_cli.declare.document import Document, Faults
from fujiplan_cli.declare.form_shape import FieldShape, FormShape
from fujiplan_cli.declare.lines import KeyPath
from fujiplan_cli.declare.plan import doubled, unknown
from fujiplan_cli.declare.shape import shaped
from fujiplan_cli.model.condition import ALWAYS, NEVER, Condition
from fujiplan_cli.model.form import ANSWER_FACTS, STRUCTURAL_FACTS, Field, Form, Section
from fujiplan_cli.model.plan import Plan

KIND_NAMES = frozenset(
    ("text", "choice", "level", "integer", "decimal", "money", "date", "year_month", "fiscal_year", "identifier")
)
EXCEL_LIST, EXCEL_TITLE, EXCEL_PROMPT = 255, 32, 255
"""Longest dropdown list, prompt title and prompt, in UTF-16 units: Excel repairs a book that has longer ones."""
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def form_of(document: Document, faults: Faults, plan: Plan) -> Form | None:
    """The form a document declares, with choices of the plan filled in, or None with every fault noted."""
    before = len(faults.found)
    shape = shaped(FormShape, document.data, faults)
    if shape is None:
        return None
    fields = _Fields(shape, plan, faults).built()
    _check_conditions(shape, fields, faults)
    _check_names(shape, fields, plan, faults)
    for number, one in enumerate(shape.fields):
        _check_field(one, ("fields", number), faults)
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


def _check_names(shape: FormShape, fields: list[tuple[Field, KeyPath]], plan: Plan, faults: Faults) -> None:
    doubled([(("fields", i, "id"), one.id) for i, one in enumerate(shape.fields)], "欄の id ", faults)
    _check_collisions(shape, fields, faults)
    doubled([(("sections", i, "id"), s.id) for i, s in enumerate(shape.sections)], "区画の id ", faults)
    sections = [section.id for section in shape.sections]
    stages = [stage.code for stage in plan.stages]
    ids = {f.id for f, _ in fields}
    for number, one in enumerate(shape.fields):
        path: KeyPath = ("fields", number)
        if one.section not in sections:
            known = "、".join(sections)
            faults.add((*path, "section"), f"区画「{one.section}」は sections にありません。使えるのは{known}です。")
        if one.kind not in KIND_NAMES:
            known = "、".join(sorted(KIND_NAMES))
            faults.add((*path, "kind"), f"種類「{one.kind}」はありません。使えるのは{known}です。")
        unknown((*path, "stages"), one.stages, stages, "段階", faults)
    for field, path in fields:
        for name in _NAME.findall(field.formula):
            if name not in ids:
                faults.add(
                    (*path, "formula"), f"計算式の「{name}」という欄はありません。fields の id を書いてください。"
                )


def _check_collisions(shape: FormShape, fields: list[tuple[Field, KeyPath]], faults: Faults) -> None:
    """kpi_{n}_actual, written out, must not meet a kpi_1_actual of its own."""
    declared = {one.id for one in shape.fields}
    for field, path in fields:
        if field.index and field.id in declared:
            faults.add(
                (*path, "id"), f"繰り返しで作られる欄「{field.id}」と同じ id の欄があります。どちらかを変えてください。"
            )


def _check_conditions(shape: FormShape, fields: list[tuple[Field, KeyPath]], faults: Faults) -> None:
    """Named conditions, used or not: a slip in one that nobody uses yet is told too."""
    known = {f.id: f.choices if f.kind == "choice" else () for f, _ in fields}
    known["eval_stage"] = ()
    reader = Reader(shape.conditions, known, frozenset(STRUCTURAL_FACTS + ANSWER_FACTS), faults, number=1)
    for name in shape.conditions:
        reader.read({"condition": name}, ("conditions", name))


def _check_field(one: FieldShape, path: KeyPath, faults: Faults) -> None:
    if ("{n}" in one.id) != bool(one.repeat):
        faults.add(
            (*path, "repeat"),
            "繰り返す欄は、id に {n} を入れ、repeat に個数を書いてください（どちらか一方だけでは使えません）。",
        )
    if one.required and one.required_when is not None:
        faults.add(
            (*path, "required_when"), "required = true と required_when は同時に書けません。どちらかにしてください。"
        )
    if (one.origin == "computed") != bool(one.formula):
        faults.add((*path, "formula"), '計算する欄（origin = "computed"）にだけ、計算式 formula を書いてください。')
    if one.minimum is not None and one.maximum is not None and one.maximum < one.minimum:
        faults.add((*path, "maximum"), f"最大（{one.maximum}）が最小（{one.minimum}）より小さくなっています。")
    _check_choices(one, path, faults)
    _check_excel(one, path, faults)


def _check_choices(one: FieldShape, path: KeyPath, faults: Faults) -> None:
    if one.choices and one.choices_from:
        faults.add((*path, "choices"), "choices と choices_from は同時に書けません。どちらかにしてください。")
    if one.kind == "choice" and not one.choices and not one.choices_from:
        faults.add(
            (*path, "choices"), f"欄「{one.label}」は選択肢ですが、choices が空です。言葉を一つ以上書いてください。"
        )
    if one.choices and one.kind not in ("choice", "year_month"):
        faults.add((*path, "choices"), f"種類「{one.kind}」の欄に選択肢は使えません。kind を choice にしてください。")
    doubled([((*path, "choices", i), word) for i, word in enumerate(one.choices)], "選択肢", faults)
    for number, word in enumerate(one.choices):
        if word != word.strip() or "\n" in word:
            faults.add((*path, "choices", number), f"選択肢「{word}」の前後の空白や改行を取ってください。")


def _check_excel(one: FieldShape, path: KeyPath, faults: Faults) -> None:
    for key, text, most in (
        ("choices", ",".join(one.choices), EXCEL_LIST),
        ("label", one.label, EXCEL_TITLE),
        ("guidance", one.guidance, EXCEL_PROMPT),
    ):
        units = utf16_units(text)
        if units > most:
            what = "選択肢を合わせて" if key == "choices" else ""
            faults.add((*path, key), f"{what}{units}字あります。Excelの制限により{most}字以内にしてください。")


def utf16_units(text: str) -> int:
    """Length as Excel counts it."""
    return len(text.encode("utf-16-le")) // 2
