"""Every way domain.md §7 names in which a cell comes back, through the real `collect`: verdict, findings, cells."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from cases_world import Case, spoiled, told, tree_of
from cell_cases import CELL_CASES
from office_world import YEAR
from rule_cases import RULE_CASES

from fujiplan_cli.cli.collected import collected_json
from fujiplan_cli.workflow.collect import check, collect
from fujiplan_cli.workflow.desk import Desk

CASES = CELL_CASES + RULE_CASES
Entries = Mapping[str, Mapping[str, Any]]
"""Case → what the JSON says of its file."""


class Said(NamedTuple):
    """Of the same files: what `check` said before they were collected, and what `collect` said."""

    checked: Entries
    collected: Entries
    recorded_by_check: list[str]


@pytest.fixture(scope="module")
def said(_sent: Any, tmp_path_factory: pytest.TempPathFactory) -> Said:
    """All cases in one inbox, checked and then collected, each in one run."""
    source, sheets = _sent
    folder: Path = tmp_path_factory.mktemp("all-cases") / "plan"
    shutil.copytree(source, folder)
    inbox = folder / "inbox" / str(YEAR)
    inbox.mkdir(parents=True, exist_ok=True)
    for case in CASES:
        (inbox / f"{case.name}.xlsx").write_bytes(spoiled(sheets[case.project], case))
    desk = Desk.open(folder, today=date(YEAR + 1, 4, 20), by="架空 事務局")
    before = tree_of(folder)
    checked = _by_case(collected_json(check(desk, YEAR, [inbox])))
    changed = sorted(name for name, _ in set(before.items()) ^ set(tree_of(folder).items()))
    return Said(checked, _by_case(collected_json(collect(desk, YEAR))), changed)


def _by_case(result: Mapping[str, Any]) -> Entries:
    return {Path(one["path"]).stem: one for one in result["files"]}


def test_there_are_enough_cases_and_each_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 150


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_what_is_typed_gives_exactly_its_findings(case: Case, said: Said, where) -> None:
    entry = said.collected[case.name]
    assert (entry["verdict"], told(entry)) == (case.verdict, sorted(case.found))
    assert {f["field"]: f["cell"] for f in entry["findings"]} == {
        f["field"]: where[case.project][f["field"]] for f in entry["findings"]
    }
    assert all(f["message"] and (f["remedy"] or f["severity"] == "repair") for f in entry["findings"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_one_cause_gives_one_finding(case: Case, said: Said) -> None:
    assert len(said.collected[case.name]["findings"]) <= case.causes


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_check_says_the_same_of_the_same_file(case: Case, said: Said) -> None:
    assert said.checked[case.name] == said.collected[case.name]


def test_check_recorded_nothing(said: Said) -> None:
    assert said.recorded_by_check == []


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("no such choice", ("「計画どおり」", "「遅れ」")),
        ("two choices at once", ("「継続」", "「改善」")),
        ("a stage of last year's words", ("「S5 運用・改善」",)),
    ],
)
def test_a_word_that_is_no_choice_is_answered_with_the_nearest_ones(case: str, words, said: Said) -> None:
    (finding,) = said.collected[case]["findings"]
    assert all(word in finding["remedy"] for word in words), finding["remedy"]


def test_a_message_has_place_fact_remedy_and_example(said: Said, where) -> None:
    (finding,) = said.collected["about"]["findings"]
    cell = where["1-1-01"]["kpi_1_actual"]
    assert finding["message"] == f"「実績値」（進行管理調書 {cell}セル）が「約160」です。"
    assert finding["remedy"] == "概数でなく確定値を記入してください（例：21480）。"
