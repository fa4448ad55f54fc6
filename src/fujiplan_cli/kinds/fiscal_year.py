"""年度: fiscal years (April to March), written 2025, R7 or 令和7年度."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from fujiplan_cli.model.values import YearMonth

_ERAS = {"R": 2018, "令和": 2018, "H": 1988, "平成": 1988, "S": 1925, "昭和": 1925}
_LAST = {"H": 31, "平成": 31, "S": 64, "昭和": 64}
"""Last year of an era. 平成31年度 began in 平成 and is the same as 令和元年度."""
_PATTERN = re.compile(r"^(?:(?P<era>R|H|S|令和|平成|昭和)\.?(?P<n>[0-9]{1,2}|元)|(?P<year>[0-9]{4}))(?:年度?)?$")


def _match(text: str) -> re.Match[str] | None:
    return _PATTERN.match(unicodedata.normalize("NFKC", text).strip().replace(" ", "").upper())


def parse_year(text: str) -> int | None:
    """「2025」「R7」「令和7年度」「令和元」 → 2025 …; None when it is no fiscal year."""
    match = _match(text)
    if not match:
        return None
    if match["year"]:
        return int(match["year"])
    number = 1 if match["n"] == "元" else int(match["n"])
    return _ERAS[match["era"]] + number if 0 < number <= _LAST.get(match["era"], number) else None


def is_impossible(text: str) -> bool:
    """Whether it reads as a fiscal year of an era that had no such year: H32, 令和0年度."""
    match = _match(text)
    return bool(match and match["era"]) and parse_year(text) is None


def era_year(year: int) -> str:
    """2025 → 令和7, 2019 → 令和元, 2010 → 平成22, 1988 → 昭和63."""
    if year >= 2019:
        return f"令和{'元' if year == 2019 else year - 2018}"
    if year >= 1989:
        return f"平成{'元' if year == 1989 else year - 1988}"
    return f"昭和{'元' if year == 1926 else year - 1925}"


def fiscal_year_of(day: date | YearMonth) -> int:
    """The fiscal year a day or month is in: it begins in April."""
    return day.year if day.month >= 4 else day.year - 1


def year_words(year: int) -> str:
    """2025 → 令和7年度."""
    return f"{era_year(year)}年度"


def year_words_both(year: int) -> str:
    """2025 → 令和7年度（2025年度）, the wording of first mention."""
    return f"{era_year(year)}年度（{year}年度）"


def year_short(year: int) -> str:
    """2025 → R7."""
    return f"R{year - 2018}" if year >= 2019 else f"H{year - 1988}" if year >= 1989 else f"S{year - 1925}"
