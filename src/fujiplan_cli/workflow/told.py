"""指示事項 as 前回会議の指摘: which of them stand on the sheets of a year.

Every meeting's instructions on a year come back on the next year's sheet (domain.md §5). One that the sheet did not
answer stands on the sheet of the year after as well, and so on, until a 「対応」 is accepted or the 事務局 records it
as done: an act of the kind ``instruction_done`` (year and subject are the decision's; fact ``decision`` is its id).
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.snapshot import Decision

INSTRUCTION_DONE = "instruction_done"

Told = Mapping[str, tuple[Decision, ...]]
"""Project → its instructions, the oldest first."""


def given_on(plan: Plan, ledger: Ledger, year: int) -> Told:
    """What the meetings on a year instructed, the newest word of each meeting, in the order of the meetings."""
    order = [one.id for one in plan.meetings]
    newest = {(d.project, d.meeting): d for d in ledger.decisions(year) if d.project and d.note and d.meeting in order}
    found: dict[str, tuple[Decision, ...]] = {}
    for decision in sorted(newest.values(), key=lambda d: order.index(d.meeting)):
        found[decision.project] = (*found.get(decision.project, ()), decision)
    return found


def told_after(plan: Plan, ledger: Ledger, year: int, told: Told, records: Mapping[str, Record]) -> Told:
    """What the sheets of the year after ``year`` say: what is still open of ``told`` on its own, and what was new."""
    done = done_before(ledger, date(year + 2, 4, 1))
    found = {project: still_open(own, records.get(project), done) for project, own in told.items()}
    for project, new in given_on(plan, ledger, year).items():
        found[project] = (*found.get(project, ()), *new)
    return {project: own for project, own in found.items() if own}


def still_open(own: tuple[Decision, ...], record: Record | None, done: Container[int]) -> tuple[Decision, ...]:
    """Those that neither the sheet on which they stood (``record``) nor the 事務局 (``done``: ids) says are done."""
    if record is not None and accepted_response(record):
        return ()
    return tuple(one for one in own if one.id not in done)


def done_before(ledger: Ledger, day: date) -> frozenset[int]:
    """Ids of the instructions that were recorded as done before a day: sheets already sent keep what they said."""
    acts = ledger.acts(INSTRUCTION_DONE)
    return frozenset(int(one.facts.get("decision", "0")) for one in acts if one.date < day.isoformat())


def accepted_response(record: Record) -> bool:
    """Whether the 「対応」 on a sheet counts: typed, sound, not waiting for a person, and not sent back."""
    fact = record.facts.get("response")
    typed = fact is not None and not fact.faulty and not fact.marked and str(fact.value or "").strip()
    return bool(typed) and record.verdict != "returned"


def told_words(plan: Plan, year: int, own: tuple[Decision, ...]) -> str:
    """前回会議の指摘 as the sheet of ``year`` prints it, one line each."""
    return "\n".join(named_words(plan, year, one) for one in own)


def named_words(plan: Plan, year: int, decision: Decision) -> str:
    """One of them, with who said it and of which year's results, unless it was 本部 on the year before."""
    meeting = plan.meeting(decision.meeting)
    older = f"{year_words(decision.year)}実績の" if decision.year < year - 1 else ""
    if meeting is not None and meeting.publishes and not older:
        return instruction_words(decision)
    return f"【{older}{meeting.short if meeting else decision.meeting}】{instruction_words(decision)}"


def instruction_words(decision: Decision) -> str:
    """指示事項: what was said, by when, and who answers for it."""
    due = f"期限：{day_words(date.fromisoformat(decision.due))}" if decision.due else ""
    lead = f"担当：{decision.lead}" if decision.lead else ""
    added = "、".join(part for part in (due, lead) if part)
    return f"{decision.note}（{added}）" if added else decision.note
