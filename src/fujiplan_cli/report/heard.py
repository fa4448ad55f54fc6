"""The June hearings on 幹事会's first page (domain.md §5)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.hearing import RESULTS
from fujiplan_cli.model.snapshot import HeardProposal
from fujiplan_cli.report.given import ReportInput

_WAITING = "ヒアリング前"


@dataclass(frozen=True, slots=True)
class HeardRow:
    """One proposal: who proposes it, what the hearing found and why, and the support that was agreed."""

    number: str
    name: str
    office: str
    result: str
    points: str
    """「72点」; "" unless all five scores were given."""
    reason: str
    supports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """All proposals of the year's survey. ``words``: how many there are of each result, and the days."""

    words: str
    rows: tuple[HeardRow, ...]


def heard_of(given: ReportInput) -> Heard:
    """In the order of the departments, as the snapshot froze them."""
    every = given.snapshot.hearings
    return Heard(_words(every), tuple(_row(one) for one in every))


def _row(one: HeardProposal) -> HeardRow:
    points = "" if one.points is None else f"{one.points}点"
    office = f"{one.division} {one.office}".strip()
    return HeardRow(one.number, one.name, office, one.result or _WAITING, points, one.reason, one.supports)


def _words(every: tuple[HeardProposal, ...]) -> str:
    counts = Counter(one.result or _WAITING for one in every)
    told = "、".join(f"{words}{counts[words]}件" for words in (*RESULTS, _WAITING) if counts[words])
    days = sorted({one.date for one in every if one.date})
    first, last = (day_words(date.fromisoformat(day)) for day in (days[0], days[-1])) if days else ("", "")
    when = f"（{first}〜{last}）" if first != last else f"（{first}）" if first else ""
    return f"提案{len(every)}件：{told}{when}" if every else ""
