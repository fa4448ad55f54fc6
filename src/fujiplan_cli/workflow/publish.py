"""The public site and open data: only what 本部 has approved, only after the council was told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.memory import Publication
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.snapshot import Decision, Snapshot, SnapshotEntry
from fujiplan_cli.publish import Leak, PublishInput, build_site
from fujiplan_cli.workflow.corrections import corrections_of
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.direction import directed_entry
from fujiplan_cli.workflow.files import write_tree
from fujiplan_cli.workflow.leaders import leader_names
from fujiplan_cli.workflow.records import decided
from fujiplan_cli.workflow.snapshot import take_snapshot


@dataclass(frozen=True, slots=True)
class Published:
    """What was written: folder (relative to the plan folder), number of files, and whether it is only a preview."""

    folder: str
    files: int
    preview: bool
    manifest_sha256: str


class Leaking(Refused):
    """A withheld value would have been published. ``leaks`` say where."""

    def __init__(self, leaks: tuple[Leak, ...]) -> None:
        super().__init__(
            f"公表してはならない内容が{len(leaks)}か所に含まれるため、公表を中止しました。何も書き込んでいません。",
            "示された箇所の調書を修正依頼とするか、事務局で修正（fujiplan settle）してから、もう一度実行してください。",
        )
        self.leaks = leaks


def publish(
    desk: Desk, year: int, *, council_date: date | None, preview: bool = False, base_url: str = ""
) -> Published:
    """Build the site, prove that nothing withheld is in it, and swap it in. Raises Refused, Leaking, LedgerError.

    A preview goes to ``site-preview`` and may show what is not yet approved, marked on every page.
    """
    with desk.ledger() as ledger:
        given = publish_input(desk, ledger, year, council_date=council_date, preview=preview, base_url=base_url)
        if not preview:
            _refuse_unready(desk, year, given)
            _refuse_going_back(ledger, year)
        site = build_site(given)
        if site.leaks:
            raise Leaking(site.leaks)
        folder = desk.folder / ("site-preview" if preview else "site")
        if preview or council_date is None:
            write_tree(folder, site.files)
        else:
            with ledger.writing(desk.by, desk.at) as writer:
                writer.add_publication(
                    _publication(desk, year, given.snapshots[year], council_date, site.manifest_sha256)
                )
                write_tree(folder, site.files)
    return Published(desk.relative(folder), len(site.files), preview, site.manifest_sha256)


def publish_input(
    desk: Desk, ledger: Ledger, year: int, *, council_date: date | None, preview: bool, base_url: str = ""
) -> PublishInput:
    """What the site up to ``year`` is made from. A preview also takes what is not yet approved.

    Raises Refused when a method was changed after the approval (not for a preview).
    """
    snapshots, decisions = _approved_years(desk, ledger, year)
    if preview:
        snapshots.setdefault(year, _preview_snapshot(desk, ledger, year))
    else:
        _refuse_other_method(desk, snapshots)
    return PublishInput(
        plan=desk.plan,
        form=desk.form(year),
        methods={y: desk.method(y, s.method) for y, s in snapshots.items()},
        snapshots=snapshots,
        decisions=decisions,
        year=year,
        council_date=council_date,
        today=desk.today,
        preview=preview,
        base_url=base_url,
        template_folders=desk.templates("site"),
        corrections={one: corrections_of(desk, ledger, one) for one in snapshots},
        names=leader_names(ledger),
        publications=ledger.publications(),
        forms={one: desk.form(one) for one in snapshots},
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
    for snapshot in frozen.values():
        for entry in snapshot.entries:
            number = entry.project.number
            decision = decided(standing, number)
            own = frozen[decision.snapshot].entry(number) if decision else None
            entries.setdefault(number, directed_entry(plan, own, decision) if own and decision else entry)
    return replace(newest, entries=tuple(entries.values()))


def _frozen(ledger: Ledger, number: int) -> Snapshot:
    snapshot = ledger.snapshot(number)
    assert snapshot is not None, "a decision names a snapshot that the ledger does not hold"
    return snapshot


def _refuse_unready(desk: Desk, year: int, given: PublishInput) -> None:
    if desk.plan.sample:
        raise Refused(
            "この計画フォルダーは練習用（架空のデータ）のため、公表できません。",
            "--preview を付けると、確認用の画面を作成できます。",
        )
    refuse_undecided(desk, year, given.snapshots.get(year), given.decisions.get(year, ()))
    if given.council_date is None:
        raise Refused(
            "議会に情報提供した日が指定されていないため、公表できません。",
            "--council-date で指定してください（例：--council-date 2026-07-24）。",
        )
    if given.council_date > desk.today:
        raise Refused(
            f"議会への情報提供日（{given.council_date.isoformat()}）がまだ来ていないため、公表できません。",
            "情報提供日以後に実行してください。",
        )


def refuse_undecided(desk: Desk, year: int, snapshot: Snapshot | None, decisions: tuple[Decision, ...]) -> None:
    """Refuse to hand out results that 本部 has not decided on, project by project. Raises Refused."""
    meeting = next((m for m in desk.plan.meetings if m.publishes), None)
    name = meeting.title if meeting else "本部"
    standing = [d for d in decisions if meeting and d.meeting == meeting.id and not d.undone_at]
    if snapshot is None or not standing:
        raise Refused(
            f"{name}の承認が記録されていないため、公表できません。",
            f"承認後に fujiplan decide --year {year} --meeting honbu --date 開催日 --all --decision 承認 を"
            "実行してください。"
            "確認用の画面は --preview で作成できます。",
        )
    undecided = [e.project.number for e in snapshot.entries if decided(standing, e.project.number) is None]
    if undecided:
        raise Refused(
            f"{name}の決定が記録されていない事業が{len(undecided)}件あります：{'、'.join(undecided[:10])}",
            "事業ごとに fujiplan decide --project で決定を記録してください。",
        )


def _refuse_going_back(ledger: Ledger, year: int) -> None:
    """The site holds every year up to the one published: an older one would take newer results off the site."""
    newest = max((p.year for p in ledger.publications()), default=year)
    if newest > year:
        raise Refused(
            f"{newest}年度までの結果を公表済みです。{year}年度を指定すると、その後の年度のページがなくなります。",
            f"--year {newest} を指定してください。過去の年度のページも、あわせて作り直します。",
        )


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
    return take_snapshot(desk, ledger, year, desk.plan.meetings[0])


def _publication(desk: Desk, year: int, snapshot: Snapshot, council_date: date, manifest: str) -> Publication:
    return Publication(
        year=year,
        snapshot=snapshot.id,
        council_date=council_date.isoformat(),
        published_on=desk.today.isoformat(),
        manifest_sha256=manifest,
        by=desk.by,
        at=desk.at.isoformat(),
    )
