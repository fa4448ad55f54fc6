"""指標: base, both targets, actual and 達成率 of each indicator, last year beside; and every changed target."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from fujiplan_cli.kinds.fiscal_year import year_short
from fujiplan_cli.kinds.register_columns import INDICATORS
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import IndicatorScore
from fujiplan_cli.model.snapshot import SnapshotEntry
from fujiplan_cli.report.given import ReportInput
from fujiplan_cli.report.lines import by_number
from fujiplan_cli.report.words import BLANK, number_of, percent, short, shown, text_of

DIRECTIONS = {"増": "増やす", "減": "減らす", "維持": "維持する"}


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator, ready to print. ``slot``: its number on the sheet."""

    slot: int
    kind: str
    name: str
    unit: str
    direction: str
    base: str
    base_year: str
    original: str
    target: str
    target_note: str
    changed: bool
    actual: str
    rate: str
    improvement: str
    level: str
    final: str
    before_actual: str
    before_rate: str


@dataclass(frozen=True, slots=True)
class TargetChange:
    """A target that is no longer the original one."""

    number: str
    name: str
    indicator: str
    original: str
    target: str
    lowered: bool
    rate: str
    rate_original: str
    reason: str


def indicator_rows(given: ReportInput, entry: SnapshotEntry, before: SnapshotEntry | None) -> tuple[IndicatorRow, ...]:
    """Every indicator that the record names."""
    numbers = [n for n in INDICATORS if text_of(entry.record, f"kpi_{n}_name")]
    return tuple(_row(given, entry, before, n) for n in numbers)


def _row(given: ReportInput, entry: SnapshotEntry, before: SnapshotEntry | None, n: int) -> IndicatorRow:
    record, score = entry.record, _score(entry, n)
    same = before is not None and text_of(before.record, f"kpi_{n}_name") == text_of(record, f"kpi_{n}_name")
    old = _score(before, n) if before and same else None
    level = BLANK if score is None or score.level is None else str(score.level)
    return IndicatorRow(
        slot=n,
        kind=text_of(record, f"kpi_{n}_kind"),
        name=text_of(record, f"kpi_{n}_name"),
        unit=text_of(record, f"kpi_{n}_unit"),
        direction=DIRECTIONS.get(text_of(record, f"kpi_{n}_direction"), ""),
        base=short(number_of(record, f"kpi_{n}_base")),
        base_year=_year(record, f"kpi_{n}_base_year"),
        original=short(number_of(record, f"kpi_{n}_target_original")),
        target=short(number_of(record, f"kpi_{n}_target")),
        target_note="直線" if text_of(record, f"kpi_{n}_target_source") == "line" else "",
        changed=_changed(record, n),
        actual=_actual(given, record, n),
        rate=_rate_of(record, n, score),
        improvement=percent(score.achievement) if score and score.base is not None else "",
        level=level if score is None or score.scored else "表示のみ",
        final=_final(record, n),
        before_actual=short(number_of(before.record, f"kpi_{n}_actual")) if before and same else BLANK,
        before_rate=_rate_of(before.record, n, old) if before and same else BLANK,
    )


def target_changes(given: ReportInput) -> tuple[TargetChange, ...]:
    """Every changed target, old beside new (domain.md §4.13): rebaselining must not erase red."""
    return tuple(change for entry in by_number(given) for change in _target_changes(entry))


def _target_changes(entry: SnapshotEntry) -> Iterator[TargetChange]:
    record = entry.record
    plan = entry.project.years.get(record.year)
    for n in INDICATORS:
        if not _changed(record, n):
            continue
        old, new = number_of(record, f"kpi_{n}_target_original"), number_of(record, f"kpi_{n}_target")
        actual, falling = number_of(record, f"kpi_{n}_actual"), text_of(record, f"kpi_{n}_direction") == "減"
        assert old is not None and new is not None
        yield TargetChange(
            number=entry.project.number,
            name=entry.project.name,
            indicator=f"{text_of(record, f'kpi_{n}_name')}（{text_of(record, f'kpi_{n}_unit')}）",
            original=short(old),
            target=short(new),
            lowered=(new > old) if falling else (new < old),
            rate=_rate(actual, new, falling),
            rate_original=_rate(actual, old, falling),
            reason=(plan.target_reasons.get(n, "") if plan else "") or "（理由の記録なし）",
        )


def _rate_of(record: Record, n: int, score: IndicatorScore | None) -> str:
    """達成率 as scored; an indicator of a project without scored outcome is computed here by the same rule."""
    if score is not None:
        return percent(score.rate)
    target, actual = number_of(record, f"kpi_{n}_target"), number_of(record, f"kpi_{n}_actual")
    return _rate(actual, target, text_of(record, f"kpi_{n}_direction") == "減")


def _rate(actual: Fraction | None, target: Fraction | None, falling: bool) -> str:
    if actual is None or target is None:
        return BLANK
    part, whole = (target, actual) if falling else (actual, target)
    return percent(part / whole) if whole > 0 else BLANK


def _changed(record: Record, n: int) -> bool:
    old, new = number_of(record, f"kpi_{n}_target_original"), number_of(record, f"kpi_{n}_target")
    return old is not None and new is not None and old != new


def _actual(given: ReportInput, record: Record, n: int) -> str:
    value = number_of(record, f"kpi_{n}_actual")
    if value is not None:
        return short(value)
    pending = shown(given.form, record, f"kpi_{n}_pending", "")
    return f"未確定（{pending}）" if pending else "未記入"


def _final(record: Record, n: int) -> str:
    value = number_of(record, f"kpi_{n}_final")
    return BLANK if value is None else f"{short(value)}（{_year(record, f'kpi_{n}_final_year')}）"


def _year(record: Record, field_id: str) -> str:
    value = number_of(record, field_id)
    return year_short(int(value)) if value is not None else ""


def _score(entry: SnapshotEntry, n: int) -> IndicatorScore | None:
    return next((i for item in entry.card.items for i in item.indicators if i.number == n), None)
