"""What the public site is made from: the snapshots that 本部 approved, as the ledger keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.snapshot import Decision, Snapshot, SnapshotEntry
from fujiplan_cli.publish import PublishInput
from fujiplan_cli.workflow.coincidences import accepted
from fujiplan_cli.workflow.corrections import corrections_of
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.directed import directed_entry
from fujiplan_cli.workflow.leaders import leader_names
from fujiplan_cli.workflow.records import deciding
from fujiplan_cli.workflow.site_bundle import published_words


@dataclass(frozen=True, slots=True)
class Asked:
    """Which site is to be made. ``preview``: it may also show what is not yet approved."""

    year: int
    """The newest fiscal year on it."""
    council_date: date | None
    preview: bool
    base_url: str = ""
    any_method: bool = False
    """The site is not made, only looked at: it explains nothing by a method that was changed after the approval."""


def publish_input(desk: Desk, ledger: Ledger, asked: Asked) -> PublishInput:
    """What the site is made from.

    Raises Refused when a method was changed after the approval (not for a preview, nor with ``any_method``).
    """
    year = asked.year
    snapshots, decisions = _approved_years(desk, ledger, year)
    if asked.preview:
        snapshots.setdefault(year, _preview_snapshot(desk, ledger, year))
    elif not asked.any_method:
        _refuse_other_method(desk, snapshots)
    return PublishInput(
        plan=desk.plan,
        form=desk.form(year),
        methods={y: desk.method(y, s.method) for y, s in snapshots.items()},
        snapshots=snapshots,
        decisions=decisions,
        year=year,
        council_date=asked.council_date,
        today=desk.today,
        preview=asked.preview,
        base_url=asked.base_url,
        template_folders=desk.templates("site"),
        corrections={one: corrections_of(desk, ledger, one) for one in snapshots},
        accepted_coincidences=accepted(ledger),
        names=leader_names(ledger),
        choices=frozenset(
            word
            for one in snapshots
            for form in desk.forms_of(one)
            for field in desk.form(one, form).fields
            for word in field.choices
        ),
        publications=tuple(p for p in ledger.publications() if not p.restored),
        forms={one: desk.form(one) for one in snapshots},
        words=published_words(ledger),
    )


def read_at_once(desk: Desk, ledger: Ledger, asked: Asked) -> tuple[PublishInput, str]:
    """What the site is made from, and the head of the journal at which all of it was read.

    Raises Refused when somebody records something meanwhile, or as `publish_input` does.
    """
    head = ledger.journal_head()
    given = publish_input(desk, ledger, asked)
    if ledger.journal_head() != head:
        raise overtaken()
    return given, head


def overtaken() -> Refused:
    """The refusal to publish what was read while somebody else recorded something."""
    return Refused(
        "サイトを作る間に、ほかの操作で台帳の記録が増えたため、公表を中止しました。何も書き込んでいません。",
        "ほかの操作が終わってから、もう一度実行してください。",
    )


def _approved_years(
    desk: Desk, ledger: Ledger, year: int
) -> tuple[dict[int, Snapshot], dict[int, tuple[Decision, ...]]]:
    """Every year up to ``year`` whose result the publishing meeting has decided on, with all its decisions."""
    snapshots: dict[int, Snapshot] = {}
    decisions: dict[int, tuple[Decision, ...]] = {}
    for one in range(desk.plan.first_year, year + 1):
        for meeting in desk.plan.meetings:
            standing = ledger.decisions(one, meeting.id) if meeting.publishes else ()
            if not standing:
                continue
            snapshots[one] = as_decided(desk.plan, ledger, standing)
            decisions[one] = ledger.decisions(one, undone=True)
    return snapshots, decisions


def as_decided(plan: Plan, ledger: Ledger, standing: tuple[Decision, ...]) -> Snapshot:
    """The newest snapshot decided on, with each project as it stood in the snapshot of its own decision.

    A later version of the material, drawn up for a few projects, must not change what 本部 approved of the others.
    """
    frozen = {number: _frozen(ledger, number) for number in sorted({d.snapshot for d in standing}, reverse=True)}
    newest = next(iter(frozen.values()))
    entries: dict[str, SnapshotEntry] = {}
    decided = deciding(standing)
    for snapshot in frozen.values():
        for entry in snapshot.entries:
            number = entry.project.number
            decision = decided(number)
            own = frozen[decision.snapshot].entry(number) if decision else None
            entries.setdefault(number, directed_entry(plan, own, decision) if own and decision else entry)
    return replace(newest, entries=tuple(entries.values()))


def _frozen(ledger: Ledger, number: int) -> Snapshot:
    snapshot = ledger.snapshot(number)
    assert snapshot is not None, "a decision names a snapshot that the ledger does not hold"
    return snapshot


def _refuse_other_method(desk: Desk, snapshots: Mapping[int, Snapshot]) -> None:
    """The site explains results by the method they were approved with; a changed one would explain them wrongly."""
    for year, snapshot in sorted(snapshots.items()):
        if desk.method(year, snapshot.method).sha256 != snapshot.method_sha256:
            raise Refused(
                f"{year}年度の承認の後に、採点方法「{snapshot.method}」（methods/{snapshot.method}.toml）が変更されています。",
                "承認したときの内容に戻してください。採点方法を変えるときは、別のIDのファイルを作り、適用年度を指定してください。",
            )


def _preview_snapshot(desk: Desk, ledger: Ledger, year: int) -> Snapshot:
    """The newest frozen snapshot of the year, whatever the meeting; without one, today's state."""
    for meeting in reversed(desk.plan.meetings):
        snapshot = ledger.latest_snapshot(year, meeting.id)
        if snapshot is not None:
            return snapshot
    from fujiplan_cli.workflow.snapshot import take_snapshot  # scoring and all: heavy, and seldom needed

    return take_snapshot(desk, ledger, year, desk.plan.meetings[0])
