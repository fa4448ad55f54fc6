"""money 金額: an amount in 千円. Kept as exact as the source has it (to the yen), shown half up in 千円."""

from __future__ import annotations

import dataclasses
from decimal import ROUND_HALF_UP, Decimal

from fujiplan_cli.kinds.base import ExcelHints, OpenData, Parsed
from fujiplan_cli.kinds.decimal_number import bounds
from fujiplan_cli.kinds.integer import WHOLE_FORMAT
from fujiplan_cli.kinds.numbers_in_text import grouped, negatives_allowed, opened_number, plain
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.values import Value

UNIT = "千円"


class MoneyKind:
    """An amount in 千円."""

    name = "money"
    open_data: OpenData = "number"

    def parse(self, cell: Cell, field: Field, *, date1904: bool = False) -> Parsed:
        """1,234 and 1,234千円; an amount in 百万円, 万円 or 円 is an error, never converted."""
        read = opened_number(cell, field if field.unit else dataclasses.replace(field, unit=UNIT))
        if isinstance(read, Parsed):
            return read
        seen, found = read
        return seen.done(found.value, plain(found.value), *found.rules)

    def show(self, value: Value, field: Field) -> str:
        """12,500 or ▲300: whole 千円, half up."""
        return grouped(Decimal(str(value)).quantize(Decimal(1), rounding=ROUND_HALF_UP))

    def publish(self, value: Value) -> str:
        """12500 or -300.5: plain digits in 千円, as exact as known."""
        return plain(Decimal(str(value)))

    def excel(self, field: Field) -> ExcelHints:
        """Amounts of 千円; decimals (yen) are let in."""
        low, high = bounds(field)
        negative = "減額は「-300」のように記入してください。" if negatives_allowed(field) else ""
        return ExcelHints(
            number_format=WHOLE_FORMAT,
            align="right",
            validation="decimal",
            formula1=low,
            formula2=high,
            ime="off",
            alert=f"千円単位で、数字だけを記入してください（15.3百万円は「15300」）。{negative}",
        )


MONEY = MoneyKind()
