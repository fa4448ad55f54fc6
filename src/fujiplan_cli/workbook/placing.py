"""Where the fields of each section stand on the paper: label/value pairs, indicators, amounts, levels."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from fujiplan_cli.model.form import Field
from fujiplan_cli.workbook.canvas import STATE_COLUMN, UNIT_POINTS, UNITS, Block, Role, RowLook, block

LINE = 12.4
"""Printed height of a line of text, in points."""
ROW = 22.5
LABEL_UNITS = 3
LABEL_WIDTH = LABEL_UNITS * UNIT_POINTS
_SPAN = {"third": 8, "half": 12, "full": 24}
_TEXT_POINTS = 10.0
NOTE_POINTS = 8.0
_PADDING = 30.0
"""Indent, borders and what programs differ by, in points."""
_LABEL_POINTS = 8.5
_LABEL_PADDING = 8.0
FOOT = 15.0
"""Height of the lower row of a tall text: hint and length."""


@dataclass(slots=True)
class Pen:
    """What has been drawn so far and the next free row.

    ``words`` puts year names into declared texts; ``year_hint`` names the year that a label speaks of, or "".
    """

    row: int
    words: Callable[[str], str]
    year_hint: Callable[[str], str]
    required: Callable[[Field], bool]
    is_input: Callable[[Field], bool]
    blocks: list[Block] = field(default_factory=list)
    rows: dict[int, RowLook] = field(default_factory=dict)
    cells: dict[str, Block] = field(default_factory=dict)
    labels: dict[str, Block] = field(default_factory=dict)

    def put(self, drawn: Block) -> Block:
        """Draw a block."""
        self.blocks.append(drawn)
        return drawn

    def value(self, one: Field, drawn: Block) -> None:
        """Draw the cell of a field's value."""
        self.cells[one.id] = self.put(drawn)

    def label(self, one: Field, drawn: Block) -> None:
        """Draw a label that belongs to one field."""
        self.labels[one.id] = self.put(drawn)

    def next_row(
        self, height: float, *, breakable: bool = False, section: bool = False, grows_with: tuple[str, ...] = ()
    ) -> int:
        """Take the next row."""
        taken = self.row
        self.rows[taken] = RowLook(height, breakable, section, grows_with)
        self.row += 1
        return taken

    def role(self, one: Field) -> Role:
        """How a field's cell is drawn."""
        if one.origin == "computed":
            return "computed"
        return "input" if self.is_input(one) else "printed"

    def label_text(self, one: Field, points: float, text: str = "") -> str:
        """The printed label, broken to fit; ※ marks what must always be answered."""
        mark = "※" if self.is_input(one) and self.required(one) else ""
        return broken(self.words(text or one.label) + mark, points)

    def state(self, row: int, fields: Iterable[Field], *, last_row: int = 0) -> None:
        """The 記入状況 of a row: of its inputs if it has any."""
        typed = any(self.is_input(one) for one in fields)
        role: Role = "state" if typed else "empty"
        self.put(Block(row, STATE_COLUMN, last_row or row, STATE_COLUMN, role))


