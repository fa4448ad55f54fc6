"""docs/plan-folder.md explains every key that a file may hold, every fact, and every word of the closed lists."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from pathlib import Path

import pytest

from fujiplan_cli.declare.form_shape import FieldShape, FormShape
from fujiplan_cli.declare.method_shape import MethodShape
from fujiplan_cli.declare.plan_shape import PlanShape
from fujiplan_cli.declare.shape import Shape
from fujiplan_cli.model.form import ANSWER_FACTS, STRUCTURAL_FACTS

PAGE = (Path(__file__).parents[2] / "docs/plan-folder.md").read_text(encoding="utf-8")
CHAPTERS = dict(re.findall(r"^## (fujiplan\.toml|forms|methods).*?\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


def inner(annotation: object) -> Iterator[type[Shape]]:
    if isinstance(annotation, type) and not typing.get_args(annotation) and issubclass(annotation, Shape):
        yield annotation
    for argument in typing.get_args(annotation):
        yield from inner(argument)


def keys(shape: type[Shape]) -> set[str]:
    found = set(shape.model_fields)
    for field in shape.model_fields.values():
        for below in inner(field.annotation):
            found |= keys(below)
    return found


@pytest.mark.parametrize(
    ("chapter", "shape"), [("fujiplan.toml", PlanShape), ("forms", FormShape), ("methods", MethodShape)]
)
def test_every_key_is_explained_in_its_chapter(chapter: str, shape: type[Shape]) -> None:
    named = set(re.findall(r"`(?:\[+)?([a-z_]+)", CHAPTERS[chapter]))
    assert keys(shape) - named == set()


def test_every_fact_is_explained() -> None:
    named = set(re.findall(r"`([a-z0-9_]+)`", CHAPTERS["forms"]))
    assert set(STRUCTURAL_FACTS + ANSWER_FACTS) - named == set()


@pytest.mark.parametrize("key", ["origin", "disclosure", "choices_from", "width"])
def test_every_word_of_a_closed_list_is_explained(key: str) -> None:
    words = set(re.findall(r"'([a-z_]+)'", str(FieldShape.model_fields[key].annotation)))
    row = next(line for line in CHAPTERS["forms"].splitlines() if line.startswith(f"| `{key}` |"))
    assert words
    assert words - set(re.findall(r"`([a-z_]+)`", row)) == set()


def test_the_faults_shown_are_those_one_gets(folder: Path, edit: typing.Callable[[str, str, str], None]) -> None:
    from fujiplan_cli.declare import load_plan
    from fujiplan_cli.model.plan import PlanFolderError

    edit("fujiplan.toml", 'code = "0102"', 'code = "0101"')
    with pytest.raises(PlanFolderError) as plan_error:
        load_plan(folder)
    edit(
        "fujiplan.toml",
        'code = "0101"\ndivision = "総務部"\nname = "企画課"',
        'code = "0102"\ndivision = "総務部"\nname = "企画課"',
    )
    edit("methods/revised.toml", "S1 = 30", "S1 = 31")
    with pytest.raises(PlanFolderError) as method_error:
        load_plan(folder)
    for fault in plan_error.value.faults + method_error.value.faults:
        assert f"・{fault.file} {fault.line}行目 「{fault.key}」：{fault.message}" in PAGE
