"""新旧対照表 of one revision: the view that HTML, .xlsx and a printed paper share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.revision import KIND_WORDS, ProjectRevision, Revision
from fujiplan_cli.report.heading import Heading, Running, plan_heading, running_of
from fujiplan_cli.report.render import rendered

NOTHING = "−"
HEADERS = ("事業番号", "事業名", "区分", "項目", "見直し前", "見直し後")


@dataclass(frozen=True, slots=True)
class TargetChange:
    """A changed target, old beside new."""

    project: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RevisionPage:
    """Everything the paper says, in words. ``projects`` in the order of their numbers."""

    title: str
    day_label: str
    """What ``day`` is: that of the decision, or on which a 課 changes."""
    day: str
    meeting: str
    approval_no: str
    reason: str
    versions: str
    counts: tuple[tuple[str, int], ...]
    targets: tuple[TargetChange, ...]
    projects: tuple[ProjectRevision, ...]


def revision_page(plan: Plan, revision: Revision) -> RevisionPage:
    """The words of the paper."""
    meeting = plan.meeting(revision.meeting)
    kinds = [one.kind for one in revision.projects]
    return RevisionPage(
        title=f"事業の見直し　新旧対照表（{year_words(revision.year)} 第{revision.number}号）",
        day_label="変わる日" if "office" in kinds else "決定日",
        day=_day(revision),
        meeting=meeting.title if meeting else revision.meeting or NOTHING,
        approval_no=revision.approval_no or NOTHING,
        reason=revision.reason,
        versions=(
            f"事業台帳 第{revision.before}版 → 第{revision.after}版"
            if revision.after != revision.before
            else f"事業台帳 第{revision.before}版（所管課のコードはそのまま）"
        ),
        counts=tuple((words, kinds.count(kind)) for kind, words in KIND_WORDS.items() if kind in kinds),
        targets=tuple(
            TargetChange(f"{one.number} {one.name}", change.label, change.before or NOTHING, change.after or NOTHING)
            for one in revision.projects
            if one.kind != "add"
            for change in one.changes
            if change.target
        ),
        projects=revision.projects,
    )


def revision_rows(page: RevisionPage) -> list[Sequence[str]]:
    """The table of the .xlsx, one line a field (HEADERS)."""
    return [
        (one.number, one.name, KIND_WORDS[one.kind], change.label, change.before or NOTHING, change.after or NOTHING)
        for one in page.projects
        for change in one.changes
    ]


def render_revision(plan: Plan, revision: Revision, folders: tuple[Path, ...]) -> str:
    """The paper as HTML that prints on A4. Raises jinja2 errors for a faulty template of the plan."""
    context = {"head": _heading(plan, revision), "page": revision_page(plan, revision)}
    return rendered("revision.html", folders, {**context, "kinds": KIND_WORDS, "nothing": NOTHING})


def revision_running(plan: Plan, revision: Revision) -> Running:
    """What stands at the edge of every page when it is printed."""
    office = any(one.kind == "office" for one in revision.projects)
    return replace(
        running_of(_heading(plan, revision), plan.title), day=f"{_day(revision)}{'から' if office else '決定'}"
    )


def _heading(plan: Plan, revision: Revision) -> Heading:
    day, edition = date.fromisoformat(revision.date), f"第{revision.number}号"
    years = (revision.year, revision.year)
    return plan_heading(plan, day, years, meeting="事業の見直し", edition=edition, method="", sha256="")


def _day(revision: Revision) -> str:
    return day_words(date.fromisoformat(revision.date))
