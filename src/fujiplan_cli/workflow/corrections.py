"""What the site once showed and no longer does: each publication's results beside those of the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.plan import Meeting
from fujiplan_cli.model.scorecard import Scorecard
from fujiplan_cli.model.snapshot import Decision, Snapshot
from fujiplan_cli.publish import Correction
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.directed import directed_entry
from fujiplan_cli.workflow.records import decided

_Published = Mapping[str, tuple[Scorecard, Decision]]


def corrections_of(desk: Desk, ledger: Ledger, year: int) -> tuple[Correction, ...]:
    """Results of a year that were published and then decided otherwise by 本部, in the order of its decisions.

    Grade and score count; a project that is no longer approved is one as well. Raises LedgerError.
    """
    meeting = next((m for m in desk.plan.meetings if m.publishes), None)
    # A publication that was brought back says nothing new, whatever had been decided by then.
    times = [p.at for p in ledger.publications() if p.year >= year and not p.restored]
    if meeting is None or not times:
        return ()
    decisions = ledger.decisions(year, meeting.id, undone=True)
    standing = [_standing(decisions, at) for at in (*times, "")]
    # Publications that told nothing new need no snapshot; the number of each stays its own.
    told = [(n, now) for n, now in enumerate(standing, start=1) if n == 1 or now != standing[n - 2]]
    if len(told) == 1:
        return ()
    frozen = {number: ledger.snapshot(number) for number in {d.snapshot for d in decisions}}
    states = [(version, _published(desk, meeting, one, frozen)) for version, one in told]
    newest = {d.project: d for d in decisions if not d.undone_at}
    found: list[Correction] = []
    for (_, before), (version, after) in pairwise(states):
        found += (replace(one, version=version) for one in _between(before, after, newest))
    return tuple(sorted(found, key=lambda one: (one.date, one.project)))


def _standing(decisions: tuple[Decision, ...], at: str) -> tuple[Decision, ...]:
    """Those that stood at that moment ("" = now)."""
    if not at:
        return tuple(d for d in decisions if not d.undone_at)
    return tuple(d for d in decisions if d.at <= at and not (d.undone_at and d.undone_at <= at))


def _published(
    desk: Desk, meeting: Meeting, standing: tuple[Decision, ...], frozen: Mapping[int, Snapshot | None]
) -> _Published:
    found: dict[str, tuple[Scorecard, Decision]] = {}
    for number in {e.project.number for d in standing if (s := frozen[d.snapshot]) for e in s.entries}:
        decision = decided(standing, number)
        snapshot = frozen[decision.snapshot] if decision else None
        entry = snapshot.entry(number) if snapshot else None
        if decision and entry and decision.decision in meeting.approving:
            found[number] = (directed_entry(desk.plan, entry, decision).card, decision)
    return found


def _between(before: _Published, after: _Published, newest: Mapping[str, Decision]) -> Iterator[Correction]:
    for number, (old, _) in before.items():
        new = after.get(number)
        if new is None:
            decision = newest.get(number) or newest.get("")
            if decision is not None:
                yield Correction(number, decision.date, old, None)
        elif (old.grade, old.score) != (new[0].grade, new[0].score):
            yield Correction(number, new[1].date, old, new[0])
