"""Figures in the words of municipal paper: ▲ is negative, an increase is ↑+2, a blank is −, never 0."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.model.form import Field, Form
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.values import Value

BLANK = "−"
"""Stands where nothing was answered or nothing applies."""
Number = Fraction | Decimal | int


def half_up(value: Number, places: int) -> Decimal:
    """Round half up (away from zero), exact before rounding."""
    scaled = abs(Fraction(value)) * 10**places
    units = int(scaled + Fraction(1, 2))
    return Decimal(-units if value < 0 else units).scaleb(-places)


def digits(value: Number | None, places: int = 0) -> str:
    """12345 → 12,345; ▲120 when negative; − when None. ``places`` decimals, half up."""
    if value is None:
        return BLANK
    shown = half_up(value, places)
    return f"▲{-shown:,f}" if shown < 0 else f"{abs(shown):,f}"


def short(value: Number | None, places: int = 2) -> str:
    """As few decimals as the number needs, at most ``places``: 3 · 2.5 · 3.33."""
    if value is None:
        return BLANK
    exact: Fraction = Fraction(value)
    for few in range(places):
        if Fraction(half_up(exact, few)) == exact:
            return digits(value, few)
    return digits(value, places)


def percent(ratio: Number | None) -> str:
    """A ratio as 96.3%, half up to one decimal."""
    return BLANK if ratio is None else f"{digits(Fraction(ratio) * 100, 1)}%"


def change(difference: Number, places: int = 0) -> str:
    """↑+2.3, ↓−2.3 or →0: ▲ would read as negative, so a change never uses it."""
    if not difference:
        return "→ 0"
    size = f"{half_up(difference if difference > 0 else -difference, places):,f}"
    return f"↑+{size}" if difference > 0 else f"↓−{size}"


def number_of(record: Record, field_id: str) -> Fraction | None:
    """A numeric value of a record, exact; None when blank, faulty or no number."""
    value = record.value(field_id)
    return Fraction(value) if isinstance(value, (int, Decimal)) else None


def text_of(record: Record, field_id: str) -> str:
    """A text of a record; "" when blank."""
    value = record.value(field_id)
    return "" if value is None else str(value).strip()


def shown(form: Form, record: Record, field_id: str, blank: str = BLANK) -> str:
    """A value as its kind shows it to Japanese readers (令和8年9月, 12,500)."""
    value = record.value(field_id)
    if value is None or value == "":
        return blank
    found = next((f for f in form.fields if f.id == field_id), None)
    return str(value) if found is None else _show(found, value)


def _show(field: Field, value: Value) -> str:
    kind = KINDS.get(field.kind)
    return str(value) if kind is None else kind.show(value, field)


def css_text(text: str) -> str:
    """A text for a CSS string inside <style>: everything that could end the string or the element is escaped."""
    return "".join(sign if sign.isalnum() or sign in " 　・（）、。－-" else f"\\{ord(sign):x} " for sign in text)
