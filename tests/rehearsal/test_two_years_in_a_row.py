"""What two whole years through the commands leave behind, and the JSON behind the reports of the year.

One file, so that the two years are played once, whatever the number of processes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from rehearsed_years import YEARS, Rehearsal

from fujiplan_cli.ledger import Ledger

GOLDEN = Path(__file__).parent / "golden"
MARCH = "2027-03-25"
_CHANGE = ("--change", "1-1-02", "--year", "2026", "--set", "kpi_1_target=90")
_WHY = ("--reason", "利用の見込みを改めたため", "--date", "2026-12-10", "--dry-run")
REPORTS: Mapping[str, tuple[str, ...]] = {
    **{
        f"hearing_{name}": (MARCH, "hearing", "--year", "2025", "--round", name, "--format", "html")
        for name in ("june", "october", "november", "january", "february")
    },
    "revision": ("2026-12-10", "revise", *_CHANGE, *_WHY),
    "schedule": ("2026-11-30", "schedule"),
    "instructions": (MARCH, "instructions", "--year", "2024"),
    "handover": (MARCH, "handover", "--year", "2025", "--department", "0109"),
    "evaluation": (MARCH, "evaluate-plan"),
}
KEPT = 8
"""Lines kept of the evaluation's hundreds; its figures of all projects are kept whole."""


def test_every_step_ended_as_a_clerk_would_want(rehearsed: Rehearsal) -> None:
    assert len(rehearsed.steps) >= 80
    for step in rehearsed.steps:
        assert "Traceback" not in step.err and "想定していない不具合" not in step.err, step.arguments
    with Ledger.open(rehearsed.folder) as ledger:
        assert ledger.verify() == ()


def test_an_instruction_of_honbu_stands_on_next_years_sheet(rehearsed: Rehearsal) -> None:
    with Ledger.open(rehearsed.folder) as ledger:
        (sheet,) = (d for d in ledger.distributions(2025) if d.project == "1-1-02")
    assert "翌年度の目標を見直し、報告すること" in str(sheet.printed["last_comment"])


def test_each_year_was_published_with_what_honbu_approved(rehearsed: Rehearsal) -> None:
    with Ledger.open(rehearsed.folder) as ledger:
        published = [p.year for p in ledger.publications()]
    assert published == list(YEARS)
    manifest = json.loads((rehearsed.folder / "site/manifest.json").read_text("utf-8"))
    assert set(manifest["snapshots"]) == {"2022", "2023", "2024", "2025"} and not manifest["preview"]


def test_the_stage_at_the_end_of_one_year_is_asked_of_in_the_next(rehearsed: Rehearsal) -> None:
    first, second = (rehearsed.json("2026-09-01", "score", "--year", str(year))["projects"] for year in YEARS)
    reached = {card["project"]: card["stage"] for card in first if card["stage"]}
    asked = {card["project"]: card["eval_stage"] for card in second}
    both = reached.keys() & asked.keys()
    assert len(both) > 80
    assert {n: asked[n] for n in both} == {n: reached[n] for n in both}


def test_an_idea_of_the_first_spring_is_a_project_of_the_second_year_and_can_be_traced(rehearsed: Rehearsal) -> None:
    way = rehearsed.json("2027-03-25", "hearing", "--year", "2024", "--trace", "1-1-08")
    assert {"hearing_result", "priority", "requested", "budgeted", "registered"} <= {s["kind"] for s in way["steps"]}
    with Ledger.open(rehearsed.folder) as ledger:
        (joined,) = (p for p in ledger.projects() if p.number == "1-1-08")
    assert joined.start_year == 2026 and joined.priority


def test_a_target_changed_in_autumn_keeps_its_original_beside_it(rehearsed: Rehearsal) -> None:
    with Ledger.open(rehearsed.folder) as ledger:
        (one,) = (p for p in ledger.projects() if p.number == "1-1-03")
    for year in (2025, 2026):
        assert one.years[year].targets[1] == 88 != one.years[year].targets_original[1]
        assert one.years[year].target_reasons[1] == "国の制度改正のため"


def test_every_month_says_what_is_to_be_done_and_by_whom(rehearsed: Rehearsal) -> None:
    done = {one["title"]: one["state"] for one in rehearsed.json("2026-11-30", "schedule")["calendar"]}
    assert {"済"} <= set(done.values()) <= {"済", "遅れ", "経過", "期限内", "これから"}
    assert all(one["actors"] for one in rehearsed.json("2026-11-30", "schedule")["matters"])


def test_the_material_of_a_meeting_can_be_made_again_as_it_was(rehearsed: Rehearsal) -> None:
    """After everything that came later: register, results, decisions."""
    folder = rehearsed.folder / "reports" / "2024" / "honbu"
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    rehearsed.done("2027-03-25", "report", "--year", "2024", "--meeting", "honbu", "--format", "all")
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


@pytest.mark.golden
@pytest.mark.parametrize("name", REPORTS)
def test_the_data_behind_a_report_are_those_of_the_golden_file(rehearsed: Rehearsal, name: str) -> None:
    found = rehearsed.json(*REPORTS[name])
    if name == "evaluation":
        found |= {name: found[name][:KEPT] for name in ("projects", "indicators", "recoveries", "unfinished")}
    made = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    path = GOLDEN / f"{name}.json"
    if os.environ.get("FUJIPLAN_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8"), "make golden writes it anew; look at the difference first"
