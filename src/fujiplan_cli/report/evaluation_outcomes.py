"""計画全体評価: indicators from base to final target, and what was forecast beside what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from fujiplan_cli.kinds.fiscal_year import fiscal_year_of
from fujiplan_cli.kinds.register_columns import INDICATORS
from fujiplan_cli.kinds.wareki import month_words
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.values import YearMonth
from fujiplan_cli.report.evaluation import latest, numbers_of
from fujiplan_cli.report.evaluation_given import EvaluatedYear, EvaluationInput
from fujiplan_cli.report.words import number_of, text_of

_FALLING, _KEEPING = "減", "維持"
MET, UNMET, UNKNOWN = "達成", "未達成", "実績未確定"
RECOVERED, STILL_LATE, NOT_YET = "見込みどおり回復", "回復していない", "時期が未到来"


@dataclass(frozen=True, slots=True)
class YearPair:
    """Target and actual of one year; None where there is none."""

    target: Fraction | None
    actual: Fraction | None


@dataclass(frozen=True, slots=True)
class IndicatorCourse:
    """One indicator through the years. ``progress``: share of the way from base to final target; None without both."""

    number: str
    project: str
    kind: str
    name: str
    unit: str
    direction: str
    base: Fraction | None
    base_year: int | None
    final: Fraction | None
    final_year: int | None
    years: tuple[YearPair, ...]
    newest: Fraction | None
    newest_year: int | None
    progress: Fraction | None
    state: str
    """達成 / 未達成 of the final target by the newest actual; 実績未確定 without one; "" without a final target."""


@dataclass(frozen=True, slots=True)
class TargetsMet:
    """成果指標 of a year that had both a target and an actual, and how many of these met it."""

    year: int
    known: int
    met: int


@dataclass(frozen=True, slots=True)
class RecoveryForecast:
    """A delay with the month by which it was to be made up, and what the following year said."""

    number: str
    project: str
    year: int
    months: int | None
    forecast: str
    outcome: str


def indicator_courses(given: EvaluationInput) -> tuple[IndicatorCourse, ...]:
    """Every indicator that the newest record of a project names, by number. A renamed one begins anew."""
    outcome = given.years[-1].method.outcome
    found = []
    for number in numbers_of(given):
        newest = latest(given, number).record
        for n in INDICATORS:
            if text_of(newest, f"kpi_{n}_name"):
                found.append(_course(given, number, newest, n, outcome.tolerance))
    return tuple(found)


def _course(given: EvaluationInput, number: str, record: Record, n: int, usual: Fraction) -> IndicatorCourse:
    name, direction = text_of(record, f"kpi_{n}_name"), text_of(record, f"kpi_{n}_direction")
    base, final = number_of(record, f"kpi_{n}_base"), number_of(record, f"kpi_{n}_final")
    own = number_of(record, f"kpi_{n}_tolerance")
    pairs = tuple(_pair(one, number, n, name) for one in given.years)
    known = [(one.year, p.actual) for one, p in zip(given.years, pairs, strict=True) if p.actual is not None]
    newest_year, newest = known[-1] if known else (None, None)
    progress = None
    if base is not None and final is not None and newest is not None and final != base and direction != _KEEPING:
        progress = (newest - base) / (final - base)
    return IndicatorCourse(
        number=number,
        project=_name(given, number, record),
        kind=text_of(record, f"kpi_{n}_kind"),
        name=name,
        unit=text_of(record, f"kpi_{n}_unit"),
        direction=direction,
        base=base,
        base_year=_whole(number_of(record, f"kpi_{n}_base_year")),
        final=final,
        final_year=_whole(number_of(record, f"kpi_{n}_final_year")),
        years=pairs,
        newest=newest,
        newest_year=newest_year,
        progress=progress,
        state=_state(direction, final, newest, usual if own is None else own),
    )


def _pair(one: EvaluatedYear, number: str, n: int, name: str) -> YearPair:
    result = one.results.get(number)
    if result is None or text_of(result.record, f"kpi_{n}_name") != name:
        return YearPair(None, None)
    return YearPair(number_of(result.record, f"kpi_{n}_target"), number_of(result.record, f"kpi_{n}_actual"))


def _state(direction: str, final: Fraction | None, newest: Fraction | None, tolerance: Fraction) -> str:
    if final is None:
        return ""
    if newest is None:
        return UNKNOWN
    return MET if meets(direction, final, newest, tolerance) else UNMET


def meets(direction: str, target: Fraction, actual: Fraction, tolerance: Fraction) -> bool:
    """Whether an actual meets a target (domain.md §4.3); 維持 within the tolerance, a ratio of the target."""
    if direction == _KEEPING:
        return abs(actual - target) <= tolerance * abs(target)
    return actual <= target if direction == _FALLING else actual >= target


def reached_of(given: EvaluationInput, courses: tuple[IndicatorCourse, ...], number: str) -> tuple[int, int]:
    """(成果指標 of a project with a final target and an actual, of these that meet it)."""
    kind = given.years[-1].method.outcome.scored_kind
    own = [c for c in courses if c.number == number and c.kind == kind and c.state in (MET, UNMET)]
    return len(own), sum(c.state == MET for c in own)


def targets_met(given: EvaluationInput) -> tuple[TargetsMet, ...]:
    """What each year aimed at beside what it got: 成果指標 whose target of the year was met."""
    rows = []
    for one in given.years:
        rule, known, met = one.method.outcome, 0, 0
        for result in one.results.values():
            record = result.record
            for n in INDICATORS:
                target, actual = number_of(record, f"kpi_{n}_target"), number_of(record, f"kpi_{n}_actual")
                if text_of(record, f"kpi_{n}_kind") != rule.scored_kind or target is None or actual is None:
                    continue
                own = number_of(record, f"kpi_{n}_tolerance")
                direction = text_of(record, f"kpi_{n}_direction")
                known += 1
                met += meets(direction, target, actual, rule.tolerance if own is None else own)
        rows.append(TargetsMet(one.year, known, met))
    return tuple(rows)


def recovery_forecasts(given: EvaluationInput) -> tuple[RecoveryForecast, ...]:
    """Every delay that named a month of recovery, oldest year first, and what became of it."""
    found = []
    for place, one in enumerate(given.years):
        for number, result in one.results.items():
            month = result.record.value("recovery")
            if result.card.status != one.method.schedule.delayed or not isinstance(month, YearMonth):
                continue
            months = number_of(result.record, "delay_months")
            found.append(
                RecoveryForecast(
                    number=number,
                    project=_name(given, number, result.record),
                    year=one.year,
                    months=_whole(months),
                    forecast=month_words(month),
                    outcome=_outcome(given.years[place + 1 :], number, month),
                )
            )
    return tuple(found)


def _outcome(later: tuple[EvaluatedYear, ...], number: str, month: YearMonth) -> str:
    """What the first year that ends after the forecast month says."""
    due = fiscal_year_of(month)
    for one in later:
        result = one.results.get(number)
        if one.year < due or result is None:
            continue
        return RECOVERED if result.card.status in one.method.schedule.full else STILL_LATE
    return NOT_YET


def _name(given: EvaluationInput, number: str, record: Record) -> str:
    project = given.projects.get(number)
    return project.name if project else text_of(record, "project_name")


def _whole(value: Fraction | None) -> int | None:
    return None if value is None else int(value)
