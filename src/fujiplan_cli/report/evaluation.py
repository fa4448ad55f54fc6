"""計画全体評価: what all years of the plan say together, ready to print and to be carried into the next plan.

Every row is computed from the records and scorecards of the single years; nothing is scored anew, and results of
years under different methods stand beside each other with the break marked, never in one mean (domain.md §4.10).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from fujiplan_cli.kinds.identifier import natural
from fujiplan_cli.model.form import Form
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.project import Project
from fujiplan_cli.model.record import Record
from fujiplan_cli.report.amounts import NONE, Amounts, amounts_of
from fujiplan_cli.report.evaluation_given import EvaluationInput, Recommendation, YearResult
from fujiplan_cli.report.given import ReportFault
from fujiplan_cli.report.lines import Grade, grade_of
from fujiplan_cli.report.words import number_of, text_of

ENDED = "S9"


@dataclass(frozen=True, slots=True)
class GradeRow:
    """The counts of one year. ``broken``: another method than the year before, so the two rows do not compare."""

    year: int
    method: Method
    projects: int
    approved: int
    counts: Mapping[str, int]
    broken: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One project in one year: 評価段階, stage at the year's end, 進捗状況 and grade."""

    year: int
    asked: str
    reached: str
    status: str
    grade: Grade | None
    approved: bool


@dataclass(frozen=True, slots=True)
class Course:
    """A project's way through the years. A year without it is None."""

    number: str
    name: str
    goal: str
    office: str
    steps: tuple[Step | None, ...]
    ended: bool
    repeated: bool


@dataclass(frozen=True, slots=True)
class YearMoney:
    """Amounts of a year (千円), 再掲 left out. ``initial``: 当初予算."""

    year: int
    initial: Fraction
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal (or a measure below it) at the end of the evaluated years. 再掲 left out."""

    title: str
    measure: bool
    projects: int
    ended: int
    counts: Mapping[str, int]
    indicators: int
    """成果指標 with a final target and an actual."""
    reached: int
    initial: Fraction
    budget: Fraction
    executed: Fraction


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A project that has not ended, with what its department and the 事務局 say of its future."""

    number: str
    name: str
    office: str
    stage: str
    status: str
    grade: Grade | None
    direction: str
    direction_reason: str
    recommendation: Recommendation | None


def numbers_of(given: EvaluationInput) -> list[str]:
    """Every project with a result in any of the years, by number."""
    return sorted({number for one in given.years for number in one.results}, key=natural)


def latest(given: EvaluationInput, number: str) -> YearResult:
    """The newest result of a project. Raises KeyError when it has none."""
    for one in reversed(given.years):
        if number in one.results:
            return one.results[number]
    raise KeyError(number)


def has_ended(result: YearResult) -> bool:
    """Whether the project is over: S9 reached or asked, or its result is 終了 or 中止."""
    return ENDED in (result.card.stage, result.card.eval_stage) or result.card.grade in ("F", "Y")


def grade_rows(given: EvaluationInput) -> tuple[GradeRow, ...]:
    """Counts by year. Raises ReportFault when the letters do not add up to the projects."""
    rows: list[GradeRow] = []
    for one in given.years:
        cards = [r.card for r in one.results.values() if not r.card.repeated]
        counts = Counter(card.grade for card in cards if card.grade is not None)
        unscored = sum(card.grade is None for card in cards)
        if sum(counts.values()) + unscored != len(cards):
            raise ReportFault(f"{one.year}: grades do not add up to {len(cards)} projects")
        rows.append(
            GradeRow(
                year=one.year,
                method=one.method,
                projects=len(cards),
                approved=sum(r.approved for r in one.results.values() if not r.card.repeated),
                counts=dict(counts),
                broken=bool(rows) and rows[-1].method.sha256 != one.method.sha256,
            )
        )
    return tuple(rows)


def stage_counts(given: EvaluationInput) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """(stage as people write it, projects that stood there at the end of each year). 再掲 left out."""
    found = []
    for stage in given.plan.stages:
        counts = tuple(
            sum((r.card.stage or r.card.eval_stage) == stage.code for r in one.results.values() if not r.card.repeated)
            for one in given.years
        )
        found.append((stage.choice, counts))
    return tuple(found)


def courses(given: EvaluationInput) -> tuple[Course, ...]:
    """Every project's way, by number."""
    return tuple(_course(given, number) for number in numbers_of(given))


