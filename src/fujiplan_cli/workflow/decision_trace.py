"""Levels that 本部 directed, followed back: every decision that directed one, also those taken back."""

from __future__ import annotations

from dataclasses import dataclass

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.record import directed_fields
from fujiplan_cli.model.snapshot import Decision, LevelChange
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.directed import meeting_words
from fujiplan_cli.workflow.score import approved_entries


@dataclass(frozen=True, slots=True)
class Directed:
    """One decision's level or reason. ``why``: meeting, day, word, and why it was taken back if it was."""

    value: str
    decision: Decision
    change: LevelChange
    why: str
    in_use: bool


def directed(desk: Desk, ledger: Ledger, year: int, project: str, field: str) -> tuple[Directed, ...]:
    """What the meetings directed of a field ``approved_…`` of a project, oldest first. Raises LedgerError."""
    approved = approved_entries(desk, ledger, year).get(project)
    fact = approved[0].record.facts.get(field) if approved else None
    found = []
    for decision in ledger.decisions(year, undone=True):
        for change in decision.levels if decision.project == project else ():
            level, reason = directed_fields(change.item)
            if field not in (level, reason):
                continue
            words = meeting_words(desk.plan, decision)
            in_use = fact is not None and not decision.undone_at
            in_use = in_use and fact is not None and (fact.source.at, fact.source.reason) == (decision.at, words)
            undone = f"　取消し：{decision.undone_reason}（{decision.undone_by}）" if decision.undone_at else ""
            why = f"{words}：{change.reason}{undone}"
            found.append(
                Directed(str(change.level) if field == level else change.reason, decision, change, why, in_use)
            )
    return tuple(found)
