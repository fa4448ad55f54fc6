"""計画全体評価 as a page that prints on A4, and as tables for Excel; both say the same from the same rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from fujiplan_cli.kinds.fiscal_year import year_short, year_words
from fujiplan_cli.report.amounts import Amounts
from fujiplan_cli.report.evaluation import (
    Step,
    courses,
    goal_rows,
    grade_rows,
    money_of,
    money_years,
    numbers_of,
    stage_counts,
    unfinished,
)
from fujiplan_cli.report.evaluation_given import EvaluationInput
from fujiplan_cli.report.evaluation_outcomes import (
    MET,
    UNMET,
    IndicatorCourse,
    indicator_courses,
    reached_of,
    recovery_forecasts,
    targets_met,
)
from fujiplan_cli.report.heading import Heading, Running, method_words, plan_heading, running_of
from fujiplan_cli.report.lines import Grade, grade_of
from fujiplan_cli.report.render import rendered
from fujiplan_cli.report.words import BLANK, digits, half_up, percent, short

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the evaluation for Excel. Numbers are numbers; amounts in 千円, half up."""

    name: str
    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def evaluation_title(given: EvaluationInput) -> str:
    """計画全体評価, or 中間評価 while the plan's last year has no results."""
    return "計画全体評価" if given.whole else "計画の中間評価"


def evaluation_page(given: EvaluationInput) -> str:
    """The page. Raises ReportFault when two ways of adding up disagree, jinja2 errors for a faulty template."""
    own = indicator_courses(given)
    method = given.years[-1].method
    letters = [grade_of(method, g.letter) for g in method.grades] + [grade_of(method, c.letter) for c in method.codes]
    used = {letter for row in grade_rows(given) for letter in row.counts}
    ways = courses(given)
    scored = [c for c in own if c.kind == method.outcome.scored_kind]
    forecasts = recovery_forecasts(given)
    return rendered(
        "evaluation.html",
        given.template_folders,
        {
            "head": _heading(given),
            "title": evaluation_title(given),
            "whole": given.whole,
            "years": tuple(year_words(one.year) for one in given.years),
            "short_years": tuple(year_short(one.year) for one in given.years),
            "method": method,
            "letters": tuple(g for g in letters if g is not None and (not g.code or g.letter in used)),
            "projects": len([w for w in ways if not w.repeated]),
            "ended": sum(w.ended for w in ways if not w.repeated),
            "repeated": sum(w.repeated for w in ways),
            "grades": grade_rows(given),
            "stages": stage_counts(given),
            "money": tuple(_money_row(year_words(m.year), m.initial, m.amounts) for m in money_years(given)),
            "goals": goal_rows(given, lambda number: reached_of(given, own, number)),
            "courses": ways,
            "indicators": tuple(_indicator_row(c) for c in scored),
            "met": sum(c.state == MET for c in scored),
            "known": sum(c.state in (MET, UNMET) for c in scored),
            "aims": targets_met(given),
            "forecasts": forecasts,
            "forecast_counts": _counted([f.outcome for f in forecasts]),
            "unfinished": unfinished(given),
            "year_words": year_words,
            "thousands": _thousands,
            "share": _share,
        },
    )


def evaluation_running(given: EvaluationInput) -> Running:
    """What stands at the edge of every page when it is printed."""
    return running_of(_heading(given))


def _heading(given: EvaluationInput) -> Heading:
    method = given.years[-1].method
    return plan_heading(
        given.plan,
        given.day,
        (given.years[0].year, given.years[-1].year),
        meeting=evaluation_title(given),
        edition="" if given.whole else "計画期間の途中",
        method=method_words(method),
        sha256=method.sha256,
    )


def _money_row(words: str, initial: Fraction, amounts: Amounts) -> Mapping[str, str]:
    names = ("budget_total", "executed", "carried_out", "unused")
    shown = {name: digits(getattr(amounts, name)) for name in names}
    return {"words": words, "initial": digits(initial), **shown, "rate": percent(amounts.rate)}


