"""The filled 決定票 of a meeting → its decisions, all or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fujiplan_cli.intake import NOT_READ, rejected, take_in
from fujiplan_cli.intake.found import found
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.form import EN_BLOC
from fujiplan_cli.model.grid import UnreadableWorkbook
from fujiplan_cli.model.plan import Meeting
from fujiplan_cli.model.record import Submission
from fujiplan_cli.model.snapshot import Decision, LevelChange, Snapshot
from fujiplan_cli.model.values import Value
from fujiplan_cli.workbook.reader import read_grid
from fujiplan_cli.workflow.advice import Opinion
from fujiplan_cli.workflow.arrivals import Arrival, receive
from fujiplan_cli.workflow.decide import Evidence, decide
from fujiplan_cli.workflow.decision_checks import Resolution
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.lists import DECISION, subject_of
from fujiplan_cli.workflow.lookup import YearLookup
from fujiplan_cli.workflow.meetings import known_meeting

_STOPPING = ("error", "review")
_LEVEL, _REASON = "approved_", "approved_reason_"
"""What the fields of a directed level and of its reason begin with; the item's id follows."""


@dataclass(frozen=True, slots=True)
class DecidedFrom:
    """What the list said: decisions that were recorded, or the findings for which none was."""

    decisions: tuple[Decision, ...]
    findings: tuple[Finding, ...]
    opinions: tuple[Opinion, ...] = ()


def decide_from(desk: Desk, year: int, meeting_id: str, path: Path, out_of_order: str = "") -> DecidedFrom:
    """Record what a 決定票 says. With an error or something only a person can settle, nothing is recorded.

    ``out_of_order``: why it is recorded though the meeting before has not decided.

    Raises Refused (no 決定票, another meeting's, an older material's, what `decide` refuses), LedgerError.
    """
    meeting = known_meeting(desk, meeting_id)
    if not path.is_file():
        raise Refused(f"ファイル「{path}」がありません。", "記入した決定票の場所を確認してください。", status=2)
    with desk.ledger() as ledger:
        arrival = receive(desk, year, path)
        submissions = _read(arrival, year, lambda: YearLookup.of(desk, ledger, year))
        lists = [one for one in submissions if one.form == DECISION]
        if len(lists) != 1:
            return _no_list(path, submissions)
        if any(f.code in NOT_READ for f in lists[0].findings):
            return DecidedFrom((), lists[0].findings)
        snapshot = _the_snapshot(ledger, year, meeting, lists[0])
        _refuse_again(ledger, year, meeting, arrival.sha256)
    told = tuple(f for f in lists[0].findings if f.code != "decision_not_recorded")
    findings = (
        *told,
        *_other_words(meeting, lists[0]),
        *_other_days(meeting, snapshot, lists[0]),
        *_other_levels(meeting, lists[0]),
    )
    if any(one.severity in _STOPPING for one in findings):
        return DecidedFrom((), findings)
    resolutions = [_resolution(row, out_of_order) for row in lists[0].rows if _said(row, "decision")]
    opinions = _opinions(lists[0], desk.today)
    if not resolutions and not opinions:
        raise Refused(f"「{path.name}」に決定が記入されていません。", "決定の欄と決定日を記入してください。")
    evidence = Evidence(arrival.file, arrival.sha256, arrival.data)
    decisions = decide(desk, year, meeting_id, *resolutions, evidence=evidence, opinions=opinions)
    return DecidedFrom(decisions, findings, opinions)


def _read(arrival: Arrival, year: int, lookup: Callable[[], YearLookup]) -> tuple[Submission, ...]:
    """What the file holds, with its answers. A 決定票 is our own book: it needs no worker."""
    if arrival.sheets:
        return arrival.submissions
    try:
        grid = read_grid(arrival.data)
    except UnreadableWorkbook as error:
        return (rejected(arrival.file, arrival.sha256, year, error.code, error.detail),)
    return take_in(grid, file=arrival.file, sha256=arrival.sha256, lookup=lookup())


def _no_list(path: Path, submissions: tuple[Submission, ...]) -> DecidedFrom:
    findings = tuple(f for one in submissions for f in one.findings if one.verdict == "rejected")
    if findings:
        return DecidedFrom((), findings)
    raise Refused(
        f"「{path.name}」は決定票ではありません。",
        "fujiplan distribute --form decision で作った決定票に記入し、そのファイルを指定してください。",
        status=2,
    )


def _the_snapshot(ledger: Ledger, year: int, meeting: Meeting, one: Submission) -> Snapshot:
    """The list must be of this meeting and of the material that was last made for it. Raises Refused."""
    newest = ledger.latest_snapshot(year, meeting.id)
    if newest is not None and one.subject == subject_of(newest):
        return newest
    of, _, edition = one.subject.partition("/")
    if of != meeting.id:
        message, remedy = f"この決定票は{meeting.title}のものではありません。", "--meeting で会議を確認してください。"
    else:
        message = f"この決定票は、{meeting.title}の古い資料（第{edition}号）のものです。"
        remedy = "資料を作り直した後に作った決定票に記入してください（fujiplan distribute --form decision）。"
    raise Refused(message, remedy + "何も記録していません。", status=2)


