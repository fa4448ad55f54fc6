"""Where everything stands on the sheet of a list form: one row for each project, decided once for this list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from fujiplan_cli.model.form import ANSWER_FACTS, KEY, Field, Form, SheetIdentity, is_typed
from fujiplan_cli.model.place import address
from fujiplan_cli.model.values import Value
from fujiplan_cli.workbook import canvas
from fujiplan_cli.workbook.canvas import Block, Hidden, SheetPlan
from fujiplan_cli.workbook.expressions import absolute, following
from fujiplan_cli.workbook.layout import list_words
from fujiplan_cli.workbook.list_paper import (
    NAME,
    STATUS_POINTS,
    Paper,
    column_points,
    header_height,
    paper_for,
    shown,
    stretches,
    value_height,
    widened,
)
from fujiplan_cli.workbook.live import asked_from_the_start

SECTION_ROW = canvas.LEGEND_ROW + 1
HEADER_ROW = SECTION_ROW + 1
FIRST_ROW = HEADER_ROW + 1
LIST_ROW = canvas.IDENTITY_ROW
"""Hidden row across which the choices stand, to the right of everything."""
MARK = "※"
Words = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class ListRow:
    """A project's row: whose it is, and what is printed or prefilled in it (field id → value)."""

    identity: SheetIdentity
    known: Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class Column:
    """A field's column. ``typed``: at least one row has an input in it; ``label`` carries ※ where one must be given."""

    field: Field
    at: int
    points: float
    label: str
    typed: bool
    band: tuple[str, int]
    """Section and number of the repeated field: columns of one band stand under one title."""


@dataclass(frozen=True, slots=True)
class ListPlan:
    """The drawing of one list."""

    columns: tuple[Column, ...]
    rows: tuple[SheetPlan, ...]
    """For each project a plan of its own, so that formulas of sheets serve here too."""
    heights: tuple[float, ...]
    header_height: float
    keys: int
    """How many columns from the left stay in sight."""
    paper: Paper
    facts: tuple[str, ...]
    """Facts that follow from answers and that a condition of this form looks at."""
    lists: Mapping[Words, int]
    """Choices → hidden column at which they begin, across LIST_ROW."""

    @property
    def status_column(self) -> int:
        """The last visible column: 状況."""
        return canvas.FIRST_COLUMN + len(self.columns)

    @property
    def key_end(self) -> int:
        """The last column that stays in sight."""
        return canvas.FIRST_COLUMN + self.keys - 1

    @property
    def last_row(self) -> int:
        """Row of the last project."""
        return FIRST_ROW + len(self.rows) - 1

    @property
    def gap_column(self) -> int:
        """Hidden: the address of the row's first unanswered input."""
        return _gap_column(len(self.columns))

    @property
    def table_end(self) -> int:
        """The last hidden column that belongs to the rows; sorting and filtering take it along."""
        return self.gap_column + len(self.facts)

    @property
    def last_column(self) -> int:
        """The last hidden column of all."""
        return max((self.table_end, *(at + len(words) - 1 for words, at in self.lists.items())))

    def mirror(self, column: int) -> int:
        """Hidden column that holds the states of the inputs in a visible one."""
        return column + len(self.columns) + 1

    def states_of(self, row: int) -> str:
        """The hidden states of a row, as its own formulas name them."""
        ends = (self.mirror(at) for at in (canvas.FIRST_COLUMN, self.status_column - 1))
        return ":".join(following(address(row, column)) for column in ends)

    def down(self, first: int, last: int | None = None) -> str:
        """These columns over all rows, as the bar's formulas name them."""
        ends = ((FIRST_ROW, first), (self.last_row, first if last is None else last))
        return ":".join(absolute(address(row, column)) for row, column in ends)

    def bands(self) -> list[list[Column]]:
        """Columns that stand under one title; what stays in sight is never joined with what scrolls away."""
        inside = groupby(self.columns, key=lambda one: (one.band, one.at <= self.key_end))
        return [list(own) for _, own in inside]

    def typed(self) -> Iterable[tuple[SheetPlan, Field, Block]]:
        """Every input with its row."""
        for row in self.rows:
            for one in row.fields.values():
                if is_typed(one, row.facts):
                    yield row, one, row.cells[one.id]


