"""承認後に数値が変わった事業（参考）: approved results that later figures would change, for 本部 to decide on again."""

from __future__ import annotations

from dataclasses import dataclass

from fujiplan_cli.report.changes import entry_changes
from fujiplan_cli.report.given import ReportInput
from fujiplan_cli.report.lines import Grade, by_number, grade_of, score_words

_SHOWN = 4


@dataclass(frozen=True, slots=True)
class LaterProject:
    """One of them: what was approved, what the figures give now, and which figures changed."""

    number: str
    name: str
    department: str
    before: Grade | None
    before_score: str
    after: Grade | None
    after_score: str
    why: tuple[str, ...]


def later_projects(given: ReportInput) -> tuple[LaterProject, ...]:
    """By number; empty as long as 本部 has approved nothing, or nothing changed since."""
    found = []
    for entry in by_number(given):
        approved = entry.superseded
        if approved is None:
            continue
        seen = given.approved.get(entry.project.number)
        changes = entry_changes(given, seen, entry) if seen else ()
        why = [f"{c.what} {c.before} → {c.after}" for c in changes if c.kind not in ("grade", "score", "list")]
        figures = [w for w in why if not w.startswith("水準：")] or why
        found.append(
            LaterProject(
                number=entry.project.number,
                name=entry.project.name,
                department=entry.department,
                before=grade_of(given.method, approved.grade),
                before_score=score_words(approved),
                after=grade_of(given.method, entry.card.grade),
                after_score=score_words(entry.card),
                why=(*figures[:_SHOWN], *((f"ほか{len(figures) - _SHOWN}件",) if len(figures) > _SHOWN else ())),
            )
        )
    return tuple(found)
