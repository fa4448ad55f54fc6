"""The output as a reader or a program gets it: tags off, entities and escapes resolved."""

from __future__ import annotations

import contextlib
import csv
import html
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain

from fujiplan_cli.publish.flat import APART

_BOM = "\ufeff"
_TAG = re.compile(r"<[^>]*>")
_CELL = re.compile(r'<c r="[A-Z]{1,3}\d{1,7}"(?: s="\d+")?(?: t="[A-Za-z]{1,9}")?(?:/>|>(?:<v>-?[\d.]{1,20}</v></c>)?)')
"""The tag of a workbook's cell, which can hold no text, or the whole cell if it holds a number (or that of its text,
which stands among the shared ones): a large book has a million of them. A number alone is no secret."""
_ROWS_OF_NUMBERS = re.compile(
    rb'\s*<row r="">(?:<c r="[A-Z]{1,3}"(?: s="")?(?: t="[A-Za-z]{1,9}")?(?:/>|><v>-?\.?</v></c>))*|\s*'
)
"""A row of such cells without any digit, as a book's rows are alike then: a few hundred instead of 100,000."""
_DIGITS = b"0123456789"
_CELL_END = re.compile(r"</(?:si|c|row|comment|dc:\w+|cp:\w+)>")
"""Where a text of a workbook's part ends; runs of one cell belong together."""
_NO_BRACKETS = bytes(set(range(256)) - set(b"<>"))
_TEXTS = (".html", ".css", ".csv", ".json", ".jsonld", ".xml", ".svg", ".txt", ".md", ".atom")
_PNG = b"\x89PNG\r\n\x1a\n"
_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_SHEET_NAME = re.compile(r'<sheet name="([^"]*)"')
_SHARED = re.compile(r"<si><t[^>]*>([^<]*)</t></si>")
_VALUE = re.compile(r"<v>(\d+)</v>")
_ROWS = re.compile(rb'": \[\n(\{.*)')
"""Where a table of the data begins, whose first line is read alone (it may have 10 MB)."""
_SOME = 1 << 14
_DECODER = json.JSONDecoder()
_TRACE = re.compile(rb'data-trace="([^"]*)"')


def pieces_of(path: str, content: bytes, *, tags: bool = False) -> tuple[str, ...] | None:
    """All text of a file, what no reader sees included, as it is searched: each piece by itself.

    A cell of a table is a piece, a page is one. None when the file cannot be read as text: nothing is proved of it.
    ``tags``: whether a text may itself hold a tag (then a page is read as it is written, too).
    """
    try:
        return (path, *_read(path, content, tags))
    except (UnicodeDecodeError, ValueError, zipfile.BadZipFile, zlib.error):
        return None


def _read(path: str, content: bytes, tags: bool) -> Iterable[str]:
    """Raises UnicodeDecodeError, ValueError for what is no text."""
    if path.endswith((".xlsx", ".docx", ".zip")):
        return _members(content, tags)
    if path.endswith(".png"):
        return (_png(content),)
    if not path.endswith(_TEXTS):
        raise ValueError("no text")
    if path.endswith((".html", ".svg", ".xml")):
        return _markup(content, tags)
    text = content.decode().removeprefix(_BOM)
    if path.endswith(".csv"):
        return dict.fromkeys(chain.from_iterable(csv.reader(io.StringIO(text, newline=""))))
    if path.endswith((".json", ".jsonld")):
        return _json(text)
    return (text,)


def _json(text: str) -> Iterable[str]:
    """Every string, keys too; numbers and brackets come along where no string has an escape (cheaper to cut)."""
    if "\\" not in text:
        return dict.fromkeys(text.split('"'))
    strings = dict.fromkeys(_JSON_STRING.findall(text))
    return (json.loads(one) if "\\" in one else one for one in strings)


def _markup(content: bytes, tags: bool) -> Iterable[str]:
    """What stands between the tags, joined, and every tag for its attributes (once: pages repeat them).

    Raises UnicodeDecodeError for what is no text.
    """
    if _in_turn(content):  # as in every page of ours; a third of the time
        pieces = content.replace(b">", b"<").split(b"<")
        words, marks = b"".join(pieces[::2]).decode(), APART.encode().join(dict.fromkeys(pieces[1::2])).decode()
    else:
        text = content.decode()
        words, marks = _TAG.sub("", text), APART.join(dict.fromkeys(_TAG.findall(text)))
    yield html.unescape(words)
    yield html.unescape(marks)
    if tags:
        yield html.unescape(content.decode())


