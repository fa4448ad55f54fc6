"""What two whole years through the commands leave behind."""

from __future__ import annotations

import json

from rehearsed_years import YEARS, Rehearsal

from fujiplan_cli.ledger import Ledger


def test_every_step_ended_as_a_clerk_would_want(rehearsed: Rehearsal) -> None:
    assert len(rehearsed.steps) > 30
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
