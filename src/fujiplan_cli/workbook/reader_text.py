"""Texts of a workbook: plain, rich (runs joined, furigana left out), escaped; shared strings and comments."""

from __future__ import annotations

import re

from lxml import etree

from fujiplan_cli.workbook.reader_package import Package, children, is_true, parse_xml
from fujiplan_cli.workbook.reader_rows import plain_strings

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescape(text: str) -> str:
    """``_x000D_`` → carriage return, ``_x005F_`` → _ (ECMA-376 part 1, 22.9.2.19 ST_Xstring)."""
    if "_x" not in text:
        return text
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    # Two escaped surrogates are one character; a lone one is no text at all.
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def rich_text(element: etree._Element, *, strikes: bool = True) -> tuple[str, bool]:
    """Text of an ``si``, ``is`` or comment ``text`` without furigana, and whether any run is struck through.

    ``strikes`` False says that there is none to look for.
    """
    if len(element) == 1 and len(element[0]) == 0:
        return unescape(element[0].text or ""), False
    pieces: list[str] = []
    struck = False
    for part in element:
        ending = str(part.tag)[-2:]
        if ending == "}t":
            pieces.append(part.text or "")
        elif ending == "}r":
            for piece in part:
                if str(piece.tag)[-2:] == "}t":
                    pieces.append(piece.text or "")
                elif strikes:
                    struck = struck or is_struck(piece)
    return unescape("".join(pieces)), struck


def is_struck(font: etree._Element) -> bool:
    """Whether a font, or the properties of a run, has a strike-through."""
    return any(is_true(part.get("val", "1")) for part in font if str(part.tag)[-7:] == "}strike")


def shared_strings(package: Package, part: str | None, most: int) -> list[tuple[str, bool]]:
    """Every shared string with its strike-through mark, by index. ``most``: bytes that the part may have.

    Raises UnreadableWorkbook.
    """
    if part is None or part not in package:
        return []
    data = package.part(part, most)
    plain = plain_strings(data)
    if plain is not None:
        return [(unescape(text), False) for text in plain]
    strikes = may_strike(data)
    return [rich_text(item, strikes=strikes) for item in children(parse_xml(data), "si")]


def may_strike(data: bytes) -> bool:
    """Whether to look for a strike-through in a part: most workbooks have none. UTF-16 is not searched."""
    return b"strike" in data or b"\x00" in data[:4]


def sheet_comments(package: Package, sheet_part: str) -> dict[str, str]:
    """Comments of a sheet by cell address. Threads replace the notice Excel leaves for old programs."""
    found: dict[str, str] = {}
    threads: dict[str, str] = {}
    for relation in package.relations(sheet_part):
        if relation.target not in package:
            continue
        if relation.type == "comments":
            found.update(_legacy(package.xml(relation.target)))
        elif relation.type == "threadedComment":
            threads.update(_threads(package.xml(relation.target)))
    return found | threads


def _legacy(root: etree._Element) -> dict[str, str]:
    return {
        comment.get("ref", ""): "".join(rich_text(text)[0] for text in children(comment, "text"))
        for listing in children(root, "commentList")
        for comment in children(listing, "comment")
    }


def _threads(root: etree._Element) -> dict[str, str]:
    threads: dict[str, list[str]] = {}
    for comment in children(root, "threadedComment"):
        texts = threads.setdefault(comment.get("ref", ""), [])
        texts.extend(unescape(text.text or "") for text in children(comment, "text"))
    return {cell: "\n".join(texts) for cell, texts in threads.items()}
