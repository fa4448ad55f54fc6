"""Filling a prepared workbook: the sheet's XML is cut at the cells that change, and put together again per project."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fujiplan_cli.workbook.package import Fixed, Part, deflate, deflate_around, fixed, write_package
from fujiplan_cli.workbook.xml_text import kept_escapes, legal

CellValue = str | int | float | bool | None
"""None leaves the cell blank. Numbers that must keep their digits come as `Digits`."""

_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*?)(?:/>|>(.*?)</c>)', re.S)
_STYLE = re.compile(r' s="[0-9]+"')
_FORMULA = re.compile(r"<f[ >].*?</f>|<f>.*?</f>", re.S)
_ROW = re.compile(r'(<row r="([0-9]+)"[^>]*? ht=")([0-9.]+)(")')
_UNPLAIN = re.compile('[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff&<>"_]')
"""What a text has to be searched for before it is XML; most have none of it."""
_QUICKLY = 3
"""Deflating level of the sheet: a third less time than 5 for a tenth more bytes."""
_SHEET = "xl/worksheets/sheet1.xml"
_CORE = "docProps/core.xml"
_CORE_XML = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>fujiplan</dc:creator>'
    '<dcterms:created xsi:type="dcterms:W3CDTF">2000-01-01T00:00:00Z</dcterms:created></cp:coreProperties>'
)


class Digits(str):
    """A number as the digits to write."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell that changes: how its element begins (address and style), and its formula element if it has one."""

    cell: str
    head: str
    formula: str


@dataclass(frozen=True, slots=True)
class RowSlot:
    """The height of a row that changes."""

    row: int


@dataclass(frozen=True, slots=True)
class MarkSlot:
    """A piece of XML outside the cells that changes (footer, scale, page break)."""

    name: str


Piece = str | Slot | RowSlot | MarkSlot


@dataclass(frozen=True, slots=True)
class Blank:
    """A prepared workbook: the pieces of its sheet, and its other parts, deflated already.

    ``middle``: the longest piece that never changes (dropdowns and their messages, a third of the sheet), deflated too.
    """

    pieces: tuple[Piece, ...]
    middle: Fixed
    last_pieces: tuple[Piece, ...]
    before: tuple[Part, ...]
    after: tuple[Part, ...]


def prepare(book: bytes, cells: frozenset[str], rows: frozenset[int], marks: Mapping[str, re.Pattern[str]]) -> Blank:
    """Cut an authored workbook at these cells, row heights and marks (pattern → replaced by `fill`)."""
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        contents = {name: package.read(name) for name in package.namelist()}
    contents[_CORE] = _CORE_XML.encode()
    names = list(contents)
    at = names.index(_SHEET)
    pieces = tuple(_pieces(contents[_SHEET].decode("utf-8"), cells, rows, marks))
    lengths = [len(piece) if isinstance(piece, str) else 0 for piece in pieces]
    longest = lengths.index(max(lengths))
    return Blank(
        pieces=pieces[:longest],
        middle=fixed(str(pieces[longest]).encode("utf-8")),
        last_pieces=pieces[longest + 1 :],
        before=tuple(deflate(name, contents[name], 9) for name in names[:at]),
        after=tuple(deflate(name, contents[name], 9) for name in names[at + 1 :]),
    )


def _pieces(
    sheet: str, cells: frozenset[str], rows: frozenset[int], marks: Mapping[str, re.Pattern[str]]
) -> Iterable[Piece]:
    found: list[tuple[int, int, Slot | RowSlot | MarkSlot]] = []
    for hit in _CELL.finditer(sheet):
        if hit[1] in cells:
            style, formula = _STYLE.search(hit[2]), _FORMULA.search(hit[3] or "")
            head = f'<c r="{hit[1]}"{style[0] if style else ""}'
            slot = Slot(hit[1], head, formula[0] if formula else "")
            found.append((hit.start(), hit.end(), slot))
    for hit in _ROW.finditer(sheet):
        if int(hit[2]) in rows:
            found.append((hit.start(3), hit.end(3), RowSlot(int(hit[2]))))
    for name, pattern in marks.items():
        place = pattern.search(sheet)
        if place is None:
            raise ValueError(f"the authored sheet has no {name}")
        found.append((place.start(), place.end(), MarkSlot(name)))
    at = 0
    for start, end, change in sorted(found, key=lambda one: one[0]):
        yield sheet[at:start]
        yield change
        at = end
    yield sheet[at:]


def fill(
    blank: Blank, values: Mapping[str, CellValue], heights: Mapping[int, float], marks: Mapping[str, str]
) -> bytes:
    """The workbook with these values in its cells, row heights in points, and pieces of XML for its marks."""
    first, last = (_filled(pieces, values, heights, marks) for pieces in (blank.pieces, blank.last_pieces))
    sheet = deflate_around(_SHEET, first, blank.middle, last, _QUICKLY)
    return write_package((*blank.before, sheet, *blank.after))


def _filled(
    pieces: Iterable[Piece], values: Mapping[str, CellValue], heights: Mapping[int, float], marks: Mapping[str, str]
) -> bytes:
    out: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            out.append(piece)
        elif isinstance(piece, Slot):
            out.append(_cell(piece, values.get(piece.cell)))
        elif isinstance(piece, RowSlot):
            out.append(f"{heights[piece.row]:g}")
        else:
            out.append(marks[piece.name])
    return "".join(out).encode("utf-8")


def _cell(slot: Slot, value: CellValue) -> str:
    head = slot.head
    if value is None and not slot.formula:
        return f"{head}/>"
    if isinstance(value, bool):
        return f'{head} t="b">{slot.formula}<v>{int(value)}</v></c>'
    if isinstance(value, (Digits, int, float)):
        digits = value if isinstance(value, Digits) else repr(value)
        return f"{head}>{slot.formula}<v>{digits}</v></c>"
    text = escape(value or "")
    if slot.formula:
        return f'{head} t="str">{slot.formula}<v>{text}</v></c>'
    return f'{head} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def escape(text: str) -> str:
    """A text as XML content of a cell: what XML 1.0 forbids is left out, _x000D_ as typed stays as typed."""
    if not _UNPLAIN.search(text):
        return text
    known = legal(text).replace("\r\n", "\n").replace("\r", "\n")
    kept = kept_escapes(known)
    return kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
