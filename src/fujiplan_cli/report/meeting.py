"""What every meeting's material has in common: its heading, marks and the changes since the version before."""

from __future__ import annotations

from datetime import date

from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.snapshot import Snapshot
from fujiplan_cli.report.amounts import kinds_of
from fujiplan_cli.report.changes import Changes, changes_since
from fujiplan_cli.report.given import ReportInput
from fujiplan_cli.report.heading import Heading, method_words, plan_heading

_ESTIMATE = "決算見込"


def heading_of(given: ReportInput) -> Heading:
    """The heading. The method is named with its version and the beginning of its file's sha256."""
    snapshot = given.snapshot
    return plan_heading(
        given.plan,
        date.fromisoformat(snapshot.frozen_on),
        (snapshot.year, snapshot.year),
        meeting=given.meeting.title,
        edition=edition_of(given, snapshot),
        method=method_words(given.method),
        sha256=snapshot.method_sha256,
        money_kind=kinds_of(given.form, snapshot),
    )


def edition_of(given: ReportInput, snapshot: Snapshot) -> str:
    """第1版（WG・決算見込）; a meeting whose material was frozen anew says which time it is."""
    meeting = given.plan.meeting(snapshot.meeting)
    if meeting is None:
        return f"{snapshot.meeting}・{snapshot.money_kind}"
    money = f"・{snapshot.money_kind}" if snapshot.money_kind == _ESTIMATE else ""
    again = f" 第{snapshot.version}号" if snapshot.version > 1 else ""
    return f"{meeting.edition}（{meeting.short}{money}）{again}"


def changes_of(given: ReportInput) -> Changes | None:
    """The changes since the material before; None for the first of the year."""
    if given.previous is None:
        return None
    day = day_words(date.fromisoformat(given.previous.frozen_on))
    return changes_since(given, given.previous, f"{edition_of(given, given.previous)}、{day}現在")
