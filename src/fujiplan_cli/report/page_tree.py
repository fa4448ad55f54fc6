"""A page's own HTML as plain JSON values, for the typesetter: one way to paper for every page that is no meeting's.

The HTML is what the 事務局 reads on the screen (a plan folder's own template included), so the paper cannot say
anything else. Only what the pages use is kept: elements, classes, texts, and the column widths of the style.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

Json = Any

_VOID = frozenset(("br", "col", "hr", "img", "input", "link", "meta", "wbr"))
_SILENT = frozenset(("style", "script", "hr", "img", "input", "link", "meta"))
_BLOCKS = frozenset(
    ("article", "body", "div", "dd", "dl", "dt", "header", "li", "main", "ol", "p", "section", "ul")
) | {
    *("h1", "h2", "h3", "h4", "caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"),
}
_LEVELS = {"h2": 1, "h3": 2, "h4": 3}
_BLANK = re.compile(r"[ \t\r\n\f]+")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_WIDTH = re.compile(r"(?:^|;)\s*width:\s*([\d.]+)mm")
_LONG, _TALL = 250, 60
"""A row with a cell of more characters may break over pages; or is set from the top, not the middle."""
_SHORT = 1000
"""A box with no more characters is on one page."""
_PORTRAIT, _LANDSCAPE, _NARROWEST = 184.0, 271.0, 14.0
"""Width of the text and of the narrowest column without a width of its own, in mm."""


@dataclass(slots=True)
class _Element:
    tag: str
    classes: tuple[str, ...] = ()
    spans: tuple[int, int] = (1, 1)
    """colspan and rowspan."""
    kids: list[_Element | str] = field(default_factory=list)

    def elements(self, *tags: str) -> Iterator[_Element]:
        for one in self.kids:
            if isinstance(one, _Element) and one.tag in tags:
                yield one

    def text(self) -> str:
        return "".join(one if isinstance(one, str) else one.text() for one in self.kids if _is_said(one))


def _is_said(one: _Element | str) -> bool:
    return isinstance(one, str) or one.tag not in _SILENT


class _Reader(HTMLParser):
    """Elements as they stand; an end tag closes what it names, and one that nothing opened is passed over."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Element("html")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        spans = (_count(given.get("colspan", "")), _count(given.get("rowspan", "")))
        made = _Element(tag, tuple(given.get("class", "").split()), spans)
        self._open[-1].kids.append(made)
        if tag not in _VOID:
            self._open.append(made)

    def handle_endtag(self, tag: str) -> None:
        if any(one.tag == tag for one in self._open[1:]):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].kids.append(data)


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 1000 else 1


