"""Where the 事務局 confirmed another level than the 所管課 gave, with both reasons."""

from __future__ import annotations

from dataclasses import dataclass

from fujiplan_cli.model.method import Item
from fujiplan_cli.model.snapshot import SnapshotEntry
from fujiplan_cli.report.given import ReportInput
from fujiplan_cli.report.lines import Grade, by_number, grade_of, score_words
from fujiplan_cli.report.words import change, digits, number_of, text_of


@dataclass(frozen=True, slots=True)
class LevelShift:
    """One item: both levels with the rubric's words, both reasons. ``direction``: up or down."""

    item: str
    own: str
    own_words: str
    own_reason: str
    confirmed: str
    confirmed_words: str
    confirmed_reason: str
    change: str
    direction: str


@dataclass(frozen=True, slots=True)
class ShiftedProject:
    """A project with at least one shift, and what it does to the result."""

    number: str
    name: str
    department: str
    shifts: tuple[LevelShift, ...]
    own_grade: Grade | None
    own_score: str
    grade: Grade | None
    score: str


def shifted_projects(given: ReportInput) -> tuple[ShiftedProject, ...]:
    """Only the projects where self and confirmed level differ, by number."""
    found = []
    for entry in by_number(given):
        shifts = _shifts(given, entry)
        if shifts:
            own = entry.cards.get("self", entry.card)
            found.append(
                ShiftedProject(
                    number=entry.project.number,
                    name=entry.project.name,
                    department=entry.department,
                    shifts=shifts,
                    own_grade=grade_of(given.method, own.grade),
                    own_score=score_words(own),
                    grade=grade_of(given.method, entry.card.grade),
                    score=score_words(entry.card),
                )
            )
    return tuple(found)


def _shifts(given: ReportInput, entry: SnapshotEntry) -> tuple[LevelShift, ...]:
    if not entry.card.items:
        return ()
    asked = [i for i in given.method.items if i.source == "judged" and i.asked_at(entry.card.eval_stage)]
    return tuple(shift for item in asked if (shift := _shift(entry, item)) is not None)


def _shift(entry: SnapshotEntry, item: Item) -> LevelShift | None:
    own, confirmed = number_of(entry.record, item.field), number_of(entry.record, item.confirmed)
    if confirmed is None or own == confirmed:
        return None
    return LevelShift(
        item=item.title,
        own="未記入" if own is None else digits(own),
        own_words="" if own is None else _rubric(item, int(own)),
        own_reason=text_of(entry.record, item.basis) or "（根拠の記入なし）",
        confirmed=digits(confirmed),
        confirmed_words=_rubric(item, int(confirmed)),
        confirmed_reason=text_of(entry.record, item.reason) or "（理由の記入なし）",
        change=change(confirmed - (own or 0)),
        direction="up" if confirmed > (own or 0) else "down",
    )


def _rubric(item: Item, level: int) -> str:
    return item.rubric[level] if 0 <= level < len(item.rubric) else ""
