"""Rules across the cells of a sheet: one file, one check. Adding one is a file and a line here."""

from __future__ import annotations

from fujiplan_cli.intake.checks import (
    actual_and_pending,
    against_direction,
    as_of,
    completed_open,
    department,
    funds,
    incident,
    layout_changed,
    macros,
    money_check,
    not_asked,
    outdated,
    printed,
    required,
    same_text,
    stage_order,
    stop,
    stray_text,
    sums,
    thousandfold,
    values_only,
)
from fujiplan_cli.intake.reading import Check

ROW_CHECKS: tuple[Check, ...] = (
    required.check,
    not_asked.check,
    funds.check,
    actual_and_pending.check,
    as_of.check,
    against_direction.check,
    thousandfold.check,
    money_check.check,
    printed.check,
)
"""Rules for a row of a list; what it means beyond its cells is in `intake.row_rules`."""
CHECKS: tuple[Check, ...] = (
    required.check,
    not_asked.check,
    sums.check,
    funds.check,
    actual_and_pending.check,
    as_of.check,
    against_direction.check,
    stage_order.check,
    stop.check,
    completed_open.check,
    thousandfold.check,
    same_text.check,
    money_check.check,
    incident.check,
    department.check,
    printed.check,
    stray_text.check,
    outdated.check,
    macros.check,
    values_only.check,
    layout_changed.check,
)