def page_tree(html: str) -> tuple[str, Json]:
    """(title of the page, its body as JSON: texts, and objects with ``tag``, ``cls`` and ``kids``)."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    head, body = _found(reader.root, "head"), _found(reader.root, "body")
    style = head and _found(head, "style")
    title = head and _found(head, "title")
    builder = _Builder(_widths("".join(t for t in style.kids if isinstance(t, str)) if style else ""))
    return (title.text().strip() if title else ""), builder.node(body or reader.root)


def _found(root: _Element, tag: str) -> _Element | None:
    for one in root.kids:
        if isinstance(one, _Element):
            found = one if one.tag == tag else _found(one, tag)
            if found:
                return found
    return None


def _widths(style: str) -> list[tuple[tuple[str, ...], float]]:
    """Rules whose selector is a chain of classes, with their width in mm, in order."""
    found = []
    for selectors, rule in _RULE.findall(re.sub(r"/\*.*?\*/", "", style, flags=re.S)):
        width = _WIDTH.search(rule)
        if width is None:
            continue
        for one in selectors.split(","):
            if re.fullmatch(r"(\s*\.[\w-]+)+\s*", one):
                found.append((tuple(re.findall(r"\.([\w-]+)", one)), float(width[1])))
    return found


class _Builder:
    """From elements to JSON, knowing in which classes it is and how deep the headings are."""

    def __init__(self, widths: Sequence[tuple[tuple[str, ...], float]]) -> None:
        self._rules = widths
        self._within: list[str] = []
        self._level = 0

    def node(self, one: _Element) -> Json:
        """An element with all that is in it."""
        self._within += one.classes
        made: dict[str, Json] = {"tag": one.tag, "cls": list(one.classes)}
        if one.tag == "table":
            made |= self._table(one)
        else:
            if one.tag in _LEVELS:
                # A heading is at most one level below the one before it, as PDF/UA wants it.
                self._level = made["level"] = min(_LEVELS[one.tag], self._level + 1)
            made["kids"] = self._kids(one)
            if one.tag in ("article", "div", "section"):
                made["short"] = len(one.text()) <= _SHORT
        del self._within[len(self._within) - len(one.classes) :]
        return made

    def _kids(self, parent: _Element) -> list[Json]:
        """Texts with blanks as a browser shows them: none at the edge of a block, else one."""
        kids = [one for one in parent.kids if _is_said(one)]
        made: list[Json] = []
        for at, one in enumerate(kids):
            if isinstance(one, _Element):
                made.append(self.node(one))
                continue
            text = _BLANK.sub(" ", one)
            before, after = (kids[at - 1] if at else None), (kids[at + 1] if at + 1 < len(kids) else None)
            if _is_edge(before, parent):
                text = text.lstrip(" ")
            if _is_edge(after, parent):
                text = text.rstrip(" ")
            if text:
                made.append(text)
        return made

    def _table(self, table: _Element) -> dict[str, Json]:
        head = [row for part in table.elements("thead") for row in part.elements("tr")]
        body = [
            (row, part.classes) for part in (table, *table.elements("tbody", "tfoot")) for row in part.elements("tr")
        ]
        heads, wide = self._rows([(row, ()) for row in head])
        rows, columns = self._rows(body)
        columns = max(columns, wide, 1)
        return {
            "caption": [kid for one in table.elements("caption") for kid in self._kids(one)],
            "columns": self._columns(table, columns),
            "head": [_padded(row, columns) for row in heads],
            "rows": [_padded(row, columns) for row in rows],
        }

    def _rows(self, rows: Sequence[tuple[_Element, tuple[str, ...]]]) -> tuple[list[Json], int]:
        """Rows in which every cell fits, and how many columns they need."""
        made: list[Json] = []
        hanging: dict[int, int] = {}
        columns = 0
        for at, (row, classes) in enumerate(rows):
            cells, column = [], 0
            below: dict[int, int] = {}
            for cell in row.elements("td", "th"):
                while hanging.get(column):
                    column += 1
                width = 1
                while width < cell.spans[0] and not hanging.get(column + width):
                    width += 1
                height = min(cell.spans[1], len(rows) - at)
                cells.append({**self.node(cell), "x": width, "y": height})
                below |= {column + n: height for n in range(width) if height > 1}
                column += width
            columns = max(columns, column, *(n + 1 for n in hanging))
            longest = max((len(cell.text()) for cell in row.elements("td", "th")), default=0)
            made.append(
                {
                    "cls": [*classes, *row.classes],
                    "cells": cells,
                    "used": sum(c["x"] for c in cells) + len(hanging),
                    "long": longest > _LONG,
                    "tall": longest > _TALL,
                }
            )
            hanging = {n: left - 1 for n, left in (hanging | below).items() if left > 1}
        return made, columns

    def _columns(self, table: _Element, count: int) -> list[float | None]:
        """Width of each column in mm, scaled down where they would not fit; None: a share of what is left."""
        widths: list[float | None] = []
        for group in table.elements("colgroup"):
            widths += [self._width(one.classes) for one in group.elements("col")]
        widths = [*widths, *[None] * count][:count]
        room = (_LANDSCAPE if "wide" in self._within else _PORTRAIT) - _NARROWEST * widths.count(None)
        needed = sum(one for one in widths if one is not None)
        scale = min(room / needed, 1.0) if needed else 1.0
        return [None if one is None else round(one * scale, 2) for one in widths]

    def _width(self, classes: tuple[str, ...]) -> float | None:
        """The last rule with the longest chain that holds here."""
        best: tuple[int, float | None] = (0, None)
        for chain, width in self._rules:
            if chain[-1] in classes and set(chain[:-1]) <= set(self._within) and len(chain) >= best[0]:
                best = (len(chain), width)
        return best[1]


def _is_edge(beside: _Element | str | None, parent: _Element) -> bool:
    if beside is None:
        return parent.tag in _BLOCKS
    return isinstance(beside, _Element) and (beside.tag in _BLOCKS or beside.tag == "br")


def _padded(row: Json, columns: int) -> Json:
    """A row with a cell for what it left open at its end."""
    open_ = columns - row.pop("used")
    if open_ > 0:
        row["cells"].append({"tag": "td", "cls": [], "kids": [], "x": open_, "y": 1})
    return row
