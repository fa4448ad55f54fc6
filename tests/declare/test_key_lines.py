"""The line of every key, checked against tomllib: what it finds is on that line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import hypothesis.strategies as st
import pytest
from hypothesis import given

from fujiplan_cli.declare.lines import KeyPath, lines_of
from fujiplan_cli.model.resources import templates_folder

FILES = sorted((templates_folder() / "plan").rglob("*.toml"))


def walk(data: object, path: KeyPath = ()) -> Iterator[KeyPath]:
    if path:
        yield path
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, child in children:
        yield from walk(child, (*path, key))


@pytest.mark.parametrize("file", FILES, ids=[f.name for f in FILES])
def test_every_key_of_the_packaged_files_is_found_on_its_line(file: object) -> None:
    text = file.read_text(encoding="utf-8")  # type: ignore[attr-defined]  # importlib's Traversable has it
    lines, rows = lines_of(text), text.splitlines()
    for path in walk(tomllib.loads(text)):
        assert path in lines, path
        name = next(part for part in reversed(path) if isinstance(part, str))
        if isinstance(path[-1], str):
            assert name in rows[lines[path] - 1], path


TRICKY = '''
title = "a # b = [c]"   # [not.a.table]
quoted."ke y".inner = 'it''s'
text = """
fake = 1
[[fake]]
"""
[[rows]]
name = "first" # ]
list = [
  1, # one
  { x = 1, y = [2, 3] },
]
[rows.sub]
deep = 2026-04-01
[[rows]]
[rows.sub]
deep = true
'''.replace("'it''s'", "'its'")


def test_strings_comments_and_nesting_do_not_mislead() -> None:
    lines = lines_of(TRICKY)
    assert set(walk(tomllib.loads(TRICKY))) <= set(lines)
    at = {path: lines[path] for path in [("title",), ("quoted", "ke y", "inner"), ("text",), ("rows", 0, "name")]}
    assert at == {("title",): 2, ("quoted", "ke y", "inner"): 3, ("text",): 4, ("rows", 0, "name"): 9}
    assert lines["rows", 0, "list", 1, "y", 1] == 12
    assert (lines["rows", 0, "sub", "deep"], lines["rows", 1, "sub", "deep"]) == (15, 18)
    assert ("fake",) not in lines


def test_quotes_before_the_closing_three_belong_to_the_text() -> None:
    assert lines_of('a = """x"""""\nb = 1\n') == {("a",): 1, ("b",): 2}


NAMES = st.from_regex(r"[a-z]{1,5}", fullmatch=True)
SCALARS = st.one_of(
    st.integers(), st.booleans(), st.text(alphabet="あ「#=[]{},'\\\" a", max_size=8), st.dates(), st.just(0.5)
)


def written(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {written(child)}" for key, child in value.items()) + " }"
    if isinstance(value, list):
        return "[\n" + "".join(f"  {written(child)}, # , ]\n" for child in value) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


FLAT = st.dictionaries(NAMES, SCALARS, max_size=3)
INLINE = st.one_of(SCALARS, FLAT, st.lists(SCALARS, max_size=3))
TABLES = st.dictionaries(NAMES, INLINE, max_size=4)


@given(TABLES, st.lists(TABLES, max_size=3))
def test_any_text_that_tomllib_reads_has_a_line_for_each_of_its_keys(top: dict, rows: list) -> None:
    text = "".join(f"{key} = {written(value)} # 説明\n" for key, value in top.items())
    for row in rows:
        text += "\n[[rows_]]\n" + "".join(f"{key} = {written(value)}\n" for key, value in row.items())
    lines, content = lines_of(text), text.split("\n")
    for path in walk(tomllib.loads(text)):
        assert path in lines, (path, text)
        if isinstance(path[-1], str) and path != ("rows_",):
            assert path[-1] in content[lines[path] - 1]
