"""What a received workbook must not carry to be marked and sent back under our name: whatever acts when it is opened.

Macros are taken out of a copy (returns.py). All else that starts a program or asks another computer is woven into
sheets, names and drawings; taking it out would change cells. Such a book is not patched: a fresh one is sent instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from lxml import etree

from fujiplan_cli.kinds.outside_formulas import reaches_outside
from fujiplan_cli.model.grid import UnreadableWorkbook
from fujiplan_cli.workbook.reader_package import children, parse_xml

_LARGEST = 8 << 20
"""Bytes of one XML part: it becomes a tree in a process that must go on."""
_PARTS = re.compile(
    r"(?:^|/)(?:externallinks|activex|embeddings|ctrlprops|querytables|webextensions|macrosheets|dialogsheets|customui)/"
    r"|(?:^|/)connections\.xml$",
    re.IGNORECASE,
)
"""Links to other books and programs, controls, embedded files, queries, parts of add-ins."""
_FORMULAS = ("f", "formula", "formula1", "formula2", "calculatedColumnFormula", "definedName")
"""Elements whose text is a formula: of a cell, a format, a list of choices, a table's column, a name."""


def require_closed_parts(parts: Mapping[str, bytes]) -> None:
    """Raise UnreadableWorkbook when a part reaches outside of the book, or is too large to be patched.

    ``parts``: name → bytes, of the whole package. Links that only a click opens may stay.
    """
    for name, data in parts.items():
        plain = name.replace("\\", "/").lower()
        if _PARTS.search(plain):
            raise UnreadableWorkbook("file_unsafe", name)
        if plain.endswith((".xml", ".rels")) and len(data) > _LARGEST:
            raise UnreadableWorkbook("file_bomb", f"{name}: {len(data)} bytes")
        if plain.endswith(".rels"):
            _require_inner(name, data)
        elif "/tables/" in plain:
            require_closed_formulas(parse_xml(data))


def _require_inner(name: str, data: bytes) -> None:
    for one in children(parse_xml(data), "Relationship"):
        if one.get("TargetMode") == "External" and not one.get("Type", "").endswith("/hyperlink"):
            raise UnreadableWorkbook("file_unsafe", name)


def require_closed_formulas(root: etree._Element) -> None:
    """Raise UnreadableWorkbook when a formula in this part would start a program or ask another computer."""
    if any(reaches_outside(text) for text in _texts(root)):
        raise UnreadableWorkbook("file_unsafe", "formula")


def _texts(root: etree._Element) -> Iterable[str]:
    return {"".join(map(str, one.itertext())) for one in root.iter(*(f"{{*}}{name}" for name in _FORMULAS))}
