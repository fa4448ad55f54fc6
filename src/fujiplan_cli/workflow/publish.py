"""The public site and open data: only what 本部 has approved, only after the council was told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.collector import collector_resting
from fujiplan_cli.model.memory import Publication
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.snapshot import Decision, Snapshot, SnapshotEntry
from fujiplan_cli.publish import Leak, PublishInput, Site, build_site, prove
from fujiplan_cli.publish.fragments import NoMain, fragment_files
from fujiplan_cli.workflow.coincidences import Allowed, accepted, allowed_acts, record_coincidence, undo_coincidence
from fujiplan_cli.workflow.corrections import corrections_of
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.direction import directed_entry
from fujiplan_cli.workflow.leaders import leader_names
from fujiplan_cli.workflow.own_templates import own_template
from fujiplan_cli.workflow.proving import proving_for
from fujiplan_cli.workflow.records import deciding
from fujiplan_cli.workflow.release import release
from fujiplan_cli.workflow.site_bundle import Released, published_words, site_bundle
from fujiplan_cli.workflow.site_release import (
    PREVIEW_FOLDER,
    SITE_FOLDER,
    Draft,
    draft_of,
    put_in_place,
    standing_publication,
)
from fujiplan_cli.workflow.snapshot import take_snapshot


@dataclass(frozen=True, slots=True)
class Published:
    """What was written, paths relative to the plan folder ("" where nothing was asked for)."""

    folder: str
    files: int
    preview: bool
    manifest_sha256: str
    draft: Draft
    released: bool = True
    """False for a dry run: nothing was written."""
    fragments: str = ""
    bundle: str = ""


class Leaking(Refused):
    """A withheld value would have been published. ``leaks`` say where."""

    def __init__(self, leaks: tuple[Leak, ...]) -> None:
        super().__init__(
            f"公表してはならない内容が{len(leaks)}か所に含まれるため、公表を中止しました。何も書き込んでいません。",
            "示された箇所の調書を修正依頼とするか、事務局で修正（fujiplan settle）してから、もう一度実行してください。"
            "一般的な言葉と偶然に一致しただけのときは、--allow-coincidence で、理由とともに認めることができます。",
        )
        self.leaks = leaks


def _silent(_: Draft) -> None:
    """Shows nothing."""


def publish(
    desk: Desk,
    year: int,
    *,
    council_date: date | None,
    preview: bool = False,
    base_url: str = "",
    fragments: bool = False,
    dry_run: bool = False,
    show: Callable[[Draft], None] = _silent,
) -> Published:
    """Build the site, prove that nothing withheld is in it, show what changes, and swap it in.

    ``show`` is called with 前回公表との差 before anything is written. A preview goes to ``site-preview`` and may show
    what is not yet approved, marked on every page. Raises Refused, Leaking, LedgerError.
    """
    with collector_resting(), desk.ledger() as ledger:
        given = publish_input(desk, ledger, year, council_date=council_date, preview=preview, base_url=base_url)
        if not preview:
            _refuse_unready(desk, year, given)
            _refuse_going_back(ledger, year)
        site = _built(given)
        if site.leaks:
            raise Leaking(site.leaks)
        released = Released(site.files, _fragments(site.files, given) if fragments else {})
        with ThreadPoolExecutor(1) as beside:  # packing leaves Python free to compare meanwhile
            wanted = not dry_run and (fragments or not preview)
            zipping = beside.submit(site_bundle, released, preview=preview) if wanted else None
            draft = draft_of(desk, ledger, site.files, allowed_acts(ledger))
        show(draft)
        folder = PREVIEW_FOLDER if preview else SITE_FOLDER
        if dry_run:
            return Published(folder, len(site.files), preview, site.manifest_sha256, draft, released=False)
        zipped = zipping.result() if zipping else None
        if preview or council_date is None or zipped is None:
            placed = put_in_place(desk, released, zipped, preview=True)
        else:
            made = _publication(desk, year, given.snapshots[year], council_date, site.manifest_sha256)
            placed = release(desk, ledger, made, released, zipped)
    return Published(
        placed[0], len(site.files), preview, site.manifest_sha256, draft, fragments=placed[1], bundle=placed[2]
    )


def allow_coincidence(
    desk: Desk, year: int, place: str, reason: str, *, preview: bool = False, undo: bool = False
) -> Allowed:
    """Record that what leaks at ``place`` is a coincidence (or take that back); nothing is published.

    Raises Refused, LedgerError.
    """
    with desk.ledger() as ledger:
        if undo:
            return undo_coincidence(desk, ledger, place, reason)
        given = publish_input(desk, ledger, year, council_date=None, preview=preview)
        if not preview:
            refuse_undecided(desk, year, given.snapshots.get(year), given.decisions.get(year, ()))
        return record_coincidence(desk, ledger, year, _built(given).leaks, place, reason)


def _built(given: PublishInput) -> Site:
    """The site with its leaks. Raises PlanFolderError for a faulty template of the plan folder."""
    with own_template("templates/site", "公表用サイトのひな形"), proving_for(given) as proving:
        return build_site(given, proving)


def _fragments(files: Mapping[str, bytes], given: PublishInput) -> Mapping[str, bytes]:
    """Fragments of a proved site, proved as well. Raises Leaking, Refused."""
    try:
        made = fragment_files(files, given)
    except NoMain as error:
        raise Refused(
            f"ページ「{error}」に本文（main 要素）がないため、CMS用の本文を作れません。何も書き込んでいません。",
            "計画フォルダーの templates/site のテンプレートに、<main> と </main> を入れてください。",
        ) from error
    if leaks := prove(made, given):
        raise Leaking(leaks)
    return made


def publish_input(
    desk: Desk,
    ledger: Ledger,
    year: int,
    *,
    council_date: date | None,
    preview: bool,
    base_url: str = "",
    any_method: bool = False,
) -> PublishInput:
    """What the site up to ``year`` is made from. A preview also takes what is not yet approved.

    Raises Refused when a method was changed after the approval (not for a preview, nor with ``any_method``: for a
    proof alone, which explains nothing by it).
    """
    snapshots, decisions = _approved_years(desk, ledger, year)
    if preview:
        snapshots.setdefault(year, _preview_snapshot(desk, ledger, year))
    elif not any_method:
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
    decided = deciding(standing)
    undecided = [e.project.number for e in snapshot.entries if decided(e.project.number) is None]
    if undecided:
        raise Refused(
            f"{name}の決定が記録されていない事業が{len(undecided)}件あります：{'、'.join(undecided[:10])}",
            "事業ごとに fujiplan decide --project で決定を記録してください。",
        )


def _refuse_going_back(ledger: Ledger, year: int) -> None:
    """The site holds every year up to the one published: an older one would take newer results off the site."""
    standing = standing_publication(ledger)
    newest = standing.year if standing else year
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
