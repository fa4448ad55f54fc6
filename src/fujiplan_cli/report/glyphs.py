"""Which characters the fonts of the paper can draw; the others become 〓, as printers have always done."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

GETA = "〓"
_SEGMENTS, _GROUPS = 4, 12
"""Formats of the two cmap subtables that map code points."""
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_INVISIBLE = frozenset((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
"""Characters that only steer a line break or a join: left out where no font has them."""


def drawable(values: Any, fonts: Iterable[Path]) -> tuple[Any, tuple[str, ...]]:
    """JSON values in which every text can be drawn, and the characters that were replaced by 〓, sorted.

    A tab becomes a blank, other control characters go; line breaks stay.
    """
    known: set[int] = set()
    for font in fonts:
        known |= covered(font)
    lost: set[str] = set()
    return _walk(values, known, lost), tuple(sorted(lost))


def _walk(value: Any, known: set[int], lost: set[str]) -> Any:
    if isinstance(value, str):
        return value if known.issuperset(map(ord, value)) else _text(value, known, lost)
    if isinstance(value, list):
        return [_walk(one, known, lost) for one in value]
    if isinstance(value, dict):
        return {key: _walk(one, known, lost) for key, one in value.items()}
    return value


def _text(text: str, known: set[int], lost: set[str]) -> str:
    signs: list[str] = []
    for sign in text:
        code = ord(sign)
        if code in known or sign == "\n":
            signs.append(sign)
        elif any(code in one for one in _SELECTORS):
            if signs and signs[-1] != GETA:  # a selector chooses a shape of the character before it
                signs.append(sign)
        elif sign == "\t":
            signs.append(" ")
        elif code >= 0x20 and code not in _INVISIBLE and not 0x7F <= code < 0xA0:
            signs.append(GETA)
            lost.add(sign)
    return "".join(signs)


@lru_cache(maxsize=8)
def covered(font: Path) -> frozenset[int]:
    """The code points that a TrueType or OpenType file maps to a glyph."""
    data = font.read_bytes()
    (count,) = struct.unpack_from(">H", data, 4)
    tables = {data[at : at + 4]: struct.unpack_from(">II", data, at + 8) for at in range(12, 12 + 16 * count, 16)}
    start, _ = tables[b"cmap"]
    found: set[int] = set()
    (count,) = struct.unpack_from(">H", data, start + 2)
    for number in range(count):
        (offset,) = struct.unpack_from(">I", data, start + 8 + 8 * number)
        (kind,) = struct.unpack_from(">H", data, start + offset)
        if kind == _SEGMENTS:
            found |= _of_segments(data, start + offset)
        elif kind == _GROUPS:
            found |= _of_groups(data, start + offset)
    return frozenset(found)


def _of_segments(data: bytes, at: int) -> set[int]:
    (double,) = struct.unpack_from(">H", data, at + 6)
    count = double // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + double)
    return {code for first, last in zip(starts, ends, strict=True) for code in range(first, last + 1) if code != 0xFFFF}


def _of_groups(data: bytes, at: int) -> set[int]:
    (count,) = struct.unpack_from(">I", data, at + 12)
    groups = struct.iter_unpack(">III", data[at + 16 : at + 16 + 12 * count])
    return {code for first, last, _ in groups for code in range(first, last + 1)}
