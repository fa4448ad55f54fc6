"""本日すること: what waits, whether it is late, who must act, and with which command."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.model.plan import Meeting, Plan
from fujiplan_cli.model.year_schedule import Matter, ScheduleLine
from fujiplan_cli.workflow.schedule_evidence import Evidence, to_send
from fujiplan_cli.workflow.schedule_lines import due_of
from fujiplan_cli.workflow.status import CORRECT, MISSING, ListState, ProjectState

REVIEW = "事務局確認中"
_OFFICE = ("事務局",)


@dataclass(frozen=True, slots=True)
class _Day:
    plan: Plan
    year: int
    found: Evidence
    lines: tuple[ScheduleLine, ...]
    today: date

    def matter(
        self, kind: str, title: str, actors: Iterable[str], items: Iterable[str], due: date | None, command: str = ""
    ) -> Iterator[Matter]:
        """The matter, once the month of its due day has come."""
        if due is not None and due.replace(day=1) > self.today:
            return
        late = due is not None and due < self.today
        words = f"fujiplan {command}" if command else ""
        yield Matter(kind, title, tuple(dict.fromkeys(actors)), tuple(items), due, late, words)


def matters_of(
    plan: Plan, year: int, found: Evidence, lines: tuple[ScheduleLine, ...], today: date
) -> tuple[Matter, ...]:
    """What is late first, the oldest due day first; then what waits. Nothing whose month has not come."""
    day = _Day(plan, year, found, lines, today)
    every = [one for look in _LOOKS for one in look(day)]
    return tuple(sorted(every, key=lambda one: (not one.late, one.due or date.max)))


def _register(day: _Day) -> Iterator[Matter]:
    if not day.found.registered:
        command = "import register.xlsx --kind register"
        due = due_of(day.lines, "distribute")
        yield from day.matter("register", "事業台帳を取り込んでいない", _OFFICE, (), due, command)


def _distribute(day: _Day) -> Iterator[Matter]:
    waiting = to_send(day.found)
    if waiting:
        due, command = due_of(day.lines, "distribute"), f"distribute --year {day.year}"
        yield from day.matter("distribute", "調書を配布していない事業", _OFFICE, waiting, due, command)


def _missing(day: _Day) -> Iterator[Matter]:
    """Only of sheets that were sent out; one due day after the other, for some have more time."""
    waiting = [s for s in day.found.status.states if s.state == MISSING and s.project in day.found.sent]
    command = f"status --year {day.year} --reminders"
    for due in sorted({one.due for one in waiting}):
        own = [one for one in waiting if one.due == due]
        title = "調書が未提出" + ("（期限延長）" if own[0].extended else "")
        yield from day.matter("missing", title, _offices(own), _numbers(own), due, command)
    silent = [one.department for one in day.found.status.survey if one.state == MISSING]
    if silent:
        yield from day.matter("survey", "新規事業調査に未回答", silent, silent, day.plan.due(day.year), command)


def _returned(day: _Day) -> Iterator[Matter]:
    waiting = [one for one in day.found.status.states if one.state == CORRECT]
    if waiting:
        command = f"status --year {day.year} --reminders"
        due = max(one.due for one in waiting)
        yield from day.matter("returned", "修正依頼に未対応", _offices(waiting), _numbers(waiting), due, command)


def _review(day: _Day) -> Iterator[Matter]:
    waiting = [one for one in day.found.status.states if one.state == REVIEW]
    if waiting:
        due, command = due_of(day.lines, "confirm"), f"settle 事業番号 項目 --year {day.year} --accept --reason 理由"
        yield Matter("review", "事務局確認中の事業", _OFFICE, tuple(_numbers(waiting)), due,
                     due is not None and due < day.today, f"fujiplan {command}")  # fmt: skip


def _unconfirmed(day: _Day) -> Iterator[Matter]:
    if day.found.unconfirmed:
        due, command = due_of(day.lines, "confirm"), f"distribute --year {day.year} --form confirmation"
        title = "事務局が水準を確認していない自己評価"
        yield from day.matter("unconfirmed", title, _OFFICE, day.found.unconfirmed, due, command)


def _meetings(day: _Day) -> Iterator[Matter]:
    for meeting in day.plan.meetings:
        due = due_of(day.lines, "meeting", meeting.id)
        if due is not None and day.found.status.states:
            yield from _meeting(day, meeting, due)


def _meeting(day: _Day, meeting: Meeting, due: date) -> Iterator[Matter]:
    given, undecided = f"--year {day.year} --meeting {meeting.id}", day.found.undecided[meeting.id]
    if meeting.id not in day.found.frozen:
        title, command = f"{meeting.short}の資料が未確定", f"report {given}"
        yield from day.matter("snapshot", title, _OFFICE, (meeting.id,), due, command)
    elif undecided:
        title, command = f"{meeting.short}の決定が未記録の事業", f"decide {given} --date 日付 --all --decision 決定"
        yield from day.matter("decision", title, (meeting.short, *_OFFICE), undecided, due, command)


def _settlement(day: _Day) -> Iterator[Matter]:
    due = due_of(day.lines, "settlement")
    one = next((one for one in day.found.status.lists if one.form == "settlement"), None)
    if due is None or not day.found.status.states:
        return
    if one is None:
        command = f"distribute --year {day.year} --form settlement"
        yield from day.matter("settlement", "数値確定票を配布していない", _OFFICE, (), due, command)
    elif one.answered < one.sent:
        command = f"status --year {day.year} --reminders"
        yield from day.matter("settlement", "数値確定票が未回収", _silent(one), one.waiting, due, command)


def _silent(one: ListState) -> tuple[str, ...]:
    return one.waiting or _OFFICE


def _hearing(day: _Day) -> Iterator[Matter]:
    waiting = [one for one in day.found.proposed if one not in day.found.heard]
    if waiting:
        due, command = due_of(day.lines, "hearing"), f"hearing --year {day.year} --round june"
        yield from day.matter("hearing", "ヒアリングを記録していない提案", _OFFICE, waiting, due, command)


def _publish(day: _Day) -> Iterator[Matter]:
    before = day.year - 1
    if day.found.unpublished_before:
        title, command = f"前の対象年度（{year_words(before)}）が未公表", f"publish --year {before} --council-date 日付"
        yield Matter("publish", title, _OFFICE, (str(before),), None, True, f"fujiplan {command}")
    due = due_of(day.lines, "publish")
    if due is not None and day.found.publication is None and day.found.status.states:
        command = f"publish --year {day.year} --council-date 日付"
        yield from day.matter("publish", "前年度実績が未公表", _OFFICE, (str(day.year),), due, command)


def _instructions(day: _Day) -> Iterator[Matter]:
    for one in day.found.instructions:
        yield from day.matter("instruction", "指示事項が未了", (one.lead or "所管課",), (one.title,), one.due)


def _offices(states: Iterable[ProjectState]) -> list[str]:
    return [one.department for one in states]


def _numbers(states: Iterable[ProjectState]) -> list[str]:
    return sorted(one.project for one in states)


_LOOKS: tuple[Callable[[_Day], Iterator[Matter]], ...] = (
    _register,
    _distribute,
    _missing,
    _returned,
    _review,
    _unconfirmed,
    _meetings,
    _settlement,
    _hearing,
    _publish,
    _instructions,
)
