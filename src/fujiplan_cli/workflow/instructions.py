"""指示事項 of the meetings: whether they were answered, and what the 事務局 records as done (`told` says the rule)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.act import Act
from fujiplan_cli.model.snapshot import Decision
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.records import YearRecords, years_through
from fujiplan_cli.workflow.told import INSTRUCTION_DONE, accepted_response, given_on


@dataclass(frozen=True, slots=True)
class InstructionState:
    """One standing instruction. ``meeting``: who gave it, in short; ``how``: why it counts as done, "" if not yet."""

    decision: Decision
    meeting: str
    name: str
    response: str
    how: str
    overdue: bool


def done_words(ledger: Ledger) -> dict[int, str]:
    """Decision id → why the 事務局 recorded its instruction as done, with the day."""
    return {int(a.facts.get("decision", "0")): _act_words(a) for a in ledger.acts(INSTRUCTION_DONE)}


def _act_words(act: Act) -> str:
    return f"{day_words(date.fromisoformat(act.date))}：{act.reason}"


def instructions(desk: Desk, year: int) -> tuple[InstructionState, ...]:
    """The instructions of the meetings on a year, by project, overdue ones first. Raises LedgerError."""
    with desk.ledger() as ledger:
        given, done = given_on(desk.plan, ledger, year), done_words(ledger)
        later: Sequence[YearRecords] = ()
        if given and year < desk.plan.last_year:
            last = max(min(desk.reporting_year(), desk.plan.last_year), year + 1)
            later = [one for one in years_through(desk, ledger, last) if one.year > year]
        names = {p.number: p.name for p in ledger.projects()}
    found = [
        _state(desk, one, names.get(project, ""), later, done.get(one.id, ""))
        for project, own in sorted(given.items())
        for one in own
    ]
    return tuple(sorted(found, key=lambda one: not one.overdue))


def _state(desk: Desk, decision: Decision, name: str, later: Sequence[YearRecords], recorded: str) -> InstructionState:
    responses = tuple(_responses(decision, later))
    how = f"事務局が完了と記録（{recorded}）" if recorded else ""
    if not how:
        how = next((f"{year_words(year)}の調書の「対応」を受付" for year, _, accepted in responses if accepted), "")
    overdue = bool(decision.due) and not how and decision.due < desk.today.isoformat()
    meeting = desk.plan.meeting(decision.meeting)
    response = next((words for _, words, _ in reversed(responses) if words), "")
    return InstructionState(decision, meeting.short if meeting else decision.meeting, name, response, how, overdue)


def _responses(decision: Decision, later: Sequence[YearRecords]) -> Iterator[tuple[int, str, bool]]:
    """Year, 「対応」 and whether it counts, of every sheet on which the instruction stood."""
    for known in later:
        record = known.records.get(decision.project)
        if record is not None and decision in known.told.get(decision.project, ()):
            yield known.year, str(record.value("response") or ""), accepted_response(record)


def record_done(desk: Desk, year: int, projects: Iterable[str], day: date, reason: str) -> tuple[Act, ...]:
    """The 事務局 records what a year's meetings instructed on projects as done. Raises Refused, LedgerError."""
    _refuse_blank(reason)
    if day > desk.today:
        raise Refused(
            f"日付 {day.isoformat()} がまだ来ていません（今日は {desk.today.isoformat()}）。",
            "完了した日を指定してください。",
            status=2,
        )
    with desk.ledger() as ledger:
        acts = []
        done = done_words(ledger)
        for project in projects:
            standing = _standing(desk, ledger, year, project)
            waiting = [one for one in standing if one.id not in done]
            if not waiting:
                raise Refused(
                    f"事業{project}の指示は、既に完了と記録しています（{done[standing[-1].id]}）。",
                    "改めるときは --undo で取り消してください。",
                    status=2,
                )
            given = max(one.date for one in waiting)
            if day < date.fromisoformat(given):
                raise Refused(
                    f"日付 {day.isoformat()} が、指示のあった日（{given}）より前です。",
                    "完了した日を指定してください。",
                    status=2,
                )
            acts += [
                Act(0, INSTRUCTION_DONE, year, project, day.isoformat(), reason, {"decision": str(one.id)})
                for one in waiting
            ]
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
            standing = {str(one.id) for one in _standing(desk, ledger, year, project)}
            mine = [a for a in ledger.acts(INSTRUCTION_DONE, year) if a.facts.get("decision") in standing]
            if not mine:
                raise Refused(
                    f"事業{project}の指示は、完了と記録していません。", "事業番号を確認してください。", status=2
                )
            undone += mine
        with ledger.writing(desk.by, desk.at) as writer:
            for act in undone:
                writer.undo_act(act.id, reason)
    return tuple(undone)


def _standing(desk: Desk, ledger: Ledger, year: int, project: str) -> tuple[Decision, ...]:
    own = given_on(desk.plan, ledger, year).get(project, ())
    if not own:
        raise Refused(
            f"{year}年度の事業{project}に、会議の指示事項は記録されていません。",
            f"fujiplan instructions --year {year} で指示事項を確認してください。",
            status=2,
        )
    return own


def _refuse_blank(reason: str) -> None:
    if not reason.strip():
        raise Refused(
            "理由がありません。", "--note で、完了と認めた理由（又は取消しの理由）を記入してください。", status=2
        )
