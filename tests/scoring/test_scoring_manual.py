"""docs/scoring.md says what the program does: weights, thresholds and every worked example."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from scoring_cases import indicator, record

from fujiplan_cli.model.values import YearMonth
from fujiplan_cli.scoring import card_of
from fujiplan_cli.scoring.rounding import plain

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "scoring.md"
EXAMPLES = {
    "S1": {
        "status": "遅れ",
        "delay_months": 2,
        "recovery": YearMonth(2026, 6),
        "self_deliverables": 3,
        "executed": Decimal(850),
        "self_control": 2,
    },
    "S2": {"self_deliverables": 2, "executed": Decimal(750), "self_control": 3},
    "S3": {"status": "未着手", "self_deliverables": 1, "executed": Decimal(0), "self_control": 2},
    "S4": {
        "self_deliverables": 3,
        "has_budget": False,
        "budget_initial": None,
        "executed": None,
        "self_control": 1,
    },
    "S5": {
        "kpi": False,
        **indicator(1, target=100, actual=100),
        **indicator(2, target=100, actual=80),
        **indicator(3, target=100, actual=79),
        "self_uptake": 3,
    },
    "S6": {"self_deliverables": 3, "kpi_1_actual": Decimal(50), "self_uptake": 2, "self_control": 2},
}


def section(heading: str) -> str:
    """The text below a heading, up to the next one."""
    text = MANUAL.read_text("utf-8")
    start = text.index(heading)
    return re.split(r"\n#", text[start + len(heading) :])[0]


def rows(text: str) -> list[list[str]]:
    """Body rows of the first table."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize("stage", EXAMPLES)
def test_every_worked_example_is_what_the_program_computes(revised, stage):
    text = section(f"### {stage} ")
    card = card_of(record(stage, **EXAMPLES[stage]), revised)
    computed = [
        [i.title, str(i.weight), "－" if i.level is None else plain(i.level), plain(i.points)] for i in card.items
    ]
    assert rows(text) == computed
    assert f"評価点は{card.score}点、評価は{card.grade}です。" in text


def test_the_weights_are_those_of_the_method_file(revised):
    stages = ("S1", "S2", "S3", "S4", "S5", "S6")
    assert rows(section("## 2 項目と重み")) == [
        [i.title, *(str(i.weights.get(s) or "－") for s in stages)] for i in revised.items
    ]
    assert all(sum(revised.weights(s).values()) == 100 for s in stages)


def test_the_grades_are_those_of_the_method_file(revised):
    grades = rows(section("## 1 評価までの流れ"))
    assert [(row[0], row[1]) for row in grades] == [(g.letter, g.title) for g in revised.grades]
    assert [row[2] for row in grades[:3]] == [f"{g.minimum}点以上" for g in revised.grades[:3]]


def test_every_code_and_cap_has_a_heading(revised):
    text = MANUAL.read_text("utf-8")
    headings = "\n".join(line for line in text.splitlines() if line.startswith("###"))
    for code in revised.codes:
        assert f"{code.letter} {code.title}" in headings
    for cap in revised.caps:
        assert f"（{cap.id}）" in headings
    for item in revised.items:
        assert item.title in headings


def test_the_old_method_gives_a_perfect_s1_project_what_the_manual_says(old):
    assert f"評価点は{card_of(record('S1'), old).score}点にとどまります" in MANUAL.read_text("utf-8")
