"""機種依存文字 in open data: which are replaced by what (rule L1-08; inside they stay as typed, domain.md §7).

WHAT: circled and roman numerals, squared and bracketed words, era and unit signs, and half-width kana become the plain
characters they stand for. Kanji are never touched: a name is spelt as its owner spells it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_RANGES = ("\u2160-\u217f", "\u2460-\u24ff", "\u3220-\u33ff", "\ufe30-\ufe4f", "\u2116\u2121")
_ODD = re.compile(f"[{''.join(_RANGES)}]|[\uff61-\uff9f]+")
_ENCLOSED = re.compile("[\u2460-\u24ff\u3220-\u32bf\u32d0-\u32fe]")
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\ufeff\ufffe\uffff"
_CONTROL = re.compile(f"[{_CONTROLS}]")
_ANY = re.compile(f"[{''.join(_RANGES)}\uff61-\uff9f{_CONTROLS}]")


def is_plain(text: str) -> bool:
    """Whether `plain_characters` would leave a text as it is."""
    return not _ANY.search(text)


def plain_characters(text: str) -> str:
    """① → (1), ㈱ → (株), Ⅲ → III, ㍻ → 平成, ㎡ → m2, ｶﾅ → カナ; control characters go; all else stays."""
    if not _ANY.search(text):
        return text
    return _ODD.sub(lambda found: _plain(found[0]), _CONTROL.sub("", text))


def replaced_characters(text: str) -> Iterator[tuple[str, str]]:
    """Code point (U+2460) and replacement of every character that goes, in the order of the text."""
    for found in _ODD.findall(text):
        yield " ".join(f"U+{ord(c):04X}" for c in found), _plain(found)


def _plain(found: str) -> str:
    short = unicodedata.normalize("NFKC", found)
    return f"({short})" if _ENCLOSED.match(found) and not short.startswith("(") else short
