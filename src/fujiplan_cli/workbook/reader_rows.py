"""Rows and shared strings in exactly the shape that Excel and LibreOffice write, taken without building a tree.

Most of a sheet are cells, and a tree node for each costs more than all the rest of reading. What is taken here is a
strict part of XML: every byte between ``<sheetData>`` and its end must belong to the shape below, and everything else
is parsed as ever. Any other shape, however valid, is left to the parser, which says the same of these rows
(tests/workbook/test_reader_rows.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_BEGIN, _END = b"<sheetData>", b"</sheetData>"
# The root follows the declaration at once: no document type can stand between them.
_DECLARATION = rb'(?:<\?xml version="1\.0"(?: encoding="(?i:utf-8)")?(?: standalone="(?:yes|no)")?\?>\s*)?'
_WORKSHEET = re.compile(_DECLARATION + rb"<worksheet ")
_STRINGS = re.compile(_DECLARATION + rb'<sst xmlns="[^"<>&]+"(?: [A-Za-z]+="[^"<>&]*")*>')
_TEXT = "[^<>\x00-\x08\x0b-\x1f\ufffe\uffff]*+"
_ATTRIBUTES = '(?: [A-Za-z][A-Za-z0-9:]*+="[^"<>&\x00-\x1f\ufffe\uffff]*+")*+'
_INSIDE = f"(?:<f{_ATTRIBUTES}(?:/>|>{_TEXT}</f>))?+(?:<v>{_TEXT}</v>)?+"
_CELL = f'<c r="[A-Z]{{1,3}}[1-9][0-9]{{0,5}}"(?: s="(?:0|[1-9][0-9]*+)")?+(?: t="[a-z]++")?+(?:/>|>{_INSIDE}</c>)'
_ROW = re.compile(f"<row({_ATTRIBUTES})(?:/>|>((?:{_CELL})*+)</row>)")
_FILLED = re.compile(
    '<c r="([A-Z]+)([0-9]+)"(?: s="([0-9]+)")?(?: t="([a-z]+)")?>(<f[^<>]*(?:>[^<]*</f)?>)?(<v>[^<]*)?',
)
_STRING = re.compile(f'<si><t(?: xml:space="preserve")?>({_TEXT})</t>(?:<phoneticPr{_ATTRIBUTES}/>)?</si>')
_ATTRIBUTE = re.compile(' ([A-Za-z0-9:]+)="([^"]*)"')
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&#9;": "\t", "&#10;": "\n", "&#13;": "\r"}


FoundCell = tuple[str, str, str, str, str, str]
"""Letters and digits of its address, style, type, formula element, value element; "" where there is none."""


class Strange(Exception):
    """The rows are not of the usual shape."""


def split_rows(data: bytes) -> tuple[bytes, str] | None:
    """(the part with an empty ``sheetData``, the text of its rows), or None when only a parser should judge it."""
    begin, end = data.find(_BEGIN), data.rfind(_END)
    if begin < 0 or end < begin or not _WORKSHEET.match(data) or b' xmlns="' not in data[:begin]:
        return None
    try:
        text = data[begin + len(_BEGIN) : end].decode("utf-8")
    except UnicodeDecodeError:
        return None
    return data[:begin] + b"<sheetData/>" + data[end + len(_END) :], text


def plain_strings(data: bytes) -> list[str] | None:
    """The shared strings of a part without rich text and furigana; None when only a parser should judge it."""
    head, end = _STRINGS.match(data), data.rstrip().removesuffix(b"</sst>")
    if head is None or len(end) == len(data):
        return None
    try:
        text = end[head.end() :].decode("utf-8")
        found = []
        at = 0
        for match in _STRING.finditer(text):
            if match.start() != at:
                return None
            at = match.end()
            found.append(plain_text(match[1]))
    except (UnicodeDecodeError, Strange):
        return None
    return found if at == len(text) else None


def plain_rows(text: str) -> Iterator[tuple[int, str | None, list[FoundCell]]]:
    """Number, ``hidden`` and the filled cells of each row of a text that `split_rows` gave.

    Raises Strange at the first byte that is of another shape.
    """
    at = 0
    for match in _ROW.finditer(text):
        if match.start() != at:
            raise Strange
        at = match.end()
        attributes = _attributes(match[1])
        number = attributes.get("r", "")
        if not number.isdecimal():
            raise Strange
        yield int(number), attributes.get("hidden"), _FILLED.findall(match[2]) if match[2] else []
    if at != len(text):
        raise Strange


def formula_in(element: str) -> str | None:
    """Text of a formula element; of one that another cell spells out its kind (shared, array). Raises Strange."""
    start = element.index(">")
    text = "" if element[start - 1] == "/" else element[start + 1 : -4]
    return plain_text(text) or _attributes(element[2:start].removesuffix("/")).get("t")


def value_in(element: str) -> str:
    """Text of a value element. Raises Strange."""
    return plain_text(element[3:])


def plain_text(text: str) -> str:
    """A text with its entities as signs. Raises Strange for an entity no office program writes."""
    if "&" not in text:
        return text
    for entity, sign in _ENTITIES.items():
        if entity in text:
            text = text.replace(entity, sign)
    if text.count("&") != text.count("&amp;"):
        raise Strange
    return text.replace("&amp;", "&")


@lru_cache(maxsize=4096)
def _attributes(text: str) -> dict[str, str]:
    """Attributes of an element. Raises Strange for one that is given twice: that is no XML."""
    pairs = _ATTRIBUTE.findall(text)
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Strange
    return found
