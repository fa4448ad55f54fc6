"""A number as clerks type it: ２１，４８０件, ▲120. What is no exact number is told apart, never guessed."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation, Overflow
from typing import NamedTuple

from fujiplan_cli.kinds.base import Parsed
from fujiplan_cli.kinds.calendar_days import day_of_serial
from fujiplan_cli.kinds.reading import Opened, narrow, opened
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.grid import Cell

SIGNIFICANT = 15
"""Excel keeps 15 significant digits; a cell's float shows more (11631.400000000001)."""
_EXACT = Context(prec=SIGNIFICANT, rounding=ROUND_HALF_UP)
_LARGEST = Decimal(10) ** SIGNIFICANT
_LONGEST = 60
_LOOKED_AT = 1_000
"""Characters of a text that is no number in which a reason is looked for: the patterns below may go over them twice."""

_NUMBER = re.compile(
    r"(?P<sign>[-−‐–+▲△]?)\s*(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+|(?=\.[0-9]))(?P<part>(?:\.[0-9]+)?)"
)
_MONTHS = re.compile("[ヶヵカケ箇ケ]月")
_DIGIT = re.compile("[0-9]")
_ABOUT = re.compile(
    "約|およそ|おおよそ|おおむね|概ね|概算|ほぼ|程度|以上|以下|未満|超|前後|くらい|ぐらい|弱|強|余|見込|予定|推計|頃|ごろ|"
    "[0-9][~〜～＊*+]|[+]α|[0-9]から[0-9]|^[0-9.,]+[-−‐–―ー][0-9.,]+[^-0-9]*$"
)
_NONE = frozenset({"なし", "無し", "無", "ナシ", "ない", "該当なし", "該当無し", "N/A", "n/a", "NONE", "×", "/", "・"})
_DASHES = frozenset("-−‐‑‒–—―─━ーｰ_＿~〜…‥.")
_UNDECIDED = re.compile("未定|未確定|未集計|集計中|調査中|確認中|調整中|検討中|精査中|不明|後日|追って|未了|TBD|[?？]")
_REFERENCE = re.compile("同上|同左|〃|々|別紙|別添|別表|参照|添付|上記|下記|前記|前年|昨年|のとおり")
_PARENTHESES = re.compile(r"[(\[【〔].*[0-9].*[)\]】〕]")


class Number(NamedTuple):
    """An exact number and the repairs it took."""

    value: Decimal
    rules: tuple[str, ...]


def plain(value: Decimal) -> str:
    """Digits without exponent and without trailing zeros: 1E+3 → 1000, 11631.40 → 11631.4."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def grouped(value: Decimal) -> str:
    """For readers: 12,500 or ▲1.5 (▲ is the minus of municipal paper)."""
    whole, _, part = plain(abs(value)).partition(".")
    digits = f"{int(Decimal(whole)):,}" + (f".{part}" if part else "")
    return f"▲{digits}" if value < 0 and digits != "0" else digits


def exact(digits: str) -> Decimal | None:
    """The digits of a cell, to 15 significant ones; None when they are no finite number or too large to be exact."""
    try:
        value = _EXACT.create_decimal(Decimal(digits))
    except (InvalidOperation, Overflow, ValueError):
        return None
    if not value.is_finite() or abs(value) >= _LARGEST:
        return None
    return Decimal(0) if value.is_zero() or value.adjusted() < -300 else Decimal(plain(value))


def opened_number(cell: Cell, field: Field) -> tuple[Opened, Number] | Parsed:
    """The cell's cleaned content with its number, or the Parsed of a cell that holds no exact number (or an error)."""
    seen = opened(cell, field)
    if isinstance(seen, Parsed):
        return seen
    found = read_number(seen)
    return found if isinstance(found, Parsed) else (seen, found)


def opened_code(cell: Cell, field: Field, date_code: str, *, date1904: bool) -> tuple[Opened, str] | Parsed:
    """The cell's cleaned content as the text of a number or code: 101 and 101.0 are 「101」.

    What Excel turned into a date cannot be known: an error of ``date_code``.
    """
    seen = opened(cell, field)
    if isinstance(seen, Parsed):
        return seen
    if cell.kind == "date" or cell.looks_like_date:
        day = day_of_serial(seen.text, date1904=date1904)
        return seen.wrong(date_code, seen=day_words(day) if day else seen.text)
    value = exact(seen.text) if seen.is_number else None
    return seen, seen.text if value is None else plain(value)


