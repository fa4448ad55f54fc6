"""year_month 年月: a month such as 回復見込, or a word that the field allows in its place (見込みなし)."""

from __future__ import annotations

from datetime import date

from fujiplan_cli.kinds.base import ExcelHints, OpenData, Parsed
from fujiplan_cli.kinds.calendar_days import Misread, day_of_plain_number, day_of_serial, read_month
from fujiplan_cli.kinds.choice import read_choice
from fujiplan_cli.kinds.reading import Opened, opened
from fujiplan_cli.kinds.wareki import month_words
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.values import Value, YearMonth


class YearMonthKind:
    """A month; ``field.choices`` are words allowed instead."""

    name = "year_month"
    open_data: OpenData = "yearmonth"

    def parse(self, cell: Cell, field: Field, *, date1904: bool = False) -> Parsed:
        """Excel makes a date of a typed 2026/6: taken as it is. 令和8年6月, 2026-06, R8.6, 202606 with a repair."""
        seen = opened(cell, field)
        if isinstance(seen, Parsed):
            return seen
        if seen.is_number:
            return self._of_number(seen, date1904=date1904)
        word = read_choice(seen)
        if word is not None:
            return word
        found = read_month(seen.text)
        return self._done(seen, found, *(() if cell.kind == "date" else ("date_notation",)))

    def _of_number(self, seen: Opened, *, date1904: bool) -> Parsed:
        if seen.cell.looks_like_date:
            day = day_of_serial(seen.text, date1904=date1904)
            return self._of_day(seen, day) if day else seen.wrong("date_out_of_range")
        day = day_of_plain_number(seen.text, date1904=date1904)
        if day:
            return self._of_day(seen, day, "serial")
        # 2026.10 and 2026.1 are one number in a cell: which month was meant cannot be known.
        if seen.text.endswith(".1"):
            return seen.wrong("month_text")
        return self._done(seen, read_month(seen.text), "date_notation")

    @staticmethod
    def _of_day(seen: Opened, day: date, *rules: str) -> Parsed:
        month = YearMonth(day.year, day.month)
        return seen.done(month, month_words(month), *rules)

    @staticmethod
    def _done(seen: Opened, found: tuple[int, int] | Misread, *rules: str) -> Parsed:
        if isinstance(found, Misread):
            return seen.wrong(found.code, **found.params)
        month = YearMonth(*found)
        return seen.done(month, month_words(month), *rules)

    def show(self, value: Value, field: Field) -> str:
        """令和8年6月, or the word."""
        return month_words(value) if isinstance(value, YearMonth) else str(value)

    def publish(self, value: Value) -> str:
        """2026-06, or the word."""
        return str(value)

    def excel(self, field: Field) -> ExcelHints:
        """和暦 format. Where words are allowed Excel lets everything in; collection checks it."""
        words = "、".join(f"「{word}」" for word in field.choices)
        instead = f"又は{words}と記入してください。" if words else ""
        return ExcelHints(
            number_format='[$-411]ggge"年"m"月"',
            align="center",
            validation="" if words else "date",
            formula1="" if words else "DATE(1926,12,25)",
            formula2="" if words else "DATE(2099,12,31)",
            ime="on" if words else "off",
            alert=f"年月を記入してください（例：令和8年6月、2026/6）。{instead}"[:225],
        )


YEAR_MONTH = YearMonthKind()
