"""One worksheet part to a Sheet: every cell with content, and what is merged, hidden or protected."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from fujiplan_cli.model.grid import Cell, CellKind, UnreadableWorkbook
from fujiplan_cli.model.place import row_and_column
from fujiplan_cli.workbook.reader_package import is_true, local_name, refuse_dtd, xml_parser
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
    """Reads worksheet parts of one workbook. ``room`` is how many more cells the workbook may have."""

    strings: Sequence[tuple[str, bool]]
    styles: Sequence[CellStyle]
    room: int
    _columns: dict[str, int] = field(default_factory=dict)

    def read(self, data: bytes, comments: Mapping[str, str]) -> SheetContent:
        """Content of a worksheet part. Raises UnreadableWorkbook for a broken one, or more cells than allowed."""
        content = SheetContent()
        notes = {row_and_column(ref): text for ref, text in comments.items()}
        last_row = 0
        for element in _elements(data):
            name = local_name(element)
            if name == "row":
                last_row = self._row(element, last_row, content, notes)
            elif name == "col":
                _column(element, content.hidden_columns)
            elif name == "mergeCell":
                content.merges.append(self._range(element.get("ref", "")))
            else:
                content.protected = is_true(element.get("sheet"))
        for spot, text in notes.items():
            content.cells.setdefault(spot, Cell(comment=text))
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

    def _range(self, reference: str) -> tuple[int, int, int, int]:
        first, _, last = reference.partition(":")
        return (*self._corner(first), *self._corner(last or first))

    def _corner(self, reference: str) -> tuple[int, int]:
        letters = reference.rstrip("0123456789")
        column = self._columns.get(letters)
        return row_and_column(reference) if column is None else (int(reference[len(letters) :]), column)

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
        kind, raw, run_struck = self._value(element.get("t", "n"), value, inline)
        if kind == "blank" and formula is None and comment is None:
            return None
        index = element.get("s")
        style = self.styles[int(index)] if index is not None and int(index) < len(self.styles) else PLAIN
        return Cell(kind, raw, formula, style.date and kind == "number", run_struck or style.struck, comment)

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
    root = etree.fromstring(data, xml_parser())
    for block in root:
        name = local_name(block)
        if name in ("sheetData", "cols", "mergeCells"):
            yield from block
        elif name == "sheetProtection":
            yield block


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


def _column(element: etree._Element, hidden: set[int]) -> None:
    if is_true(element.get("hidden")):
        last = min(int(element.get("max", "0")), MAX_COLUMN)
        hidden.update(range(max(int(element.get("min", "1")), 1), last + 1))
