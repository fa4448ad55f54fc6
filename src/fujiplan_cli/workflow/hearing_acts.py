"""What the 事務局 records of new projects: results, support and marks. All of a command, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.act import Act
from fujiplan_cli.model.hearing import (
    CANDIDATE,
    HEARD,
    KIND_WORDS,
    POINTS,
    RESULTS,
    ROUND_WORDS,
    HearingResult,
    Mark,
    Round,
    Support,
    SupportDone,
)
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.hearing_checks import (
    NOTHING,
    in_order,
    known_day,
    known_ideas,
    must_be_adopted,
    not_before_result,
    only_in,
)
from fujiplan_cli.workflow.hearing_state import Idea, Ideas, RecordSheet, ideas


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a command recorded, in words, and what it left alone because somebody must act first."""

    acts: tuple[Act, ...]
    told: tuple[str, ...]
    waiting: tuple[str, ...] = ()


Made = tuple[Act, str]


def record_acts(
    desk: Desk, year: int, make: Callable[[Ideas], Sequence[Made]], waiting: Sequence[str] = ()
) -> Recorded:
    """Check everything on one state of the ledger, then add all acts in one transaction."""
    with desk.ledger() as ledger, ledger.writing(desk.by, desk.at) as writer:
        made = make(ideas(desk, ledger, year))
        for act, _ in made:
            writer.add_act(act)
    return Recorded(tuple(act for act, _ in made), tuple(words for _, words in made), tuple(waiting))


# -- results ----------------------------------------------------------------------------------------------------------


def record_results(desk: Desk, year: int, name: Round, numbers: Sequence[str] = ()) -> Recorded:
    """Make what the 記録票 of a round say the results (of some proposals). Raises Refused, LedgerError.

    A result that is already recorded as it is there stays; another one for the same proposal and round is refused.
    """
    only_in(name, HEARD, "ヒアリングの結果")
    waiting: list[str] = []

    def make(every: Ideas) -> list[Made]:
        """The acts to be recorded, or a refusal."""
        chosen = known_ideas(every, numbers) if numbers else every.every
        missing = [one.number for one in chosen if name not in one.sheets]
        if numbers and missing:
            raise Refused(
                f"{ROUND_WORDS[name]}のヒアリング記録票が受け付けられていない提案があります：{'、'.join(missing)}",
                f"記録票に記入し、inbox に入れて collect で受け付けてください。{NOTHING}",
            )
        made: list[Made] = []
        for one in chosen:
            sheet = one.sheets.get(name)
            if sheet is None:
                continue
            if not sheet.good:
                waiting.append(f"提案{one.number}：記録票に直すところがあります（{sheet.stored.submission.file}）。")
                continue
            made += _result(desk, year, one, sheet)
        if not made and not waiting and not any(name in one.results for one in chosen):
            raise Refused(
                f"{ROUND_WORDS[name]}のヒアリング記録票がまだ受け付けられていません。",
                f"記録票に記入し、inbox に入れて fujiplan collect --year {year} で受け付けてください。{NOTHING}",
            )
        return made

    found = record_acts(desk, year, make)
    return Recorded(found.acts, found.told, tuple(waiting))


def _result(desk: Desk, year: int, idea: Idea, sheet: RecordSheet) -> Iterator[Made]:
    day = sheet.value("hearing_date")
    known = known_day(desk, year, day if isinstance(day, date) else None, f"提案{idea.number}の記録票の実施日")
    planned = sheet.value("planned_from")
    one = HearingResult(
        proposal=idea.number,
        round=sheet.round,
        date=known.isoformat(),
        result=sheet.text("result"),
        reason=sheet.text("result_reason"),
        points=sheet.points,
        planned_from=planned if isinstance(planned, int) else None,
        candidate=sheet.text("priority") == CANDIDATE,
        version=sheet.stored.version,
    )
    if one.result not in RESULTS or set(one.points) != set(POINTS):
        raise Refused(
            f"提案{idea.number}の記録票に、結果又は評点がありません。", f"記録票を直して受け付けてください。{NOTHING}"
        )
    there = idea.results.get(sheet.round)
    if there is not None:
        if _same(there, one):
            return
        raise Refused(
            f"提案{idea.number}の{ROUND_WORDS[sheet.round]}の結果は、既に「{there.result}」（{there.total}点）と記録されています。"
            f"今の記録票は「{one.result}」（{one.total}点）です。",
            f"結果を替えるときは、先に --undo {there.id} --reason 理由 で取り消してください。{NOTHING}",
            status=2,
        )
    in_order(idea, sheet.round, one.date)
    mark = "、重点施策の候補" if one.candidate else ""
    yield (
        one.act(year),
        f"提案{idea.number} {idea.name}：{ROUND_WORDS[sheet.round]} {one.result}（{one.total}点{mark}）",
    )
    yield from _agreed(year, idea, sheet, one)


def _same(there: HearingResult, now: HearingResult) -> bool:
    """Whether two results say the same, whichever version of the 記録票 said it."""
    return (there.result, there.points, there.date, there.planned_from, there.candidate) == (
        now.result, now.points, now.date, now.planned_from, now.candidate,
    )  # fmt: skip


