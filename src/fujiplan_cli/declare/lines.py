"""The line of every key of a TOML text. tomllib does not tell; this walks a text that tomllib has accepted."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping

KeyPath = tuple[str | int, ...]
"""("departments", 2, "code"): names of tables and keys, positions in arrays from 0."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^\s,\]}#]+")


def lines_of(text: str) -> Mapping[KeyPath, int]:
    """Key path → line from 1, for every table, key and array element of a valid TOML text."""
    walk = _Walk(text)
    walk.document()
    return walk.lines


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[KeyPath, int] = {}
        self.counts: dict[KeyPath, int] = {}
        """Array of tables → how many of its tables have begun."""
        self.ends = [found.start() for found in re.finditer("\n", text)]
        """Where lines end: counting them anew for every key of a large file would take minutes."""

    def document(self) -> None:
        table: KeyPath = ()
        while self._skip_blank():
            if self._peek() == "[":
                table = self._header()
            else:
                self._pair(table)

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _skip_blank(self) -> bool:
        """Over blanks, line ends, commas and comments. False at the end of the text."""
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif char.isspace() or char == ",":
                self.at += 1
            else:
                return True
        return False

    def _note(self, path: KeyPath, start: int) -> None:
        self.lines.setdefault(path, bisect_left(self.ends, start) + 1)

    def _header(self) -> KeyPath:
        start = self.at
        repeated = self.text.startswith("[[", start)
        self.at += 2 if repeated else 1
        names = self._key()
        self.at = self.text.index("]", self.at) + (2 if repeated else 1)
        path = (*self._resolve(names[:-1]), names[-1])
        if repeated:
            self._note(path, start)
            number = self.counts.get(path, 0)
            self.counts[path] = number + 1
            path = (*path, number)
        self._note(path, start)
        return path

    def _resolve(self, names: tuple[str, ...]) -> KeyPath:
        """[items.rubric] belongs to the last [[items]] before it."""
        path: KeyPath = ()
        for name in names:
            path = (*path, name)
            self._note(path, self.at)
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
        return path

    def _key(self) -> tuple[str, ...]:
        """A key, dotted or not, bare or quoted."""
        names: list[str] = []
        while True:
            self._skip_blank()
            if self._peek() in "\"'":
                names.append(self._string())
            else:
                bare = _BARE.match(self.text, self.at)
                names.append(bare.group() if bare else "")
                self.at = bare.end() if bare else self.at + 1
            while self._peek() in (" ", "\t"):
                self.at += 1
            if self._peek() != ".":
                return tuple(names)
            self.at += 1

    def _pair(self, table: KeyPath) -> None:
        start = self.at
        names = self._key()
        path = table + names
        for length in range(len(names)):  # a dotted key makes the tables above it
            self._note((*table, *names[: length + 1]), start)
        self.at = self.text.index("=", self.at) + 1
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        self._skip_blank()
        char = self._peek()
        if char in "\"'":
            self._string()
        elif char == "[":
            self._array(path)
        elif char == "{":
            self._inline_table(path)
        else:
            scalar = _SCALAR.match(self.text, self.at)
            self.at = scalar.end() if scalar else self.at + 1

    def _array(self, path: KeyPath) -> None:
        self.at += 1
        number = 0
        while self._skip_blank() and self._peek() != "]":
            self._note((*path, number), self.at)
            self._value((*path, number))
            number += 1
        self.at += 1

    def _inline_table(self, path: KeyPath) -> None:
        self.at += 1
        while self._skip_blank() and self._peek() != "}":
            self._pair(path)
        self.at += 1

    def _string(self) -> str:
        quote = self._peek()
        mark = quote * 3 if self.text.startswith(quote * 3, self.at) else quote
        begin = self.at = self.at + len(mark)
        while self.at < len(self.text) and not self.text.startswith(mark, self.at):
            self.at += 2 if quote == '"' and self._peek() == "\\" else 1
        content = self.text[begin : self.at]
        self.at += len(mark)
        while len(mark) == 3 and self._peek() == quote:  # a quote may stand before the closing three
            self.at += 1
        return content
