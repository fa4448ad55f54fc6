"""The HTML pages: which exist, at which address, and what each template is given. No page sees more than the view."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fujiplan_cli.kinds.fiscal_year import year_words, year_words_both
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.publish.changes import fallen
from fujiplan_cli.publish.chart import line_chart, share_chart
from fujiplan_cli.publish.compare import comparison_of
from fujiplan_cli.publish.example import worked_example
from fujiplan_cli.publish.feed import has_feed, machine_files, whole_address
from fujiplan_cli.publish.lists import by_department, by_grade, by_stage, place_of
from fujiplan_cli.publish.opendata.catalogue import Catalogue, catalogue_of
from fujiplan_cli.publish.overview import Overview, overview_of
from fujiplan_cli.publish.totals import measure_rows
from fujiplan_cli.publish.view import PublicProject, PublicView
from fujiplan_cli.publish.words import number_words

STYLESHEET = "assets/site.css"


def render_pages(view: PublicView, folders: tuple[Path, ...], data: Mapping[str, bytes]) -> dict[str, bytes]:
    """Path → bytes of every page and the style sheet. ``data``: the open-data files, whose page names their sizes.

    Raises jinja2 errors for a faulty template.
    """
    environment = _environment(folders)
    overviews = {year: overview_of(view, year) for year in view.years}
    files = {}
    for path, template, more in _pages(view, overviews, catalogue_of(view, data)):
        context = {
            "view": view,
            "root": "../" * path.count("/"),
            "path": path,
            "canonical": whole_address(view, path),
            "has_feed": has_feed(view),
            **more,
        }
        files[path] = environment.get_template(template).render(context).encode()
    files |= machine_files(view, files)
    files[STYLESHEET] = environment.get_template("site.css").render().encode()
    return files


def _environment(folders: tuple[Path, ...]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([str(f) for f in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["digits"] = number_words
    environment.filters["anchor"] = anchor
    environment.filters["year_words"] = year_words
    environment.filters["year_words_both"] = year_words_both
    environment.filters["iso_day_words"] = iso_day_words
    environment.filters["place"] = place_of
    environment.globals["line_chart"] = line_chart
    environment.globals["share_chart"] = share_chart
    return environment


def iso_day_words(day: str) -> str:
    """2026-07-31 → 令和8年7月31日."""
    return day_words(date.fromisoformat(day))


def anchor(trace: str) -> str:
    """A trace as an id of the page, readable in an address: R7-001.2025.executed."""
    return ".".join("_".join(part.split()) for part in trace.split("/"))


_TOLD = frozenset(
    {
        "period",
        "stage_prev",
        "co_departments",
        "executed_kind",
        "execution_rate",
        "kpi_note",
        "cost_reason",
        "cost_basis",
    }
    | {"zero_reason", "direction_reason", "last_comment", "response"}
    | {f"{kind}_{item}" for kind in ("self", "basis") for item in ("deliverables", "uptake", "control")}
)
"""Declared columns that a project's page already tells in their own place."""


def _pages(
    view: PublicView, overviews: Mapping[int, Overview], catalogue: Catalogue
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    newest = overviews[view.year]
    yield "index.html", "year.html", {"o": newest, "is_top": True, "is_newest": True}
    for year, overview in overviews.items():
        yield f"years/{year}/index.html", "year.html", {"o": overview, "is_top": False, "is_newest": year == view.year}
        yield f"years/{year}/reasons/index.html", "reasons.html", {"o": overview}
    yield "compare/index.html", "compare.html", {"c": comparison_of(view, overviews), "o": newest}
    yield "projects/index.html", "projects.html", {"o": newest}
    yield "grades/index.html", "groups.html", {"o": newest, "groups": by_grade(view), "kind": "grades"}
    yield "stages/index.html", "groups.html", {"o": newest, "groups": by_stage(view), "kind": "stages"}
    yield "departments/index.html", "groups.html", {"o": newest, "groups": by_department(view), "kind": "departments"}
    links = {one.number: one.slug for one in view.projects}  # once: made for each page, it took the square of them
    for number, project in enumerate(view.projects):
        yield f"projects/{project.slug}/index.html", "project.html", _project(view, number, links)
    rows = measure_rows(view, newest.letters, view.year)
    yield "themes/index.html", "themes.html", {"o": newest, "rows": rows}
    for measure in (m for g in view.goals for m in g.measures):
        own = tuple(p for p in view.projects if p.measure == measure.code and p.years)
        yield f"themes/{measure.code}/index.html", "theme.html", {"measure": measure, "own": own, "o": newest}
    yield "changes/index.html", "changes.html", {"overviews": overviews}
    yield "corrections/index.html", "corrections.html", {"overviews": overviews}
    yield "method/index.html", "method.html", {"example": worked_example(view)}
    yield "data/index.html", "data.html", {"c": catalogue}
    yield "accessibility/index.html", "accessibility.html", {}
    yield "sitemap/index.html", "sitemap.html", {}


def _project(view: PublicView, number: int, links: Mapping[str, str]) -> dict[str, Any]:
    project = view.projects[number]
    return {
        "project": project,
        "before_project": view.projects[number - 1] if number else None,
        "after_project": view.projects[number + 1] if number + 1 < len(view.projects) else None,
        "links": links,
        "trends": _trends(project),
        "fallen": fallen(project, project.newest) if project.years else None,
        "others": tuple(c for c in view.declared if c.field in view.labels and c.field not in _TOLD),
    }


def _trends(project: PublicProject) -> tuple[int, ...]:
    """Numbers of the indicators with an actual value in two years or more."""
    found: dict[int, int] = {}
    for year in project.years:
        for one in year.indicators:
            actual = one.part("actual")
            found[one.number] = found.get(one.number, 0) + (actual is not None and actual.raw is not None)
    return tuple(sorted(n for n, years in found.items() if years > 1))
