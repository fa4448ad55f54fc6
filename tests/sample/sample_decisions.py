"""What 事務局 confirmed and 本部 decided in the years of the sample plan."""

from __future__ import annotations

from functools import cache

import sample_words as words
from sample_courses import LAST, Step, rng, steps_of
from sample_projects import Made, made_projects

PER_YEAR = 7
CONFIRMED = 14
ITEM_OF = {"S1": "deliverables", "S2": "deliverables", "S3": "deliverables", "S4": "deliverables", "S5": "uptake",
           "S6": "deliverables"}  # fmt: skip
REVIEWS: dict[int, list[dict[str, str]]] = {
    2023: [
        {"project": "2-2-04", "field": "status", "reason": "休止を令和6年2月の幹事会で了承済み"},
        {"project": "2-2-07", "field": "stage", "reason": "既製サービスの採用により構築を省いたことを契約書で確認"},
        {
            "project": "3-2-04",
            "field": "kpi_1_actual",
            "value": "39.4",
            "reason": "6月に確定した受診率を所管課から聴取",
        },
    ],
    2024: [
        {"project": "1-3-06", "field": "status", "reason": "中止を令和7年3月の本部で決定済み"},
        {
            "project": "1-2-02",
            "field": "incident_announced",
            "value": "令和7年1月に市が公表",
            "reason": "報道発表資料で確認",
        },
    ],
    2025: [
        {"project": "3-2-03", "field": "status", "reason": "中止を令和8年3月の本部で決定済み"},
    ],
}
"""Answers to reviews, and other things of the 事務局's own hand, told on purpose."""


@cache
def decisions(year: int) -> tuple[dict[str, str], ...]:
    """Directions of 本部 on the weakest graded projects of a year, and one whose decision is put off."""
    weak = sorted(
        (step.quality, made.number)
        for made in made_projects()
        for step in steps_of(made)
        if step.year == year and step.graded and step.stage != "S9"
    )
    found = []
    for at, (_, number) in enumerate(weak[:PER_YEAR]):
        word = "継続審議" if at == 1 else "一部修正の上承認"
        notes = words.NOTES.split("|")
        found.append({"project": number, "decision": word, "note": notes[(at + year) % len(notes)]})
    return tuple(sorted(found, key=lambda one: one["project"]))


def note_of(number: str, year: int) -> str:
    """前回会議の指摘: what 本部 noted on the project for ``year``; "" when nothing."""
    return next((d["note"] for d in decisions(year) if d["project"] == number), "") if year >= 2022 else ""


def settlements(year: int, answers: dict[str, dict[str, str]], skip: frozenset[str]) -> list[dict[str, str]]:
    """Confirmations of a year (lowered and raised), then answers to reviews. ``skip``: projects without a sheet."""
    found: list[dict[str, str]] = []
    for made, step in _sample(year, skip):
        row = answers[made.number]
        item = ITEM_OF[step.eval_stage]
        level = int(row.get(f"self_{item}", "-1"))
        if level < 0:
            continue
        raised = rng(made.number, year, "confirm").random() < 0.25 and level < 4
        if not raised and level == 0:
            continue
        bank = (words.RAISED if raised else words.LOWERED)[item].split("|")
        found.append(
            {
                "project": made.number,
                "field": f"confirmed_{item}",
                "value": str(level + 1 if raised else level - 1),
                "reason": bank[rng(made.number, year, "why").randrange(len(bank))],
            }
        )
    return found + REVIEWS.get(year, [])


def _sample(year: int, skip: frozenset[str]) -> list[tuple[Made, Step]]:
    every = [
        (made, step)
        for made in made_projects()
        for step in steps_of(made)
        if step.year == year and step.graded and made.number not in skip
    ]
    picked = rng(year, "confirmed").sample(range(len(every)), CONFIRMED)
    return [every[at] for at in sorted(picked)]


def years() -> range:
    """対象年度 that have settlements."""
    return range(2022, LAST + 1)
