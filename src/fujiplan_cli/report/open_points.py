"""What is still open on a sheet, in words that name no person: 修正依頼 and 事務局確認中."""

from __future__ import annotations

from dataclasses import dataclass

from fujiplan_cli.model.catalogue import actor, message, remedy
from fujiplan_cli.model.finding import Finding, Severity
from fujiplan_cli.model.form import Form
from fujiplan_cli.model.snapshot import SnapshotEntry
from fujiplan_cli.report.given import ReportInput
from fujiplan_cli.report.lines import by_number
from fujiplan_cli.report.words import text_of

_PERSONAL = ("contact_name", "contact_ext", "approval_no")
_SHORTEST = 2
"""A name of one character would hide too many sentences."""
_SHOWN = 4
"""Findings printed per project; the rest is counted (the receipt book has them all)."""


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """One finding: what is wrong and what to do."""

    fact: str
    remedy: str


@dataclass(frozen=True, slots=True)
class OpenProject:
    """A project with open points; ``more``: how many are not printed."""

    number: str
    name: str
    department: str
    points: tuple[OpenPoint, ...]
    more: int
    note: str


def returned_projects(given: ReportInput) -> tuple[OpenProject, ...]:
    """Projects whose newest sheet was returned."""
    found = []
    for entry in by_number(given):
        if entry.submission in ("returned", "修正依頼"):
            used = "採点には、前に受け付けた版を用いています。" if entry.record.newer_returned else ""
            note = used or "採点では、修正が必要な欄を未記入として扱っています。"
            found.append(_open(given.form, entry, "error", note))
    return tuple(found)


def marked_projects(given: ReportInput) -> tuple[OpenProject, ...]:
    """Projects that await a person of the 事務局, those under 修正依頼 left out."""
    return tuple(
        _open(given.form, entry, "review", _awaits(entry))
        for entry in by_number(given)
        if entry.card.marked and entry.submission not in ("returned", "修正依頼")
    )


def missing_projects(given: ReportInput) -> tuple[SnapshotEntry, ...]:
    """Projects without an answer."""
    return tuple(e for e in by_number(given) if e.submission in ("missing", "未提出"))


def _awaits(entry: SnapshotEntry) -> str:
    stopped = entry.card.grade in ("Y", "H") and not entry.record.value("stop_decided")
    return f"{entry.card.status}の決定の記録がありません。" if stopped else ""


def _open(form: Form, entry: SnapshotEntry, severity: Severity, note: str) -> OpenProject:
    findings = [f for f in entry.open_findings if f.severity == severity]
    points: list[OpenPoint] = []
    for finding in findings:
        point = _point(form, entry, finding)
        if point not in points:
            points.append(point)
    return OpenProject(
        number=entry.project.number,
        name=entry.project.name,
        department=entry.department,
        points=tuple(points[:_SHOWN]),
        more=max(len(points) - _SHOWN, 0),
        note=note,
    )


def _point(form: Form, entry: SnapshotEntry, finding: Finding) -> OpenPoint:
    """The catalogue's words, unless they would name a person or quote what is never published."""
    fact, todo = message(finding), remedy(finding)
    field = next((f for f in form.fields if f.id == finding.field), None)
    personal = [name for f in _PERSONAL if len(name := text_of(entry.record, f)) >= _SHORTEST]
    if finding.field in _PERSONAL or any(name in text for name in personal for text in (fact, todo)):
        label = f"「{field.label}」" if field is not None else "記入された内容"
        return OpenPoint(f"{label}に確認が必要な箇所があります。", "")
    # What the 事務局 has to do (its commands) is no matter for a meeting.
    return OpenPoint(fact, "" if actor(finding) == "事務局" else todo)