def _refuse_again(ledger: Ledger, year: int, meeting: Meeting, sha256: str) -> None:
    """The same list is recorded once: a second time would stand over what was undone since."""
    if any(one.sha256 == sha256 for one in ledger.decisions(year, meeting.id)):
        raise Refused(
            "この決定票の決定は、既に記録しています。",
            "改めるときは、決定票を直して保存するか、decide --undo で取り消してから記録してください。",
            status=2,
        )


def _other_days(meeting: Meeting, snapshot: Snapshot, one: Submission) -> Iterator[Finding]:
    """Days before the material was made, or after the year in which it is decided on."""
    first, last = date.fromisoformat(snapshot.frozen_on), date(snapshot.year + 2, 3, 31)
    for row in one.rows:
        answer = row.answers.get("decided_on")
        if answer is not None and isinstance(answer.value, date) and not first <= answer.value <= last:
            words = {"label": f"{row.project} 決定日", "meeting": meeting.title}
            days = {"frozen": day_words(first), "last": day_words(last)}
            yield found("decision_date", answer.place, "decided_on", answer.raw, **words, **days)


def _other_words(meeting: Meeting, one: Submission) -> Iterator[Finding]:
    """Words of another meeting: a list pasted from one to the other offers them."""
    for row in one.rows:
        answer = row.answers.get("decision")
        if answer is not None and answer.value is not None and answer.value not in meeting.decisions:
            words = {"label": f"{row.project} 決定", "meeting": meeting.title, "choices": "、".join(meeting.decisions)}
            yield found("decision_word", answer.place, "decision", str(answer.value), **words)


def _other_levels(meeting: Meeting, one: Submission) -> Iterator[Finding]:
    """A changed level beside a word that changes nothing, and a word that changes something without saying what."""
    for row in one.rows:
        word = _said(row, "decision")
        changed = [a for field, a in row.answers.items() if field in _levels_asked(row) and a.value is not None]
        if word and word not in meeting.modifying:
            for answer in changed:
                words = {"label": f"{row.project} 改める水準", "decision": word}
                words["choices"] = "、".join(meeting.modifying) or f"{meeting.short}にはない決定"
                yield found("decision_level_word", answer.place, answer.field, str(answer.value), **words)
        elif word and not changed and not _said(row, "note"):
            answer = row.answers["decision"]
            yield found("decision_words_missing", answer.place, "decision", word, label=f"{row.project} 決定")


def _levels_asked(row: Submission) -> tuple[str, ...]:
    return tuple(f for f in row.answers if f.startswith(_LEVEL) and not f.startswith(_REASON))


def _said(row: Submission, field: str) -> str:
    answer = row.answers.get(field)
    return "" if answer is None or answer.value is None else str(answer.value)


def _levels(row: Submission) -> Iterator[LevelChange]:
    for field in _levels_asked(row):
        answer = row.answers[field]
        if isinstance(answer.value, int):
            item = field.removeprefix(_LEVEL)
            yield LevelChange(item, answer.value, _said(row, f"{_REASON}{item}"), answer.place.sheet, answer.place.cell)


def _opinions(one: Submission, today: date) -> tuple[Opinion, ...]:
    """What the adviser said, on the day of the row's decision, else of the first one on the list, else today."""
    days = [a.value for row in one.rows if (a := row.answers.get("decided_on")) and isinstance(a.value, date)]
    found_: list[Opinion] = []
    for row in one.rows:
        answer, day = row.answers.get("advice"), row.answers.get("decided_on")
        if answer is not None and answer.value is not None:
            own = day.value if day is not None and isinstance(day.value, date) else None
            project = "" if row.project == EN_BLOC else row.project
            place = answer.place
            when = own or (days[0] if days else today)
            found_.append(Opinion(project, str(answer.value), when, place.sheet, place.cell))
    return tuple(found_)


def _resolution(row: Submission, out_of_order: str) -> Resolution:
    def value(field: str) -> Value | None:
        answer = row.answers.get(field)
        return answer.value if answer else None

    def text(field: str) -> str:
        return str(value(field) or "")

    day, due = value("decided_on"), value("note_due")
    return Resolution(
        day=day if isinstance(day, date) else date.min,
        word=text("decision"),
        projects=() if row.project == EN_BLOC else (row.project,),
        note=text("note"),
        approval_no=text("decision_no"),
        due=due if isinstance(due, date) else None,
        lead=text("note_lead"),
        levels=tuple(_levels(row)),
        out_of_order=out_of_order,
    )
