"""督促: who has yet to send or correct what, which of the four reminders is due today, and their texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.form import PROGRESS
from fujiplan_cli.model.plan import Department
from fujiplan_cli.report.reminder import (
    TEMPLATE,
    Reminder,
    ReminderGroup,
    ReminderKind,
    ReminderLine,
    reminder_text,
)
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.file_names import safe_name
from fujiplan_cli.workflow.files import write_tree
from fujiplan_cli.workflow.leaders import leaders_of
from fujiplan_cli.workflow.letters import return_office
from fujiplan_cli.workflow.own_templates import own_template
from fujiplan_cli.workflow.records import PROPOSAL, year_records
from fujiplan_cli.workflow.status import CORRECT, MISSING, state_of, status_of

FIRST_DAYS: Mapping[ReminderKind, int] = {"before": -7, "on_day": 0, "after_3": 3, "after_7": 7}
"""Kind → its first day, counted from the due day."""
_LAST_DAYS: Mapping[ReminderKind, int] = {"before": -1, "on_day": 0, "after_3": 6, "after_7": 1_000_000}
"""On the first two days after the due day nobody is reminded: the mail of the day itself is still being answered."""
KIND_WORDS: Mapping[ReminderKind, str] = {
    "before": "期限前",
    "on_day": "当日",
    "after_3": "3日後",
    "after_7": "7日後（所属長写し）",
}
_FILE_WORDS: Mapping[ReminderKind, str] = {kind: words.partition("（")[0] for kind, words in KIND_WORDS.items()}
_GRAVEST: tuple[ReminderKind, ...] = ("after_7", "after_3", "on_day", "before")


@dataclass(frozen=True, slots=True)
class Outstanding:
    """One thing that a department has yet to send or to correct. ``project`` is "" for a survey or a list."""

    department: Department
    form: str
    project: str
    name: str
    state: str
    due: date
    extended: bool = False

    def kind_on(self, day: date) -> ReminderKind | None:
        """The reminder that is due on a day; None when none is."""
        past = (day - self.due).days
        return next((k for k in _GRAVEST if FIRST_DAYS[k] <= past <= _LAST_DAYS[k]), None)


@dataclass(frozen=True, slots=True)
class Reminded:
    """One text: to whom, which, about what, and its path (relative)."""

    department: Department
    kind: ReminderKind
    waiting: tuple[Outstanding, ...]
    file: str


@dataclass(frozen=True, slots=True)
class Reminders:
    """What was written. ``following``: the next day on which a reminder begins, as things stand."""

    day: date
    folder: str
    texts: tuple[Reminded, ...]
    following: date | None


def remind(desk: Desk, year: int, *, every: bool = False) -> Reminders:
    """Write ``reports/<year>/督促/<day>/``: a text for each 課 that is to be reminded today, whole or not at all.

    With ``every`` all four texts of every department that owes something, to be sent on their days. Raises
    LedgerError, PlanFolderError (the plan folder's own wording is faulty), Refused (disk).
    """
    with desk.ledger() as ledger:
        waiting = tuple(outstanding(desk, ledger, year))
        leaders = leaders_of(ledger, year)
    place = f"reports/{year}/督促/{desk.today.isoformat()}"
    planned = list(_planned(desk, waiting, every))
    names = _file_names([(one, kind if every else None) for one, kind, _ in planned])
    folders, files, texts = desk.templates("mail"), {}, []
    for (office, kind, groups), name in zip(planned, names, strict=True):
        items = tuple(one for members in groups.values() for one in members)
        letter = _letter(desk, year, office, kind, groups, every)
        leader = leaders.get(office.code)
        files[name] = _text(replace(letter, attention=leader.name) if leader else letter, folders)
        texts.append(Reminded(office, kind, items, f"{place}/{name}"))
    if files:
        write_tree(desk.folder / place, files)
    return Reminders(desk.today, place if files else "", tuple(texts), _following(waiting, desk.today))


def outstanding(desk: Desk, ledger: Ledger, year: int) -> Iterator[Outstanding]:
    """What was sent out and did not come back soundly: sheets, the survey of new projects, lists of 所管課."""
    status = status_of(desk, ledger, year_records(desk, ledger, year))
    sent = {one.project for one in ledger.distributions(year)}
    for state in status.states:
        office = _answers_now(desk, state.code)
        if office and state.state in (MISSING, CORRECT) and state.project in sent:
            yield Outstanding(office, PROGRESS, state.project, state.name, state.state, state.due, state.extended)
    for survey in status.survey:
        office = _answers_now(desk, survey.code)
        if office and survey.state in (MISSING, CORRECT):
            form = desk.form(year, PROPOSAL)
            yield Outstanding(office, PROPOSAL, "", form.title, survey.state, desk.due(year, form))
    yield from _lists(desk, ledger, year)


def _lists(desk: Desk, ledger: Ledger, year: int) -> Iterator[Outstanding]:
    for form_id in desk.forms_of(year):
        form = desk.form(year, form_id)
        if form.shape != "list" or form.answered_by != "department":
            continue
        current = ledger.current(year, form_id)
        rows: dict[str, list[str]] = {}
        for sent in ledger.distributions(year, form_id):
            one = current.get(sent.project)
            rows.setdefault(sent.department, []).append(
                state_of(one.submission.verdict, one.newer_returned) if one else MISSING
            )
        for code, states in rows.items():
            office = _answers_now(desk, code)
            open_rows = sum(one in (MISSING, CORRECT) for one in states)
            if office and open_rows:
                name = f"{form.title}（{open_rows}事業）"
                state = CORRECT if CORRECT in states else MISSING
                yield Outstanding(office, form_id, "", name, state, desk.due(year, form))


def _answers_now(desk: Desk, code: str) -> Department | None:
    """Who is to be written to today: a 課 that was renamed or merged since has a successor."""
    return desk.plan.department_on(code, desk.today)


Groups = Mapping[ReminderKind, Sequence[Outstanding]]


def _planned(
    desk: Desk, waiting: Iterable[Outstanding], every: bool
) -> Iterator[tuple[Department, ReminderKind, Groups]]:
    """(課, gravest kind, its groups) of every text that is to be written, in the order of the organisation."""
    of: dict[str, list[Outstanding]] = {}
    for one in waiting:
        of.setdefault(one.department.code, []).append(one)
    for office in {one.code: one for one in desk.plan.departments}.values():
        own = of.get(office.code, [])
        if every and own:
            for kind in FIRST_DAYS:
                yield office, kind, {kind: own}
            continue
        groups: dict[ReminderKind, list[Outstanding]] = {}
        for kind in _GRAVEST:
            here = [one for one in own if one.kind_on(desk.today) == kind]
            if here:
                groups[kind] = here
        if groups:
            yield office, next(iter(groups)), groups


def _letter(desk: Desk, year: int, office: Department, kind: ReminderKind, groups: Groups, every: bool) -> Reminder:
    items = [one for members in groups.values() for one in members]
    # A text made in advance bears the day on which its sending begins.
    day = min(one.due for one in items) + timedelta(FIRST_DAYS[kind]) if every else desk.today
    return Reminder(
        kind=kind,
        day=day_words(day),
        addressee=office.full_name,
        copy_to=f"{office.full_name}長" if kind == "after_7" else "",
        sender=return_office(desk),
        return_to=return_office(desk),
        plan=desk.plan.title,
        year=year_words(year),
        groups=tuple(ReminderGroup(one, tuple(map(_line, members))) for one, members in groups.items()),
        survey=next((one.name for one in items if one.form == PROPOSAL), ""),
        sample=desk.plan.sample,
    )


def _line(one: Outstanding) -> ReminderLine:
    return ReminderLine(one.project or "－", one.name, one.state, day_words(one.due, weekday=True), one.extended)


def _text(reminder: Reminder, folders: Sequence[Path]) -> bytes:
    with own_template(f"templates/mail/{TEMPLATE}", "督促の文面"):
        return reminder_text(reminder, folders)


def _file_names(texts: Sequence[tuple[Department, ReminderKind | None]]) -> list[str]:
    """部_課.txt; with its kind when all four are written. Names that Windows cannot tell apart get a number."""
    taken: set[str] = set()
    names = []
    for office, kind in texts:
        stem = safe_name(office.full_name, 80).replace(" ", "_")
        stem += f"_{_FILE_WORDS[kind]}" if kind else ""
        number, name = 1, f"{stem}.txt"
        while name.casefold() in taken:
            number += 1
            name = f"{stem}（{number}）.txt"
        taken.add(name.casefold())
        names.append(name)
    return names


def _following(waiting: Iterable[Outstanding], today: date) -> date | None:
    days = (one.due + timedelta(first) for one in waiting for first in FIRST_DAYS.values())
    return min((day for day in days if day > today), default=None)
