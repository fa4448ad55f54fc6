"""integer 整数: whole numbers such as 遅れ月数."""

from __future__ import annotations

from decimal import Decimal

from fujiplan_cli.kinds.base import ExcelHints, OpenData, Parsed
from fujiplan_cli.kinds.decimal_number import bounds, range_words
from fujiplan_cli.kinds.numbers_in_text import grouped, opened_number, plain
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.values import Value

WHOLE_FORMAT = "#,##0_ ;[Red]▲#,##0_ ;0_ "


class IntegerKind:
    """A whole number."""

    name = "integer"
    open_data: OpenData = "integer"

    def parse(self, cell: Cell, field: Field, *, date1904: bool = False) -> Parsed:
        """3 and 3.0 are three; 3.5 is an error, never rounded; with ``choices`` only those numbers are taken."""
        read = opened_number(cell, field)
        if isinstance(read, Parsed):
            return read
        seen, found = read
        if found.value != found.value.to_integral_value():
            return seen.wrong("number_not_whole")
        if field.choices and plain(found.value) not in field.choices:
            return seen.wrong("number_not_listed", choices="、".join(field.choices))
        return seen.done(int(found.value), plain(found.value), *found.rules)

    def show(self, value: Value, field: Field) -> str:
        """1,234 or ▲3."""
        return grouped(Decimal(str(value)))

    def publish(self, value: Value) -> str:
        """1234 or -3."""
        return plain(Decimal(str(value)))

    def excel(self, field: Field) -> ExcelHints:
        """Whole numbers within the field's bounds, or a drop-down of the declared ones."""
        if field.choices:
            return ExcelHints(
                number_format="0",
                align="center",
                validation="list",
                formula1=f'"{",".join(field.choices)}"',
                ime="off",
                alert=f"{'、'.join(field.choices)}から選んでください。",
            )
        low, high = bounds(field)
        return ExcelHints(
            number_format=WHOLE_FORMAT,
            align="right",
            validation="whole",
            formula1=low,
            formula2=high,
            ime="off",
            alert=f"単位を付けず、{range_words(field)}整数を記入してください。",
        )


INTEGER = IntegerKind()
