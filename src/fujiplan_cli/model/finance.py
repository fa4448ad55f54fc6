"""Money from 財務会計: how the plan maps the columns of an export, and what was taken in from one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

ExecutedKind = Literal["決算見込", "出納閉鎖後", "議会認定後"]
EXECUTED_KINDS: tuple[ExecutedKind, ...] = ("決算見込", "出納閉鎖後", "議会認定後")
"""How final the money is, in the order of the year (domain.md §1: 4月, 6月, autumn)."""

BUDGET_PARTS = ("budget_initial", "budget_supplementary", "budget_carried_in", "budget_reserve", "budget_moved")
"""What 予算現額 is the sum of, in 千円 (domain.md §2)."""


@dataclass(frozen=True, slots=True)
class FinanceMap:
    """Which column of the export holds what (``[finance]`` of fujiplan.toml)."""

    unit: Literal["円", "千円"]
    code: tuple[str, ...]
    """Headers of the 予算事業コード; several are joined with 「-」."""
    columns: Mapping[str, tuple[str, ...]]
    """Money field id → headers whose amounts are added; one with a leading 「-」 is subtracted."""
    encoding: Literal["auto", "utf-8", "cp932"] = "auto"
    header_row: int = 1
    sheet: str = ""
    """Sheet of a workbook; "" is its first visible one."""
    fiscal_year: str = ""
    """Header of the fiscal year; "" when the export is of one year."""
    blank_is_zero: bool = False


@dataclass(frozen=True, slots=True)
class FinanceAmount:
    """An amount in 千円, exact to the yen, and the cells it is the sum of."""

    value: Decimal
    cells: tuple[str, ...]

    @property
    def cell(self) -> str:
        """The cells as one text: 「F12、F13」."""
        return "、".join(self.cells)


@dataclass(frozen=True, slots=True)
class FinanceEntry:
    """What one import says of one project."""

    project: str
    code: str
    sheet: str
    """Sheet of the workbook, 「CSV」 for a CSV file."""
    amounts: Mapping[str, FinanceAmount]


@dataclass(frozen=True, slots=True)
class FinanceImport:
    """One export as taken in. ``file`` as contract.md gives paths."""

    year: int
    file: str
    sha256: str
    executed_kind: str
    entries: tuple[FinanceEntry, ...] = field(default=())
    by: str = ""
    at: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class FinanceMoney:
    """The money of one project that is in force: its entry in the newest import that names the project."""

    entry: FinanceEntry
    source: FinanceImport
    """Without its entries."""
