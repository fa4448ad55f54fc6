"""The output as a reader or a program gets it: tags off, entities and escapes resolved, all blanks out."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

GRAM = 4
"""Shortest text that is searched."""
_TAG = re.compile(r"<[^>]*>")
_BLANK = re.compile(r"\s+")
_TRACE = re.compile(r'data-trace="([^"]*)"')


def flatten(text: str) -> str:
    """NFKC without any blank, so that a line break, a width or a variant of a character hides nothing."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text))


@dataclass(frozen=True, slots=True)
class Haystack:
    """Flattened text by path, and every piece of GRAM characters in any of them."""

    texts: Mapping[str, str]
    grams: frozenset[str]

    def possible(self, needles: Iterable[str]) -> list[str]:
        """Needles all of whose pieces occur somewhere: the few that are worth a real search."""
        return [n for n in needles if all(n[i : i + GRAM] in self.grams for i in range(len(n) - GRAM + 1))]

    def paths_with(self, needle: str) -> list[str]:
        """Every file that holds the needle."""
        return [path for path, text in self.texts.items() if needle in text]


def read_files(files: Mapping[str, bytes]) -> Haystack:
    """All files, flattened by what they are."""
    texts = {path: flatten(_read(path, content)) for path, content in files.items()}
    grams: set[str] = set()
    for text in texts.values():
        grams.update(map("".join, zip(*(text[i:] for i in range(GRAM)), strict=False)))
    return Haystack(texts, frozenset(grams))


def _read(path: str, content: bytes) -> str:
    text = content.decode("utf-8-sig")
    if path.endswith(".html"):
        return f"{html.unescape(_TAG.sub('', text))}\x00{html.unescape(text)}"
    if path.endswith(".csv"):
        return "\x00".join(cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row)
    if path.endswith(".json"):
        return "\x00".join(_strings(json.loads(text)))
    return text


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, inner in node.items():
            yield str(key)
            yield from _strings(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _strings(inner)
    elif node is not None:
        yield str(node)


def traces_of(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Path and trace of every traced value in the pages."""
    for path, content in files.items():
        if path.endswith(".html"):
            yield from ((path, html.unescape(trace)) for trace in _TRACE.findall(content.decode()))
