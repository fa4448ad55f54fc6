"""decimal 数値: an exact number such as an indicator's 実績値, in the field's unit."""

from __future__ import annotations

from decimal import Decimal

from fujiplan_cli.kinds.base import ExcelHints, OpenData, Parsed
from fujiplan_cli.kinds.numbers_in_text import grouped, negatives_allowed, opened_number, plain
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.values import Value

OUTERMOST = "999999999999999"
"""Fifteen nines: beyond it Excel keeps no exact digits."""


def bounds(field: Field) -> tuple[str, str]:
    """What Excel lets in: the field's bounds, else all that is exact."""
    low = plain(field.minimum) if field.minimum is not None else f"-{OUTERMOST}"
    return low, plain(field.maximum) if field.maximum is not None else OUTERMOST


def range_words(field: Field) -> str:
    """「0以上100以下の」, 「0以上の」 or nothing, for an alert."""
    low = f"{grouped(field.minimum)}以上" if field.minimum is not None else ""
    high = f"{grouped(field.maximum)}以下" if field.maximum is not None else ""
    return f"{low}{high}の" if low or high else ""


class DecimalKind:
    """A number with decimals."""

    name = "decimal"
    open_data: OpenData = "number"

    def parse(self, cell: Cell, field: Field, *, date1904: bool = False) -> Parsed:
        """The number to 15 significant digits."""
        read = opened_number(cell, field)
        if isinstance(read, Parsed):
            return read
        seen, found = read
        return seen.done(found.value, plain(found.value), *found.rules)

    def show(self, value: Value, field: Field) -> str:
        """21,480 or ▲1.5."""
        return grouped(Decimal(str(value)))

    def publish(self, value: Value) -> str:
        """21480 or -1.5."""
        return plain(Decimal(str(value)))

    def excel(self, field: Field) -> ExcelHints:
        """General format: a mask with decimals would print 「96.」."""
        low, high = bounds(field)
        negative = "負の数は「-1.5」のように記入してください。" if negatives_allowed(field) else ""
        return ExcelHints(
            align="right",
            validation="decimal",
            formula1=low,
            formula2=high,
            ime="off",
            alert=f"単位や「約」を付けず、{range_words(field)}数字だけを記入してください。{negative}",
        )


DECIMAL = DecimalKind()
