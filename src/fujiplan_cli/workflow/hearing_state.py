"""What is known of the new projects of a year: the proposal, its hearings round by round, and what followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.act import Act
from fujiplan_cli.model.hearing import (
    ADOPTED,
    KIND_WORDS,
    POINTS,
    ROUND_WORDS,
    ROUNDS,
    Amount,
    Announced,
    HearingResult,
    Mark,
    Registered,
    Support,
    last_result,
    last_scored,
)
from fujiplan_cli.model.memory import StoredSubmission
from fujiplan_cli.model.plan import Department, HearingRules
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.snapshot import HeardProposal
from fujiplan_cli.model.values import Value
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.proposals import HEARING, proposals
from fujiplan_cli.workflow.records import PROPOSAL, proposal_records

_ROUNDS = {words: name for name, words in ROUND_WORDS.items()}


@dataclass(frozen=True, slots=True)
class RecordSheet:
    """The 記録票 of one proposal and one round that counts: the newest good one, else the newest returned one."""

    proposal: str
    round: str
    stored: StoredSubmission

    @property
    def good(self) -> bool:
        """Whether its answers may be used."""
        return self.stored.submission.verdict in ("accepted", "repaired")

    def value(self, field: str) -> Value | None:
        """An answer; None when blank, faulty or not on the sheet."""
        answer = self.stored.submission.answers.get(field)
        return None if answer is None or answer.faulty else answer.value

    def text(self, field: str) -> str:
        """An answer as text; "" when there is none."""
        value = self.value(field)
        return "" if value is None else str(value)

    @property
    def points(self) -> dict[str, int]:
        """Field → points given."""
        found = {name: self.value(name) for name in POINTS}
        return {name: int(value) for name, value in found.items() if isinstance(value, (int, Decimal))}


@dataclass(frozen=True, slots=True)
class Idea:
    """One proposal with all that followed it."""

    number: str
    office: Department | None
    record: Record
    sheets: Mapping[str, RecordSheet]
    """Round → its 記録票."""
    results: Mapping[str, HearingResult]
    """Round → its result, in the order of the rounds."""
    supports: tuple[Support, ...]
    important: Mark | None
    priority: Mark | None
    requested: Amount | None
    budgeted: Amount | None
    registered: Registered | None

    @property
    def name(self) -> str:
        """事業名（仮称）."""
        return str(self.record.value("proposal_name") or "")

    @property
    def result(self) -> HearingResult | None:
        """That of the last round that found one."""
        return last_result(self.results)

    @property
    def scored(self) -> HearingResult | None:
        """The last result with all five scores."""
        return last_scored(self.results)

    @property
    def adopted(self) -> bool:
        """Whether the last result is 計画登載."""
        return self.result is not None and self.result.result == ADOPTED

    def is_important(self, rules: HearingRules) -> bool:
        """Whether 本部 hears it in October: it is to join the plan and is marked, a candidate, or scored high."""
        if not self.adopted:
            return False
        scored = self.scored
        high = scored is not None and (
            scored.points["score_need"] >= rules.important_need or (scored.total or 0) >= rules.important_total
        )
        return high or self.important is not None or any(one.candidate for one in self.results.values())

    @property
    def amount(self) -> Decimal | None:
        """次年度要求額 in 千円; None: 未定 (never taken for 0). An estimate of the proposal is none."""
        return self.requested.value if self.requested else None


@dataclass(frozen=True, slots=True)
class Ideas:
    """All proposals of a survey in the order of the departments, and the day 予算案 was made public."""

    year: int
    every: tuple[Idea, ...]
    announced: Announced | None

    def find(self, number: str) -> Idea | None:
        """By 提案番号, or by the 事業番号 that it was given."""
        return next(
            (i for i in self.every if number in (i.number, i.registered.number if i.registered else None)), None
        )


def acts_of(ledger: Ledger, year: int) -> dict[str, tuple[Act, ...]]:
    """Kind → its acts in force, oldest first."""
    return {kind: ledger.acts(kind, year) for kind in KIND_WORDS}


def ideas(desk: Desk, ledger: Ledger, year: int) -> Ideas:
    """What is known today. Raises LedgerError."""
    made = proposals(proposal_records(desk, ledger, year))
    sent = {one.project: one.department for one in ledger.distributions(year, PROPOSAL)}
    sheets = record_sheets(ledger, year)
    acts = acts_of(ledger, year)
    order = {one.code: place for place, one in enumerate(desk.plan.departments)}
    numbers = sorted(made, key=lambda no: (order.get(sent.get(no, ""), len(order)), no))
    announced = acts["draft_announced"]
    return Ideas(
        year,
        tuple(_idea(desk, made[no], sent.get(no, ""), sheets, acts) for no in numbers),
        Announced(announced[-1].date, announced[-1].id) if announced else None,
    )


def _idea(
    desk: Desk,
    record: Record,
    office: str,
    sheets: Mapping[tuple[str, str], RecordSheet],
    acts: Mapping[str, tuple[Act, ...]],
) -> Idea:
    number = record.project
    own = {kind: [one for one in every if one.subject == number] for kind, every in acts.items()}
    results = {one.round: one for one in map(HearingResult.of, own["hearing_result"])}
    done = {int(one.facts["support"]): one for one in own["support_done"]}
    registered = own["registered"][-1:]
    return Idea(
        number=number,
        office=desk.plan.department(office),
        record=record,
        sheets={name: sheets[number, name] for name in ROUNDS if (number, name) in sheets},
        results={name: results[name] for name in ROUNDS if name in results},
        supports=tuple(Support.of(one, done.get(one.id)) for one in own["support"]),
        important=_mark(own["important"]),
        priority=_mark(own["priority"]),
        requested=_amount(own["requested"]),
        budgeted=_amount(own["budgeted"]),
        registered=Registered.of(registered[0]) if registered else None,
    )


def _mark(acts: list[Act]) -> Mark | None:
    if not acts:
        return None
    one = acts[-1]
    return Mark("priority" if one.kind == "priority" else "important", one.subject, one.date, one.reason, one.id)


def _amount(acts: list[Act]) -> Amount | None:
    return Amount.of(acts[-1]) if acts else None


def heard_in_june(desk: Desk, ledger: Ledger, year: int) -> tuple[HeardProposal, ...]:
    """Every proposal of the survey with the result of its June hearing, for 幹事会. Raises LedgerError."""
    return tuple(_heard(one) for one in ideas(desk, ledger, year).every)


def _heard(idea: Idea) -> HeardProposal:
    result = idea.results.get("june")
    return HeardProposal(
        number=idea.number,
        name=idea.name,
        division=idea.office.division if idea.office else "",
        office=idea.office.name if idea.office else "",
        date=result.date if result else "",
        points=result.total if result else None,
        result=result.result if result else "",
        reason=result.reason if result else "",
        supports=tuple(_support_words(one) for one in idea.supports if one.round == "june"),
    )


def _support_words(support: Support) -> str:
    parts = (support.lead, f"{day_words(date.fromisoformat(support.due))}まで" if support.due else "")
    added = "、".join((*(part for part in parts if part), "済" if support.done else "未了"))
    return f"{support.what}（{added}）"


def record_sheets(ledger: Ledger, year: int, proposal: str | None = None) -> dict[tuple[str, str], RecordSheet]:
    """(提案番号, round) → the 記録票 that counts. One of October never takes the place of one of June."""
    found: dict[tuple[str, str], RecordSheet] = {}
    heard = dict.fromkeys(mark.project for mark in ledger.versions(year, proposal) if mark.form == HEARING)
    for number in heard:
        for stored in ledger.submissions(year, number):
            name = _ROUNDS.get(round_of(stored))
            if stored.submission.form != HEARING or stored.withdrawn or name is None:
                continue
            before = found.get((number, name))
            returned = stored.submission.verdict in ("returned", "rejected")
            if before is None or not returned or before.stored.submission.verdict in ("returned", "rejected"):
                found[number, name] = RecordSheet(number, name, stored)
    return found


def round_of(stored: StoredSubmission) -> str:
    """実施回 of a 記録票 as its sheet says it (6月), "" when it does not."""
    answer = stored.submission.answers.get("round")
    return stored.submission.subject or str(answer.value if answer and answer.value is not None else "")


def open_supports(ledger: Ledger, years: range) -> tuple[tuple[int, Support], ...]:
    """Every support agreed in these years and not carried out yet, by due date."""
    found = []
    for year in years:
        done = {int(one.facts["support"]) for one in ledger.acts("support_done", year)}
        found += [(year, Support.of(one, None)) for one in ledger.acts("support", year) if one.id not in done]
    return tuple(sorted(found, key=lambda pair: (pair[1].due, pair[1].proposal, pair[1].id)))
