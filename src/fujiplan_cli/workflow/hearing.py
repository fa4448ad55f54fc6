"""The material of each round about new projects: page, lists and record sheets, from what is recorded today."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.hearing import HEARD, ROUND_WORDS, Round
from fujiplan_cli.model.plan import HearingRules
from fujiplan_cli.model.project import Project
from fujiplan_cli.model.values import YearMonth
from fujiplan_cli.report.hearing_page import (
    HearingInput,
    NewProject,
    Slot,
    adopted,
    hearing_page,
    hearing_running,
)
from fujiplan_cli.workbook.table_sheet import write_table_book
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.distribute_forms import distribute_hearing
from fujiplan_cli.workflow.files import write_file
from fujiplan_cli.workflow.hearing_register import comparison
from fujiplan_cli.workflow.hearing_state import Idea, Ideas, ideas
from fujiplan_cli.workflow.hearing_tables import hearing_sheets
from fujiplan_cli.workflow.own_templates import own_template
from fujiplan_cli.workflow.page_papers import paper_of
from fujiplan_cli.workflow.proposals import NONE_WORD
from fujiplan_cli.workflow.records import PROPOSAL
from fujiplan_cli.workflow.status import MISSING, survey_states

FOLDER, TEMPLATE = "新規事業", "templates/report/hearing.html"
FORMATS = ("html", "pdf", "xlsx", "sheets")
_MONTHS = {"june": 6, "october": 10, "november": 11}
_FIRST_DAY = 8
_NOON, _AFTERNOON = 12 * 60, 13 * 60


@dataclass(frozen=True, slots=True)
class Schedule:
    """How the day is divided; None takes what the plan folder says."""

    day: date | None = None
    start: str | None = None
    minutes: int | None = None
    per_day: int | None = None
    room: str | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """What was made of a round, and what it was made from."""

    year: int
    round: Round
    files: tuple[str, ...]
    sheets: tuple[str, ...]
    given: HearingInput
    lost: tuple[str, ...] = ()
    """Characters that no font of the PDF has."""


def hearing(
    desk: Desk, year: int, name: Round, formats: Sequence[str] = FORMATS, schedule: Schedule | None = None
) -> Material:
    """Write the material of a round. Same plan folder, ledger and day: same bytes.

    Raises Refused when nothing was proposed or the round is too early, PlanFolderError, LedgerError.
    """
    if PROPOSAL not in desk.forms_of(year):
        raise Refused(
            f"{year}年度の計画フォルダーに、新規事業調書の様式がありません。",
            "fujiplan.toml の [[applies]] の forms に、新規事業調書（proposal）を加えてください。",
        )
    with desk.ledger() as ledger:
        every = ideas(desk, ledger, year)
        if not every.every and not ledger.distributions(year, PROPOSAL):
            raise Refused(
                f"{year}年度の新規事業調書が、まだ配られていません。",
                f"先に fujiplan distribute --year {year} で配ってください。",
            )
        _refuse_early(every, name)
        given = _given(desk, ledger, every, name, schedule or Schedule())
    files = []
    folder = desk.folder / "reports" / str(year) / FOLDER
    lost: tuple[str, ...] = ()
    stem = f"{ROUND_WORDS[name]}_{_title(name)}"
    page = _page(given) if {"html", "pdf"} & set(formats) else ""
    if "html" in formats:
        path = folder / f"{stem}.html"
        write_file(path, page.encode("utf-8"))
        files.append(desk.relative(path))
    if "pdf" in formats:
        path, paper = folder / f"{stem}.pdf", paper_of(desk, TEMPLATE, page, hearing_running(given))
        write_file(path, paper.content)
        files.append(desk.relative(path))
        lost = paper.lost
    if "xlsx" in formats:
        path = folder / f"{stem}.xlsx"
        title = f"{desk.plan.title}　新規事業（{ROUND_WORDS[name]}）"
        write_file(path, write_table_book(title, hearing_sheets(given)))
        files.append(desk.relative(path))
    sheets: tuple[str, ...] = ()
    if "sheets" in formats and name in HEARD:
        heard = [one.number for one in given.slots]
        sheets = distribute_hearing(desk, year, ROUND_WORDS[name], heard, again=tuple(formats) == ("sheets",))
    return Material(year, name, tuple(files), sheets, given, lost)


def _title(name: Round) -> str:
    return {
        "june": "ヒアリング",
        "october": "本部",
        "november": "企画・財政",
        "january": "結果",
        "february": "施政方針・議会説明",
    }[name]


def _refuse_early(every: Ideas, name: Round) -> None:
    """A round is made from what the one before found."""
    if name == "june" or not every.every:
        return
    if not any("june" in one.results for one in every.every):
        raise Refused(
            f"6月のヒアリングの結果がまだ記録されていないため、{ROUND_WORDS[name]}の資料を作れません。",
            f"先に fujiplan hearing --year {every.year} --round june --record で記録してください。",
        )
    if name == "february" and not any(one.budgeted for one in every.every):
        raise Refused(
            "予算計上額がまだ記録されていないため、2月の資料を作れません。",
            f"先に fujiplan hearing --year {every.year} --round january --proposal 提案番号 --budget 額 で"
            "記録してください。",
        )


def _page(given: HearingInput) -> str:
    with own_template(TEMPLATE, "新規事業の資料のひな形"):
        return hearing_page(given)


def _given(desk: Desk, ledger: Ledger, every: Ideas, name: Round, schedule: Schedule) -> HearingInput:
    states = survey_states(desk, ledger, every.year)
    register = {one.number: one for one in ledger.projects()}
    projects = tuple(_project(desk, one, register) for one in every.every)
    return HearingInput(
        plan=desk.plan,
        year=every.year,
        round=name,
        day=desk.today,
        asked=len(states),
        none=tuple(one.department for one in states if one.state == NONE_WORD),
        silent=tuple(one.department for one in states if one.state == MISSING),
        projects=projects,
        slots=tuple(slots(desk.plan.hearing, every.year, name, heard_in(name, projects), schedule)),
        announced=date.fromisoformat(every.announced.date) if every.announced else None,
        template_folders=desk.templates("report"),
    )


def heard_in(name: Round, projects: Sequence[NewProject]) -> tuple[NewProject, ...]:
    """Which proposals a round hears: June all, October the important ones, November those that join the plan."""
    if name == "june":
        return tuple(projects)
    if name == "october":
        return tuple(one for one in projects if one.important)
    return adopted(projects) if name == "november" else ()


def slots(rules: HearingRules, year: int, name: Round, heard: Sequence[NewProject], wanted: Schedule) -> Iterator[Slot]:
    """A time for each, one after the other; noon to one o'clock and Saturdays and Sundays stay free."""
    if name not in _MONTHS:
        return
    minutes = wanted.minutes or rules.minutes
    first = _minute(wanted.start or rules.start)
    room = rules.room if wanted.room is None else wanted.room
    day = _weekday(wanted.day or date(year + 1, _MONTHS[name], _FIRST_DAY))
    at, count = first, 0
    for one in heard:
        if count == (wanted.per_day or rules.per_day) or at + minutes > 24 * 60:
            day, at, count = _weekday(day + timedelta(days=1)), first, 0
        if at < _AFTERNOON and at + minutes > _NOON:
            at = _AFTERNOON
        yield Slot(day, _clock(at), _clock(at + minutes), room, one.number, one.name, one.office)
        at, count = at + minutes, count + 1


