"""The measures of the house: the limits are kept, and the program that measures would see them broken."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from measures import PACKAGE, House, broken, cycles, measured, percentile


@pytest.fixture(scope="module")
def house() -> House:
    return measured()


def test_the_house_keeps_its_measures(house: House) -> None:
    assert broken(house) == []


def test_what_is_too_long_bare_unreasoned_or_circular_is_named(tmp_path: Path) -> None:
    source = tmp_path / "src" / PACKAGE
    source.mkdir(parents=True)
    (source / "long.py").write_text(
        '"""Long."""\n' + "def work(given) -> None:\n" + "    given()\n" * 61 + "\n" * 400, encoding="utf-8"
    )
    (source / "one.py").write_text(
        f'"""One."""\nfrom {PACKAGE} import two\nx = 1  # {"noqa"}: E501\n', encoding="utf-8"
    )
    (source / "two.py").write_text(f'"""Two."""\nfrom {PACKAGE}.one import x\n', encoding="utf-8")
    (tmp_path / "tests").mkdir()
    said = "\n".join(broken(measured(tmp_path)))
    for words in (
        "the longest module is 463",
        "long:work has a body of 61 lines",
        f"not annotated in full: {PACKAGE}.long:work",
        f"no docstring: {PACKAGE}.long:work",
        f"imports in a circle: {PACKAGE}.one → {PACKAGE}.two",
        "no reason beside noqa: src/fujiplan_cli/one.py:3",
        "0.00 lines of tests for one of source",
    ):
        assert words in said


def test_what_loads_only_when_called_or_for_types_makes_no_circle(tmp_path: Path) -> None:
    source = tmp_path / "src" / PACKAGE
    source.mkdir(parents=True)
    late = f'"""One."""\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from {PACKAGE}.two import x\n'
    (source / "one.py").write_text(late + f"def f() -> None:\n    from {PACKAGE}.two import x\n", encoding="utf-8")
    (source / "two.py").write_text(f'"""Two."""\nfrom {PACKAGE}.one import f\nx = 1\n', encoding="utf-8")
    assert measured(tmp_path).cycles == []


def test_circles_and_percentiles_are_those_worked_by_hand() -> None:
    assert cycles({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"], "e": []}) == [["a", "b", "c"]]
    assert [percentile(list(range(1, n + 1))) for n in (1, 20, 100)] == [1, 19, 95]


def test_a_limit_that_is_just_met_is_not_broken(house: House) -> None:
    at_limit = {f"m{n}": 130 for n in range(9)} | {"long": 400}
    lines = sum(at_limit.values())
    assert broken(dataclasses.replace(house, modules=at_limit, test_lines=lines)) == []
    over = dataclasses.replace(house, modules=at_limit | {"long": 401}, test_lines=lines)
    assert broken(over) == ["the longest module is 401, the limit 400"]
