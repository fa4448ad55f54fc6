"""date 日付: a day, printed in 和暦, published in ISO form."""

from __future__ import annotations

from datetime import date

from fujiplan_cli.kinds.base import ExcelHints, OpenData, Parsed
from fujiplan_cli.kinds.calendar_days import day_of_plain_number, day_of_serial, read_day
from fujiplan_cli.kinds.reading import Opened, narrow, opened
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.values import Value


class DateKind:
    """A day. Year and day of the month are never completed."""

    name = "date"
    open_data: OpenData = "date"

    def parse(self, cell: Cell, field: Field, *, date1904: bool = False) -> Parsed:
        """An Excel date as it is; 44805, 20220901 and typed dates with a repair."""
        seen = opened(cell, field)
        if isinstance(seen, Parsed):
            return seen
        if seen.is_number:
            return self._of_number(seen, date1904=date1904)
        serial = day_of_plain_number(narrow(seen.text), date1904=date1904)
        found = serial or read_day(seen.text)
        if not isinstance(found, date):
            return seen.wrong(found.code, **found.params)
        notation = "serial" if serial and len(seen.text) < 8 else "date_notation"
        return seen.done(found, day_words(found), *(() if cell.kind == "date" else (notation,)))

    @staticmethod
    def _of_number(seen: Opened, *, date1904: bool) -> Parsed:
        if seen.cell.looks_like_date:
            day = day_of_serial(seen.text, date1904=date1904)
            return seen.done(day, day_words(day)) if day else seen.wrong("date_out_of_range")
        day = day_of_plain_number(seen.text, date1904=date1904)
        return seen.done(day, day_words(day), "serial") if day else seen.wrong("date_text")

    def show(self, value: Value, field: Field) -> str:
        """令和8年3月31日."""
        return day_words(value) if isinstance(value, date) else str(value)

    def publish(self, value: Value) -> str:
        """2026-03-31."""
        return value.isoformat() if isinstance(value, date) else str(value)

    def excel(self, field: Field) -> ExcelHints:
        """和暦 format; Excel lets in days of 昭和 to 2099."""
        return ExcelHints(
            number_format='[$-411]ggge"年"m"月"d"日"',
            align="center",
            validation="date",
            formula1="DATE(1926,12,25)",
            formula2="DATE(2099,12,31)",
            ime="off",
            alert="年月日を記入してください（例：令和8年3月31日、2026/3/31）。",
        )


DATE = DateKind()
