"""Meeting material: the snapshot is frozen once, then written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.scorecard import Scorecard
from fujiplan_cli.model.snapshot import Snapshot
from fujiplan_cli.report import ReportInput
from fujiplan_cli.scoring import aggregate, confirmation_shift
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.material import Format, chosen_formats, is_printable, write_material
from fujiplan_cli.workflow.meetings import known_meeting
from fujiplan_cli.workflow.score import approved_cards, approved_entries
from fujiplan_cli.workflow.snapshot import take_snapshot


@dataclass(frozen=True, slots=True)
class Reported:
    """What was written. ``frozen``: the snapshot was made by this run."""

    meeting: str
    snapshot: int
    version: int
    frozen: bool
    files: tuple[str, ...]
    kept: tuple[str, ...] = ()
    """.docx that were written on since they were made: left as they are."""
    lost: tuple[str, ...] = ()
    """Characters that no font of the PDF has."""
    unprinted: int = 0
    """So many projects, too many for a PDF that nobody asked for; 0 when that is not the case."""
    printable: bool = True
    """Whether a PDF would be made when asked for."""


def report(
    desk: Desk, year: int, meeting_id: str, *, formats: Sequence[Format] = (), new_version: bool = False
) -> Reported:
    """Freeze the meeting's snapshot if there is none (or another with ``new_version``) and write its material.

    Every format comes from that one snapshot; with none asked for, the usual ones are made (`chosen_formats`).
    Raises Refused, PlanFolderError, LedgerError.
    """
    meeting = known_meeting(desk, meeting_id)
    with desk.ledger() as ledger:
        standing = None if new_version else ledger.latest_snapshot(year, meeting.id)
        snapshot = standing or take_snapshot(desk, ledger, year, meeting)
        chosen = chosen_formats(desk.plan, meeting, len(snapshot.entries), formats)  # what it refuses freezes nothing
        if standing is None:
            snapshot = _frozen(desk, ledger, snapshot)
        previous = ledger.snapshot_before(snapshot)
        approved = approved_entries(desk, ledger, year, snapshot.decisions)
        last_year, last_cards = _last_year(desk, ledger, year)
    divisions = {e.project.number: e.division for e in snapshot.entries}
    method = desk.method(year, snapshot.method)
    cards = tuple(e.card for e in snapshot.entries)
    given = ReportInput(
        plan=desk.plan,
        form=desk.form(year),
        method=method,
        meeting=meeting,
        snapshot=snapshot,
        previous=previous,
        last_year=last_year,
        approved={number: entry for number, (entry, _) in approved.items()},
        template_folders=desk.templates("report"),
        by_stage=aggregate(cards),
        by_division=aggregate(cards, axis="division", key=divisions, order=_divisions(desk, divisions)),
        last_year_counts=aggregate(last_cards)[-1] if last_cards else None,
        shift=confirmation_shift([e.record for e in snapshot.entries], method),
    )
    made = write_material(desk, given, chosen)
    unprinted = 0 if formats or "pdf" in chosen else len(snapshot.entries)
    return Reported(
        meeting.id,
        snapshot.id,
        snapshot.version,
        standing is None,
        made.files,
        made.kept,
        made.lost,
        unprinted,
        is_printable(desk.plan, meeting, len(snapshot.entries)),
    )


def _frozen(desk: Desk, ledger: Ledger, draft: Snapshot) -> Snapshot:
    with ledger.writing(desk.by, desk.at) as writer:
        number = writer.add_snapshot(draft)
    snapshot = ledger.snapshot(number)
    assert snapshot is not None, "the ledger lost a snapshot it has just stored"
    return snapshot


def _last_year(desk: Desk, ledger: Ledger, year: int) -> tuple[Snapshot | None, tuple[Scorecard, ...]]:
    """The publishing meeting's snapshot of the year before, and its results as approved (as frozen if none was)."""
    publishing = next((m.id for m in desk.plan.meetings if m.publishes), "")
    snapshot = ledger.latest_snapshot(year - 1, publishing) if year > desk.plan.first_year else None
    approved = tuple(approved_cards(desk, ledger, year - 1).values()) if snapshot else ()
    frozen = tuple(e.card for e in snapshot.entries) if snapshot else ()
    return snapshot, approved or frozen


def _divisions(desk: Desk, divisions: Mapping[str, str]) -> tuple[str, ...]:
    """The 部 of the snapshot in the order of the plan's organisation."""
    present = set(divisions.values())
    return tuple(dict.fromkeys(d.division for d in desk.plan.departments if d.division in present))
