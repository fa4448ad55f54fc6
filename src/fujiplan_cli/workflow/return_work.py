"""The part of writing returns that takes long: marking a book. Here, or by workers where there are many."""

from __future__ import annotations

from dataclasses import dataclass, field

from fujiplan_cli.model.grid import UnreadableWorkbook
from fujiplan_cli.workbook.returns import ReturnLetter, ReturnMark, mark_return
from fujiplan_cli.workflow.workers import Here, Pool, Workers

FEW = 60
"""So many returns are marked sooner here than two workers have started."""


@dataclass(frozen=True, slots=True)
class ToMark:
    """What `workbook.returns.mark_return` takes."""

    book: bytes = field(repr=False)
    marks: tuple[ReturnMark, ...]
    letter: ReturnLetter


def marked(job: ToMark) -> bytes | None:
    """The marked book; None when it cannot be marked."""
    try:
        return mark_return(job.book, job.marks, job.letter)
    except UnreadableWorkbook:
        return None


def marking_workers(pool: Pool, returns: int) -> Workers[ToMark, bytes | None]:
    """Who marks so many returns: a pool of several workers, or this process for a few. All give the same bytes."""
    return pool.doing(marked, _weight) if pool.size > 1 and returns > FEW else Here(marked)


def _weight(job: ToMark) -> int:
    return len(job.book)