def _indicator_row(one: IndicatorCourse) -> Mapping[str, object]:
    return {
        "number": one.number,
        "project": one.project,
        "name": one.name,
        "unit": one.unit,
        "direction": one.direction,
        "base": short(one.base),
        "base_year": year_short(one.base_year) if one.base_year else "",
        "years": tuple((short(p.target), short(p.actual)) for p in one.years),
        "final": short(one.final),
        "final_year": year_short(one.final_year) if one.final_year else "",
        "progress": percent(one.progress),
        "state": one.state or BLANK,
    }


def _counted(words: Sequence[str]) -> tuple[tuple[str, int], ...]:
    return tuple((word, words.count(word)) for word in dict.fromkeys(words))


def _thousands(value: Fraction) -> str:
    return digits(value)


def _share(part: int, whole: int) -> str:
    return percent(Fraction(part, whole)) if whole else BLANK


def evaluation_tables(given: EvaluationInput) -> tuple[Table, ...]:
    """The same rows as tables: what the next plan starts from."""
    return (_course_table(given), _indicator_table(given), _money_table(given), _unfinished_table(given))


def _course_table(given: EvaluationInput) -> Table:
    headers = ["番号", "事業名", "基本目標", "所管課"]
    for one in given.years:
        words = year_words(one.year)
        headers += [f"{words} 評価段階", f"{words} 年度末の段階", f"{words} 進捗状況", f"{words} 評価"]
    rows: list[tuple[Cell, ...]] = []
    for way in courses(given):
        row: list[Cell] = [way.number, way.name, way.goal, way.office]
        for step in way.steps:
            row += _step_cells(step)
        rows.append((*row, "終了" if way.ended else "", "再掲" if way.repeated else ""))
    return Table("事業の経過", "事業の経過", (*headers, "終了", "再掲"), tuple(rows))


def _step_cells(step: Step | None) -> tuple[Cell, Cell, Cell, Cell]:
    if step is None:
        return None, None, None, None
    return step.asked, step.reached, step.status, _letter(step.grade)


def _letter(grade: Grade | None) -> str:
    return grade.letter if grade else ""


def _indicator_table(given: EvaluationInput) -> Table:
    headers = ["番号", "事業名", "種別", "指標", "単位", "方向", "基準年度", "基準値"]
    for one in given.years:
        headers += [f"{year_words(one.year)} 目標", f"{year_words(one.year)} 実績"]
    rows: list[tuple[Cell, ...]] = []
    for c in indicator_courses(given):
        row: list[Cell] = [c.number, c.project, c.kind, c.name, c.unit, c.direction, c.base_year, _plain(c.base)]
        for pair in c.years:
            row += [_plain(pair.target), _plain(pair.actual)]
        rows.append((*row, c.final_year, _plain(c.final), percent(c.progress), c.state))
    return Table(
        "指標", "指標の経過", (*headers, "最終年度", "最終目標", "最終目標までの改善率", "最終目標"), tuple(rows)
    )


def _plain(value: Fraction | None) -> Cell:
    """A value as a cell: a whole number as such, another as text with as many digits as it needs (exact)."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else short(value, 6).replace(",", "")


def _money_table(given: EvaluationInput) -> Table:
    rows: list[tuple[Cell, ...]] = []
    names = {way.number: (way.name, way.goal) for way in courses(given)}
    for number in numbers_of(given):
        amounts = money_of(given, number)
        if any(amounts):
            rows.append((number, *names[number], *(int(half_up(one, 0)) for one in amounts)))
    headers = ("番号", "事業名", "基本目標", "当初予算額の計（千円）", "予算現額の計（千円）", "支出済額の計（千円）")
    return Table("事業費", "事業費（計画期間の計、千円。再掲を除く）", headers, tuple(rows))


def _unfinished_table(given: EvaluationInput) -> Table:
    headers = (
        "番号",
        "事業名",
        "所管課",
        "段階",
        "進捗状況",
        "評価",
        "今後の方向性",
        "理由",
        "事務局の提案",
        "提案の理由",
    )
    rows = tuple(
        (
            *(one.number, one.name, one.office, one.stage, one.status, _letter(one.grade)),
            *(one.direction, one.direction_reason),
            *((one.recommendation.word, one.recommendation.reason) if one.recommendation else ("", "")),
        )
        for one in unfinished(given)
    )
    return Table("終了していない事業", "終了していない事業と次期計画への提案", headers, rows)
