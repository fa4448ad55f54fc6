"""議事要旨 and 決定書 of a meeting: .docx to be written on, from the same snapshot as its other material."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fujiplan_cli.model.snapshot import SnapshotEntry
from fujiplan_cli.report.concerns import MOST, all_concerns, rule_words
from fujiplan_cli.report.divisions import troubles
from fujiplan_cli.report.given import ReportInput
from fujiplan_cli.report.letter import worded
from fujiplan_cli.report.lines import score_words
from fujiplan_cli.report.meeting import heading_of
from fujiplan_cli.report.render import layout_of
from fujiplan_cli.report.shifts import shifted_projects
from fujiplan_cli.report.word_file import word_file
from fujiplan_cli.report.words import BLANK

DOCUMENTS = {"議事要旨": "minutes.txt", "決定書": "decision.txt"}
"""Name in the file name → template."""


@dataclass(frozen=True, slots=True)
class TalkedAbout:
    """A project that the meeting looks at by itself. ``result``: 「D 25.0点」."""

    number: str
    name: str
    department: str
    result: str


def meeting_documents(given: ReportInput, styles: Sequence[Path]) -> dict[str, bytes]:
    """Name → .docx. ``styles``: folders with the Word styles. Raises jinja2 errors for a faulty template."""
    projects, reason = _talked_about(given)
    context = {
        "head": heading_of(given),
        "subjects": tuple(_subjects(given)),
        "projects": projects,
        "reason": reason,
        "total": given.by_stage[-1].projects,
        "repeated": given.by_stage[-1].repeated,
        "decisions": given.meeting.decisions,
        "publishes": given.meeting.publishes,
    }
    return {
        name: word_file(worded(template, given.template_folders, **context), styles)
        for name, template in DOCUMENTS.items()
    }


def _subjects(given: ReportInput) -> Iterator[str]:
    """What the first page of the material asks of the meeting (domain.md §5)."""
    layout, total = layout_of(given.plan, given.meeting), given.by_stage[-1].projects
    if layout == "wg":
        yield f"評価結果（案）{total}件の確認"
        yield f"自己評価と事務局確認が異なる事業{len(shifted_projects(given))}件の確認"
        yield "修正依頼中、事務局確認中及び未提出の事業の取扱い"
    elif layout == "kanjikai":
        yield f"部別の状況と評価結果（案）{total}件の了承"
        yield f"遅れ・休止・中止・評価{given.method.grades[-1].letter}の事業{len(troubles(given))}件の取扱い"
    else:
        yield f"評価結果（案）{total}件の一括承認"
        yield f"個別協議{min(len(all_concerns(given)), MOST)}件"
        yield "議会への情報提供日と公表日"


def _talked_about(given: ReportInput) -> tuple[tuple[TalkedAbout, ...], str]:
    """The projects of the meeting's own list, and in words which these are."""
    layout, entries = layout_of(given.plan, given.meeting), {e.project.number: e for e in given.snapshot.entries}
    if layout == "wg":
        numbers = [p.number for p in shifted_projects(given)]
        reason = "自己評価と事務局確認が異なる事業を掲げています。"
    elif layout == "kanjikai":
        numbers = [t.line.number for t in troubles(given)]
        reason = f"遅れ・休止・中止・評価{given.method.grades[-1].letter}の事業を掲げています。"
    else:
        numbers = [c.number for c in all_concerns(given)[:MOST]]
        reason = f"選定の方法：{rule_words(given.method)}"
    return tuple(_talk(entries[n]) for n in numbers), reason


def _talk(entry: SnapshotEntry) -> TalkedAbout:
    score = score_words(entry.card)
    words = (entry.card.grade or BLANK) + (f" {score}点" if score != BLANK else "")
    return TalkedAbout(entry.project.number, entry.project.name, entry.department, words)
