"""What the reader needs of a workbook's styles: which formats show dates, and which fonts are struck through."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from fujiplan_cli.workbook.reader_package import Package, child, children, parse_xml, remembered
from fujiplan_cli.workbook.reader_text import is_struck, may_strike

# ECMA-376 part 1, 18.8.30: built-in date formats; 27-36 and 50-58 are those of Japanese and Chinese Excel.
_BUILTIN_DATES = frozenset({*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)})
_NOT_A_LETTER = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?:[^\]]*)\]|[Gg]eneral|G/標準|AM/PM|A/P|[Ee][+-]')


class CellStyle(NamedTuple):
    """What a cell's style says of its content."""

    date: bool = False
    struck: bool = False


PLAIN = CellStyle()


@lru_cache(maxsize=1024)
def is_date_format(code: str) -> bool:
    """Whether a number format shows a day, month or year (an hour alone is no date)."""
    letters = _NOT_A_LETTER.sub("", code.partition(";")[0]).lower()
    if any(letter in letters for letter in "ydge") or "aaa" in letters:
        return True
    return "m" in letters and "h" not in letters and "s" not in letters


def cell_styles(package: Package, part: str | None) -> tuple[CellStyle, ...]:
    """Style of every ``s`` index of the workbook's cells."""
    return () if part is None or part not in package else _styles(package.part(part))


@remembered
def _styles(data: bytes) -> tuple[CellStyle, ...]:
    strikes = may_strike(data)
    root = parse_xml(data)
    formats = {one.get("numFmtId", ""): one.get("formatCode", "") for one in children(child(root, "numFmts"), "numFmt")}
    struck = [strikes and is_struck(font) for font in children(child(root, "fonts"), "font")]
    styles = []
    for xf in children(child(root, "cellXfs"), "xf"):
        font = xf.get("fontId", "")
        font_struck = font.isdigit() and int(font) < len(struck) and struck[int(font)]
        styles.append(CellStyle(_shows_date(xf.get("numFmtId", ""), formats), font_struck))
    return tuple(styles)


def _shows_date(number_format: str, formats: dict[str, str]) -> bool:
    if number_format in formats:
        return is_date_format(formats[number_format])
    return number_format.isdigit() and int(number_format) in _BUILTIN_DATES
