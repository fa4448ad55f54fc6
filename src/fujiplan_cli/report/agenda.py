"""本部: what it is asked to decide, and the few figures beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.snapshot import Instruction as Told
from fujiplan_cli.model.snapshot import SnapshotEntry
from fujiplan_cli.report.amounts import MONEY, total_of
from fujiplan_cli.report.concerns import MOST, Concern, all_concerns, rule_words
from fujiplan_cli.report.counts import CountRow, row_of
from fujiplan_cli.report.given import ReportInput
from fujiplan_cli.report.lines import by_number
from fujiplan_cli.report.words import change, digits, text_of


@dataclass(frozen=True, slots=True)
class Instruction:
    """前回会議の指摘 and what was done about it."""

    number: str
    name: str
    department: str
    comment: str
    response: str
    done: bool
    due: str
    """「令和8年10月30日」; "" when none was set."""
    overdue: bool
    """Not done on the day of the material though its day has passed."""
    how: str
    """Why it counts as done, or why a response does not yet."""


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """One amount of all projects, this year and last."""

    label: str
    now: str
    before: str
    change: str


@dataclass(frozen=True, slots=True)
class Agenda:
    """The first page of 本部's material. No mean, no chart (domain.md §5)."""

    total: int
    repeated: int
    concerns: tuple[Concern, ...]
    others: int
    rule: str
    now: CountRow
    before: CountRow | None
    money: tuple[MoneyLine, ...]
    money_projects: int
    money_marked: str
    """予算現額 of the projects that still await a person: part of the total that may change."""
    money_projects_before: int | None
    instructions: tuple[Instruction, ...]

    @property
    def open_instructions(self) -> int:
        """前回指示のうち未了: neither answered on an accepted sheet nor recorded as done by the 事務局."""
        return sum(not i.done for i in self.instructions)

    @property
    def overdue(self) -> tuple[Instruction, ...]:
        """Those of them whose day has passed."""
        return tuple(i for i in self.instructions if i.overdue)

    @property
    def overdue_projects(self) -> tuple[str, ...]:
        """Their projects, each once."""
        return tuple(dict.fromkeys(i.number for i in self.overdue))


def agenda_of(given: ReportInput) -> Agenda:
    """Everything on the first page."""
    concerns = all_concerns(given)
    everything = given.by_stage[-1]
    last = given.last_year_counts
    money, projects, before = _money(given)
    return Agenda(
        total=everything.projects,
        repeated=everything.repeated,
        concerns=concerns[:MOST],
        others=max(len(concerns) - MOST, 0),
        rule=rule_words(given.method),
        now=row_of(given.method, "今年度", everything),
        before=row_of(given.method, "前年度", last) if last else None,
        money=money,
        money_projects=projects,
        money_marked=digits(total_of(given.form, [e for e in given.snapshot.entries if e.card.marked]).budget_total),
        money_projects_before=before,
        instructions=_instructions(given),
    )


def _money(given: ReportInput) -> tuple[tuple[MoneyLine, ...], int, int | None]:
    now = total_of(given.form, given.snapshot.entries)
    last = total_of(given.form, given.last_year.entries) if given.last_year else None
    lines = []
    for name, label in MONEY:
        one, other = getattr(now, name), getattr(last, name) if last else None
        lines.append(MoneyLine(label, digits(one), digits(other), "" if other is None else change(one - other)))
    return tuple(lines), now.projects, last.projects if last else None


def _instructions(given: ReportInput) -> tuple[Instruction, ...]:
    return tuple(_instruction(given, e, one) for e in by_number(given) for one in _told(e))


def _told(entry: SnapshotEntry) -> tuple[Told, ...]:
    """The instructions one by one; what was frozen before they were kept so has their words alone."""
    return entry.instructions or ((Told(entry.comment),) if entry.comment else ())


def _instruction(given: ReportInput, entry: SnapshotEntry, told: Told) -> Instruction:
    how = f"事務局が完了と記録（{told.done}）" if told.done else ""
    response = text_of(entry.record, "response")
    if not how and _accepted(entry):
        how = "調書の対応を受付"
    done = bool(how)
    return Instruction(
        number=entry.project.number,
        name=entry.project.name,
        department=entry.department,
        comment=told.words,
        response=response,
        done=done,
        due=day_words(date.fromisoformat(told.due)) if told.due else "",
        overdue=bool(told.due) and not done and told.due < given.snapshot.frozen_on,
        how=how or ("調書を確認中" if response else ""),
    )


def _accepted(entry: SnapshotEntry) -> bool:
    """Whether 「対応」 counts: typed, sound, not waiting for a person, and on a sheet that was not sent back."""
    fact = entry.record.facts.get("response")
    sound = fact is not None and not fact.faulty and not fact.marked and bool(text_of(entry.record, "response"))
    return sound and entry.record.verdict != "returned"
