"""Every kind by name. A new kind of value is one file plus one line here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from fujiplan_cli.kinds.base import Kind, Parsed
from fujiplan_cli.kinds.choice import CHOICE
from fujiplan_cli.kinds.date_ import DATE
from fujiplan_cli.kinds.decimal_number import DECIMAL
from fujiplan_cli.kinds.fiscal_year_kind import FISCAL_YEAR
from fujiplan_cli.kinds.identifier import IDENTIFIER
from fujiplan_cli.kinds.integer import INTEGER
from fujiplan_cli.kinds.level import LEVEL
from fujiplan_cli.kinds.money import MONEY
from fujiplan_cli.kinds.reading import REPAIR_WORDS, is_blank
from fujiplan_cli.kinds.text import TEXT
from fujiplan_cli.kinds.year_month import YEAR_MONTH
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.values import Value

__all__ = ["KINDS", "REPAIR_WORDS", "is_blank", "parse", "parse_typed", "show"]

_ALL: tuple[Kind, ...] = (
    TEXT,
    CHOICE,
    LEVEL,
    INTEGER,
    DECIMAL,
    MONEY,
    DATE,
    YEAR_MONTH,
    FISCAL_YEAR,
    IDENTIFIER,
)
KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in _ALL})


def parse(cell: Cell, field: Field, *, date1904: bool = False) -> Parsed:
    """Read a cell by the field's kind; a blank one gives an empty Parsed. Raises KeyError for an unknown kind."""
    return Parsed() if is_blank(cell) else KINDS[field.kind].parse(cell, field, date1904=date1904)


def parse_typed(text: str, field: Field) -> Parsed:
    """Read a text typed elsewhere (`settle --value`, a CSV) by the same rules as a sheet's cell."""
    return parse(Cell(kind="text", raw=text), field)


def show(value: Value | None, field: Field) -> str:
    """For Japanese readers, without unit; "" for no value."""
    return "" if value is None else KINDS[field.kind].show(value, field)
