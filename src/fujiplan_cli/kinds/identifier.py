"""identifier 番号・符号: project numbers and department codes. They become file names and web addresses."""

from __future__ import annotations

import re

from fujiplan_cli.kinds.base import ExcelHints, OpenData, Parsed
from fujiplan_cli.kinds.numbers_in_text import opened_code
from fujiplan_cli.kinds.reading import narrow
from fujiplan_cli.kinds.text import GAIJI
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.values import Value

LONGEST = 40
_DASH = re.compile(r"(?<=[0-9A-Za-z])[‐‑–—―−ー](?=[0-9A-Za-z])")
_FORBIDDEN = re.compile(r'[\s\\/:*?"<>|#%&]|^\.+$')
"""What a Windows file name or a web address cannot carry."""


def even_code(text: str) -> str:
    """A number or code in the characters it is compared in: 「１－２」 → 1-2."""
    return _DASH.sub("-", narrow(text))


def natural(number: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key of project numbers that puts 2 before 10: R7-2 < R7-10."""
    parts = re.findall(r"\d+|\D+", number)
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts)


class IdentifierKind:
    """A number or code that names something."""

    name = "identifier"
    open_data: OpenData = "string"

    def parse(self, cell: Cell, field: Field, *, date1904: bool = False) -> Parsed:
        """101, 「１－２」 (repaired to 1-2); a number that Excel turned into a date cannot be known."""
        read = opened_code(cell, field, "identifier_date", date1904=date1904)
        if isinstance(read, Parsed):
            return read
        seen, text = read
        even = even_code(text)
        if len(even) > LONGEST or _FORBIDDEN.search(even) or GAIJI.search(even):
            return seen.wrong("identifier_invalid")
        return seen.done(even, even, *(("width",) if even != text else ()))

    def show(self, value: Value, field: Field) -> str:
        """As it is."""
        return str(value)

    def publish(self, value: Value) -> str:
        """As it is."""
        return str(value)

    def excel(self, field: Field) -> ExcelHints:
        """Text format, so that Excel makes no date of 1-2 and keeps leading zeros."""
        return ExcelHints(
            number_format="@",
            validation="textLength",
            formula1=str(LONGEST),
            operator="lessThanOrEqual",
            ime="off",
            alert=f"番号を{LONGEST}字以内で記入してください。",
        )


IDENTIFIER = IdentifierKind()
