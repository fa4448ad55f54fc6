"""A value as its cell holds it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.values import Value, YearMonth
from fujiplan_cli.workbook.painter import hints_of
from fujiplan_cli.workbook.patch import CellValue, Digits

_EPOCH = date(1899, 12, 30)


def cell_value(field: Field, value: Value | None) -> CellValue:
    """A value as its cell holds it: numbers and days as numbers where the cell's format shows them, else words."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, (int, Decimal)) and field.kind != "fiscal_year":
        return Digits(_digits(value))
    if isinstance(value, (date, YearMonth)) and _is_day_format(hints_of(field).number_format):
        day = value if isinstance(value, date) else date(value.year, value.month, 1)
        return (day - _EPOCH).days
    return KINDS[field.kind].show(value, field)


def _is_day_format(number_format: str) -> bool:
    return "y" in number_format or "e" in number_format.replace("General", "") or "d" in number_format


def _digits(value: int | Decimal) -> str:
    """At most 17 significant digits, without a needless exponent."""
    exact = format(Decimal(value), "f")
    return exact if len(exact) <= 17 else format(float(value), ".17g")
