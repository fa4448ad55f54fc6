"""A plan folder that somebody spoilt on purpose is refused with file and key, soon, and never runs anything."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fujiplan_cli.declare import load_form, load_plan
from fujiplan_cli.declare.document import LARGEST
from fujiplan_cli.declare.form_shape import FieldShape, FormShape
from fujiplan_cli.model.plan import Fault, PlanFolderError

Edit = Callable[[str, str, str], None]
PLAN, FORM, METHOD = "fujiplan.toml", "forms/progress.toml", "methods/revised.toml"
FORMULAS = [
    'WEBSERVICE("http://example.jp/")',
    'HYPERLINK("http://example.jp/","x")',
    "cmd|'/c calc'!A0",
    "=cmd|'/c calc'!A0",
    "[1]別表!B4",
    "'\\\\\\\\example.jp\\\\a\\\\[b.xlsx]表'!A1",
    "DDE(a)",
    "executed + WEBSERVICE(executed)",
    "executed ^ executed",
    "INDIRECT(executed)",
    "executed + 1)&CALL(1",
]


def faults(folder: Path) -> tuple[Fault, ...]:
    """The faults of a folder, told in a few seconds."""
    begun = time.perf_counter()
    with pytest.raises(PlanFolderError) as refused:
        load_plan(folder)
    assert time.perf_counter() - begun < 15
    return refused.value.faults


def computed(folder: Path) -> str:
    """A formula line of the packaged form."""
    text = (folder / FORM).read_text("utf-8")
    return next(line for line in text.split("\n") if line.startswith("formula ="))


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_of_a_form_may_only_add_subtract_and_divide(folder: Path, edit: Edit, formula: str) -> None:
    quoted = formula.replace('"', '\\"')
    edit(FORM, computed(folder), f'formula = "{quoted}"')
    found = [f for f in faults(folder) if f.file == FORM and f.key.endswith(".formula")]
    assert found, formula
    assert all(f.line for f in found)


def test_no_key_of_the_plan_folder_takes_a_pattern() -> None:
    """What stands in forms is compared as words: there is no regular expression that a form could declare."""
    assert {*FieldShape.model_fields, *FormShape.model_fields}.isdisjoint({"pattern", "regex", "match", "format"})


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../geheim.toml", "forms/../../a.toml", "C:/a.toml", "forms\\\\a.toml"]
)
@pytest.mark.parametrize("key", ["method", "forms.progress"])
def test_a_path_that_leaves_the_folder_is_refused_by_its_key(folder: Path, edit: Edit, path: str, key: str) -> None:
    used = FORM if key != "method" else METHOD
    edit(PLAN, f'"{used}"', f'"{path}"')
    (found,) = [f for f in faults(folder) if "使えません" in f.message]
    assert (found.file, found.key) == (PLAN, f"applies[1].{key}")


needs_links = pytest.mark.skipif(os.name == "nt", reason="Windows lets only administrators make symbolic links")


@needs_links
@pytest.mark.parametrize("file", [PLAN, FORM, METHOD])
def test_a_link_out_of_the_folder_is_refused_by_its_name(folder: Path, file: str) -> None:
    outside = folder.parent / "外.toml"
    (folder / file).rename(outside)
    (folder / file).symlink_to(outside)
    (found,) = faults(folder)
    assert found.file == file
    assert "外を指すリンク" in found.message


@needs_links
def test_a_linked_folder_of_forms_is_refused_and_its_text_is_not_repeated(folder: Path) -> None:
    (folder / "forms").rename(folder.parent / "forms")
    (folder.parent / "forms" / "progress.toml").write_text("ひみつ = [", "utf-8")
    (folder / "forms").symlink_to(folder.parent / "forms")
    found = faults(folder)
    assert any(f.file == FORM and "外を指すリンク" in f.message for f in found)
    assert "ひみつ" not in str(found)


@needs_links
def test_links_inside_the_folder_and_a_linked_plan_folder_are_no_fault(folder: Path, tmp_path: Path) -> None:
    (folder / FORM).rename(folder / "forms" / "実物.toml")
    (folder / FORM).symlink_to("実物.toml")
    (tmp_path / "別名").symlink_to(folder)
    assert load_form(tmp_path / "別名", load_plan(tmp_path / "別名"), 2025).id == "progress"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_a_pipe_in_the_place_of_a_file_is_not_read(folder: Path) -> None:
    (folder / FORM).unlink()
    os.mkfifo(folder / FORM)
    assert "ファイルとして読めません" in faults(folder)[0].message


HOSTILE = {
    "giant": "# " + "a" * (LARGEST + 1),
    "deep brackets": "x = " + "[" * 100_000 + "]" * 100_000,
    "deep braces": "x = " + "{a=" * 50_000 + "1" + "}" * 50_000,
    "deep key": "x" + ".a" * 200_000 + " = 1",
    "deep heading": "[x" + ".a" * 200_000 + "]",
    "very many keys": "\n".join(f"k{n} = 1" for n in range(20_000)),
    "very many tables": "[[x]]\n" * 30_000,
}


@pytest.mark.parametrize("how", HOSTILE)
@pytest.mark.parametrize("file", [PLAN, FORM])
def test_a_giant_or_deep_file_is_refused_in_plain_words(folder: Path, how: str, file: str) -> None:
    with (folder / file).open("a", encoding="utf-8") as text:
        text.write("\n" + HOSTILE[how])
    found = faults(folder)
    assert {f.file for f in found} == {file}
    assert all(re_japanese(f.message) for f in found)


def re_japanese(message: str) -> bool:
    return "。" in message and "Error" not in message and len(message) < 500


def test_named_conditions_that_double_each_other_are_refused(folder: Path) -> None:
    """As the billion laughs of XML: forty lines that would be a trillion conditions."""
    lines = ['c0 = { answered = "stage" }']
    lines += [f'c{n} = {{ all = [{{ condition = "c{n - 1}" }}, {{ condition = "c{n - 1}" }}] }}' for n in range(1, 40)]
    add_conditions(folder, lines)
    found = faults(folder)
    assert any(f.key.startswith("conditions") and "大きすぎる" in f.message for f in found)


@pytest.mark.parametrize("depth", [13, 60, 150])
def test_a_deep_condition_is_refused(folder: Path, depth: int) -> None:
    add_conditions(folder, ["deep = " + "{ all = [" * depth + '{ answered = "stage" }' + "] }" * depth])
    assert any(f.file == FORM and "深すぎます" in f.message for f in faults(folder))


def add_conditions(folder: Path, lines: list[str]) -> None:
    path = folder / FORM
    text = path.read_text("utf-8")
    assert "\n[conditions]\n" in text
    path.write_text(text.replace("\n[conditions]\n", "\n[conditions]\n" + "\n".join(lines) + "\n", 1), "utf-8")
