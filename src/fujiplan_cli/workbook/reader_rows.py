"""Rows and shared strings in exactly the shape that Excel and LibreOffice write, taken without building a tree.

Most of a sheet are cells, and a tree node for each costs more than all the rest of reading. What is taken here is a
strict part of XML: every byte between ``<sheetData>`` and its end must belong to the shape below, and everything else
is parsed as ever. Any other shape, however valid, is left to the parser, which says the same of these rows
(tests/workbook/test_reader_rows.py).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from fujiplan_cli.workbook.reader_package import remembered

_BEGIN, _END = b"<sheetData>", b"</sheetData>"
# The root follows the declaration at once: no document type can stand between them.
_DECLARATION = rb'(?:<\?xml version="1\.0"(?: encoding="(?i:utf-8)")?(?: standalone="(?:yes|no)")?\?>\s*)?'
_WORKSHEET = re.compile(_DECLARATION + rb"<worksheet ")
_STRINGS = re.compile(_DECLARATION + rb'<sst xmlns="[^"<>&]+"(?: [A-Za-z]+="[^"<>&]*")*>')
_REFERENCE = re.compile(rb'<mergeCell ref="([A-Z]{1,3}[1-9][0-9]{0,6}(?::[A-Z]{1,3}[1-9][0-9]{0,6})?)"/>')
_MERGES = re.compile(rb'<mergeCells(?: count="[0-9]+")?>(?:' + _REFERENCE.pattern + rb")++</mergeCells>")
_TEXT = "[^<>\x00-\x08\x0b-\x1f\ufffe\uffff]*+"
_ATTRIBUTES = '(?: [A-Za-z][A-Za-z0-9:]*+="[^"<>&\x00-\x1f\ufffe\uffff]*+")*+'
_INSIDE = f"(?:<f{_ATTRIBUTES}(?:/>|>{_TEXT}</f>))?+(?:<v>{_TEXT}</v>)?+"
_CELL = f'<c r="[A-Z]{{1,3}}[1-9][0-9]{{0,5}}"(?: s="(?:0|[1-9][0-9]*+)")?+(?: t="[a-z]++")?+(?:/>|>{_INSIDE}</c>)'
_ROWS = re.compile(f"(?:<row{_ATTRIBUTES}(?:/>|>(?:{_CELL})*+</row>))*+")
_FILLED = re.compile(
    '<c r="([A-Z]+[0-9]+)"(?: s="([0-9]+)")?(?: t="([a-z]+)")?>(<f[^<>]*(?:>[^<]*</f)?>)?(<v>[^<]*)?',
)
_SI = f'<si><t(?: xml:space="preserve")?>{_TEXT}</t>(?:<phoneticPr{_ATTRIBUTES}/>)?+</si>'
_ITEMS = re.compile(f"(?:{_SI})*+")
_STRING = re.compile("<t[^<>]*>([^<]*)")
_ATTRIBUTE = re.compile(' ([A-Za-z0-9:]+)="([^"]*)"')
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&#9;": "\t", "&#10;": "\n", "&#13;": "\r"}


FoundCell = tuple[str, str, str, str, str]
"""Its address, style, type, formula element, value element; "" where there is none."""


class Strange(Exception):
    """The rows are not of the usual shape."""


class Split(NamedTuple):
    """A worksheet part in pieces: the rest with an empty ``sheetData``, the text of the rows, and what is merged.

    ``merges`` is None when the rest still has them; else an empty ``mergeCells`` stands for them there.
    """

    rest: bytes
    rows: str
    merges: tuple[str, ...] | None


def split_rows(data: bytes) -> Split | None:
    """The pieces, or None when only a parser should judge the part."""
    begin, end = data.find(_BEGIN), data.rfind(_END)
    if begin < 0 or end < begin or not _WORKSHEET.match(data) or b' xmlns="' not in data[:begin]:
        return None
    try:
        text = data[begin + len(_BEGIN) : end].decode("utf-8")
    except UnicodeDecodeError:
        return None
    tail = data[end + len(_END) :]
    merged = _MERGES.search(tail)
    merges = _references(merged[0]) if merged else None
    if merged:
        tail = tail[: merged.start()] + b"<mergeCells/>" + tail[merged.end() :]
    return Split(data[:begin] + b"<sheetData/>" + tail, text, merges)


@remembered
def _references(data: bytes) -> tuple[str, ...]:
    return tuple(reference.decode("ascii") for reference in _REFERENCE.findall(data))


def plain_strings(data: bytes) -> list[str] | None:
    """The shared strings of a part without rich text and furigana; None when only a parser should judge it."""
    head, end = _STRINGS.match(data), data.rstrip().removesuffix(b"</sst>")
    if head is None or len(end) == len(data):
        return None
    try:
        text = end[head.end() :].decode("utf-8")
        if _ITEMS.fullmatch(text) is None:
            return None
        return [plain_text(found) if "&" in found else found for found in _STRING.findall(text)]
    except (UnicodeDecodeError, Strange):
        return None


def plain_rows(text: str) -> tuple[list[tuple[int, str | None]], list[FoundCell]]:
    """Number and ``hidden`` of each row, and the filled cells, of a text that `split_rows` gave.

    Raises Strange when a single byte is of another shape.
    """
    if _ROWS.fullmatch(text) is None:
        raise Strange
    rows = []
    for row in text.split("<row")[1:]:
        attributes = _attributes(row[: row.index(">")].removesuffix("/"))
        number = attributes.get("r", "")
        if not number.isdecimal():
            raise Strange
        rows.append((int(number), attributes.get("hidden")))
    return rows, _FILLED.findall(text)


def formula_in(element: str) -> str | None:
    """Text of a formula element; of one that another cell spells out its kind (shared, array). Raises Strange."""
    return _short_formula(element) if len(element) <= _LONGEST_SHARED else _formula(element)


def _formula(element: str) -> str | None:
    start = element.index(">")
    text = "" if element[start - 1] == "/" else element[start + 1 : -4]
    return plain_text(text) or _attributes(element[2:start].removesuffix("/")).get("t")


_LONGEST_SHARED = 1000
_short_formula = lru_cache(maxsize=4096)(_formula)  # those of a form stand in every book of an inbox


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
