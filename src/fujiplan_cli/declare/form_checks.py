"""What a form file can get wrong beyond the shape of its keys: names that must meet, sums, Excel's limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from fujiplan_cli.declare.condition import Reader
from fujiplan_cli.declare.document import Faults
from fujiplan_cli.declare.excel_limits import LIST, PROMPT, TITLE
from fujiplan_cli.declare.form_shape import FieldShape, FormShape
from fujiplan_cli.declare.lines import KeyPath
from fujiplan_cli.declare.plan import check_day, doubled, unknown
from fujiplan_cli.kinds.reading import units
from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.model.form import ANSWER_FACTS, KEY, STRUCTURAL_FACTS, Field
from fujiplan_cli.model.formula import parse_formula
from fujiplan_cli.model.plan import Plan

Built = Sequence[tuple[Field, KeyPath]]
"""Fields as written out, each with the key path of its declaration."""

_FORMS: Mapping[str, tuple[str, str]] = {
    "progress": ("sheet", "project"),
    "proposal": ("sheet", "proposal"),
    "hearing": ("sheet", "proposal"),
    "confirmation": ("list", "project"),
    "settlement": ("list", "project"),
    "decision": ("list", "project"),
}
"""Form → shape and about: what the commands that send it out, and the rules that read it, rely on."""
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def check_form(shape: FormShape, fields: Built, plan: Plan, faults: Faults) -> None:
    """Note every fault of a form whose keys are all right. ``fields`` are those of ``shape``, written out."""
    _check_shape(shape, faults)
    _check_names(shape, plan, faults)
    _check_collisions(shape, fields, faults)
    _check_conditions(shape, fields, faults)
    _check_formulas(fields, faults)
    for number, one in enumerate(shape.fields):
        _check_field(one, ("fields", number), faults)
    for field, path in fields:
        if field.index <= 1:
            _check_excel(field, path, faults)


def _check_shape(shape: FormShape, faults: Faults) -> None:
    """A sheet or a row has to say which project it is of, and a list has no room for blocks of another layout."""
    if not any(one.id == KEY and one.origin == "printed" for one in shape.fields):
        message = (
            f'欄「{KEY}」（origin = "printed"）がありません。どの事業の用紙又は行かを示す欄なので、入れてください。'
        )
        faults.add(("fields",), message)
    wanted = _FORMS.get(shape.id, (shape.shape, shape.about))
    for key, value, right in zip(("shape", "about"), (shape.shape, shape.about), wanted, strict=True):
        if value != right:
            faults.add((key,), f'様式「{shape.id}」の {key} は "{right}" でなければなりません。直してください。')
    if shape.copies > 1 and shape.about != "proposal":
        faults.add(("copies",), 'copies を使えるのは、about = "proposal" の様式だけです。')
    if shape.due is not None:
        check_day(shape.due.month, shape.due.day, ("due", "day"), faults)
    if shape.shape != "list":
        return
    if shape.about != "project":
        faults.add(("about",), 'shape = "list" の様式は、事業台帳の事業についてだけ作れます。about を除いてください。')
    for number, section in enumerate(shape.sections):
        if section.layout != "pairs":
            faults.add(("sections", number, "layout"), 'shape = "list" の様式では、layout を除いてください。')
    for number, one in enumerate(shape.fields):
        if one.origin == "computed":
            faults.add(("fields", number, "origin"), 'shape = "list" の様式では、計算する欄は使えません。')


def _check_names(shape: FormShape, plan: Plan, faults: Faults) -> None:
    doubled([(("fields", i, "id"), one.id) for i, one in enumerate(shape.fields)], "欄の id ", faults)
    doubled([(("sections", i, "id"), s.id) for i, s in enumerate(shape.sections)], "区画の id ", faults)
    sections = [section.id for section in shape.sections]
    stages = [stage.code for stage in plan.stages]
    for number, one in enumerate(shape.fields):
        path: KeyPath = ("fields", number)
        _known((*path, "section"), one.section, sections, "区画", faults)
        _known((*path, "kind"), one.kind, KINDS, "種類", faults)
        unknown((*path, "stages"), one.stages, stages, "段階", faults)


def _known(path: KeyPath, name: str, known: Iterable[str], what: str, faults: Faults) -> None:
    allowed = tuple(known)
    if name not in allowed:
        faults.add(path, f"{what}「{name}」はありません。使えるのは{'、'.join(allowed)}です。")


def _check_formulas(fields: Built, faults: Faults) -> None:
    formulas = {field.id: field.formula for field, _ in fields}
    for field, path in fields:
        try:
            names = parse_formula(field.formula).names if field.formula else ()
        except ValueError:
            message = (
                f"計算式「{field.formula}」は使えません。「a + b - c」の形の和か、「a / b」の形の商にしてください。"
            )
            faults.add((*path, "formula"), message)
            continue
        for name in names:
            if name not in formulas:
                message = f"計算式の「{name}」という欄はありません。fields の id を書いてください。"
                faults.add((*path, "formula"), message)
        if field.id in _parts(field.id, formulas):
            faults.add((*path, "formula"), f"欄「{field.id}」の計算式が、めぐりめぐって自分自身を使っています。")


def _parts(field_id: str, formulas: Mapping[str, str]) -> set[str]:
    """Every field that a computed field rests on."""
    found: set[str] = set()
    waiting = _NAME.findall(formulas[field_id])
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _NAME.findall(formulas.get(name, ""))
    return found


def _check_collisions(shape: FormShape, fields: Built, faults: Faults) -> None:
    """kpi_{n}_actual, written out, must not meet a kpi_1_actual of its own."""
    declared = {one.id for one in shape.fields}
    for field, path in fields:
        if field.index and field.id in declared:
            faults.add(
                (*path, "id"), f"繰り返しで作られる欄「{field.id}」と同じ id の欄があります。どちらかを変えてください。"
            )


def _check_conditions(shape: FormShape, fields: Built, faults: Faults) -> None:
    """Named conditions, used or not: a slip in one that nobody uses yet is told too."""
    known = {f.id: f.choices if f.kind == "choice" else () for f, _ in fields}
    known["eval_stage"] = ()
    facts = frozenset(STRUCTURAL_FACTS + ANSWER_FACTS)
    for name in shape.conditions:
        reader = Reader(shape.conditions, known, facts, faults, number=1)
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


def _check_choices(one: FieldShape, path: KeyPath, faults: Faults) -> None:
    if one.choices and one.choices_from:
        faults.add((*path, "choices"), "choices と choices_from は同時に書けません。どちらかにしてください。")
    if one.kind == "choice" and not one.choices and not one.choices_from:
        faults.add(
            (*path, "choices"), f"欄「{one.label}」は選択肢ですが、choices が空です。言葉を一つ以上書いてください。"
        )
    if one.choices and one.kind not in ("choice", "year_month", "integer"):
        faults.add((*path, "choices"), f"種類「{one.kind}」の欄に選択肢は使えません。kind を choice にしてください。")
    for number, word in enumerate(one.choices):
        if one.kind == "integer" and not re.fullmatch("-?[0-9]+", word):
            faults.add((*path, "choices", number), f"整数の欄の選択肢「{word}」は、半角の整数で書いてください。")
    doubled([((*path, "choices", i), word) for i, word in enumerate(one.choices)], "選択肢", faults)
    for number, word in enumerate(one.choices):
        if word != word.strip() or "\n" in word:
            faults.add((*path, "choices", number), f"選択肢「{word}」の前後の空白や改行を取ってください。")


def _check_excel(field: Field, path: KeyPath, faults: Faults) -> None:
    for key, text, most in (
        ("choices", ",".join(field.choices), LIST),
        ("label", field.label, TITLE),
        ("guidance", field.guidance, PROMPT),
    ):
        length = units(text)
        if length > most:
            what = "選択肢を合わせて" if key == "choices" else ""
            faults.add((*path, key), f"{what}{length}字あります。Excelの制限により{most}字以内にしてください。")
