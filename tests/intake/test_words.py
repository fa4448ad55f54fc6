"""Every finding of intake has words in the catalogue, and every word there is used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from intake_world import Paper, World, take

from fujiplan_cli import intake
from fujiplan_cli.intake.checks import CHECKS
from fujiplan_cli.model.catalogue import CATALOGUE, check, message, remedy

SOURCES = {
    path.name: path.read_text(encoding="utf-8")
    for path in sorted(Path(intake.__file__).parent.rglob("*.py"))
    if path.name != "register.py"
}


def test_every_code_of_the_catalogue_is_found_somewhere() -> None:
    text = "\n".join(SOURCES.values())
    assert [spec.code for spec in check.SPECS if f'"{spec.code}"' not in text] == []


@pytest.mark.parametrize("spec", check.SPECS, ids=lambda spec: spec.code)
def test_words_are_plain_polite_and_punctuated_as_public_texts_are(spec: object) -> None:
    fact, todo = CATALOGUE[spec.code].fact, CATALOGUE[spec.code].remedy  # type: ignore[attr-defined]  # spec is any of the area files
    assert todo.endswith("。")
    assert "。" in fact
    assert not re.search(r"[，．()!?]|,(?![0-9])", fact.replace("{", "").replace("}", ""))


def test_every_check_says_what_why_and_by_what_it_is_tested() -> None:
    import sys

    for check_ in CHECKS:
        words = sys.modules[check_.__module__].__doc__ or ""  # type: ignore[attr-defined]  # a check is a function
        assert all(part in words for part in ("WHAT:", "WHY:", "TESTED BY: tests/")), check_
        tested = re.search(r"tests/(intake|commands)/\w+\.py", words)
        assert tested and (Path(__file__).parents[2] / tested[0]).is_file(), check_


def test_a_required_blank_reads_like_a_clerk_would_say_it(paper: Paper, world: World) -> None:
    finding = take(paper.fill(issue=""), world).findings[0]
    cell = paper.where("issue")
    assert message(finding) == f"「課題」（進行管理調書 {cell}セル）が空欄です。"
    assert remedy(finding) == "「課題」を記入してください（例：高齢の方の利用が少なく、窓口での案内が必要である）。"


def test_a_collision_names_both_fields_and_the_cell(paper: Paper, world: World) -> None:
    paper.cut_and_paste("issue", "direction_reason")
    finding = next(f for f in take(paper, world).findings if f.code == "cells_collide")
    assert "「方向性の理由」と「課題」" in message(finding) or "「課題」と「方向性の理由」" in message(finding)
    assert paper.where("issue") in message(finding)
