"""The facts of many records, field by field: each record is opened once, what follows calculates with whole columns.

A number is never a float here. A column of numbers becomes whole numerators over one common denominator, kept as
Python's own integers (numpy ``object`` columns): they are exact and cannot overflow, whatever a cell held.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from math import lcm
from typing import TYPE_CHECKING, Any, TypeAlias

from fujiplan_cli.model.record import Fact, Record
from fujiplan_cli.model.values import Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Ints: TypeAlias = "NDArray[np.int64]"
Bools: TypeAlias = "NDArray[np.bool_]"
Wholes: TypeAlias = "NDArray[Any]"
"""Python integers, of any size."""
Number: TypeAlias = int | Decimal


class Gathered:
    """Some fields of n records. A field that no record has is a column of blanks."""

    def __init__(self, records: Sequence[Record], fields: Iterable[str]) -> None:
        names = tuple(dict.fromkeys(fields))
        rows = [tuple(map(record.facts.get, names)) for record in records]
        blank: tuple[Fact | None, ...] = (None,) * len(records)
        self.records = records
        self._facts = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, blank)

    def __len__(self) -> int:
        return len(self.records)

    def facts(self, field: str) -> Sequence[Fact | None]:
        """The facts of a field, None where the record has none."""
        return self._facts[field]

    def values(self, field: str) -> list[Value | None]:
        """`Record.value` of each: None when blank, faulty or unknown."""
        return [None if fact is None or fact.faulty else fact.value for fact in self._facts[field]]

    def numbers(self, field: str) -> list[Number | None]:
        """What `evidence.number` takes as a number; None elsewhere."""
        return [v if type(v) is Decimal or type(v) is int else None for v in self.values(field)]

    def words(self, field: str) -> list[str]:
        """`evidence.word` of each: the text without outer blanks, "" when there is none."""
        return ["" if v is None else str(v).strip() for v in self.values(field)]

    def answered(self, field: str) -> Bools:
        """Where the field holds anything but blanks."""
        return truths(word != "" for word in self.words(field))


def truths(answers: Iterable[bool]) -> Bools:
    """A column of yes and no."""
    import numpy as np

    return np.array(list(answers), dtype=bool)


def one_of(words: Iterable[str], wanted: Collection[str]) -> Bools:
    """Where the word is one of those wanted."""
    return truths(word in wanted for word in words)


def known(numbers: Sequence[Number | None]) -> Bools:
    """Where there is a number."""
    return truths(number is not None for number in numbers)


def wholes(*columns: Sequence[Number | None]) -> tuple[list[Wholes], int]:
    """Numerators of the columns over their one common denominator, and that denominator. A blank is 0."""
    import numpy as np

    tops = [np.array([0 if n is None else int(n) for n in column], dtype=object) for column in columns]
    broken = [
        (column, row, number.as_integer_ratio())
        for column, numbers in enumerate(columns)
        for row, (number, whole) in enumerate(zip(numbers, tops[column], strict=True))
        if number is not None and number != whole
    ]
    common = lcm(*{bottom for _, _, (_, bottom) in broken})
    tops = [column * common for column in tops] if common > 1 else tops
    for column, row, (top, bottom) in broken:
        tops[column][row] = top * (common // bottom)
    return tops, common
