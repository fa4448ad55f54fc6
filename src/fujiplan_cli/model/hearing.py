"""What the hearings of new projects settle, kept as acts of the ledger. Each kind says here which facts it has.

Dates are ISO texts, amounts 千円. ``subject`` of every act is the 提案番号, or "" for what concerns the whole year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from fujiplan_cli.model.act import Act

Round = Literal["june", "october", "november", "january", "february"]
ROUNDS: tuple[Round, ...] = ("june", "october", "november", "january", "february")
ROUND_WORDS: Mapping[str, str] = {
    "june": "6月",
    "october": "10月",
    "november": "11月",
    "january": "1月",
    "february": "2月",
}
HEARD: tuple[Round, ...] = ("june", "october", "november")
"""Rounds at which a 記録票 is written and a result is found."""
POINTS: Mapping[str, str] = {
    "score_need": "必要性",
    "score_maturity": "熟度",
    "score_effect": "効果",
    "score_value": "費用対効果",
    "score_feasible": "実現性・リスク",
}
"""Fields of the ヒアリング記録票 that hold 20 points each. What a grade means stands in forms/hearing.toml."""
ADOPTED, DEFERRED, DROPPED = "計画登載", "継続検討", "見送り"
RESULTS = (ADOPTED, DEFERRED, DROPPED)
CANDIDATE = "候補とする"


@dataclass(frozen=True, slots=True)
class HearingResult:
    """``hearing_result``: what one hearing of one proposal found. Key: proposal and round."""

    proposal: str
    round: str
    date: str
    result: str
    reason: str
    points: Mapping[str, int]
    """Field → points; empty when the round gave none anew."""
    planned_from: int | None = None
    """計画に載せる年度."""
    candidate: bool = False
    """重点施策の候補."""
    version: int = 0
    """Version of the 記録票 it was read from; 0 when entered by hand."""
    id: int = 0

    @property
    def total(self) -> int | None:
        """Of 100; None unless all five were given."""
        return sum(self.points.values()) if len(self.points) == len(POINTS) else None

    def act(self, year: int) -> Act:
        """Facts: round, result, planned_from, candidate, version and the points that were given."""
        facts = {"round": self.round, "result": self.result, "version": str(self.version)}
        facts |= {name: str(value) for name, value in self.points.items()}
        facts |= {"planned_from": str(self.planned_from)} if self.planned_from else {}
        facts |= {"candidate": "1"} if self.candidate else {}
        return Act(0, "hearing_result", year, self.proposal, self.date, self.reason, facts)

    @classmethod
    def of(cls, act: Act) -> HearingResult:
        """The act read back."""
        facts = act.facts
        return cls(
            proposal=act.subject,
            round=facts["round"],
            date=act.date,
            result=facts["result"],
            reason=act.reason,
            points={name: int(facts[name]) for name in POINTS if name in facts},
            planned_from=int(facts["planned_from"]) if "planned_from" in facts else None,
            candidate="candidate" in facts,
            version=int(facts.get("version", "0")),
            id=act.id,
        )


def last_result(results: Mapping[str, HearingResult]) -> HearingResult | None:
    """That of the last round that found one; ``results`` is in the order of the rounds."""
    return next(reversed(tuple(results.values())), None)


def last_scored(results: Mapping[str, HearingResult]) -> HearingResult | None:
    """The last one with all five points."""
    return next((one for one in reversed(tuple(results.values())) if one.total is not None), None)


@dataclass(frozen=True, slots=True)
class Support:
    """``support``: what the 事務局 agreed to do for a proposal. ``done``: ISO date of its ``support_done``, or ""."""

    proposal: str
    round: str
    date: str
    what: str
    lead: str
    due: str
    done: str = ""
    note: str = ""
    id: int = 0

    def act(self, year: int) -> Act:
        """Facts: round, what, lead, due."""
        facts = {"round": self.round, "what": self.what, "lead": self.lead, "due": self.due}
        return Act(0, "support", year, self.proposal, self.date, "", facts)

    @classmethod
    def of(cls, act: Act, done: Act | None) -> Support:
        """The act read back, with the act that says it was carried out."""
        facts = act.facts
        ended, note = (done.date, done.reason) if done else ("", "")
        what, lead, due = facts["what"], facts["lead"], facts["due"]
        return cls(act.subject, facts["round"], act.date, what, lead, due, ended, note, act.id)


@dataclass(frozen=True, slots=True)
class SupportDone:
    """``support_done``: a support was carried out. ``support``: id of its act."""

    proposal: str
    support: int
    date: str
    note: str = ""

    def act(self, year: int) -> Act:
        """Facts: support."""
        return Act(0, "support_done", year, self.proposal, self.date, self.note, {"support": str(self.support)})


@dataclass(frozen=True, slots=True)
class Mark:
    """``important`` (to be heard by 本部) or ``priority`` (重点施策, decided): a mark with its reason."""

    kind: Literal["important", "priority"]
    proposal: str
    date: str
    reason: str
    id: int = 0

    def act(self, year: int) -> Act:
        """No facts: the mark is the act."""
        return Act(0, self.kind, year, self.proposal, self.date, self.reason)


@dataclass(frozen=True, slots=True)
class Amount:
    """``requested`` (次年度要求額) or ``budgeted`` (予算計上額), in 千円. ``value`` None: 未定, which is not 0."""

    kind: Literal["requested", "budgeted"]
    proposal: str
    date: str
    value: Decimal | None
    reason: str = ""
    id: int = 0

    def act(self, year: int) -> Act:
        """Facts: amount; none while 未定."""
        facts = {} if self.value is None else {"amount": str(self.value)}
        return Act(0, self.kind, year, self.proposal, self.date, self.reason, facts)

    @classmethod
    def of(cls, act: Act) -> Amount:
        """The act read back."""
        value = Decimal(act.facts["amount"]) if "amount" in act.facts else None
        kind: Literal["requested", "budgeted"] = "requested" if act.kind == "requested" else "budgeted"
        return cls(kind, act.subject, act.date, value, act.reason, act.id)


@dataclass(frozen=True, slots=True)
class Announced:
    """``draft_announced``: the day on which 予算案 was made public. Before it no amount leaves the house."""

    date: str
    id: int = 0

    def act(self, year: int) -> Act:
        """About the whole year; no facts."""
        return Act(0, "draft_announced", year, "", self.date)


@dataclass(frozen=True, slots=True)
class Registered:
    """``registered``: the proposal became a project of the register. ``version``: that of the register."""

    proposal: str
    date: str
    number: str
    version: int
    reason: str
    id: int = 0

    def act(self, year: int) -> Act:
        """Facts: number, version."""
        facts = {"number": self.number, "version": str(self.version)}
        return Act(0, "registered", year, self.proposal, self.date, self.reason, facts)

    @classmethod
    def of(cls, act: Act) -> Registered:
        """The act read back."""
        return cls(act.subject, act.date, act.facts["number"], int(act.facts["version"]), act.reason, act.id)


KIND_WORDS: Mapping[str, str] = {
    "hearing_result": "ヒアリングの結果",
    "support": "合意した支援",
    "support_done": "支援の実施",
    "important": "重要な新規事業の印",
    "priority": "重点施策の決定",
    "requested": "次年度要求額",
    "budgeted": "予算計上額",
    "draft_announced": "予算案の公表",
    "registered": "事業台帳への登載",
}
"""Every kind of act that this use has, as users read it, in the order of the year."""
