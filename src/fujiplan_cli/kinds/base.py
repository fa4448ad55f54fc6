"""What every kind offers. A kind is one module-level object of a class that follows `Kind`, listed in registry.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from fujiplan_cli.model.finding import Repair, Severity
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.values import Value

OpenData = Literal["string", "integer", "number", "date", "yearmonth"]
"""Frictionless types of published columns."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a cell's content is no value of the kind: a finding code, its severity and the sentence's parameters."""

    code: str
    severity: Severity
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parsed:
    """Result of reading one cell. ``problem`` of severity error leaves ``value`` None; review keeps the value."""

    value: Value | None = None
    repairs: tuple[Repair, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class ExcelHints:
    """How an input cell of the kind looks and what Excel lets in."""

    number_format: str = "General"
    align: Literal["left", "center", "right"] = "left"
    validation: Literal["list", "whole", "decimal", "date", "textLength", "custom", ""] = ""
    formula1: str = ""
    formula2: str = ""
    operator: str = "between"
    ime: Literal["on", "off", ""] = ""
    alert: str = ""
    """What Excel says when something else is typed."""


class Kind(Protocol):
    """One kind of value."""

    name: str
    open_data: OpenData
    """Frictionless type of the published column."""

    def parse(self, cell: Cell, field: Field, *, date1904: bool = False) -> Parsed:
        """Read a cell that is not blank. Never raises; nothing is guessed."""
        ...

    def show(self, value: Value, field: Field) -> str:
        """For Japanese readers: 令和8年3月31日, 12,500, S5 運用・改善. Without unit."""
        ...

    def publish(self, value: Value) -> str:
        """For open data: ISO dates, plain digits, no thousands separator."""
        ...

    def excel(self, field: Field) -> ExcelHints:
        """Format, alignment and validation of an input cell."""
        ...