def place_pairs(pen: Pen, fields: Sequence[Field]) -> None:
    """Label and value side by side; thirds and halves share a row.

    A short printed value of full width (事業名) takes what its row has left. What the last field of a row leaves
    free shows its guidance, or goes to the field.
    """
    line: list[Field] = []
    used = 0
    for one in fields:
        span = _SPAN[one.width]
        if line and used + span > UNITS and not (_takes_rest(pen, one) and used <= UNITS // 2):
            _pair_row(pen, line)
            line, used = [], 0
        line.append(one)
        used += span
    if line:
        _pair_row(pen, line)


def _takes_rest(pen: Pen, one: Field) -> bool:
    return one.width == "full" and pen.role(one) == "printed" and one.lines == 1 and not one.limit


def _pair_row(pen: Pen, line: Sequence[Field]) -> None:
    if len(line) == 1 and _lines(line[0], UNITS - LABEL_UNITS) >= 3:
        _box(pen, line[0])
        return
    starts = _starts(pen, line)
    height = max(_height(one, end - start - LABEL_UNITS) for one, start, end in starts)
    height = max(height, *(_label_height(pen, one) for one in line))
    row = pen.next_row(height, breakable=True, grows_with=_growing(pen, line))
    for one, start, end in starts:
        pen.label(one, block(row, start, start + LABEL_UNITS, "label", pen.label_text(one, LABEL_WIDTH), one.id))
        pen.value(one, block(row, start + LABEL_UNITS, end, pen.role(one), "", one.id))
    if starts[-1][2] < UNITS:
        pen.put(block(row, starts[-1][2], UNITS, "note", pen.words(_note(line[-1].guidance, UNITS - starts[-1][2]))))
    pen.state(row, line)


def _starts(pen: Pen, line: Sequence[Field]) -> list[tuple[Field, int, int]]:
    """Each field with its first and end unit."""
    starts, at = [], 0
    for place, one in enumerate(line):
        end = min(UNITS, at + _SPAN[one.width])
        if place == len(line) - 1 and not _note_fits(pen, one, UNITS - end):
            end = UNITS
        starts.append((one, at, end))
        at = end
    return starts


def _note_fits(pen: Pen, one: Field, units: int) -> bool:
    """Whether the guidance of a typed field fits in two small lines beside it."""
    if units < 8 or not one.guidance or not pen.is_input(one):
        return False
    room = (units * UNIT_POINTS - 2 * _PADDING) / NOTE_POINTS
    lines = _note(one.guidance, units).split("\n")
    return sum(math.ceil(full_widths(part) / room) for part in lines) <= 2


def _note(guidance: str, units: int) -> str:
    """Guidance beside a cell. Words of several grades, each a line in the prompt, share lines here but stay whole."""
    room = (units * UNIT_POINTS - 2 * _PADDING) / NOTE_POINTS
    lines = [""]
    for part in guidance.split("\n"):
        joined = f"{lines[-1]}　{part}" if lines[-1] else part
        if full_widths(joined) <= room or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(part)
    return "\n".join(lines)


def _growing(pen: Pen, line: Sequence[Field]) -> tuple[str, ...]:
    """Printed texts are given the height they need, project by project."""
    return tuple(one.id for one in line if one.kind == "text" and pen.role(one) == "printed")


def _box(pen: Pen, one: Field) -> None:
    """A tall text: label above a hint on the left, the text over two rows, its state above its length."""
    height = _height(one, UNITS - LABEL_UNITS)
    growing = _growing(pen, [one])
    hint = _hint(pen, one)
    foot = FOOT + 10.0 * hint.count("\n")
    top = pen.next_row(max(height - foot, _label_height(pen, one)), breakable=True, grows_with=growing)
    bottom = pen.next_row(foot)
    label = block(top, 0, LABEL_UNITS, "label", pen.label_text(one, LABEL_WIDTH), one.id)
    pen.label(one, replace(label, open="below"))
    pen.put(replace(block(bottom, 0, LABEL_UNITS, "hint", hint, one.id), open="above"))
    pen.value(one, block(top, LABEL_UNITS, UNITS, pen.role(one), "", one.id, last_row=bottom))
    if pen.is_input(one):
        pen.state(top, [one])
        pen.put(Block(bottom, STATE_COLUMN, bottom, STATE_COLUMN, "count", "", one.id, "above"))
    else:
        pen.state(top, [one], last_row=bottom)


def _hint(pen: Pen, one: Field) -> str:
    parts = (pen.year_hint(one.label), f"{one.limit}字以内" if one.limit and pen.is_input(one) else "")
    return "\n".join(part for part in parts if part)


def text_lines(text: str, points: float) -> int:
    """Printed lines of a text in a cell of that width, at the size values are printed."""
    per_line = characters(points)
    return sum(max(1, math.ceil(full_widths(part) / per_line)) for part in text.split("\n"))


def characters(points: float) -> float:
    """Full-width characters on a line of a cell of that width."""
    return max(1.0, (points - _PADDING) / _TEXT_POINTS)


def broken(text: str, points: float) -> str:
    """A label longer than its line is broken where a reader would: before （, 年度 and 年月, after の and が."""
    room = (points - _LABEL_PADDING) / _LABEL_POINTS
    if full_widths(text) <= room:
        return text
    particles = (text.rfind(word, 1, int(room)) + 1 for word in ("の", "が"))
    found = [text.find("（"), *(text.find(word) for word in ("年度", "年月")), *particles]
    places = [at for at in found if at > 1 and full_widths(text[:at]) <= room and full_widths(text[at:]) <= room]
    if places:
        return f"{text[: places[0]]}\n{text[places[0] :]}"
    half = math.ceil(len(text) / 2)
    return f"{text[:half]}\n{text[half:]}" if full_widths(text) <= 2 * room else text


def _label_height(pen: Pen, one: Field) -> float:
    """Height that the label of a pair needs."""
    text = pen.label_text(one, LABEL_WIDTH)
    room = (LABEL_WIDTH - _LABEL_PADDING) / _LABEL_POINTS
    lines = sum(max(1, math.ceil(full_widths(part) / room)) for part in text.split("\n"))
    return lines * 11.0 + 3.0


def full_widths(text: str) -> float:
    """Width of a text in full-width characters."""
    return sum(0.5 if ord(c) < 0x2000 else 1.0 for c in text)


def text_height(lines: int) -> float:
    """Row height for that many lines."""
    return max(ROW, round(lines * LINE + 6, 2))


def _lines(one: Field, units: int) -> int:
    if one.kind != "text" or (one.width != "full" and one.lines == 1):
        return 1
    for_limit = math.ceil((one.limit or 0) / characters(units * UNIT_POINTS))
    return max(one.lines, for_limit)


def _height(one: Field, units: int) -> float:
    return text_height(_lines(one, units))


def place_money(pen: Pen, fields: Sequence[Field]) -> None:
    """Amounts six to a row, label above value; what is no amount follows as pairs."""
    amounts = [one for one in fields if _is_amount(one)]
    for line in _amount_rows(amounts):
        head = pen.next_row(16.5, breakable=True)
        row = pen.next_row(ROW)
        for place, one in enumerate(line):
            start, end = place * 4, place * 4 + 4
            pen.label(one, block(head, start, end, "header", pen.label_text(one, 4 * UNIT_POINTS), one.id))
            pen.value(one, block(row, start, end, pen.role(one), "", one.id))
        if len(line) < 6:
            pen.put(block(head, len(line) * 4, UNITS, "empty", last_row=row))
        pen.state(head, line, last_row=row)
    place_pairs(pen, [one for one in fields if not _is_amount(one)])


def _is_amount(one: Field) -> bool:
    return one.kind == "money" or one.origin in ("computed", "money", "printed")


def _amount_rows(amounts: Sequence[Field]) -> list[list[Field]]:
    """A new row begins where an amount follows a result (予算現額), and after six."""
    rows: list[list[Field]] = []
    for one in amounts:
        ended = bool(rows) and _is_result(rows[-1][-1]) and not _is_result(one)
        if not rows or ended or len(rows[-1]) == 6:
            rows.append([])
        rows[-1].append(one)
    return rows


def _is_result(one: Field) -> bool:
    return one.origin == "computed" or one.kind != "money"


_WORDS_END = 20
"""Where the words of the rubric end and last year's level begins, in units."""


def place_levels(pen: Pen, fields: Sequence[Field]) -> None:
    """A level with the words of the rubric beside it, its basis below; anything else as pairs, one to a row."""
    for one in fields:
        if one.kind == "integer" and one.origin == "computed":
            _total_row(pen, one)
            continue
        if one.kind != "level":
            place_pairs(pen, [one])
            continue
        row = pen.next_row(ROW + 2, breakable=True)
        pen.label(one, block(row, 0, LABEL_UNITS, "label", pen.label_text(one, LABEL_WIDTH), one.id))
        pen.value(one, block(row, LABEL_UNITS, 8, pen.role(one), "", one.id))
        pen.put(block(row, 8, _WORDS_END, "words", "", one.id))
        pen.put(block(row, _WORDS_END, UNITS, "earlier", "", one.id))
        pen.state(row, [one])


def _total_row(pen: Pen, one: Field) -> None:
    """A sum of points stands below the points, not at the far edge of the paper."""
    row = pen.next_row(ROW + 2, breakable=True)
    pen.label(one, block(row, 0, LABEL_UNITS, "label", pen.label_text(one, LABEL_WIDTH), one.id))
    pen.value(one, block(row, LABEL_UNITS, 8, pen.role(one), "", one.id))
    pen.put(block(row, 8, UNITS, "note", pen.words(_note(one.guidance, UNITS - 8))))
    pen.state(row, [one])
