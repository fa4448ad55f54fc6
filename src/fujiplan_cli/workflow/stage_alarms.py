"""段階の注意 (domain.md §2): who stands too long at S1 or S2, and whose 評価・更新検討 is due. It moves no score."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.plan import Plan, Stage
from fujiplan_cli.model.project import Project
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.year_schedule import Alarm, AlarmKind
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.records import YearRecords
from fujiplan_cli.workflow.standing import answering


def stage_alarms(desk: Desk, years: Sequence[YearRecords]) -> tuple[Alarm, ...]:
    """The alarms of the last of ``years`` (oldest first, without a gap), by project.

    A stage lasts too long when it stood at the ends of more years in a row than the plan's ``limit_years``: from the
    first to the last of them that many years went by, and the project had entered it before.
    """
    if not years:
        return ()
    last = years[-1]
    found = []
    for number, project in last.projects.items():
        ends = [(one.year, _end_of(one.records.get(number))) for one in years]
        office = answering(desk, project, last.year)
        for kind, words in alarm_words(desk.plan, project, ends, last.records[number].eval_stage, desk.today):
            found.append(Alarm(number, project.name, office.full_name if office else project.department, kind, words))
    return tuple(found)


def alarms_by_project(alarms: Iterable[Alarm]) -> Mapping[str, tuple[str, ...]]:
    """project → its alarms in words."""
    found: dict[str, tuple[str, ...]] = {}
    for one in alarms:
        found[one.project] = (*found.get(one.project, ()), one.words)
    return found


def alarm_words(
    plan: Plan, project: Project, ends: Sequence[tuple[int, str]], eval_stage: str, today: date
) -> list[tuple[AlarmKind, str]]:
    """(kind, words) of one project. ``ends``: year → code of its stage at the year's end, "" when nobody said."""
    said = [(year, code) for year, code in ends if code]
    now = said[-1][1] if said else eval_stage
    found: list[tuple[AlarmKind, str]] = []
    stage = plan.stage(now)
    if stage and stage.limit_years:
        since = _since(ends, now)
        if since and said[-1][0] - since >= stage.limit_years:
            words = f"{stage.choice}が{stage.limit_years}年を超えています（{year_words(since)}末から{stage.code}）"
            found.append(("long", words))
    for due_stage in plan.stages:
        if _comes_before(plan, project, now, due_stage) and (words := _due(project, due_stage, today)):
            found.append(("due", words))
    return found


def _end_of(record: Record | None) -> str:
    word = record.value("stage") if record else None
    return str(word).split()[0] if word else ""


def _since(ends: Sequence[tuple[int, str]], code: str) -> int | None:
    """The first of the years in a row, up to the last known one, at whose end the project stood at ``code``."""
    since = None
    for year, end in reversed(ends):
        if end == code:
            since = year
        elif end or since is not None:
            break
    return since


def _comes_before(plan: Plan, project: Project, now: str, stage: Stage) -> bool:
    """Whether the stage is the next one on the project's way."""
    route = plan.routes.get(project.type, ())
    return now in route and stage.code in route and route.index(stage.code) == route.index(now) + 1


def _due(project: Project, stage: Stage, today: date) -> str:
    dates = []
    if stage.years_after_live and project.live_from:
        day = _shifted(project.live_from, stage.years_after_live)
        dates.append((day, f"{day_words(project.live_from)}の稼働から{stage.years_after_live}年"))
    if stage.years_before_end and project.contract_end:
        day = _shifted(project.contract_end, -stage.years_before_end)
        dates.append((day, f"{day_words(project.contract_end)}の契約終了まで{stage.years_before_end}年"))
    reached = [one for one in dates if one[0] <= today]
    return f"{stage.choice}の時期です（{min(reached)[1]}）" if reached else ""


def _shifted(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes the 28th."""
    year = day.year + years
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))
