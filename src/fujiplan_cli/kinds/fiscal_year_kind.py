"""fiscal_year 年度: 2025, R7, 令和7年度 — all three are how a fiscal year is given (contract.md)."""

from __future__ import annotations

from fujiplan_cli.kinds.base import ExcelHints, OpenData, Parsed
from fujiplan_cli.kinds.fiscal_year import is_impossible, parse_year, year_words
from fujiplan_cli.kinds.numbers_in_text import opened_code
from fujiplan_cli.kinds.reading import narrow
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.values import Value

EARLIEST, LATEST = 1926, 2099


class FiscalYearKind:
    """A fiscal year as the western year in which it begins."""

    name = "fiscal_year"
    open_data: OpenData = "integer"

    def parse(self, cell: Cell, field: Field, *, date1904: bool = False) -> Parsed:
        """A lone 7 is no fiscal year: of which era is not said."""
        read = opened_code(cell, field, "fiscal_year_date", date1904=date1904)
        if isinstance(read, Parsed):
            return read
        seen, text = read
        year = parse_year(text)
        if year is None:
            code = "era_impossible" if is_impossible(text) else "fiscal_year_text"
            return seen.wrong(code, example=field.example or "令和7年度")
        low = int(field.minimum) if field.minimum is not None else EARLIEST
        high = int(field.maximum) if field.maximum is not None else LATEST
        if not low <= year <= high:
            return seen.wrong("fiscal_year_out_of_range", minimum=year_words(low), maximum=year_words(high))
        rules = ("width",) if narrow(text) != text else ("number_as_text",) if self._typed_digits(cell) else ()
        return seen.done(year, str(year), *rules)

    @staticmethod
    def _typed_digits(cell: Cell) -> bool:
        return cell.kind == "text" and cell.raw.strip().isdigit()

    def show(self, value: Value, field: Field) -> str:
        """令和7年度."""
        return year_words(value) if isinstance(value, int) else str(value)

    def publish(self, value: Value) -> str:
        """2025."""
        return str(value)

    def excel(self, field: Field) -> ExcelHints:
        """Free text, for R7 and 令和7年度 are as good as 2025; collection checks it."""
        return ExcelHints(align="center", ime="off", alert="年度を記入してください（例：2025、R7、令和7年度）。")


FISCAL_YEAR = FiscalYearKind()