def _agreed(year: int, idea: Idea, sheet: RecordSheet, result: HearingResult) -> Iterator[Made]:
    """The support that the 記録票 says was agreed, unless it is known already."""
    what, due = sheet.text("support_agreed"), sheet.value("support_due")
    if not what or not isinstance(due, date):
        return
    one = Support(idea.number, sheet.round, result.date, what, sheet.text("support_lead"), due.isoformat())
    if not any((s.round, s.what, s.due) == (one.round, one.what, one.due) for s in idea.supports):
        yield one.act(year), _support_words(one)


def _support_words(one: Support) -> str:
    return f"提案{one.proposal}への支援：{one.what}（{one.lead}、{day_words(date.fromisoformat(one.due))}まで）"


# -- support ----------------------------------------------------------------------------------------------------------


def agree_support(
    desk: Desk, year: int, name: Round, number: Sequence[str], what: str, lead: str, due: date | None, day: date | None
) -> Recorded:
    """Record a support that was agreed outside the 記録票. Raises Refused, LedgerError."""
    on = known_day(desk, year, day, "合意した日")
    if not what.strip() or not lead.strip() or due is None:
        raise Refused(
            "支援には、内容、担当、期限が必要です。",
            f"--support、--lead、--due を指定してください。{NOTHING}",
            status=2,
        )
    if due < on:
        raise Refused(
            f"支援の期限 {due} が、合意した日 {on} より前です。", f"日付を確認してください。{NOTHING}", status=2
        )

    def make(every: Ideas) -> list[Made]:
        """The acts to be recorded, or a refusal."""
        made = []
        for idea in known_ideas(every, number):
            if idea.result is None:
                raise Refused(
                    f"提案{idea.number}には、ヒアリングの結果がないため、支援を記録できません。",
                    f"先に --record で結果を記録してください。{NOTHING}",
                    status=2,
                )
            one = Support(idea.number, name, on.isoformat(), what.strip(), lead.strip(), due.isoformat())
            made.append((one.act(year), _support_words(one)))
        return made

    return record_acts(desk, year, make)


def finish_support(
    desk: Desk, year: int, number: Sequence[str], support: int | None, day: date | None, note: str
) -> Recorded:
    """Record that the open support of a proposal was carried out. Raises Refused when it is not the only one."""
    on = known_day(desk, year, day, "支援を終えた日")

    def make(every: Ideas) -> list[Made]:
        """The acts to be recorded, or a refusal."""
        made = []
        for idea in known_ideas(every, number):
            waiting = [one for one in idea.supports if not one.done and support in (None, one.id)]
            if len(waiting) != 1:
                words = "、".join(f"{one.id}（{one.what}）" for one in idea.supports if not one.done) or "なし"
                raise Refused(
                    f"提案{idea.number}の、終えた支援を一つに決められません（未了の支援：{words}）。",
                    f"--support-no で支援の番号を指定してください。{NOTHING}",
                    status=2,
                )
            one = waiting[0]
            if on.isoformat() < one.date:
                raise Refused(
                    f"終えた日 {on} が、合意した日 {one.date} より前です。",
                    f"日付を確認してください。{NOTHING}",
                    status=2,
                )
            made.append(
                (SupportDone(idea.number, one.id, on.isoformat(), note).act(year), f"支援を終えました：{one.what}")
            )
        return made

    return record_acts(desk, year, make)


# -- marks and amounts -------------------------------------------------------------------------------------------------


def mark_important(desk: Desk, year: int, name: Round, numbers: Sequence[str], reason: str) -> Recorded:
    """Mark proposals to be heard by 本部 in October. Raises Refused, LedgerError."""
    only_in(name, ("june", "october"), "重要な新規事業の印")
    return _mark(desk, year, numbers, desk.today, reason, Mark("important", "", "", ""))


def decide_priority(
    desk: Desk, year: int, name: Round, numbers: Sequence[str], day: date | None, reason: str
) -> Recorded:
    """Record that proposals are 重点施策. The mark stays with the project for its life. Raises Refused, LedgerError."""
    only_in(name, ("october", "november"), "重点施策の決定")
    return _mark(desk, year, numbers, known_day(desk, year, day, "決定した日"), reason, Mark("priority", "", "", ""))


def _mark(desk: Desk, year: int, numbers: Sequence[str], day: date, reason: str, like: Mark) -> Recorded:
    words = KIND_WORDS[like.kind]
    if not reason.strip():
        raise Refused(f"{words}には、理由が必要です。", f"--reason で理由を指定してください。{NOTHING}", status=2)

    def make(every: Ideas) -> list[Made]:
        """The acts to be recorded, or a refusal."""
        made = []
        for idea in known_ideas(every, numbers):
            must_be_adopted(idea, words)
            not_before_result(idea, day, "日付")
            there = idea.priority if like.kind == "priority" else idea.important
            if there is not None:
                raise Refused(
                    f"提案{idea.number}の{words}は、既に記録されています（{there.date}）。", NOTHING, status=2
                )
            one = Mark(like.kind, idea.number, day.isoformat(), reason.strip())
            made.append((one.act(year), f"提案{idea.number} {idea.name}：{words}"))
        return made

    return record_acts(desk, year, make)
