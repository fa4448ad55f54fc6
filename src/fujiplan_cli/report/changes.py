"""前の版からの変更: what differs between two snapshots of a year, project by project, from → to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fujiplan_cli.kinds.identifier import natural
from fujiplan_cli.model.snapshot import Snapshot, SnapshotEntry
from fujiplan_cli.report.amounts import MONEY, amounts_of
from fujiplan_cli.report.given import ReportInput
from fujiplan_cli.report.lines import score_words, stage_words
from fujiplan_cli.report.words import BLANK, digits, short, shown


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed. ``kind``: grade, score, status, stage, money, indicator, level, list."""

    kind: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ProjectChanges:
    """Everything that changed on one project."""

    number: str
    name: str
    office: str
    changes: tuple[Change, ...]

    def has(self, *kinds: str) -> bool:
        """Whether a change of one of the kinds is among them."""
        return any(c.kind in kinds for c in self.changes)


@dataclass(frozen=True, slots=True)
class Changes:
    """All changes since the version before, which ``since`` names."""

    since: str
    projects: tuple[ProjectChanges, ...]

    def count(self, *kinds: str) -> int:
        """Number of projects with a change of one of the kinds."""
        return sum(p.has(*kinds) for p in self.projects)

    def of(self, *kinds: str) -> tuple[ProjectChanges, ...]:
        """The projects with a change of one of the kinds, with those changes only."""
        kept = (
            ProjectChanges(p.number, p.name, p.office, tuple(c for c in p.changes if c.kind in kinds))
            for p in self.projects
        )
        return tuple(p for p in kept if p.changes)


def changes_since(given: ReportInput, previous: Snapshot, since: str) -> Changes:
    """Compare the snapshot with an earlier one of the same year."""
    numbers = sorted({e.project.number for s in (previous, given.snapshot) for e in s.entries}, key=natural)
    found = []
    for number in numbers:
        before, after = previous.entry(number), given.snapshot.entry(number)
        changes = tuple(_changes(given, before, after))
        entry = after or before
        if changes and entry is not None:
            found.append(ProjectChanges(number, entry.project.name, entry.department, changes))
    return Changes(since, tuple(found))


def entry_changes(given: ReportInput, before: SnapshotEntry, after: SnapshotEntry) -> tuple[Change, ...]:
    """Everything that changed on one project between two snapshots."""
    return tuple(_changes(given, before, after))


def _changes(given: ReportInput, before: SnapshotEntry | None, after: SnapshotEntry | None) -> Iterator[Change]:
    if before is None or after is None:
        words = ("−", "今回から掲載") if before is None else ("掲載", "今回は掲載なし")
        yield Change("list", "掲載", *words)
        return
    yield from _result(before, after)
    yield from _levels(before, after)
    if before.card.status != after.card.status:
        yield Change("status", "進捗状況", before.card.status or "未記入", after.card.status or "未記入")
    if before.card.stage != after.card.stage:
        old, new = (stage_words(given, c) if c else "未記入" for c in (before.card.stage, after.card.stage))
        yield Change("stage", "当年度末の段階", old, new)
    yield from _indicators(given, before, after)
    yield from _money(given, before, after)


def _result(before: SnapshotEntry, after: SnapshotEntry) -> Iterator[Change]:
    old, new = before.card, after.card
    if (old.grade, old.score) == (new.grade, new.score):
        return
    kind = "grade" if old.grade != new.grade else "score"
    yield Change(kind, "評価・点" if kind == "grade" else "点", _result_words(before), _result_words(after))


def _result_words(entry: SnapshotEntry) -> str:
    score = score_words(entry.card)
    return f"{entry.card.grade or BLANK}" + (f"（{score}点）" if score != BLANK else "")


def _levels(before: SnapshotEntry, after: SnapshotEntry) -> Iterator[Change]:
    old = {i.item: i.level for i in before.card.items if i.applicable}
    for item in after.card.items:
        level = item.level if item.applicable else None
        if old.get(item.item) != level:
            yield Change("level", f"水準：{item.title}", short(old.get(item.item)), short(level))


def _indicators(given: ReportInput, before: SnapshotEntry, after: SnapshotEntry) -> Iterator[Change]:
    for field in given.form.fields:
        if field.stem not in ("actual", "target", "pending"):
            continue
        old, new = (shown(given.form, e.record, field.id) for e in (before, after))
        if old != new:
            name = shown(given.form, after.record, f"kpi_{field.index}_name", f"指標{field.index}")
            yield Change("indicator", f"{field.label}：{name}", old, new)


def _money(given: ReportInput, before: SnapshotEntry, after: SnapshotEntry) -> Iterator[Change]:
    old, new = amounts_of(given.form, before.record), amounts_of(given.form, after.record)
    for name, label in MONEY:
        one, other = getattr(old, name), getattr(new, name)
        if one != other:
            yield Change("money", f"{label}（千円）", digits(one), digits(other))
