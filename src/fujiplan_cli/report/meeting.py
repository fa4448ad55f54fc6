"""What every meeting's material has in common: its heading, marks and the changes since the version before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fujiplan_cli.kinds.fiscal_year import year_words, year_words_both
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.snapshot import Snapshot
from fujiplan_cli.report.amounts import kinds_of
from fujiplan_cli.report.changes import Changes, changes_since
from fujiplan_cli.report.given import ReportInput

_SHORT_HASH = 12
_ESTIMATE = "決算見込"


@dataclass(frozen=True, slots=True)
class Heading:
    """Title block and running header of the material."""

    city: str
    plan: str
    year: str
    year_short: str
    last_year: str
    next_year: str
    meeting: str
    edition: str
    frozen: str
    office: str
    method: str
    method_hash: str
    money_kind: str
    sample: bool


def heading_of(given: ReportInput) -> Heading:
    """The heading. The method is named with its version and the beginning of its file's sha256."""
    snapshot, plan = given.snapshot, given.plan
    return Heading(
        city=plan.publisher.city,
        plan=plan.title,
        year=year_words_both(snapshot.year),
        year_short=year_words(snapshot.year),
        last_year=year_words(snapshot.year - 1),
        next_year=year_words(snapshot.year + 1),
        meeting=given.meeting.title,
        edition=edition_of(given, snapshot),
        frozen=day_words(date.fromisoformat(snapshot.frozen_on)),
        office=f"{plan.publisher.division} {plan.publisher.office}".strip(),
        method=f"{given.method.title}（第{given.method.version}版）",
        method_hash=snapshot.method_sha256[:_SHORT_HASH],
        money_kind=kinds_of(given.form, snapshot),
        sample=plan.sample,
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
