"""register.xlsx to projects: what the 事務局 edited in Excel, with everything that is wrong in it, all at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from fujiplan_cli.intake.found import found
from fujiplan_cli.intake.register_rows import HEAD_ROWS, Row, Table, read_table
from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.kinds.register_columns import INDICATORS, MONEY_COLUMNS, REGISTER_SHEETS, version_in
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.grid import Grid
from fujiplan_cli.model.place import Place
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.project import Indicator, Project, YearPlan


def read_register(grid: Grid, plan: Plan, file: str) -> tuple[tuple[Project, ...], tuple[Finding, ...]]:
    """Projects of the register in its order, and all findings. A faulty row is left out, the others go on.

    ``file`` is the path for the places of findings. The caller takes nothing in while a finding is an error.
    """
    findings: list[Finding] = []
    tables: list[Table] = []
    for spec in REGISTER_SHEETS:
        table, found_here = read_table(grid, spec, plan, file)
        tables.append(table)
        findings += found_here
    projects, indicators, years = tables
    known = {row.text("project_no") for row in projects.rows}
    findings += [f for row in projects.rows for f in _check_project(row, plan, known)]
    findings += _doubled(projects.rows, ("project_no",), "register_doubled_number")
    findings += _rows_of_projects(indicators.rows, known, ("project_no", "kpi_no"))
    owned = {(row.text("project_no"), row.whole("kpi_no")) for row in indicators.rows}
    findings += [f for row in years.rows for f in _check_year(row, plan, known, owned)]
    findings += _rows_of_projects(years.rows, known, ("project_no", "year"))
    if not projects.rows and not findings:
        findings.append(found("register_empty", Place(file)))
    by_project = _grouped(indicators.rows), _grouped(years.rows)
    good = tuple(_project(row, projects.extra, *by_project, plan) for row in projects.rows if not row.faulty)
    return good, tuple(findings)


def printed_versions(grid: Grid) -> frozenset[int]:
    """Versions of the register that the sheets say they were written from; empty when none says."""
    heads = (cell.raw for sheet in grid.sheets for (row, _), cell in sheet.cells.items() if row <= HEAD_ROWS)
    return frozenset(version for text in heads if (version := version_in(text)) is not None)


def _grouped(rows: Sequence[Row]) -> Mapping[str, list[Row]]:
    """The rows without a fault by their project."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if not row.faulty:
            groups.setdefault(row.text("project_no"), []).append(row)
    return groups


def _doubled(rows: Sequence[Row], key: tuple[str, ...], code: str) -> list[Finding]:
    first: dict[tuple[str, ...], Row] = {}
    findings = []
    for row in rows:
        own = tuple(row.text(name) for name in key)
        if all(own) and first.setdefault(own, row) is not row:
            findings.append(row.fault(code, key[-1], first=str(first[own].place(key[-1]))))
    return findings


def _rows_of_projects(rows: Sequence[Row], known: set[str], key: tuple[str, ...]) -> list[Finding]:
    findings = [
        row.fault("register_unknown_project", "project_no")
        for row in rows
        if row.text("project_no") and row.text("project_no") not in known
    ]
    return findings + _doubled(rows, key, "register_doubled_row")


def _check_project(row: Row, plan: Plan, known: set[str]) -> list[Finding]:
    findings = _check_place_in_plan(row, plan)
    codes = [department.code for department in plan.departments]
    owner = row.text("department")
    if owner and owner not in codes:
        findings.append(row.fault("register_unknown_department", "department", near=_near_office(owner, plan)))
    unknown = [code for code in row.lists.get("co_departments", ()) if code not in codes]
    if unknown:
        row.values["co_departments"] = "、".join(unknown)
        findings.append(row.fault("register_unknown_department", "co_departments", near=_near_office(unknown[0], plan)))
    start, end = row.whole("start_year"), row.whole("end_year")
    if start is not None and end is not None and end < start:
        findings.append(row.fault("register_years_reversed", "end_year"))
    if any(number not in known for number in row.lists.get("successors", ())):
        findings.append(row.wrong("register_unknown_successor", "successors"))
    return findings


def _check_place_in_plan(row: Row, plan: Plan) -> list[Finding]:
    """基本目標 and 施策 are those of the plan, and belong together."""
    findings = []
    goal, measure = row.text("theme"), row.text("measure")
    found_goal, found_measure = plan.goal(goal), plan.measure(measure)
    if goal and found_goal is None:
        findings.append(row.fault("register_unknown_goal", "theme", near=_near(goal, (g.code for g in plan.goals))))
    if measure and found_measure is None:
        codes = (m.code for g in plan.goals for m in g.measures)
        findings.append(row.fault("register_unknown_measure", "measure", near=_near(measure, codes)))
    if found_goal and found_measure and found_measure.goal != found_goal.code:
        findings.append(row.fault("register_measure_of_other_goal", "measure", goal=found_goal.code))
    return findings


