"""幹事会: one row per 部, and the projects that are behind, stopped or graded D."""

from __future__ import annotations

from dataclasses import dataclass

from fujiplan_cli.model.record import STOP_WORDS
from fujiplan_cli.model.snapshot import SnapshotEntry
from fujiplan_cli.report.concerns import delay_words, long_delay
from fujiplan_cli.report.counts import CountRow, row_of, verify
from fujiplan_cli.report.given import ReportFault, ReportInput
from fujiplan_cli.report.lines import Line, by_number, line_of, worse
from fujiplan_cli.report.words import shown, text_of


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """A 部: counts, delays, grades worse than last year, and what 幹事会 is asked to accept."""

    counts: CountRow
    late: int
    worse: int
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A project that is behind, stopped or D, with its reason and way back."""

    line: Line
    kinds: tuple[str, ...]
    reason: str
    recovery: str


def division_rows(given: ReportInput) -> tuple[DivisionRow, ...]:
    """One row per 部 in the order given, the last one for all. Raises ReportFault when the sums disagree."""
    entries = [e for e in given.snapshot.entries if not e.card.repeated]
    verify(given.snapshot.entries, given.by_division, {e.project.number: e.division for e in given.snapshot.entries})
    rows = []
    for count in given.by_division[:-1]:
        own = [e for e in by_number(given) if e.division == count.group and not e.card.repeated]
        counts = row_of(given.method, count.group or "（部の記録なし）", count)
        rows.append(DivisionRow(counts, _late(given, own), _worse(given, own), tuple(_asks(given, own))))
    everything = row_of(given.method, "計", given.by_division[-1])
    total = DivisionRow(everything, _late(given, entries), _worse(given, entries), ())
    for name in ("late", "worse"):
        if sum(getattr(r, name) for r in rows) != getattr(total, name):
            raise ReportFault(f"{name}: the 部 do not add up")
    return (*rows, total)


def _late(given: ReportInput, entries: list[SnapshotEntry]) -> int:
    return sum(e.card.status == given.method.schedule.delayed for e in entries)


def _worse(given: ReportInput, entries: list[SnapshotEntry]) -> int:
    return sum(worse(given, e) for e in entries)


def _asks(given: ReportInput, entries: list[SnapshotEntry]) -> list[str]:
    """What needs a word of the 幹事会 beside the grades as a whole."""
    lowest = given.method.grades[-1].letter
    kinds = (
        (f"評価{lowest}", [e for e in entries if e.card.grade == lowest]),
        ("休止・中止", [e for e in entries if e.card.status in STOP_WORDS]),
        ("長期の遅れ", [e for e in entries if long_delay(given.method, e)]),
    )
    asks = [f"評価（案）{len(entries)}件"] if entries else []
    return asks + [f"{words}：{'、'.join(e.project.number for e in found)}" for words, found in kinds if found]


def troubles(given: ReportInput) -> tuple[Trouble, ...]:
    """遅れ・休止・中止・D, by number."""
    found = []
    for entry in by_number(given):
        kinds = tuple(_kinds(given, entry))
        if kinds:
            found.append(Trouble(line_of(given, entry), kinds, _reason(entry), _recovery(given, entry)))
    return tuple(found)


def _kinds(given: ReportInput, entry: SnapshotEntry) -> list[str]:
    card, kinds = entry.card, []
    if card.status == given.method.schedule.delayed:
        kinds.append(delay_words(given, entry).split("、")[0])
    if card.status in STOP_WORDS:
        kinds.append(card.status)
    if card.grade == given.method.grades[-1].letter:
        kinds.append(f"評価{card.grade}")
    return kinds


def _reason(entry: SnapshotEntry) -> str:
    return text_of(entry.record, "deviation") or text_of(entry.record, "issue") or "（理由の記入なし）"


def _recovery(given: ReportInput, entry: SnapshotEntry) -> str:
    late = entry.card.status == given.method.schedule.delayed
    when = f"回復見込：{shown(given.form, entry.record, 'recovery', '未記入')}。" if late else ""
    return when + (text_of(entry.record, "next_plan") or "（今年度の取組の記入なし）")