def _in_turn(content: bytes) -> bool:
    """Whether every < is followed by one > before the next <, so that what lies between them is a tag or a text."""
    brackets = content.translate(None, _NO_BRACKETS)
    return brackets == b"<>" * (len(brackets) // 2)


def _members(content: bytes, tags: bool) -> Iterator[str]:
    """Names, comments and texts of all members of a zip (of a workbook too: cells, notes, its author and title)."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        yield opened.comment.decode()
        for one in opened.infolist():
            yield from (one.filename, one.comment.decode())
            inner = opened.read(one)
            if one.filename.endswith((".xml", ".rels", ".vml")):
                text = _CELL_END.sub(APART, _CELL.sub("", _without_numbers(inner).decode("utf-8-sig")))
                yield from dict.fromkeys(
                    chain.from_iterable(part.split(APART) for part in _markup(text.encode(), tags))
                )
            else:
                yield from _read(one.filename, inner, tags)


def _without_numbers(part: bytes) -> bytes:
    """A sheet's part without its rows, where they hold nothing but numbers (and those of shared texts); else whole."""
    head, opened, rest = part.partition(b"<sheetData>")
    rows, closed, tail = rest.partition(b"</sheetData>")
    alike = set(rows.translate(None, _DIGITS).split(b"</row>")) if closed else ()
    return head + opened + closed + tail if closed and all(map(_ROWS_OF_NUMBERS.fullmatch, alike)) else part


def _png(content: bytes) -> str:
    """The text chunks of a picture: who made it, with what, of what."""
    if not content.startswith(_PNG):
        raise ValueError("no PNG")
    parts, place = [], len(_PNG)
    while place + 8 <= len(content):
        size, kind = int.from_bytes(content[place : place + 4], "big"), content[place + 4 : place + 8]
        data = content[place + 8 : place + 8 + size]
        if kind in (b"tEXt", b"zTXt", b"iTXt", b"eXIf"):
            parts.append(data.decode("utf-8", errors="replace"))
            tail = data.partition(b"\0")[2].lstrip(b"\0\1")
            if kind in (b"zTXt", b"iTXt") and b"\x78" in tail:
                with contextlib.suppress(zlib.error):
                    parts.append(zlib.decompress(tail[tail.index(b"\x78") :]).decode("utf-8", errors="replace"))
        place += size + 12
    return "\x00".join(parts)


def columns_in(path: str, content: bytes) -> Iterator[tuple[str, list[str]]]:
    """Table (the file's or the member's name; of a workbook the sheet's title) and its columns."""
    if path.endswith(".csv"):
        header = content.partition(b"\r\n")[0].decode("utf-8-sig")
        yield path.rpartition("/")[2].removesuffix(".csv"), header.split(",")
    elif path.endswith(".json"):
        yield from _json_columns(content)
    elif path.endswith(".xlsx"):
        yield from _workbook_columns(content)


def _json_columns(content: bytes) -> Iterator[tuple[str, list[str]]]:
    try:
        tables = [
            (content[content.rfind(b'"', 0, found.start()) + 1 : found.start()].decode(), _first_line(found[1]))
            for found in _ROWS.finditer(content)
        ]
    except ValueError:
        tables = []
    if tables:
        yield from tables
        return
    for name, lines in json.loads(content).items():  # written otherwise than our data are: read as a whole
        if isinstance(lines, list) and lines and isinstance(lines[0], dict):
            yield name, list(lines[0])


def _first_line(text: bytes) -> list[str]:
    """The keys of an object that is the whole of a line. Raises ValueError when it is not."""
    return list(_DECODER.raw_decode(text.decode())[0])


def _workbook_columns(content: bytes) -> Iterator[tuple[str, list[str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        texts = _SHARED.findall(book.read("xl/sharedStrings.xml").decode())
        titles = _SHEET_NAME.findall(book.read("xl/workbook.xml").decode())
        for number, title in enumerate(titles, start=1):
            header = _first_row(book, f"xl/worksheets/sheet{number}.xml")
            yield html.unescape(title), [html.unescape(texts[int(at)]) for at in _VALUE.findall(header)]


def _first_row(book: zipfile.ZipFile, part: str) -> str:
    """All of a sheet up to the end of its first row: the rest may have megabytes, and stays packed."""
    read = b""
    with book.open(part) as opened:
        while b"</row>" not in read and (more := opened.read(_SOME)):
            read += more
    return read.partition(b"</row>")[0].decode()


def traces_in(path: str, content: bytes) -> set[bytes]:
    """The traces of all traced values of a page, as they are written in it; of another file none."""
    return set(_TRACE.findall(content)) if path.endswith(".html") else set()
