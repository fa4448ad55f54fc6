"""One worksheet part to a Sheet: every cell with content, and what is merged, hidden or protected."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from fujiplan_cli.model.grid import Cell, CellKind, UnreadableWorkbook
from fujiplan_cli.model.place import row_and_column
from fujiplan_cli.workbook.reader_package import is_true, local_name, refuse_dtd, xml_parser
from fujiplan_cli.workbook.reader_rows import FoundCell, Strange, formula_in, plain_rows, split_rows, value_in
from fujiplan_cli.workbook.reader_styles import PLAIN, CellStyle
from fujiplan_cli.workbook.reader_text import rich_text, unescape

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
_WANTED = ("row", "col", "mergeCell", "sheetProtection")
_TREE_UP_TO = 2 << 20  # bytes: a whole tree is faster, but needs about ten times the part's size
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\Z")


@dataclass(slots=True)
class SheetContent:
    """What one worksheet part holds, gathered while it is read."""

    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    protected: bool = False


@dataclass(slots=True)
class SheetReader:
    """Reads worksheet parts of one workbook. ``room``: how many more cells it may have; ``text``: characters of one."""

    strings: Sequence[tuple[str, bool]]
    styles: Sequence[CellStyle]
    room: int
    text: int
    _columns: dict[str, int] = field(default_factory=dict)
    _looks: dict[str, CellStyle] = field(default_factory=dict)
    """Style index as written → style."""

    def __post_init__(self) -> None:
        self._looks.update((str(index), style) for index, style in enumerate(self.styles))

    def read(self, data: bytes, comments: Mapping[str, str]) -> SheetContent:
        """Content of a worksheet part. Raises UnreadableWorkbook for a broken one, or more cells than allowed."""
        notes = {row_and_column(ref): text for ref, text in comments.items()}
        content = self._plainly(data, notes) or self._parsed(_elements(data), notes)
        for spot, text in notes.items():
            content.cells.setdefault(spot, Cell(comment=text))
        return content

    def _plainly(self, data: bytes, notes: Mapping[tuple[int, int], str]) -> SheetContent | None:
        """The content of a part whose rows have the usual shape; None for every other part."""
        pieces = split_rows(data) if len(data) <= _TREE_UP_TO else None
        if pieces is None:
            return None
        room = self.room
        try:
            blocks = list(_blocks(pieces.rest))
            taken = ["sheetData"] if pieces.merges is None else ["sheetData", "mergeCells"]
            if any([len(block) for name, block in blocks if name == one] != [0] for one in taken):
                return None  # what we cut out stood elsewhere than where a sheet has it
            content = self._parsed(_within(blocks), notes)
            content.merges += map(_range, pieces.merges or ())
            every_row, found = plain_rows(pieces.rows)
            content.hidden_rows.update(number for number, hidden in every_row if hidden and is_true(hidden))
            self._plain_cells(found, content, notes)
        except (Strange, etree.XMLSyntaxError):
            self.room = room
            return None
        return content

    def _plain_cells(
        self, found: Sequence[FoundCell], content: SheetContent, notes: Mapping[tuple[int, int], str]
    ) -> None:
        strings, looks, cells = self.strings, self._looks, content.cells
        self.room -= len(found)
        for reference, style, kind, formula, value in found:
            spot = _spot_of(reference)
            look = looks.get(style, PLAIN)
            note = notes.get(spot) if notes else None
            if kind == "s" and len(value) > 3 and not formula:
                text, struck = strings[int(value[3:])]  # nearly every cell: spelt out, because the calls cost as much
                cells[spot] = Cell("text", text, None, False, struck or look.struck, note)
                continue
            result = value_in(value) if value else None
            cell = self._made(kind or "n", look, result, formula_in(formula) if formula else None, None, note)
            if cell is None:
                self.room += 1
            else:
                cells[spot] = cell
        if self.room < 0:
            raise UnreadableWorkbook("file_bomb", "too many cells")

    def _parsed(self, elements: Iterable[etree._Element], notes: Mapping[tuple[int, int], str]) -> SheetContent:
        content = SheetContent()
        last_row = 0
        for element in elements:
            name = local_name(element)
            if name == "row":
                last_row = self._row(element, last_row, content, notes)
            elif name == "col":
                _column(element, content.hidden_columns)
            elif name == "mergeCell":
                content.merges.append(_range(element.get("ref", "")))
            else:
                content.protected = is_true(element.get("sheet"))
        return content

    def _row(
        self, row: etree._Element, last_row: int, content: SheetContent, notes: Mapping[tuple[int, int], str]
    ) -> int:
        number = row.get("r")
        own = last_row + 1 if number is None else int(number)
        if is_true(row.get("hidden")):
            content.hidden_rows.add(own)
        spot = (own, 0)
        passed: str | None = None
        for element in row:
            reference = element.get("r")
            if reference is not None and len(element) == 0:
                passed = reference  # a border or a fill: nothing was written here
                continue
            if reference is not None:
                spot = self._spot(reference, own, number)
            else:
                left = spot if passed is None else self._spot(passed, own, number)
                spot = (own, left[1] + 1)
            passed = None
            cell = self._cell(element, notes.get(spot))
            if cell is not None:
                content.cells[spot] = cell
                self.room -= 1
        if self.room < 0:
            raise UnreadableWorkbook("file_bomb", "too many cells")
        return own

    def _spot(self, reference: str, row: int, number: str | None) -> tuple[int, int]:
        if number is not None and reference.endswith(number):
            column = self._columns.get(reference[: -len(number)])
            if column is not None:
                return row, column
        spot = row_and_column(reference)
        if not (1 <= spot[0] <= MAX_ROW and 1 <= spot[1] <= MAX_COLUMN):
            raise UnreadableWorkbook("file_damaged", reference)
        self._columns[reference.rstrip("0123456789")] = spot[1]
        return spot

    def _cell(self, element: etree._Element, comment: str | None) -> Cell | None:
        value: str | None = None
        formula: str | None = None
        inline: etree._Element | None = None
        for part in element:
            ending = str(part.tag)[-2:]
            if ending == "}v":
                value = part.text or ""
            elif ending == "}f":
                formula = part.text or part.get("t")
            elif ending == "is":
                inline = part
        look = self._looks.get(element.get("s", ""), PLAIN)
        return self._made(element.get("t", "n"), look, value, formula, inline, comment)

    def _made(
        self,
        type_: str,
        look: CellStyle,
        value: str | None,
        formula: str | None,
        inline: etree._Element | None,
        comment: str | None,
    ) -> Cell | None:
        kind, raw, run_struck = self._value(type_, value, inline)
        if kind == "blank" and formula is None and comment is None:
            return None
        if len(raw) > self.text:  # a shared string was measured before
            raise UnreadableWorkbook("file_bomb", f"a text of {len(raw)} characters")
        return Cell(kind, raw, formula, look.date and kind == "number", run_struck or look.struck, comment)

    def _value(self, kind: str, value: str | None, inline: etree._Element | None) -> tuple[CellKind, str, bool]:
        if kind == "s" and value:
            text, struck = self.strings[int(value)]
            return "text", text, struck
        if inline is not None:
            text, struck = rich_text(inline)
            return "text", text, struck
        if value is None or (value == "" and kind != "str"):
            return "blank", "", False
        if kind == "n":
            digits = value.strip()
            return ("number", digits, False) if _NUMBER.match(digits) else ("text", value, False)
        if kind == "b":
            return "boolean", "TRUE" if is_true(value.strip()) else "FALSE", False
        if kind == "e":
            return "error", value, False
        return ("date", value, False) if kind == "d" else ("text", unescape(value), False)


def _elements(data: bytes) -> Iterator[etree._Element]:
    """The elements we look at, in document order; a large part is read piece by piece and forgotten."""
    refuse_dtd(data)
    if len(data) > _TREE_UP_TO:
        yield from _streamed(data)
        return
    yield from _within(_blocks(data))


def _blocks(data: bytes) -> Iterator[tuple[str, etree._Element]]:
    """The worksheet's own children that we look at, with their names."""
    for block in etree.fromstring(data, xml_parser()):
        name = local_name(block)
        if name in ("sheetData", "cols", "mergeCells", "sheetProtection"):
            yield name, block


