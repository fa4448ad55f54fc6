"""Which tables, columns and codes a set of open data has: from the form, the methods and the plan, by allow-list."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from fujiplan_cli.model.form import Form
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.publish.opendata.columns import INDICATORS, KEYS, PROJECTS, TABLES, Column, Table, declared_columns
from fujiplan_cli.publish.opendata.side_tables import WITHHELD
from fujiplan_cli.publish.words import number_words, plain

Opens = Callable[[str], bool]
"""Whether a field may be published of somebody."""

WIDE_TITLE = "全項目（横持ち）"
_KPI = re.compile(r"kpi_1_")
_STAGES = ("eval_stage", "stage")
_DISCLOSURES = (
    ("公表", "公表", "すべての表に含まれる事業"),
    ("概要のみ", "概要のみ", "番号、名称及び要約だけを公表する事業"),
    ("非公表", "非公表", "番号だけを公表する事業"),
)
_UPDATE_KINDS = (
    ("公表", "公表", "年度の結果の初めての公表"),
    ("訂正", "訂正", "公表した評価又は評点の訂正"),
    ("決定", "決定", "公表の後の決定による変更（評価又は評点の訂正を除く）"),
    ("公表区分の変更", "公表区分の変更", "公表していた事業を概要のみ又は非公表としたもの"),
    ("項目の変更", "項目の変更", "公表していた項目を公表しないこととしたもの"),
)


@dataclass(frozen=True, slots=True)
class Code:
    """One line of the code table."""

    column: str
    code: str
    title: str
    definition: str


@dataclass(frozen=True, slots=True)
class Shape:
    """The tables of one set of files. Equal shapes give files with the same columns."""

    long: tuple[Table, ...]
    """縦持ち: projects, money, indicators, items, grade_counts, withheld."""
    wide: Table
    """横持ち: one line a project and year with everything beside it."""
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class PublicWithheld:
    """A project that a year's data name but do not describe; name and summary only of 概要のみ."""

    number: str
    openness: str
    name: str
    summary: str


@dataclass(frozen=True, slots=True)
class PublicUpdate:
    """One line of the data's history: when it was published, of which year and version, what it was."""

    published: str
    year: int
    version: int
    kind: str
    project: str
    """"" for the whole year."""
    decided: str
    words: str


def shape_of(form: Form, methods: Sequence[Method], plan: Plan, opens: Opens) -> Shape:
    """The shape for a form and the methods of its years (the newest first). Withheld columns are left out."""
    projects = dataclasses.replace(PROJECTS, columns=(*PROJECTS.columns, *declared_columns(form)))
    wide = _wide(form, methods)
    long = tuple(_open(t, opens) for t in (projects, *TABLES[1:], WITHHELD))
    columns = {c.name for t in long for c in t.columns}
    return Shape(long, _open(wide, opens), tuple(_codes(form, methods, plan, columns, opens)))


def provenance(form: Form, methods: Sequence[Method]) -> dict[tuple[str, str], str]:
    """(table, column) → the field it comes from, for every column that could ever be written, withheld or not."""
    tables = (*TABLES, WITHHELD, _wide(form, methods))
    found = {(t.name, c.name): c.field for t in tables for c in t.columns}
    return found | {("projects", c.name): c.field for c in declared_columns(form)}


def _open(table: Table, opens: Opens) -> Table:
    return dataclasses.replace(table, columns=tuple(c for c in table.columns if not c.field or opens(c.field)))


def _wide(form: Form, methods: Sequence[Method]) -> Table:
    return Table(
        "wide",
        WIDE_TITLE,
        "1行が1事業1年度です。事業、事業費、指標及び評価項目のすべての値を横に並べています。",
        (
            *PROJECTS.columns,
            *declared_columns(form),
            *_money(form),
            *_indicators(form),
            *_items(methods),
        ),
        PROJECTS.key,
    )


def _money(form: Form) -> Iterator[Column]:
    for one in form.fields:
        if one.kind == "money":
            yield Column(one.id, one.label, "integer", one.definition or f"{one.label}の金額", "千円", one.id)
    yield Column("amount_kind", "金額の種類", "string", "決算見込、出納閉鎖後又は議会認定後", "", "executed")


def _indicators(form: Form) -> Iterator[Column]:
    numbers = sorted({f.index for f in form.fields if f.stem and f.id.startswith("kpi_")})
    for number in numbers:
        for one in INDICATORS.columns[len(KEYS) + 1 :]:
            yield dataclasses.replace(
                one,
                name=f"kpi_{number}_{one.name.removeprefix('indicator_')}",
                title=f"指標{number} {one.title}",
                field=_KPI.sub(f"kpi_{number}_", one.field),
            )


def _items(methods: Sequence[Method]) -> Iterator[Column]:
    items = {item.id: item for method in reversed(methods) for item in method.items}
    for item in items.values():
        name, field = f"item_{item.id}", f"level_{item.id}"
        yield Column(f"{name}_weight", f"{item.title} 配点", "integer", "評価段階ごとに定めた配点", "点", field)
        yield Column(f"{name}_level", f"{item.title} 水準", "number", "0から4まで。上限を適用した後の値", "", field)
        yield Column(f"{name}_points", f"{item.title} 得点", "number", "評点への寄与。小数第1位まで", "点", field)


def _codes(form: Form, methods: Sequence[Method], plan: Plan, columns: set[str], opens: Opens) -> Iterator[Code]:
    named: set[tuple[str, str]] = set()
    for code in _all_codes(form, methods, plan, opens):
        known = code.column in columns or code.column in ("disclosure", "update_kind")
        if known and (code.column, code.code) not in named:
            named.add((code.column, code.code))
            yield code


def _all_codes(form: Form, methods: Sequence[Method], plan: Plan, opens: Opens) -> Iterator[Code]:
    for column in _STAGES:
        for stage in plan.stages:
            yield Code(column, stage.code, stage.title, f"終わるとき：{stage.ends_when}" if stage.ends_when else "")
    for method in methods:
        for grade in method.grades:
            yield Code("grade", grade.letter, grade.title, f"評点{number_words(plain(grade.minimum))}点以上")
        for one in method.codes:
            yield Code("grade", one.letter, one.title, "評点を付けない符号")
    yield Code("grade", "none", "公表していない", "評価を公表していないもの（評価区分別の件数だけで使う）")
    for method in methods:
        for item in method.items:
            yield Code("item", item.id, item.title, "")
    for field in form.fields:
        if not opens(field.id):
            continue
        if field.kind == "money":
            yield Code("amount_item", field.id, field.label, field.definition)
        column = {"kind": "indicator_kind"}.get(field.stem, field.stem) or field.id
        for choice in field.choices if field.kind == "choice" and column not in _STAGES else ():
            yield Code(column, choice, choice, "")
        rubric = next((i.rubric for m in methods for i in m.items if i.id == field.item), ())
        for level, words in enumerate(rubric if field.kind == "level" else ()):
            yield Code(field.id, str(level), f"水準{level}", words)
    for code, title, definition in _DISCLOSURES:
        yield Code("disclosure", code, title, definition)
    for code, title, definition in _UPDATE_KINDS:
        yield Code("update_kind", code, title, definition)
