"""From where a cell stands now to where it stood as distributed: the shifts seen at fields and anchors, reversed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping

from fujiplan_cli.intake.locate import Located
from fujiplan_cli.intake.marks import Marks, Position
from fujiplan_cli.model.form import Layout
from fujiplan_cli.model.place import address


class Backwards:
    """Rows and columns now → as distributed. Between two known ones with different shifts several are possible."""

    def __init__(self, marks: Marks, layout: Layout, located: Located) -> None:
        places = [(layout.spots[name], position) for name, position in located.places.items()]
        rows = dict(marks.anchor_rows)
        if marks.ruler_row:
            rows[layout.ruler_row] = marks.ruler_row
        self._rows = _Line(rows, ((spot.row, now[0]) for spot, now in places))
        self._columns = _Line(marks.anchor_columns, ((spot.column, now[1]) for spot, now in places))

    def addresses(self, position: Position) -> Iterator[str]:
        """Where the cell may have stood as distributed; nothing for a cell that was surely inserted."""
        for row in self._rows.before(position[0]):
            for column in self._columns.before(position[1]):
                yield address(row, column)

    def columns(self, column: int) -> frozenset[int]:
        """Columns that it may have been as distributed."""
        return self._columns.before(column)


class _Line:
    def __init__(self, anchors: Mapping[int, int], pairs: Iterable[tuple[int, int]]) -> None:
        self._known = {now: then for then, now in pairs} | {now: then for then, now in anchors.items()}
        self._sorted = sorted(self._known)
        self._answers: dict[int, frozenset[int]] = {}

    def before(self, now: int) -> frozenset[int]:
        if now not in self._answers:
            self._answers[now] = self._work_out(now)
        return self._answers[now]

    def _work_out(self, now: int) -> frozenset[int]:
        """Between two known lines: every unknown one that insertions may have pushed here."""
        if now in self._known or not self._sorted:
            return frozenset({self._known.get(now, now)})
        at = bisect_right(self._sorted, now)
        low, high = (self._sorted[i] if 0 <= i < len(self._sorted) else None for i in (at - 1, at))
        if low is None or high is None:
            near = low or high or now
            return frozenset({self._known[near] + now - near} - {0})
        first = max(self._known[low] + 1, self._known[high] - (high - now))
        last = min(self._known[high] - 1, self._known[low] + now - low)
        return frozenset(range(first, last + 1))
