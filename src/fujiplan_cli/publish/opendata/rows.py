"""The lines of every table, from the public view model alone. A missing key is a blank cell, never 0."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from fujiplan_cli.publish.view import PublicIndicator, PublicProject, PublicView, PublicYear, Shown
from fujiplan_cli.publish.words import HIDDEN_COUNT

Cell = str | int | Decimal | bool | None
Line = dict[str, Cell]

_KPI_COLUMNS = {
    "indicator_kind": "kind",
    "indicator_name": "name",
    "indicator_unit": "unit",
    **{
        stem: stem
        for stem in (
            "direction",
            "base",
            "base_year",
            "target_original",
            "target",
            "actual",
            "as_of",
            "pending",
            "rate",
            "achievement",
            "final",
            "final_year",
            "target_reason",
        )
    },
}
_FACTS = (
    "type",
    "department",
    "department_then",
    "account",
    "status",
    "delay_months",
    "recovery",
    "plan",
    "result",
    "deviation",
    "issue",
    "direction",
    "next_plan",
    "staff_band",
)


def lines_of(view: PublicView) -> dict[str, list[Line]]:
    """Table name → its lines, ordered by year and number."""
    pairs = [(p, y) for year in sorted(view.years) for p, y in view.open_in(year)]
    return {
        "projects": [_project(view, p, y) for p, y in pairs],
        "money": [line for p, y in pairs for line in _money(view, p, y)],
        "indicators": [_indicator(view, p, y, i) for p, y in pairs for i in y.indicators],
        "items": [line for p, y in pairs for line in _items(view, p, y)],
        "grade_counts": list(_grades(view)),
    }


def _keys(view: PublicView, project: PublicProject, year: PublicYear) -> Line:
    return {
        "organisation_code": view.publisher["organisation_code"],
        "fiscal_year": year.year,
        "project_no": project.number,
    }


def _raw(shown: Shown | None) -> Cell:
    return shown.raw if shown else None


def _project(view: PublicView, project: PublicProject, year: PublicYear) -> Line:
    return {
        **_keys(view, project, year),
        "project_name": _raw(year.fact("project_name")) or project.name,
        "theme": project.goal_title,
        "measure_code": project.measure,
        "measure": project.measure_title,
        "eval_stage": year.eval_stage,
        "stage": year.stage,
        "grade": year.grade.letter if year.grade else None,
        "score": _raw(year.score),
        "provisional": year.provisional,
        "repeated": year.repeated,
        "public_summary": project.summary,
        **{field: _raw(year.fact(field)) for field in _FACTS},
        **{column.name: _raw(year.fact(column.field)) for column in view.declared},
    }


def _money(view: PublicView, project: PublicProject, year: PublicYear) -> Iterator[Line]:
    for label, shown in year.money:
        yield {
            **_keys(view, project, year),
            "amount_item": shown.field,
            "amount_item_label": label,
            "amount": shown.raw,
            "amount_kind": year.money_kind,
        }


def _indicator(view: PublicView, project: PublicProject, year: PublicYear, one: PublicIndicator) -> Line:
    return {
        **_keys(view, project, year),
        "indicator_no": one.number,
        "target_interpolated": one.interpolated,
        "suppressed": any(s.text == HIDDEN_COUNT for s in one.parts.values()),
        **{column: _raw(one.part(stem)) for column, stem in _KPI_COLUMNS.items()},
    }


def _items(view: PublicView, project: PublicProject, year: PublicYear) -> Iterator[Line]:
    for item in year.points:
        yield {
            **_keys(view, project, year),
            "item": item.code,
            "item_label": item.title,
            "weight": item.weight,
            "applicable": item.applicable,
            "answered": item.answered,
            "level": item.level.raw,
            "points": item.points if item.applicable else None,
            "basis": _raw(item.basis),
        }


def _grades(view: PublicView) -> Iterator[Line]:
    for year in sorted(view.years):
        counts = Counter((y.eval_stage, y.grade.letter if y.grade else "none") for _, y in view.counted(year))
        for (stage, grade), number in sorted(counts.items()):
            yield {
                "organisation_code": view.publisher["organisation_code"],
                "fiscal_year": year,
                "eval_stage": stage,
                "grade": grade,
                "projects": number,
            }
