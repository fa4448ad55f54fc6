"""Counts of grades for print: the same letters in every table, the mean only where it may stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fujiplan_cli.model.method import Method
from fujiplan_cli.model.snapshot import SnapshotEntry
from fujiplan_cli.model.tally import StageCount
from fujiplan_cli.report.given import ReportFault, ReportInput
from fujiplan_cli.report.lines import Grade, grade_of, stage_words
from fujiplan_cli.report.words import BLANK, digits


@dataclass(frozen=True, slots=True)
class CountRow:
    """One group. ``cells`` follow ``letters`` of the table; 0 is printed as 0."""

    words: str
    projects: int
    cells: tuple[int, ...]
    unscored: int
    provisional: int
    mean: str
    graded: int
    formula: str
    repeated: int


def letters_of(method: Method) -> tuple[Grade, ...]:
    """Every grade and code of the method, in its order."""
    names = [g.letter for g in method.grades] + [c.letter for c in method.codes]
    return tuple(g for g in (grade_of(method, n) for n in names) if g is not None)


def row_of(method: Method, words: str, count: StageCount) -> CountRow:
    """A row of counts."""
    return CountRow(
        words=words,
        projects=count.projects,
        cells=tuple(count.counts.get(g.letter, 0) for g in letters_of(method)),
        unscored=count.unscored,
        provisional=count.provisional,
        mean=BLANK if count.mean is None else digits(count.mean, 1),
        graded=count.graded,
        formula=count.formula,
        repeated=count.repeated,
    )


def by_stage(given: ReportInput) -> tuple[CountRow, ...]:
    """評価段階 by 評価, in the plan's order; the last row is that of all."""
    verify(
        given.snapshot.entries, given.by_stage, {e.project.number: e.card.eval_stage for e in given.snapshot.entries}
    )
    stages = [s.code for s in given.plan.stages]
    rows = sorted(given.by_stage[:-1], key=lambda r: stages.index(r.group) if r.group in stages else len(stages))
    named = [row_of(given.method, stage_words(given, r.group), r) for r in rows]
    return (*named, row_of(given.method, "計", given.by_stage[-1]))


def verify(entries: Iterable[SnapshotEntry], rows: Sequence[StageCount], group: dict[str, str]) -> None:
    """Count once more from the snapshot itself. Raises ReportFault when the given aggregate says otherwise."""
    own = [e for e in entries if not e.card.repeated]
    counted = Counter((group[e.project.number], e.card.grade) for e in own)
    for row in rows[:-1]:
        for letter, number in row.counts.items():
            if counted[row.group, letter] != number:
                raise ReportFault(f"{row.group} {letter}: {number} is not {counted[row.group, letter]}")
    if rows[-1].projects != len(own):
        raise ReportFault(f"projects: {rows[-1].projects} is not {len(own)}")


def total_of(given: ReportInput) -> StageCount:
    """The row of all."""
    return given.by_stage[-1]
