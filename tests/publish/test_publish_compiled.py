"""Compiled templates are kept for the next command, and only what this program compiled from this source is taken."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from fujiplan_cli.publish import compiled
from fujiplan_cli.publish.compiled import KeptTemplates
from fujiplan_cli.publish.pages import _environment


@pytest.fixture(autouse=True)
def _may_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def written(folder: Path, source: str = "{{ name }}です") -> tuple[str, int]:
    """What a new environment makes of the template, and how often it had to compile."""
    environment = Environment(
        loader=DictLoader({"page": source}), bytecode_cache=KeptTemplates(folder), autoescape=True
    )
    compiling, counted = environment.compile, list[object]()

    def noted(*given: object, **more: object) -> object:
        counted.append(given)
        return compiling(*given, **more)

    environment.compile = noted
    return environment.get_template("page").render(name="架空"), len(counted)


def test_a_template_is_compiled_once(tmp_path: Path) -> None:
    assert [written(tmp_path) for _ in range(3)] == [("架空です", 1), ("架空です", 0), ("架空です", 0)]


def test_a_changed_template_is_compiled_anew_and_kept_instead(tmp_path: Path) -> None:
    written(tmp_path)
    assert [written(tmp_path, "{{ name }}。") for _ in range(2)] == [("架空。", 1), ("架空。", 0)]
    assert len(list(tmp_path.iterdir())) == 1


def test_what_another_program_compiled_is_not_taken_and_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path)
    monkeypatch.setattr(compiled, "_program", lambda: "another")
    assert written(tmp_path) == ("架空です", 1) and [p.suffixes for p in tmp_path.iterdir()] == [
        [".another", ".template"]
    ]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:40]),
        lambda path: path.write_bytes(path.read_bytes()[:-5]),
        lambda path: path.write_bytes(b"something else"),
        lambda path: (path.unlink(), path.mkdir()),
    ],
)
def test_a_file_that_is_cut_off_or_something_else_counts_as_none(
    tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    written(tmp_path)
    spoil(next(tmp_path.iterdir()))
    assert written(tmp_path) == ("架空です", 1)


def test_where_nothing_can_be_written_templates_are_compiled_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert [written(tmp_path / "file") for _ in range(2)] == [("架空です", 1)] * 2
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert [written(tmp_path / "new") for _ in range(2)] == [("架空です", 1)] * 2 and not (tmp_path / "new").exists()


def test_templates_of_a_plan_folder_are_never_kept(tmp_path: Path) -> None:
    packaged = Path(compiled.__file__).parents[3] / "templates" / "site"
    assert isinstance(_environment((packaged,)).bytecode_cache, KeptTemplates)
    assert _environment((tmp_path, packaged)).bytecode_cache is None