def _near(text: str, codes: Iterable[str]) -> str:
    close = difflib.get_close_matches(text, list(codes), n=3, cutoff=0.5)
    return f"近いコード：{'、'.join(close)}" if close else ""


def _near_office(text: str, plan: Plan) -> str:
    """The code of a department written by its name; else the codes that look alike."""
    named = next((d for d in plan.departments if text in (d.name, d.full_name)), None)
    if named is not None:
        return f"「{named.name}」のコードは「{named.code}」です。"
    return _near(text, (department.code for department in plan.departments))


def _check_year(row: Row, plan: Plan, known: set[str], owned: set[tuple[str, int | None]]) -> list[Finding]:
    findings = []
    year = row.whole("year")
    if year is not None and year not in plan.years:
        first, last = year_words(plan.first_year), year_words(plan.last_year)
        findings.append(row.fault("register_year_out_of_plan", "year", first=first, last=last))
    number = row.text("project_no")
    for kpi in INDICATORS if number in known else ():
        findings += _check_target(row, number, kpi, has_indicator=(number, kpi) in owned)
    return findings


def _check_target(row: Row, number: str, kpi: int, *, has_indicator: bool) -> list[Finding]:
    target, original = f"kpi_{kpi}_target", f"kpi_{kpi}_target_original"
    given = [name for name in (target, original) if name in row.values]
    if given and not has_indicator:
        return [row.fault("register_target_without_indicator", given[0], project=number, number=str(kpi))]
    changed = len(given) == 2 and row.decimal(target) != row.decimal(original)
    if changed and not row.text(f"kpi_{kpi}_target_reason"):
        return [row.wrong("register_target_reason", target)]
    return []


def _project(
    row: Row,
    extra: Sequence[str],
    indicators: Mapping[str, Sequence[Row]],
    years: Mapping[str, Sequence[Row]],
    plan: Plan,
) -> Project:
    number = row.text("project_no")
    plans = [_year_plan(one, plan) for one in years.get(number, ())]
    return Project(
        number=number,
        name=row.text("project_name"),
        type=row.text("type"),
        goal=row.text("theme"),
        measure=row.text("measure"),
        start_year=row.whole("start_year") or 0,
        end_year=row.whole("end_year") or 0,
        department=row.text("department"),
        co_departments=row.lists.get("co_departments", ()),
        account=row.text("account"),
        budget_account=row.text("budget_account"),
        budget_department=row.text("budget_department"),
        zero_reason=row.text("zero_reason"),
        disclosure=row.text("disclosure") or "公表",
        disclosure_ground=row.text("disclosure_ground"),
        disclosure_until=row.day("disclosure_until"),
        contract_end=row.day("contract_end"),
        live_from=row.day("live_from"),
        repeated="repeated" in row.values,
        predecessors=row.lists.get("predecessors", ()),
        successors=row.lists.get("successors", ()),
        priority="priority" in row.values,
        summary=row.text("public_summary"),
        personal_info=row.text("personal_info"),
        system_zone=row.text("system_zone"),
        staff_band=row.text("staff_band"),
        indicators=_indicators(indicators.get(number, ())),
        years=MappingProxyType({one.year: one for one in sorted(plans, key=lambda p: p.year)}),
        extra=MappingProxyType({name: row.text(name) for name in extra if name in row.values}),
    )


def _indicators(rows: Sequence[Row]) -> tuple[Indicator, ...]:
    own = [
        Indicator(
            number=row.whole("kpi_no") or 0,
            kind=row.text("kind"),
            name=row.text("name"),
            unit=row.text("unit"),
            direction=row.text("direction"),
            base=row.decimal("base"),
            base_year=row.whole("base_year"),
            final=row.decimal("final"),
            final_year=row.whole("final_year"),
            tolerance=row.decimal("tolerance"),
        )
        for row in rows
    ]
    return tuple(sorted(own, key=lambda indicator: indicator.number))


def _year_plan(row: Row, plan: Plan) -> YearPlan:
    choice = row.text("planned_stage")
    stage = next((one.code for one in plan.stages if one.choice == choice), "")
    targets = {n: value for n in INDICATORS if (value := row.decimal(f"kpi_{n}_target")) is not None}
    originals = {n: value for n in INDICATORS if (value := row.decimal(f"kpi_{n}_target_original")) is not None}
    return YearPlan(
        year=row.whole("year") or 0,
        planned_stage=stage,
        plan=row.text("plan"),
        targets=targets,
        targets_original=originals,
        target_reasons={n: text for n in INDICATORS if (text := row.text(f"kpi_{n}_target_reason"))},
        money={name: value for name in MONEY_COLUMNS if (value := row.decimal(name)) is not None},
    )
