"""Where a value of the 事業台帳 stands in register.xlsx: for an auditor who asks where a printed number came from."""

from __future__ import annotations

import re

from fujiplan_cli.intake.register_rows import Row, read_table
from fujiplan_cli.kinds.register_columns import REGISTER_SHEETS
from fujiplan_cli.model.grid import Grid
from fujiplan_cli.model.place import Place
from fujiplan_cli.model.plan import Plan

_INDICATOR = re.compile(r"kpi_([1-3])_([a-z_]+)")
_OTHER_COLUMN = {"period": "start_year", "eval_stage": "planned_stage", "department_then": "department"}
"""Printed values that are derived: the column they are derived from."""


class RegisterPlaces:
    """Finds the cell of any printed value in one register. Read once, asked often."""

    def __init__(self, grid: Grid, plan: Plan, file: str) -> None:
        projects, indicators, years = (read_table(grid, spec, plan, file)[0].rows for spec in REGISTER_SHEETS)
        self._projects = {row.text("project_no"): row for row in projects}
        self._indicators = {(row.text("project_no"), row.whole("kpi_no")): row for row in indicators}
        self._years = {(row.text("project_no"), row.whole("year")): row for row in years}

    def of(self, project: str, year: int, field: str) -> Place | None:
        """The cell of a field's value for a project and fiscal year; None when the register does not hold it.

        A target on the straight line (domain.md §4.3) leads to the indicator's base value, where the line begins.
        """
        column = _OTHER_COLUMN.get(field, field)
        own_year = _filled(self._years.get((project, year)), column)
        if own_year is not None:
            return own_year
        match = _INDICATOR.fullmatch(field)
        if match is not None:
            stem = "base" if match[2] in ("target", "target_original", "target_source") else match[2]
            return _filled(self._indicators.get((project, int(match[1]))), stem)
        return _filled(self._projects.get(project), column)


def _filled(row: Row | None, column: str) -> Place | None:
    if row is None or column not in row.columns:
        return None
    return row.place(column) if column in row.values or column in row.lists else None
