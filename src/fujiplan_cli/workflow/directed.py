"""What a meeting saw of a project, with the item levels that it directed over it (domain.md §4.9).

Apart from `direction`, which computes them: who only reads what was decided needs no scoring.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.record import Fact, Record, Source, directed_fields
from fujiplan_cli.model.snapshot import Decision, SnapshotEntry


def directed_entry(plan: Plan, entry: SnapshotEntry, decision: Decision) -> SnapshotEntry:
    """What a meeting saw of a project with what it directed over it; the entry itself where it directed nothing."""
    if decision.card is None:
        return entry
    cards = {**entry.cards, "approved": decision.card}
    return replace(entry, record=directed_record(plan, entry.record, decision), cards=cards, view="approved")


def directed_record(plan: Plan, record: Record, decision: Decision) -> Record:
    """The record with the directed levels beside self and confirmed ones, each with meeting, day, file and cell."""
    facts = dict(record.facts)
    for one in decision.levels:
        level, reason = directed_fields(one.item)
        source = Source(
            "decision",
            decision.file,
            decision.sha256,
            one.sheet,
            one.cell,
            at=decision.at,
            by=decision.by,
            reason=meeting_words(plan, decision),
        )
        facts |= {level: Fact(one.level, source), reason: Fact(one.reason, source)}
    return replace(record, facts=facts)


def meeting_words(plan: Plan, decision: Decision) -> str:
    """「本部（令和8年7月15日）一部修正の上承認」."""
    meeting = plan.meeting(decision.meeting)
    day = day_words(date.fromisoformat(decision.date))
    return f"{meeting.short if meeting else decision.meeting}（{day}）{decision.decision}"
