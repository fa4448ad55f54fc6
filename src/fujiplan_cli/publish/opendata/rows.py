"""The lines of every table, from the public view model alone. A missing key is a blank cell, never 0."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal

from fujiplan_cli.publish.opendata.columns import KEYS
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
_KEY_NAMES = frozenset(c.name for c in KEYS)


def lines_of(view: PublicView, year: int) -> dict[str, list[Line]]:
    """Table name → its lines of one year, by number of the project. Nothing in them depends on another year."""
    pairs = view.open_in(year)
    return {
        "projects": [_project(view, p, y) for p, y in pairs],
        "money": [line for p, y in pairs for line in _money(view, p, y)],
        "indicators": [_indicator(view, p, y, i) for p, y in pairs for i in y.indicators],
        "items": [line for p, y in pairs for line in _items(view, p, y)],
        "grade_counts": list(_grades(view, year)),
        "withheld": list(_withheld(view, year)),
    }


def wide_lines(long: Mapping[str, list[Line]]) -> list[Line]:
    """The same values, one line a project: amounts, indicators and items become columns beside its own."""
    wide = {str(line["project_no"]): dict(line) for line in long["projects"]}
    for line in long["money"]:
        own = wide[str(line["project_no"])]
        own[str(line["amount_item"])] = line["amount"]
        own["amount_kind"] = line["amount_kind"]
    for line in long["indicators"]:
        prefix = f"kpi_{line['indicator_no']}_"
        wide[str(line["project_no"])] |= {
            prefix + name.removeprefix("indicator_"): value for name, value in line.items() if name not in _KEY_NAMES
        }
    for line in long["items"]:
        prefix = f"item_{line['item']}_"
        wide[str(line["project_no"])] |= {prefix + name: line[name] for name in ("weight", "level", "points")}
    return list(wide.values())


def _keys(view: PublicView, number: str, year: int) -> Line:
    return {
        "organisation_code": view.code_of(year),
        "fiscal_year": year,
        "project_no": number,
    }


def _raw(shown: Shown | None) -> Cell:
    return shown.raw if shown else None


def _project(view: PublicView, project: PublicProject, year: PublicYear) -> Line:
    return {
        **{field: shown.raw for field, shown in year.facts.items()},
        **_keys(view, project.number, year.year),
        "eval_stage": year.eval_stage,
        "stage": year.stage,
        "grade": year.grade.letter if year.grade else None,
        "score": _raw(year.score),
        "provisional": year.provisional,
        "repeated": year.repeated,
    }


def _money(view: PublicView, project: PublicProject, year: PublicYear) -> Iterator[Line]:
    for label, shown in year.money:
        yield {
            **_keys(view, project.number, year.year),
            "amount_item": shown.field,
            "amount_item_label": label,
            "amount": shown.raw,
            "amount_kind": year.money_kind,
        }


def _indicator(view: PublicView, project: PublicProject, year: PublicYear, one: PublicIndicator) -> Line:
    return {
        **_keys(view, project.number, year.year),
        "indicator_no": one.number,
        "target_interpolated": one.interpolated,
        "suppressed": any(s.text == HIDDEN_COUNT for s in one.parts.values()),
        **{column: _raw(one.part(stem)) for column, stem in _KPI_COLUMNS.items()},
    }


def _items(view: PublicView, project: PublicProject, year: PublicYear) -> Iterator[Line]:
    for item in year.points:
        yield {
            **_keys(view, project.number, year.year),
            "item": item.code,
            "item_label": item.title,
            "weight": item.weight,
            "applicable": item.applicable,
            "answered": item.answered,
            "level": item.level.raw,
            "points": item.points if item.applicable else None,
            "basis": _raw(item.basis),
        }


def _grades(view: PublicView, year: int) -> Iterator[Line]:
    counts = Counter((y.eval_stage, y.grade.letter if y.grade else "none") for _, y in view.counted(year))
    for (stage, grade), number in sorted(counts.items()):
        yield {
            "organisation_code": view.code_of(year),
            "fiscal_year": year,
            "eval_stage": stage,
            "grade": grade,
            "projects": number,
        }


def _withheld(view: PublicView, year: int) -> Iterator[Line]:
    for one in view.withheld[year]:
        yield {
            **_keys(view, one.number, year),
            "disclosure": one.openness,
            "project_name": one.name,
            "public_summary": one.summary,
        }
