"""年度: fiscal years (April to March), written 2025, R7 or 令和7年度."""

from __future__ import annotations

import re
import unicodedata

_ERAS = {"R": 2018, "令和": 2018, "H": 1988, "平成": 1988}
_PATTERN = re.compile(r"^(?:(?P<era>R|H|令和|平成)\.?(?P<n>\d{1,2}|元)|(?P<year>\d{4}))(?:年度?)?$")


def parse_year(text: str) -> int | None:
    """「2025」「R7」「令和7年度」「令和元」 → 2025 …; None when it is no fiscal year."""
    match = _PATTERN.match(unicodedata.normalize("NFKC", text).strip().replace(" ", "").upper())
    if not match:
        return None
    if match["year"]:
        return int(match["year"])
    number = 1 if match["n"] == "元" else int(match["n"])
    year = _ERAS[match["era"]] + number
    return year if number and not (match["era"] in ("H", "平成") and number > 31) else None


def era_year(year: int) -> str:
    """2025 → 令和7, 2019 → 令和元, 2010 → 平成22."""
    if year >= 2019:
        return f"令和{'元' if year == 2019 else year - 2018}"
    return f"平成{'元' if year == 1989 else year - 1988}"


def year_words(year: int) -> str:
    """2025 → 令和7年度."""
    return f"{era_year(year)}年度"


def year_words_both(year: int) -> str:
    """2025 → 令和7年度（2025年度）, the wording of first mention."""
    return f"{era_year(year)}年度（{year}年度）"


def year_short(year: int) -> str:
    """2025 → R7."""
    return f"R{year - 2018}" if year >= 2019 else f"H{year - 1988}"
