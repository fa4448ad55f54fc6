"""The money of new projects as the 事務局 records it: 次年度要求額, 予算計上額, and when 予算案 was made public."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.hearing import Amount, Announced, Round
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.hearing_acts import Made, Recorded, record_acts
from fujiplan_cli.workflow.hearing_checks import (
    NOTHING,
    UNDECIDED,
    known_day,
    known_ideas,
    must_be_adopted,
    not_before_result,
    only_in,
    read_amount,
)
from fujiplan_cli.workflow.hearing_state import Idea, Ideas

_WORDS = {"requested": "次年度要求額", "budgeted": "予算計上額"}


def request_amount(desk: Desk, year: int, name: Round, number: Sequence[str], text: str, day: date | None) -> Recorded:
    """次年度要求額 in 千円, or 未定; a later one stands over an earlier one. Raises Refused, LedgerError."""
    only_in(name, ("october", "november"), "次年度要求額")

    def budgeted_already(idea: Idea) -> Refused | None:
        """What the 予算 has settled is no longer asked for."""
        if idea.budgeted is None:
            return None
        words = f"提案{idea.number}には、既に予算計上額があるため、要求額を記録できません。"
        return Refused(words, f"順序を確認してください。{NOTHING}", status=2)

    value = read_amount(text, may_be_undecided=True)
    given = Amount("requested", "", _day(desk, year, day), value)
    return _recorded(desk, year, number, given, budgeted_already)


def budget_amount(desk: Desk, year: int, name: Round, number: Sequence[str], text: str, day: date | None) -> Recorded:
    """予算計上額 in 千円, once for each proposal. Raises Refused, LedgerError."""
    only_in(name, ("january",), "予算計上額")

    def recorded_already(idea: Idea) -> Refused | None:
        """A second one takes the place of the first only after that was taken back."""
        if idea.budgeted is None:
            return None
        return Refused(
            f"提案{idea.number}の予算計上額は、既に {idea.budgeted.value:,f}千円 と記録されています。",
            f"替えるときは、先に --undo {idea.budgeted.id} --reason 理由 で取り消してください。{NOTHING}",
            status=2,
        )

    value = read_amount(text)
    given = Amount("budgeted", "", _day(desk, year, day), value)
    return _recorded(desk, year, number, given, recorded_already)


def announce_draft(desk: Desk, year: int, name: Round, day: date | None) -> Recorded:
    """The day on which 予算案 was made public. Raises Refused, LedgerError."""
    only_in(name, ("january", "february"), "予算案の公表日")
    on = known_day(desk, year, day, "予算案の公表日")

    def make(every: Ideas) -> list[Made]:
        """The acts to be recorded, or a refusal."""
        if every.announced is not None:
            raise Refused(
                f"予算案の公表日は、既に {every.announced.date} と記録されています。",
                f"替えるときは、先に --undo {every.announced.id} --reason 理由 で取り消してください。{NOTHING}",
                status=2,
            )
        return [(Announced(on.isoformat()).act(year), f"予算案の公表日：{day_words(on)}")]

    return record_acts(desk, year, make)


def _day(desk: Desk, year: int, day: date | None) -> str:
    return known_day(desk, year, day or desk.today, "日付").isoformat()


def _recorded(
    desk: Desk, year: int, numbers: Sequence[str], given: Amount, refusal: Callable[[Idea], Refused | None]
) -> Recorded:
    """``given`` for each of the proposals, unless one of them is refused it."""
    what = _WORDS[given.kind]

    def make(every: Ideas) -> list[Made]:
        """The acts to be recorded, or a refusal."""
        made = []
        for idea in known_ideas(every, numbers):
            must_be_adopted(idea, what)
            not_before_result(idea, date.fromisoformat(given.date), "日付")
            refused = refusal(idea)
            if refused is not None:
                raise refused
            shown = UNDECIDED if given.value is None else f"{given.value:,f}千円"
            one = replace(given, proposal=idea.number)
            made.append((one.act(year), f"提案{idea.number} {idea.name}：{what} {shown}"))
        return made

    return record_acts(desk, year, make)
