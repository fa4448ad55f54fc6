"""Values of a record as the calculation takes them, and the same values as evidence with their place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from fujiplan_cli.kinds.wareki import day_words, month_words
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import Evidence
from fujiplan_cli.model.values import Value, YearMonth
from fujiplan_cli.scoring.rounding import plain

BLANK_WORD = "未記入"
NONE_WORD = "なし"


def number(record: Record, field: str) -> Fraction | None:
    """The exact number of a field; None when it is blank, faulty, unknown or no number."""
    value = record.value(field)
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return None
    return Fraction(value)


def word(record: Record, field: str) -> str:
    """The text of a field without outer blanks (full-width ones too); "" when blank, faulty or unknown."""
    value = record.value(field)
    return "" if value is None else str(value).strip()


def answered(record: Record, field: str) -> bool:
    """Whether the field holds anything but blanks."""
    return word(record, field) != ""


def flag(record: Record, field: str) -> bool:
    """A yes/no fact of the record such as ``stop_decided`` ("1" = yes)."""
    return word(record, field) not in ("", "0")


def shown(value: Value | None) -> str:
    """A value for Japanese readers, without its unit."""
    if isinstance(value, YearMonth):
        return month_words(value)
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, Decimal):
        return plain(Fraction(value), 15)
    return "" if value is None else str(value).strip()


def evidence(record: Record, field: str, label: str, *, unit: str = "", blank: str = BLANK_WORD) -> Evidence:
    """One value with the file, sheet and cell it came from. ``blank`` is what a blank one says."""
    fact = record.facts.get(field)
    text = shown(record.value(field))
    if text:
        text += unit
    elif fact is not None and fact.faulty:
        text = f"「{fact.raw}」は読み取れないため、{BLANK_WORD}として扱う"
    else:
        text = blank
    if fact is None:
        return Evidence(field, label, text)
    s = fact.source
    return Evidence(field, label, text, file=s.file, sheet=s.sheet, cell=s.cell, sha256=s.sha256, origin=s.kind)


def known_evidence(record: Record, fields: Iterable[tuple[str, str]], *, unit: str = "") -> tuple[Evidence, ...]:
    """Evidence of those (field, label) that the record has a cell or value for; the others were never asked."""
    return tuple(evidence(record, f, label, unit=unit) for f, label in fields if f in record.facts)
