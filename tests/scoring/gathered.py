"""The facts of many records, field by field: each record is opened once, what follows calculates with whole columns.

A number is never a float here. A column of numbers becomes whole numerators over one common denominator, kept as
Python's own integers (numpy ``object`` columns): they are exact and cannot overflow, whatever a cell held.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any, TypeAlias

from fujiplan_cli.model.record import Record
from fujiplan_cli.model.values import Value
from fujiplan_cli.scoring.columns import Bools, Ints

if TYPE_CHECKING:
    from numpy.typing import NDArray

Wholes: TypeAlias = "NDArray[Any]"
"""Python integers, of any size."""
Number: TypeAlias = int | Decimal | Fraction


class Gathered:
    """Some fields of n records. A field that no record has is a column of blanks."""

    def __init__(self, records: Sequence[Record], fields: Iterable[str]) -> None:
        names = tuple(dict.fromkeys(fields))
        # A record is opened once and read whole: going through all of them for each field takes longer. Tuples of plain
        # values are soon no concern of the garbage collector, which would else go through all the records in between.
        rows = [
            tuple([None if fact is None or fact.faulty else fact.value for fact in map(record.facts.get, names)])
            for record in records
        ]
        columns: Iterable[Sequence[Value | None]] = zip(*rows, strict=True) if rows else [()] * len(names)
        self._values = dict(zip(names, columns, strict=True))
        self._words: dict[str, list[str]] = {}
        self.records = records
        self.stages = tuple(sorted({record.eval_stage for record in records}))
        self._stage = [self.stages.index(record.eval_stage) for record in records]

    def __len__(self) -> int:
        return len(self.records)

    def values(self, field: str) -> Sequence[Value | None]:
        """`Record.value` of each: None when blank, faulty or unknown."""
        return self._values[field]

    def numbers(self, field: str) -> list[Number | None]:
        """What `evidence.number` takes as a number; None elsewhere."""
        return [v if type(v) is Decimal or type(v) is int else None for v in self._values[field]]

    def words(self, field: str) -> list[str]:
        """`evidence.word` of each: the text without outer blanks, "" when there is none."""
        if field not in self._words:
            self._words[field] = ["" if v is None else str(v).strip() for v in self._values[field]]
        return self._words[field]

    def by_stage(self, answer: Callable[[str], int]) -> Ints:
        """What holds at the 評価段階 of each record; asked once per stage."""
        import numpy as np

        return np.array([answer(stage) for stage in self.stages], dtype=np.int64)[self._stage]

    def at_stages(self, stages: Collection[str]) -> Bools:
        """Where the 評価段階 is one of these."""
        return self.by_stage(lambda stage: stage in stages) > 0

    def answered(self, field: str) -> Bools:
        """Where the field holds anything but blanks."""
        return truths([word != "" for word in self.words(field)])


def truths(answers: Sequence[bool]) -> Bools:
    """A column of yes and no."""
    import numpy as np

    return np.array(answers, dtype=bool)


def one_of(words: Sequence[str], wanted: Collection[str]) -> Bools:
    """Where the word is one of those wanted."""
    return truths([word in wanted for word in words])


def known(numbers: Sequence[Number | None]) -> Bools:
    """Where there is a number."""
    return truths([number is not None for number in numbers])


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
