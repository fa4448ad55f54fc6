"""What the 情報政策アドバイザー said this year: for the meetings, never published."""

from __future__ import annotations

from dataclasses import dataclass

from fujiplan_cli.report.given import ReportInput
from fujiplan_cli.report.lines import by_number


@dataclass(frozen=True, slots=True)
class AdviceRow:
    """What was said of one project, or of the year as a whole (no number)."""

    number: str
    name: str
    words: tuple[str, ...]


def advice_rows(given: ReportInput) -> tuple[AdviceRow, ...]:
    """The year as a whole first, then by number."""
    whole = (AdviceRow("", "全体", given.snapshot.advice),) if given.snapshot.advice else ()
    own = (AdviceRow(e.project.number, e.project.name, e.advice) for e in by_number(given) if e.advice)
    return (*whole, *own)
