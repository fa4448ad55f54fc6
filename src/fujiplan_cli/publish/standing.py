"""How far each project may be shown in each year: 公表区分 and the publishing meeting's decision."""

from __future__ import annotations

from collections.abc import Mapping

from fujiplan_cli.model.snapshot import Decision
from fujiplan_cli.publish.allow import Openness, Standing, decision_of, strictest
from fujiplan_cli.publish.given import PublishInput

Standings = Mapping[int, Mapping[str, Standing]]
"""Fiscal year → project number → standing."""


def standings_of(given: PublishInput) -> Standings:
    """Every project of every published year. The strictest 公表区分 of that year and of any later one holds:
    a project closed today stays closed in its past years, and one opened later keeps what was closed then.
    """
    years = sorted(y for y in given.snapshots if y <= given.year)
    return {year: _year(given, year, [y for y in years if y >= year]) for year in years}


def _year(given: PublishInput, year: int, later: list[int]) -> dict[str, Standing]:
    publishing = next((m for m in given.plan.meetings if m.publishes), None)
    meeting, approving = (publishing.id, publishing.approving) if publishing else ("", ())
    decisions = given.decisions.get(year, ())
    words: dict[str, list[str]] = {}
    for entry in (e for y in later for e in given.snapshots[y].entries):
        words.setdefault(entry.project.number, []).append(entry.project.disclosure)
    return {
        e.project.number: _standing(
            strictest(words[e.project.number]),
            decision_of(decisions, meeting, e.project.number),
            approving,
            preview=given.preview,
            year=year,
        )
        for e in given.snapshots[year].entries
    }


def _standing(
    openness: Openness, decision: Decision | None, approving: tuple[str, ...], *, preview: bool, year: int
) -> Standing:
    """Without a decision nothing counts as approved, but in a preview, which shows the site as it would be."""
    if decision is None:
        return Standing(openness, approved=preview, year=year)
    return Standing(openness, decision.decision in approving, decision.decision, year)
