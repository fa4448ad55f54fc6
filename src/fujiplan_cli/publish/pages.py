"""The HTML pages: which exist, at which address, and what each template is given. No page sees more than the view."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from fujiplan_cli.kinds.fiscal_year import year_words, year_words_both
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.publish.changes import fallen
from fujiplan_cli.publish.chart import line_chart, share_chart
from fujiplan_cli.publish.compare import comparison_of
from fujiplan_cli.publish.compiled import KeptTemplates
from fujiplan_cli.publish.direct import DirectCode, DirectTemplate
from fujiplan_cli.publish.example import worked_example
from fujiplan_cli.publish.feed import has_feed, machine_files, whole_address
from fujiplan_cli.publish.list_row import badge, grade_of, list_row
from fujiplan_cli.publish.lists import by_department, by_grade, by_stage, place_of
from fujiplan_cli.publish.opendata.catalogue import Catalogue, catalogue_of
from fujiplan_cli.publish.overview import Overview, overview_of
from fujiplan_cli.publish.said import told
from fujiplan_cli.publish.spans import anchor, dots, figure, paragraph, same_figure, share
from fujiplan_cli.publish.totals import measure_rows
from fujiplan_cli.publish.view import PublicProject, PublicView, PublicYear
from fujiplan_cli.publish.words import number_words

STYLESHEET = "assets/site.css"
_Page = tuple[str, str, dict[str, Any]]
"""Path, template, and what the template is given beside what every page is."""


class Pages:
    """Every page of a site and its style sheet, in two parts: only the second has to know the open data.

    Both raise jinja2 errors for a faulty template.
    """

    def __init__(self, view: PublicView, folders: tuple[Path, ...]) -> None:
        """``folders``: where the templates are, the first that has one counts."""
        self._view = view
        self._environment = _environment(folders)
        self._paths: list[str] = []

    def projects(self) -> Iterator[tuple[str, bytes]]:
        """Path and bytes of the page of every project."""
        yield from self._rendered(_project_pages(self._view))

    def others(self, data: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
        """Path and bytes of all others, when those of the projects are made. ``data``: the open-data files, whose page
        names their sizes.
        """
        overviews = {year: overview_of(self._view, year) for year in self._view.years}
        yield from self._rendered(_pages(self._view, overviews, catalogue_of(self._view, data)))
        yield from machine_files(self._view, self._paths).items()
        yield STYLESHEET, self._environment.get_template("site.css").render().encode()

    def _rendered(self, pages: Iterable[_Page]) -> Iterator[tuple[str, bytes]]:
        view = self._view
        for path, template, more in pages:
            context = {
                "view": view,
                "root": "../" * path.count("/"),
                "path": path,
                "canonical": whole_address(view, path),
                "has_feed": has_feed(view),
                **more,
            }
            self._paths.append(path)
            yield path, self._environment.get_template(template).render(context).encode()


_GLOBALS: Mapping[str, Callable[..., Any]] = {
    "figure_span": figure,
    "same_span": same_figure,
    "paragraph_span": paragraph,
    "level_dots": dots,
    "share_span": share,
    "list_row": list_row,
    "badge_span": badge,
    "grade_span": grade_of,
    "told": told,
    "line_chart": line_chart,
    "share_chart": share_chart,
}


def _environment(folders: tuple[Path, ...]) -> Environment:
    """Templates of a plan folder run in the sandbox, which takes twice the time; the packaged ones are our own."""
    kind = Environment if len(folders) == 1 else ImmutableSandboxedEnvironment
    environment = kind(
        loader=FileSystemLoader([str(f) for f in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    if kind is Environment:
        environment.code_generator_class = DirectCode
        environment.template_class = DirectTemplate
        environment.bytecode_cache = KeptTemplates()
    environment.filters["digits"] = number_words
    environment.filters["anchor"] = anchor
    environment.filters["year_words"] = year_words
    environment.filters["year_words_both"] = year_words_both
    environment.filters["iso_day_words"] = iso_day_words
    environment.filters["place"] = place_of
    environment.filters["with_newest"] = with_newest
    environment.globals |= _GLOBALS
    return environment


def with_newest(projects: Iterable[PublicProject]) -> list[tuple[PublicProject, PublicYear]]:
    """Projects that have a published year, each with its newest."""
    return [(project, project.newest) for project in projects if project.years]


def iso_day_words(day: str) -> str:
    """2026-07-31 → 令和8年7月31日."""
    return day_words(date.fromisoformat(day))


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


def _project_pages(view: PublicView) -> Iterator[_Page]:
    links = {p.number: p.slug for p in view.projects}
    for number, project in enumerate(view.projects):
        yield f"projects/{project.slug}/index.html", "project.html", _project(view, number, links)


def _pages(view: PublicView, overviews: Mapping[int, Overview], catalogue: Catalogue) -> Iterator[_Page]:
    newest = overviews[view.year]
    yield "index.html", "year.html", {"o": newest, "is_top": True, "is_newest": True}
    for year, overview in overviews.items():
        yield f"years/{year}/index.html", "year.html", {"o": overview, "is_top": False, "is_newest": year == view.year}
        yield f"years/{year}/reasons/index.html", "reasons.html", {"o": overview}
    yield "compare/index.html", "compare.html", {"c": comparison_of(view, overviews), "o": newest}
    yield "projects/index.html", "projects.html", {"o": newest}
    for kind, grouped in (("grades", by_grade), ("stages", by_stage)):
        for year, overview in overviews.items():
            more = {"o": overview, "groups": grouped(view, year), "kind": kind}
            yield f"years/{year}/{kind}/index.html", "groups.html", more | {"is_newest": False}
            if year == view.year:
                yield f"{kind}/index.html", "groups.html", more | {"is_newest": True}
    departments = {"o": newest, "groups": by_department(view), "kind": "departments", "is_newest": True}
    yield "departments/index.html", "groups.html", departments
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
