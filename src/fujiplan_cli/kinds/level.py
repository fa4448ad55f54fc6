"""level 評価水準: an integer from 0 to 4 (domain.md §4.5), its words stand in the method's rubric."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from fujiplan_cli.kinds.base import ExcelHints, OpenData, Parsed
from fujiplan_cli.kinds.numbers_in_text import read_number
from fujiplan_cli.kinds.reading import opened
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.values import Value


class LevelKind:
    """A level; ``field.minimum`` and ``maximum`` may narrow 0–4."""

    name = "level"
    open_data: OpenData = "integer"

    def parse(self, cell: Cell, field: Field, *, date1904: bool = False) -> Parsed:
        """0, 1, 2, 3 or 4; ３ as text with a repair; 5, 4.5, ◎, A are errors of one code."""
        seen = opened(cell, field)
        if isinstance(seen, Parsed):
            return seen
        found = read_number(dataclasses.replace(seen, field=dataclasses.replace(field, minimum=None, maximum=None)))
        low, high = _bounds(field)
        if isinstance(found, Parsed) or found.value != int(found.value) or not low <= found.value <= high:
            return seen.wrong("level_invalid", minimum=str(low), maximum=str(high))
        return seen.done(int(found.value), str(int(found.value)), *found.rules)

    def show(self, value: Value, field: Field) -> str:
        """The integer."""
        return str(value)

    def publish(self, value: Value) -> str:
        """The integer."""
        return str(value)

    def excel(self, field: Field) -> ExcelHints:
        """A drop-down from the best level down."""
        low, high = _bounds(field)
        return ExcelHints(
            number_format="0",
            align="center",
            validation="list",
            formula1='"' + ",".join(str(level) for level in range(high, low - 1, -1)) + '"',
            ime="off",
            alert=f"{low}〜{high}の整数を選んでください。",
        )


def _bounds(field: Field) -> tuple[int, int]:
    return int(max(field.minimum or Decimal(0), Decimal(0))), int(field.maximum if field.maximum is not None else 4)


LEVEL = LevelKind()
