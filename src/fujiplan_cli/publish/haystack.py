"""The output as a reader or a program gets it: tags off, entities and escapes resolved, all blanks out."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from fujiplan_cli.publish.characters import plain_characters

GRAM = 4
"""Shortest text that is searched."""
_TAG = re.compile(r"<[^>]*>")
_BLANK = re.compile(r"\s+")
_JSON_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_CELL = re.compile(r'<c r="[A-Z]+\d+"(?: s="\d")?(?: t="[bs]")?><v>-?[\d.]+</v></c>|<row r="\d+">|</row>')
"""A number, a truth value, or the number of a shared string."""
_XML_TEXT = re.compile(r'>([^<]+)<|="([^"]*)"')
_SHEET_NAME = re.compile(r'<sheet name="([^"]*)"')
_SHARED = re.compile(r"<si><t[^>]*>([^<]*)</t></si>")
_VALUE = re.compile(r"<v>(\d+)</v>")
_TRACE = re.compile(r'data-trace="([^"]*)"')


def flatten(text: str) -> str:
    """NFKC without any blank, so that a line break, a width or a variant of a character hides nothing.

    Characters that open data replace are replaced first, in what is withheld as in what is published.
    """
    return _BLANK.sub("", unicodedata.normalize("NFKC", plain_characters(text)))


@dataclass(frozen=True, slots=True)
class Haystack:
    """Flattened pieces (a page, a cell) by path, and every run of GRAM characters in any of them."""

    pieces: Mapping[str, Collection[str]]
    grams: frozenset[str]

    def possible(self, needles: Iterable[str]) -> list[str]:
        """Needles all of whose runs occur somewhere: the few that are worth a real search."""
        return [n for n in needles if all(n[i : i + GRAM] in self.grams for i in range(len(n) - GRAM + 1))]

    def paths_with(self, needle: str) -> list[str]:
        """Every file that holds the needle."""
        return [path for path, pieces in self.pieces.items() if any(needle in piece for piece in pieces)]


def read_files(files: Mapping[str, bytes]) -> Haystack:
    """All files, flattened by what they are. A cell that stands in many files is flattened once."""
    flattened: dict[str, str] = {}
    pieces: dict[str, Collection[str]] = {}
    grams: set[str] = set()
    for path, content in files.items():
        texts = set(_read(path, content))
        for text in texts - flattened.keys():
            flattened[text] = flat = flatten(text)
            grams.update(map("".join, zip(*(flat[i:] for i in range(GRAM)), strict=False)))
        pieces[path] = [flattened[text] for text in texts]
    return Haystack(pieces, frozenset(grams))


def _read(path: str, content: bytes) -> Iterable[str]:
    if path.endswith(".xlsx"):
        return _workbook_texts(content)
    text = content.decode("utf-8-sig")
    if path.endswith(".html"):
        return (html.unescape(_TAG.sub("", text)), html.unescape(text))
    if path.endswith(".csv"):
        return (cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row)
    if path.endswith((".json", ".jsonld")):
        return (json.loads(f'"{one}"') if "\\" in one else one for one in set(_JSON_STRING.findall(text)))
    return (text,)


def _workbook_texts(content: bytes) -> Iterator[str]:
    """Names, texts and attributes of every part of a workbook; the addresses of its cells are left out."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        yield book.comment.decode(errors="replace")
        for name in book.namelist():
            yield name
            xml = _CELL.sub("", book.read(name).decode())
            yield from (html.unescape(text) for pair in set(_XML_TEXT.findall(xml)) for text in pair if text)


def columns_in(path: str, content: bytes) -> Iterator[tuple[str, list[str]]]:
    """Table (the file's or the member's name; of a workbook the sheet's title) and its columns."""
    if path.endswith(".csv"):
        header = content.decode("utf-8-sig").partition("\r\n")[0]
        yield path.rpartition("/")[2].removesuffix(".csv"), header.split(",")
    elif path.endswith(".json"):
        for name, lines in json.loads(content).items():
            if isinstance(lines, list) and lines and isinstance(lines[0], dict):
                yield name, list(lines[0])
    elif path.endswith(".xlsx"):
        yield from _workbook_columns(content)


def _workbook_columns(content: bytes) -> Iterator[tuple[str, list[str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        texts = [html.unescape(t) for t in _SHARED.findall(book.read("xl/sharedStrings.xml").decode())]
        titles = _SHEET_NAME.findall(book.read("xl/workbook.xml").decode())
        for number, title in enumerate(titles, start=1):
            header = book.read(f"xl/worksheets/sheet{number}.xml").decode().partition("</row>")[0]
            yield html.unescape(title), [texts[int(at)] for at in _VALUE.findall(header)]


def traces_of(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Path and trace of every traced value in the pages."""
    for path, content in files.items():
        if path.endswith(".html"):
            yield from ((path, html.unescape(trace)) for trace in _TRACE.findall(content.decode()))
