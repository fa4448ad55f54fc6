"""The years beside each other: totals, counts by stage and 進捗状況, and every project's grade of every year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fujiplan_cli.publish.overview import Overview
from fujiplan_cli.publish.summary import good_of
from fujiplan_cli.publish.totals import Count, MoneyRow, Row
from fujiplan_cli.publish.view import PublicProject, PublicView, PublicYear


@dataclass(frozen=True, slots=True)
class YearLine:
    """A year's totals."""

    o: Overview
    graded: int
    money: Mapping[str, MoneyRow]
    """Field → amount."""


@dataclass(frozen=True, slots=True)
class Across:
    """A row of a table of years: a heading, and a count for each year."""

    title: str
    cells: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class GradesOf:
    """A project with its grades, one a year of the table; None: not published in full in that year."""

    project: PublicProject
    cells: tuple[PublicYear | None, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All of it, the newest year first."""

    years: tuple[YearLine, ...]
    stages: tuple[Across, ...]
    statuses: tuple[Across, ...]
    projects: tuple[GradesOf, ...]


def comparison_of(view: PublicView, overviews: Mapping[int, Overview]) -> Comparison:
    """Compare every published year."""
    own = tuple(overviews[y] for y in view.years)
    order = [f"{code} {title}" for code, title, _ in view.stages]
    return Comparison(
        years=tuple(_line(view, o) for o in own),
        stages=_across(own, lambda o: o.stages, order),
        statuses=_across(own, lambda o: o.statuses, []),
        projects=tuple(GradesOf(p, tuple(p.of(y) for y in view.years)) for p in view.projects if p.years),
    )


def _line(view: PublicView, o: Overview) -> YearLine:
    pairs = view.counted(o.year)
    return YearLine(o, good_of(pairs)[1], {row.trace.rpartition("/")[2]: row for row in o.money})


def _across(
    years: tuple[Overview, ...], rows_of: Callable[[Overview], tuple[Row, ...]], order: list[str]
) -> tuple[Across, ...]:
    tables = [{row.title: row.total for row in rows_of(o)} for o in years]
    known = {title: count.trace.split("/", 2)[2] for table in tables for title, count in table.items()}
    made = (
        Across(
            title,
            tuple(
                table.get(title) or Count(0, f"total/{o.year}/{known[title]}")
                for o, table in zip(years, tables, strict=True)
            ),
        )
        for title in dict.fromkeys([*order, *known])
        if title in known
    )
    return tuple(one for one in made if any(c.number for c in one.cells))