def read_number(seen: Opened) -> Number | Parsed:
    """The number of an opened cell, within the field's bounds; else the Parsed that says what is wrong."""
    found = _of_cell(seen) if seen.cell.kind != "text" else _of_text(seen)
    return found if isinstance(found, Parsed) else _bounded(seen, found)


def negatives_allowed(field: Field) -> bool:
    """A field without a minimum takes negative numbers."""
    return field.minimum is None or field.minimum < 0


def _bounded(seen: Opened, found: Number) -> Number | Parsed:
    field = seen.field
    if found.value < 0 and not negatives_allowed(field):
        return seen.wrong("number_negative")
    if field.minimum is not None and found.value < field.minimum:
        return seen.wrong("number_too_small", minimum=grouped(field.minimum))
    if field.maximum is not None and found.value > field.maximum:
        return seen.wrong("number_too_large", maximum=grouped(field.maximum))
    return found


def _of_cell(seen: Opened) -> Number | Parsed:
    cell = seen.cell
    if cell.kind == "date" or (seen.is_number and cell.looks_like_date):
        day = day_of_serial(cell.raw) if seen.is_number else None
        return seen.wrong("number_date", seen=day_words(day) if day else cell.raw)
    if not seen.is_number:
        return seen.wrong("number_text")
    value = exact(seen.text)
    if value is not None:
        return Number(value, ())
    too_large = re.fullmatch(r"[-+]?[0-9.]+(?:[eE]\+?[0-9]+)?", seen.text)
    return seen.wrong("number_too_large", maximum="999兆") if too_large else seen.wrong("number_text")


def _of_text(seen: Opened) -> Number | Parsed:
    text = narrow(seen.text[:_LOOKED_AT])
    match = _NUMBER.match(text)
    if len(text) > _LONGEST or not match or not match[0].strip("+-−‐–▲△ "):
        return seen.wrong(_why_no_number(text))
    tail = text[match.end() :].strip()
    unit = seen.field.unit
    if tail and not _same_unit(tail, unit):
        return seen.wrong(_why_tail(text, tail))
    digits = match["digits"].replace(",", "") + match["part"]
    value = exact(digits)
    if value is None:
        return seen.wrong("number_too_large", maximum="999兆")
    negative = match["sign"] not in ("", "+")
    rules = _rules(seen, text, match, unit=bool(tail), rounded=value != Decimal(digits))
    return Number(-value if negative and value else value, rules)


def _rules(seen: Opened, text: str, match: re.Match[str], *, unit: bool, rounded: bool) -> tuple[str, ...]:
    used = {
        "width": text != seen.text,
        "separator": "," in match["digits"],
        "minus": match["sign"] in ("▲", "△", "−", "‐", "–"),
        "unit": unit,
        "digits": rounded,
    }
    return tuple(rule for rule, hit in used.items() if hit) or (() if seen.rules else ("number_as_text",))


def _folded(text: str) -> str:
    return _MONTHS.sub("か月", unicodedata.normalize("NFKC", text).casefold().replace(" ", ""))


def _same_unit(tail: str, unit: str) -> bool:
    return bool(unit) and _folded(tail) == _folded(unit)


def _why_tail(text: str, tail: str) -> str:
    if _ABOUT.search(text):
        return "number_approximate"
    if tail[0] in "十百千万億":
        return "number_unit"
    if _PARENTHESES.search(text) or _DIGIT.search(tail) or tail[0].isnumeric() or tail[0] in ".,-/:、":
        return "number_text"
    return "number_unit"


def _why_no_number(text: str) -> str:
    """The code for a text that does not begin with a number."""
    bare = text.replace(" ", "").strip("()。、")
    if bare in _NONE or (bare and set(bare) <= _DASHES):
        return "number_none"
    if _REFERENCE.search(text):
        return "number_reference"
    if _UNDECIDED.search(text):
        return "number_undecided"
    if not _DIGIT.search(text):
        return "number_text"
    if _ABOUT.search(text):
        return "number_approximate"
    if _PARENTHESES.fullmatch(text.strip()):
        return "number_parentheses"
    return "number_unit" if text[0] in "¥￥$\\" else "number_text"
