"""Days and months as clerks write them (令和５年４月20日, R5.4.20, 2022/9/1) and as Excel counts them (44805)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

FIRST_DAY = date(1926, 12, 25)
"""Start of 昭和: an earlier day on a sheet of a current plan is a slip."""
LAST_DAY = date(2099, 12, 31)
_PLAIN_SERIAL_FROM = 29221
"""1980-01-01: an unformatted number below it (a year such as 2025, a month and day) is not taken for a serial."""

_ERAS = {
    "令和": (date(2019, 5, 1), date(2099, 12, 31)),
    "平成": (date(1989, 1, 8), date(2019, 4, 30)),
    "昭和": (date(1926, 12, 25), date(1989, 1, 7)),
    "大正": (date(1912, 7, 30), date(1926, 12, 24)),
    "明治": (date(1868, 10, 23), date(1912, 7, 29)),
}
_SHORT = {"R": "令和", "H": "平成", "S": "昭和", "T": "大正", "M": "明治"}

_YEAR = r"(?:(?P<era>令和|平成|昭和|大正|明治|[RHSTM])\.?(?P<n>[0-9]{1,2}|元)|(?P<year>[0-9]{4}))"
_DAY = re.compile(_YEAR + r"[年./-](?P<month>[0-9]{1,2})[月./-](?P<day>[0-9]{1,2})日?(?:\([月火水木金土日]\))?")
_PACKED_DAY = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_MONTH = re.compile(_YEAR + r"[年./-](?P<month>[0-9]{1,2})月?(?:末日?|上旬|中旬|下旬|初旬|中)?")
_PACKED_MONTH = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})")
_YEAR_ONLY = re.compile(_YEAR + "(?:年度?)?(?:末|当初|中|前半|後半|春|夏|秋|冬)?")
_TIME = re.compile(r"(?<=[0-9日])[T\s]\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z?$")
_BLANKS = re.compile(r"(?<![0-9])\s+|\s+(?![0-9])")
_NO_ERA = re.compile(r"[0-9]{1,2}[年./-][0-9]{1,2}[月./-][0-9]{1,2}日?|[0-9]{1,2}[月/.-][0-9]{1,2}日?")
_MONTH_ONLY = re.compile(r"(?:[0-9]{1,2}年)?[0-9]{1,2}月(?:末日?|上旬|中旬|下旬|初旬|中)?")


class Misread(NamedTuple):
    """Why a text is no day or month: finding code and the sentence's parameters."""

    code: str
    params: dict[str, str]


def folded(text: str) -> str:
    """NFKC, era letters in capitals, no time of day and no blanks: what the patterns read.

    A blank between two digits stays (and matches no pattern): 「9/1 5」 is not the 15th.
    """
    plain = _TIME.sub("", unicodedata.normalize("NFKC", text).strip().upper())
    return _BLANKS.sub("", plain).replace("−", "-").replace("・", ".")


def day_of_serial(raw: str, *, date1904: bool = False) -> date | None:
    """Excel serial → day, its time of day dropped; None outside 昭和 … 2099.

    The 1900 system counts a 29 February 1900 that never was: from 1 March 1900 on the offset is 1899-12-30.
    """
    try:
        number = Decimal(raw)
    except InvalidOperation:
        return None
    if not number.is_finite() or not 0 <= number < 10**5:
        return None
    days = int(number)
    day = date(1904, 1, 1) + timedelta(days) if date1904 else date(1899, 12, 30) + timedelta(days)
    return day if days > 60 and FIRST_DAY <= day <= LAST_DAY else None


def day_of_plain_number(raw: str, *, date1904: bool = False) -> date | None:
    """A number without date format: a whole serial from 1980 on, or the digits 20220901; else None."""
    if not raw.isascii() or not raw.isdigit() or len(raw) > 8:
        return None
    if len(raw) == 8:
        found = read_day(raw)
        return found if isinstance(found, date) else None
    return day_of_serial(raw, date1904=date1904) if int(raw) >= _PLAIN_SERIAL_FROM else None


def read_day(text: str) -> date | Misread:
    """A typed day. Nothing is completed: no day of the month, or no year, is a Misread."""
    plain = folded(text)
    match = _DAY.fullmatch(plain) or _PACKED_DAY.fullmatch(plain)
    if match:
        return _day(match.groupdict())
    part = _MONTH.fullmatch(plain) or _YEAR_ONLY.fullmatch(plain)
    if part:
        return _impossible(part.groupdict(), _western_year(part.groupdict())) or Misread("date_no_day", {})
    if _NO_ERA.fullmatch(plain) or _MONTH_ONLY.fullmatch(plain):
        return Misread("date_no_year", {})
    return Misread("date_text", {})


def read_month(text: str) -> tuple[int, int] | Misread:
    """A typed month as (year, month); a whole day names its month too."""
    plain = folded(text)
    whole_day = _DAY.fullmatch(plain) or _PACKED_DAY.fullmatch(plain)
    if whole_day:
        day = _day(whole_day.groupdict())
        return (day.year, day.month) if isinstance(day, date) else day
    match = _MONTH.fullmatch(plain) or _PACKED_MONTH.fullmatch(plain)
    if match:
        return _month(match.groupdict())
    year_only = _YEAR_ONLY.fullmatch(plain)
    if year_only:
        parts = year_only.groupdict()
        return _impossible(parts, _western_year(parts)) or Misread("month_no_month", {})
    if _NO_ERA.fullmatch(plain) or _MONTH_ONLY.fullmatch(plain):
        return Misread("month_no_year", {})
    return Misread("month_text", {})


def _day(parts: dict[str, str | None]) -> date | Misread:
    year = _western_year(parts)
    try:
        day = date(year, int(parts["month"] or 0), int(parts["day"] or 0))
    except ValueError:
        return _impossible(parts, year) or Misread("date_impossible", {})
    return _impossible(parts, year, day, day) or _in_range(day) or day


def _month(parts: dict[str, str | None]) -> tuple[int, int] | Misread:
    year, month = _western_year(parts), int(parts["month"] or 0)
    if not 1 <= month <= 12 or not 1 <= year <= 9998:
        return _impossible(parts, year) or Misread("month_impossible", {})
    first = date(year, month, 1)
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
    return _impossible(parts, year, first, last) or _in_range(last) or (year, month)


def _western_year(parts: dict[str, str | None]) -> int:
    era = parts.get("era")
    if not era:
        return int(parts["year"] or 0)
    number = 1 if parts["n"] == "元" else int(parts["n"] or 0)
    return _ERAS[_SHORT.get(era, era)][0].year + number - 1


def _impossible(
    parts: dict[str, str | None], year: int, first: date | None = None, last: date | None = None
) -> Misread | None:
    """H32, 令和元年4月: a year or day that the era does not have. ``western`` says what it would be."""
    era = parts.get("era")
    if not era:
        return None
    start, end = _ERAS[_SHORT.get(era, era)]
    by_day = first is not None and last is not None and (last < start or first > end)
    outside = by_day or not start.year <= year <= end.year
    return Misread("era_impossible", {"era": _SHORT.get(era, era), "western": f"{year}年"}) if outside else None


def _in_range(day: date) -> Misread | None:
    return None if FIRST_DAY <= day <= LAST_DAY else Misread("date_out_of_range", {})
