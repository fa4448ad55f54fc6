"""Amounts that follow from others: 予算現額, 不用額, 一般財源 (domain.md §3), by the form's declared formulas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from fujiplan_cli.model.form import Field
from fujiplan_cli.model.formula import sum_terms
from fujiplan_cli.model.values import Value


def amount(value: Value | None) -> Decimal | None:
    """A typed number; None for blank and for what is no number."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return None
    return Decimal(value)


def sum_parts(field: Field) -> tuple[str, ...]:
    """Fields that a computed sum adds or subtracts; empty when it is no sum."""
    return tuple(name for _, name in sum_terms(field.formula))


def computed(field: Field, values: Mapping[str, Value | None], fields: Callable[[str], Field | None]) -> Decimal | None:
    """Value of a declared sum, in 千円. Blank parts count as 0; None when every part is blank."""
    total, answered = Decimal(0), False
    for sign, name in sum_terms(field.formula):
        part = amount_of(name, values, fields)
        if part is not None:
            total += sign * part
            answered = True
    return total if answered else None


def amount_of(name: str, values: Mapping[str, Value | None], fields: Callable[[str], Field | None]) -> Decimal | None:
    """Amount of a field: computed where the form declares a sum and it has parts, else as typed or printed."""
    field = fields(name)
    if field is not None and sum_terms(field.formula):
        result = computed(field, values, fields)
        if result is not None:
            return result
    return amount(values.get(name))