def known_clock(text: str | None) -> str | None:
    """09:00 as typed. Raises Refused (usage)."""
    if text is None or re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", text):
        return text
    raise Refused(f"「{text}」は時刻として読めません。", "--start は 09:00 のように指定してください。", status=2)


def _weekday(day: date) -> date:
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day


def _minute(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute)


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"


def _project(desk: Desk, idea: Idea, register: dict[str, Project]) -> NewProject:
    rules, scored = desk.plan.hearing, idea.scored
    number = idea.registered.number if idea.registered else ""
    row = register.get(number)
    rows = comparison(desk, row) if row is not None else ()
    reasons = []
    if scored is not None and scored.points["score_need"] >= rules.important_need:
        reasons.append(f"必要性が{scored.points['score_need']}点")
    if scored is not None and (scored.total or 0) >= rules.important_total:
        reasons.append(f"合計が{scored.total}点")
    if any(one.candidate for one in idea.results.values()):
        reasons.append("重点施策の候補")
    if idea.important is not None:
        reasons.append(idea.important.reason)
    return NewProject(
        number=idea.number,
        name=idea.name,
        division=idea.office.division if idea.office else "",
        office=idea.office.name if idea.office else "",
        kind=_text(idea, "proposal_type"),
        users=_text(idea, "users"),
        users_count=_whole(idea, "users_count"),
        trouble=_text(idea, "trouble"),
        effect_hours=_whole(idea, "effect_hours"),
        effect_words=_text(idea, "effect_words"),
        cost_initial=_amount(idea, "cost_initial"),
        cost_running=_amount(idea, "cost_running"),
        estimate_due=_month(idea, "estimate_due"),
        wanted_from=_month(idea, "wanted_from"),
        request=_text(idea, "support_request"),
        results=idea.results,
        important=idea.is_important(rules),
        important_reasons=tuple(reasons),
        priority=idea.priority is not None,
        requested=idea.amount,
        budgeted=idea.budgeted.value if idea.budgeted else None,
        project_no=number,
        disclosed=row is None or row.disclosure == "公表",
        supports=idea.supports,
        comparison=tuple((one.label, one.before, one.after) for one in rows),
    )


def _text(idea: Idea, field: str) -> str:
    value = idea.record.value(field)
    return "" if value is None else str(value)


def _whole(idea: Idea, field: str) -> int | None:
    value = idea.record.value(field)
    return int(value) if isinstance(value, (int, Decimal)) else None


def _amount(idea: Idea, field: str) -> Decimal | None:
    value = idea.record.value(field)
    return value if isinstance(value, Decimal) else Decimal(value) if isinstance(value, int) else None


def _month(idea: Idea, field: str) -> YearMonth | None:
    value = idea.record.value(field)
    return value if isinstance(value, YearMonth) else None