def _within(blocks: Iterable[tuple[str, etree._Element]]) -> Iterator[etree._Element]:
    for name, block in blocks:
        if name == "sheetProtection":
            yield block
        else:
            yield from block


def _streamed(data: bytes) -> Iterator[etree._Element]:
    wanted = tuple("{*}" + name for name in _WANTED)
    events = etree.iterparse(
        io.BytesIO(data),
        events=("end",),
        tag=wanted,
        remove_comments=True,
        remove_pis=True,
        no_network=True,
        resolve_entities=False,
    )
    for _, element in events:
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


@lru_cache(maxsize=32768)
def _spot_of(reference: str) -> tuple[int, int]:
    """Row and column of an address as people's programs write it. Raises Strange beyond the last column."""
    spot = row_and_column(reference)
    if spot[1] > MAX_COLUMN:
        raise Strange
    return spot


@lru_cache(maxsize=8192)
def _range(reference: str) -> tuple[int, int, int, int]:
    """Corners of a range. A form merges the same cells in every book of an inbox."""
    first, _, last = reference.partition(":")
    return (*row_and_column(first), *row_and_column(last or first))


def _column(element: etree._Element, hidden: set[int]) -> None:
    if is_true(element.get("hidden")):
        last = min(int(element.get("max", "0")), MAX_COLUMN)
        hidden.update(range(max(int(element.get("min", "1")), 1), last + 1))
