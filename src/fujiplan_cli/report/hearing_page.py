"""Pages about new projects, one for each round: June to February. A4, in the look of the meetings' material.

The page of February goes to the mayor's speech and the council: it has no field for opinions, records or estimates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.kinds.wareki import day_words, month_words
from fujiplan_cli.model.hearing import POINTS, ROUND_WORDS, HearingResult, Support, last_result, last_scored
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.values import YearMonth
from fujiplan_cli.report.heading import Heading, Running, plan_heading, running_of
from fujiplan_cli.report.render import rendered
from fujiplan_cli.report.words import BLANK, digits

UNDECIDED = "未定"
_FEW = 10
_TITLES: Mapping[str, tuple[str, str]] = {
    "june": ("新規事業ヒアリング", "提案の一覧、日程、結果、支援"),
    "october": ("情報化推進本部　重要な新規事業", "次年度予算要求に向けて"),
    "november": ("企画・財政・事務局ヒアリング", "重点施策（デジタル変革）"),
    "january": ("新規事業の結果", "予算計上額、事業台帳への登載、新旧対照表"),
    "february": ("施政方針・議会説明", "新たに始める情報化事業"),
}


@dataclass(frozen=True, slots=True)
class NewProject:
    """One proposal as the pages know it; amounts in 千円, None: not known (never 0)."""

    number: str
    name: str
    division: str
    office: str
    kind: str
    users: str
    users_count: int | None
    trouble: str
    effect_hours: int | None
    effect_words: str
    cost_initial: Decimal | None
    cost_running: Decimal | None
    estimate_due: YearMonth | None
    wanted_from: YearMonth | None
    request: str
    results: Mapping[str, HearingResult]
    important: bool
    important_reasons: tuple[str, ...]
    priority: bool
    requested: Decimal | None
    budgeted: Decimal | None
    project_no: str
    disclosed: bool
    """Whether the register lets it be published in full."""
    supports: tuple[Support, ...]
    comparison: tuple[tuple[str, str, str], ...] = ()

    @property
    def result(self) -> HearingResult | None:
        """That of the last round."""
        return last_result(self.results)

    @property
    def scored(self) -> HearingResult | None:
        """The last one with all points."""
        return last_scored(self.results)


@dataclass(frozen=True, slots=True)
class Slot:
    """When and where a proposal is heard."""

    day: date
    start: str
    end: str
    room: str
    number: str
    name: str
    office: str


@dataclass(frozen=True, slots=True)
class HearingInput:
    """What a page is made from. Nothing looks at a clock: ``day`` is that of the run."""

    plan: Plan
    year: int
    round: str
    day: date
    asked: int
    """課 that were asked; of them ``none`` said 該当なし and ``silent`` have not answered."""
    none: tuple[str, ...]
    silent: tuple[str, ...]
    projects: tuple[NewProject, ...]
    slots: tuple[Slot, ...]
    announced: date | None
    template_folders: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """A sum that leaves out what is undecided, and says so."""

    amount: str
    known: int
    undecided: int


def hearing_page(given: HearingInput) -> str:
    """The page of the round. Raises jinja2 errors for a faulty template of the plan folder."""
    offices = len({(one.division, one.office) for one in given.projects})
    context = {
        "offices": offices,
        "unsettled": max(given.asked - len(given.none) - len(given.silent) - offices, 0),
        "head": _heading(given),
        "given": given,
        "round": given.round,
        "title": _TITLES[given.round][0],
        "subtitle": _TITLES[given.round][1],
        "survey_year": year_words(given.year + 1),
        "budget_year": year_words(given.year + 2),
        "points": tuple(POINTS.values()),
        "divisions": _by_division(given.projects),
        "heard": tuple(_result_row(one) for one in given.projects if one.results),
        "supports": tuple(_support_row(given, one, s) for one in given.projects for s in one.supports),
        "important": tuple(_row(one) for one in given.projects if one.important),
        "adopted": tuple(_row(one) for one in adopted(given.projects)),
        "requested": total(one.requested for one in adopted(given.projects)),
        "budgeted": total(one.budgeted for one in adopted(given.projects)),
        "slots": tuple(_slot_row(one) for one in given.slots),
        "public": public_rows(given),
    }
    return rendered("hearing.html", given.template_folders, context)


def hearing_running(given: HearingInput) -> Running:
    """What stands at the edge of the page when it is printed."""
    return running_of(_heading(given), f"{given.plan.title}　{_TITLES[given.round][1]}")


def adopted(projects: Sequence[NewProject]) -> tuple[NewProject, ...]:
    """Those that are to join the plan, 重点施策 and candidates first."""
    found = [one for one in projects if one.result is not None and one.result.result == "計画登載"]
    return tuple(sorted(found, key=lambda one: (not one.priority, not one.important)))


def total(amounts: Iterable[Decimal | None]) -> Total:
    """The sum of the known amounts; an undecided one is counted, never taken for 0."""
    every = list(amounts)
    known = [one for one in every if one is not None]
    return Total(digits(sum(known, Decimal(0))) if known else BLANK, len(known), len(every) - len(known))


def money(value: Decimal | None) -> str:
    """Whole 千円, or 未定 for what is not known."""
    return UNDECIDED if value is None else digits(value)


def people(count: int | None) -> str:
    """A number of people as the public may see it: under 10 is kept back."""
    if count is None:
        return ""
    return "x（秘匿）" if 0 < count < _FEW else f"{count:,}人"


def public_rows(given: HearingInput) -> Mapping[str, object]:
    """What the page of February says: what is new, for whom, and 予算計上額 once 予算案 is public."""
    joined = [one for one in adopted(given.projects) if one.budgeted is not None]
    shown = [one for one in joined if one.disclosed]
    open_now = given.announced is not None and given.announced <= given.day
    return {
        "open": open_now,
        "announced": day_words(given.announced) if given.announced else "",
        "rows": tuple(
            {
                "name": one.name,
                "priority": one.priority,
                "office": one.office,
                "users": one.users,
                "people": people(one.users_count),
                "change": one.effect_words,
                "amount": digits(one.budgeted) if open_now else "予算案の公表後に掲載",
            }
            for one in shown
        ),
        "others": len(joined) - len(shown),
        "total": total([one.budgeted for one in shown]).amount if open_now else "",
    }


def _heading(given: HearingInput) -> Heading:
    year, title = given.year + 1, _TITLES[given.round][0]
    words = ROUND_WORDS[given.round]
    return plan_heading(given.plan, given.day, (year, year), meeting=title, edition=words, method="", sha256="")


def _by_division(projects: Sequence[NewProject]) -> tuple[tuple[str, tuple[Mapping[str, object], ...]], ...]:
    groups: dict[str, list[Mapping[str, object]]] = {}
    for one in projects:
        groups.setdefault(one.division, []).append(_row(one))
    return tuple((name, tuple(rows)) for name, rows in groups.items())


def _row(one: NewProject) -> Mapping[str, object]:
    scored = one.scored
    due = f"（見積り {month_words(one.estimate_due)}）" if one.estimate_due else ""
    return {
        "one": one,
        "people": f"{one.users_count:,}人" if one.users_count is not None else "",
        "hours": f"{one.effect_hours:,}時間" if one.effect_hours is not None else BLANK,
        "initial": money(one.cost_initial),
        "running": money(one.cost_running),
        "due": due,
        "wanted": month_words(one.wanted_from) if one.wanted_from else BLANK,
        "requested": money(one.requested),
        "budgeted": money(one.budgeted),
        "total": scored.total if scored else BLANK,
        "points": "、".join(f"{word}{scored.points[name]}" for name, word in POINTS.items()) if scored else "",
        "mark": "重点施策" if one.priority else "候補" if any(r.candidate for r in one.results.values()) else "",
        "open": sum(not s.done for s in one.supports),
    }


def _result_row(one: NewProject) -> Mapping[str, object]:
    return {
        "one": one,
        "rounds": tuple(
            {
                "round": ROUND_WORDS[result.round],
                "day": day_words(date.fromisoformat(result.date)),
                "points": tuple(result.points.get(name, BLANK) for name in POINTS),
                "total": BLANK if result.total is None else result.total,
                "result": result.result,
                "reason": result.reason,
                "candidate": result.candidate,
            }
            for result in one.results.values()
        ),
    }


def _support_row(given: HearingInput, one: NewProject, support: Support) -> Mapping[str, object]:
    late = not support.done and support.due < given.day.isoformat()
    state = f"済（{day_words(date.fromisoformat(support.done))}）" if support.done else "期限超過" if late else "未了"
    return {
        "number": one.number,
        "name": one.name,
        "what": support.what,
        "lead": support.lead,
        "due": day_words(date.fromisoformat(support.due)),
        "state": state,
        "late": late,
        "done": bool(support.done),
        "note": support.note,
    }


def _slot_row(one: Slot) -> Mapping[str, object]:
    return {"day": day_words(one.day, weekday=True), "time": f"{one.start}〜{one.end}", "slot": one}