def _course(given: EvaluationInput, number: str) -> Course:
    project, last = given.projects.get(number), latest(given, number)
    steps: list[Step | None] = []
    for one in given.years:
        result = one.results.get(number)
        if result is None:
            steps.append(None)
            continue
        card = result.card
        grade = grade_of(one.method, card.grade)
        steps.append(Step(one.year, card.eval_stage, card.stage, card.status, grade, result.approved))
    return Course(
        number=number,
        name=project.name if project else text_of(last.record, "project_name"),
        goal=_goal_title(given.plan, project),
        office=given.offices.get(number, ""),
        steps=tuple(steps),
        ended=has_ended(last),
        repeated=last.card.repeated,
    )


def _goal_title(plan: Plan, project: Project | None) -> str:
    goal = next((g for g in plan.goals if project and g.code == project.goal), None)
    return goal.title if goal else ""


def money_years(given: EvaluationInput) -> tuple[YearMoney, ...]:
    """Amounts by year. Raises ReportFault when adding up by project gives another sum than by year."""
    rows = tuple(
        YearMoney(one.year, *_summed([(one.form, r.record) for r in one.results.values() if not r.card.repeated]))
        for one in given.years
    )
    by_project = sum((money_of(given, number)[2] for number in numbers_of(given)), NONE)
    if by_project != sum((row.amounts.executed or NONE for row in rows), NONE):
        raise ReportFault("支出済額: the sum by project is not the sum by year")
    return rows


def money_of(given: EvaluationInput, number: str) -> tuple[Fraction, Fraction, Fraction]:
    """(当初予算, 予算現額, 支出済額) of a project over all years in 千円; nothing of a 再掲 year."""
    found = [(one.form, r.record) for one in given.years if (r := one.results.get(number)) and not r.card.repeated]
    initial, total = _summed(found)
    return initial, total.budget_total or NONE, total.executed or NONE


def _summed(found: list[tuple[Form, Record]]) -> tuple[Fraction, Amounts]:
    known = [(record, a) for form, record in found if (a := amounts_of(form, record)).known]
    budget, executed, carried_out, unused = (
        sum((getattr(a, one) or NONE for _, a in known), NONE)
        for one in ("budget_total", "executed", "carried_out", "unused")
    )
    initial = sum((number_of(record, "budget_initial") or NONE for record, _ in known), NONE)
    return initial, Amounts(budget, executed, carried_out, unused, projects=len(known))


def goal_rows(given: EvaluationInput, reached: Callable[[str], tuple[int, int]]) -> tuple[GoalRow, ...]:
    """Goals with their measures, in the plan's order; ``reached`` (project → indicators, of these reached)."""
    rows = []
    for goal in given.plan.goals:
        own = [n for n in _counted(given) if (p := given.projects.get(n)) and p.goal == goal.code]
        rows.append(_goal_row(given, goal.title, own, reached, measure=False))
        for measure in goal.measures:
            below = [n for n in own if given.projects[n].measure == measure.code]
            if below:
                rows.append(_goal_row(given, measure.title, below, reached, measure=True))
    return tuple(rows)


def _counted(given: EvaluationInput) -> list[str]:
    return [number for number in numbers_of(given) if not latest(given, number).card.repeated]


def _goal_row(
    given: EvaluationInput,
    title: str,
    numbers: list[str],
    reached: Callable[[str], tuple[int, int]],
    *,
    measure: bool,
) -> GoalRow:
    results = [latest(given, number) for number in numbers]
    money = [money_of(given, number) for number in numbers]
    hits = [reached(number) for number in numbers]
    return GoalRow(
        title=title,
        measure=measure,
        projects=len(numbers),
        ended=sum(has_ended(r) for r in results),
        counts=Counter(r.card.grade for r in results if r.card.grade is not None),
        indicators=sum(known for known, _ in hits),
        reached=sum(met for _, met in hits),
        initial=sum((m[0] for m in money), NONE),
        budget=sum((m[1] for m in money), NONE),
        executed=sum((m[2] for m in money), NONE),
    )


def unfinished(given: EvaluationInput) -> tuple[Unfinished, ...]:
    """Projects that have not ended, by number."""
    found = []
    for number in numbers_of(given):
        result, project = latest(given, number), given.projects.get(number)
        if has_ended(result):
            continue
        record, card = result.record, result.card
        method = next(one.method for one in given.years if one.year == record.year)
        found.append(
            Unfinished(
                number=number,
                name=project.name if project else text_of(record, "project_name"),
                office=given.offices.get(number, ""),
                stage=card.stage or card.eval_stage,
                status=card.status,
                grade=grade_of(method, card.grade),
                direction=text_of(record, "direction"),
                direction_reason=text_of(record, "direction_reason"),
                recommendation=given.recommendations.get(number),
            )
        )
    return tuple(found)
