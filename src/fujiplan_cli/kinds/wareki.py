"""和暦 of days and months, as municipal paper writes them."""

from __future__ import annotations

from datetime import date

from fujiplan_cli.model.values import YearMonth

_STARTS = ((date(2019, 5, 1), "令和"), (date(1989, 1, 8), "平成"), (date(1926, 12, 25), "昭和"))
_WEEKDAYS = "月火水木金土日"


def _era(day: date) -> str:
    for start, name in _STARTS:
        if day >= start:
            number = day.year - start.year + 1
            return f"{name}{'元' if number == 1 else number}年"
    return f"{day.year}年"


def day_words(day: date, *, weekday: bool = False) -> str:
    """date(2026, 4, 28) → 令和8年4月28日; with ``weekday``: …（火）."""
    words = f"{_era(day)}{day.month}月{day.day}日"
    return f"{words}（{_WEEKDAYS[day.weekday()]}）" if weekday else words


def month_words(month: YearMonth) -> str:
    """YearMonth(2026, 6) → 令和8年6月. A month is named by the era of its last days."""
    return f"{_era(date(month.year, month.month, 28))}{month.month}月"