def list_plan_of(form: Form, rows: Sequence[ListRow]) -> ListPlan:
    """Columns that at least one row needs, in declared order; widths and heights for what stands in them.

    Raises ValueError when there is no row: such a list would have no column.
    """
    if not rows:
        raise ValueError(f"a list of {form.id} needs at least one row")
    own = [{one.id: one for one in form.on_sheet(row.identity.eval_stage, row.identity.facts)} for row in rows]
    fields = [one for one in form.fields if any(one.id in there for there in own)]
    keys = _keys(fields)
    columns, paper = _columns(fields, own, rows, keys)
    facts = _facts(fields)
    lists = _lists(columns, _gap_column(len(columns)) + len(facts) + 1)
    plans = tuple(
        _row_plan(FIRST_ROW + n, columns, there, row.identity, facts, lists)
        for n, (there, row) in enumerate(zip(own, rows, strict=True))
    )
    heights = tuple(_row_height(columns, plan, row) for plan, row in zip(plans, rows, strict=True))
    head = header_height([(one.label, one.points) for one in columns])
    return ListPlan(columns, plans, heights, head, keys, paper, facts, lists)


def _gap_column(columns: int) -> int:
    return canvas.FIRST_COLUMN + 2 * columns + 1


def _keys(fields: Sequence[Field]) -> int:
    """The key and, when it follows, the name."""
    ids = [one.id for one in fields]
    key = ids.index(KEY) if KEY in ids else 0
    return key + 2 if ids[key + 1 : key + 2] == [NAME] else key + 1


def _columns(
    fields: Sequence[Field], own: Sequence[Mapping[str, Field]], rows: Sequence[ListRow], keys: int
) -> tuple[tuple[Column, ...], Paper]:
    plain = []
    for n, one in enumerate(fields):
        here = [row for there, row in zip(own, rows, strict=True) if one.id in there]
        asked = [row for row in here if is_typed(one, row.identity.facts)]
        must = any(asked_from_the_start(one, row.identity.facts) for row in asked)
        label = one.label + (MARK if must else "")
        texts = [shown(one, row.known.get(one.id)) for row in here]
        points = column_points(one, label, texts, typed=bool(asked))
        plain.append(Column(one, canvas.FIRST_COLUMN + n, points, label, bool(asked), (one.section, one.index)))
    widths = [*(one.points for one in plain), STATUS_POINTS]
    bands = [len(list(found)) for _, found in groupby(plain[keys:], key=lambda one: one.band)]
    paper = paper_for(widths, [*bands[:-1], sum(bands[-1:]) + 1], keys)  # the status stays with what it follows
    wide = widened(widths, paper, [*(stretches(one.field) for one in plain), False])
    drawn = (
        Column(one.field, one.at, points, one.label, one.typed, one.band)
        for one, points in zip(plain, wide, strict=False)
    )
    return tuple(drawn), paper


def _facts(fields: Iterable[Field]) -> tuple[str, ...]:
    named = frozenset().union(*(one.required_when.facts() | one.relevant_when.facts() for one in fields))
    return tuple(fact for fact in ANSWER_FACTS if fact in named)


def _lists(columns: Iterable[Column], first: int) -> dict[Words, int]:
    """Equal choices stand once."""
    lists: dict[Words, int] = {}
    at = first
    for one in columns:
        words = list_words(one.field)
        if one.typed and words and words not in lists:
            lists[words] = at
            at += len(words)
    return lists


def _row_plan(
    row: int,
    columns: Sequence[Column],
    fields: Mapping[str, Field],
    identity: SheetIdentity,
    facts: Sequence[str],
    lists: Mapping[Words, int],
) -> SheetPlan:
    cells = {}
    for column in columns:
        one = fields.get(column.field.id)
        if one:
            role: canvas.Role = "input" if is_typed(one, identity.facts) else "printed"
            cells[one.id] = Block(row, column.at, row, column.at, role, "", one.id)
    chosen = {one: list_words(fields[one]) for one, cell in cells.items() if cell.role == "input"}
    gap = _gap_column(len(columns))
    return SheetPlan(
        blocks=tuple(cells.values()),
        rows={},
        fields={one: fields[one] for one in cells},
        cells=cells,
        labels={},
        lists={one: (lists[words], words) for one, words in chosen.items() if words},
        facts=identity.facts,
        eval_stage=identity.eval_stage,
        year=identity.year,
        last_row=row,
        hidden=Hidden({fact: address(row, gap + 1 + n) for n, fact in enumerate(facts)}, LIST_ROW, rows_follow=True),
    )


def _row_height(columns: Sequence[Column], plan: SheetPlan, row: ListRow) -> float:
    return max(
        value_height(one.field, shown(one.field, row.known.get(one.field.id)), one.points, typed=cell.role == "input")
        for one in columns
        if (cell := plan.cells.get(one.field.id))
    )
