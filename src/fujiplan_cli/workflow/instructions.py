"""指示事項 of a meeting: which stand, whether they were answered, and what the 事務局 recorded as done.

An instruction is done when the department's 「対応」 on next year's sheet was accepted, or when the 事務局 records it
as done with a reason: an act of the kind ``instruction_done`` (year and subject = those of the decision; fact
``decision`` = its id).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.act import Act
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.snapshot import Decision
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.records import year_records

KIND = "instruction_done"


@dataclass(frozen=True, slots=True)
class InstructionState:
    """One standing instruction. ``how``: why it counts as done; "" when it does not."""

    decision: Decision
    name: str
    response: str
    how: str
    overdue: bool


def last_instructions(ledger: Ledger, year: int) -> dict[str, Decision]:
    """Project → the newest decision of 本部 on the year that instructs it."""
    return {d.project: d for d in ledger.decisions(year, "honbu") if d.project and d.note}


def done_words(ledger: Ledger, year: int) -> dict[int, str]:
    """Decision id → why the 事務局 recorded its instruction as done, with the day."""
    return {int(a.facts.get("decision", "0")): _act_words(a) for a in ledger.acts(KIND, year)}


def _act_words(act: Act) -> str:
    return f"{day_words(date.fromisoformat(act.date))}：{act.reason}"


def instructions(desk: Desk, year: int) -> tuple[InstructionState, ...]:
    """The instructions of the meetings on a year, by project, overdue ones first. Raises LedgerError."""
    with desk.ledger() as ledger:
        standing, done = last_instructions(ledger, year), done_words(ledger, year)
        later: Mapping[str, Record] = {}
        if standing and year < desk.plan.last_year:
            later = year_records(desk, ledger, year + 1).records
        names = {p.number: p.name for p in ledger.projects()}
    found = [_state(desk, d, names.get(n, ""), later.get(n), done.get(d.id, "")) for n, d in sorted(standing.items())]
    return tuple(sorted(found, key=lambda one: not one.overdue))


def _state(desk: Desk, decision: Decision, name: str, later: Record | None, recorded: str) -> InstructionState:
    response = str(later.value("response") or "") if later else ""
    how = f"事務局が完了と記録（{recorded}）" if recorded else ""
    if not how and later is not None and accepted_response(later):
        how = f"{decision.year + 1}年度の調書の「対応」を受付"
    overdue = bool(decision.due) and not how and decision.due < desk.today.isoformat()
    return InstructionState(decision, name, response, how, overdue)


def accepted_response(record: Record) -> bool:
    """Whether the 「対応」 on a sheet counts: typed, sound, not waiting for a person, and not sent back."""
    fact = record.facts.get("response")
    typed = fact is not None and not fact.faulty and not fact.marked and str(fact.value or "").strip()
    return bool(typed) and record.verdict != "returned"


def record_done(desk: Desk, year: int, projects: Iterable[str], day: date, reason: str) -> tuple[Act, ...]:
    """The 事務局 records instructions of a year as done. Raises Refused (nothing recorded), LedgerError."""
    _refuse_blank(reason)
    if day > desk.today:
        raise Refused(
            f"日付 {day.isoformat()} がまだ来ていません（今日は {desk.today.isoformat()}）。",
            "完了した日を指定してください。",
            status=2,
        )
    with desk.ledger() as ledger:
        acts = []
        done = done_words(ledger, year)
        for project in projects:
            decision = _standing(ledger, year, project)
            if day < date.fromisoformat(decision.date):
                raise Refused(
                    f"日付 {day.isoformat()} が、指示のあった日（{decision.date}）より前です。",
                    "完了した日を指定してください。",
                    status=2,
                )
            if decision.id in done:
                raise Refused(
                    f"事業{project}の指示は、既に完了と記録しています（{done[decision.id]}）。",
                    "改めるときは --undo で取り消してください。",
                    status=2,
                )
            acts.append(Act(0, KIND, year, project, day.isoformat(), reason, {"decision": str(decision.id)}))
        with ledger.writing(desk.by, desk.at) as writer:
            for act in acts:
                writer.add_act(act)
    return tuple(acts)


def undo_done(desk: Desk, year: int, projects: Iterable[str], reason: str) -> tuple[Act, ...]:
    """Take back that instructions were recorded as done. Raises Refused (nothing recorded), LedgerError."""
    _refuse_blank(reason)
    with desk.ledger() as ledger:
        undone = []
        for project in projects:
            decision = _standing(ledger, year, project)
            mine = [a for a in ledger.acts(KIND, year) if a.facts.get("decision") == str(decision.id)]
            if not mine:
                raise Refused(
                    f"事業{project}の指示は、完了と記録していません。", "事業番号を確認してください。", status=2
                )
            undone += mine
        with ledger.writing(desk.by, desk.at) as writer:
            for act in undone:
                writer.undo_act(act.id, reason)
    return tuple(undone)


def _standing(ledger: Ledger, year: int, project: str) -> Decision:
    decision = last_instructions(ledger, year).get(project)
    if decision is None:
        raise Refused(
            f"{year}年度の事業{project}に、会議の指示事項は記録されていません。",
            f"fujiplan instructions --year {year} で指示事項を確認してください。",
            status=2,
        )
    return decision


def _refuse_blank(reason: str) -> None:
    if not reason.strip():
        raise Refused(
            "理由がありません。", "--note で、完了と認めた理由（又は取消しの理由）を記入してください。", status=2
        )
