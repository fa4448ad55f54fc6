"""Comparisons of methods written as one page (参考)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from fujiplan_cli.report.compare_page import ComparedYear, CompareInput, MovedProject, compare_page
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.files import write_file
from fujiplan_cli.workflow.own_templates import own_template
from fujiplan_cli.workflow.records import year_records
from fujiplan_cli.workflow.score import Comparison, compare, compare_weights


def compared_years(
    desk: Desk, years: Sequence[int], method_id: str | None, weights: Mapping[tuple[str, str], int]
) -> tuple[Comparison, ...]:
    """Each of the years under another method, or with other weights. Raises Refused, PlanFolderError, LedgerError."""
    found = []
    for year in years:
        found.append(compare(desk, year, method_id) if method_id else compare_weights(desk, year, weights))
    return tuple(found)


def years_with_answers(desk: Desk) -> tuple[int, ...]:
    """The plan's years of which anything was collected, oldest first. Raises Refused when there is none."""
    with desk.ledger() as ledger:
        known = [
            year
            for year in desk.plan.years
            if any(record.version for record in year_records(desk, ledger, year).records.values())
        ]
    if not known:
        raise Refused("受け付けた調書のある年度がありません。", "先に fujiplan collect を実行してください。")
    return tuple(known)


def write_comparison(desk: Desk, found: Sequence[Comparison], path: Path) -> str:
    """Write the page; gives its path as people read it. The methods shown are those of the last year.

    Same plan folder, ledger and day: same bytes. Raises Refused (disk), PlanFolderError (faulty template).
    """
    last = found[-1]
    given = CompareInput(
        plan=desk.plan,
        own=last.own.method,
        other=last.other.method,
        day=desk.today,
        years=tuple(_year(one) for one in found),
        template_folders=desk.templates("report"),
    )
    with own_template("templates/report/compare.html", "採点方法の比較のひな形"):
        page = compare_page(given)
    write_file(path, page.encode("utf-8"))
    return desk.relative(path)


def _year(one: Comparison) -> ComparedYear:
    moved = tuple(
        MovedProject(m.project, one.own.names[m.project], m.before, m.after, m.direction, m.why, m.parts)
        for m in one.moves
        if m.moved
    )
    return ComparedYear(one.year, one.own.aggregates, one.other.aggregates, len(one.moves), moved)
