"""The public site and open data: only what 本部 has approved, only after the council was told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.collector import collector_resting
from fujiplan_cli.model.memory import Publication
from fujiplan_cli.model.snapshot import Decision, Snapshot
from fujiplan_cli.publish import Leak, PublishInput, prove
from fujiplan_cli.publish.fragments import NoMain, fragment_files
from fujiplan_cli.publish.site import Blueprint, blueprint_of, build_site, make_site
from fujiplan_cli.workflow.coincidences import Allowed, allowed_acts, record_coincidence, undo_coincidence
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.files import room_aside
from fujiplan_cli.workflow.own_templates import own_template
from fujiplan_cli.workflow.proving import InspectingHere, proving_for
from fujiplan_cli.workflow.records import deciding
from fujiplan_cli.workflow.release import release
from fujiplan_cli.workflow.site_bundle import Released, site_bundle
from fujiplan_cli.workflow.site_input import Asked, overtaken, publish_input, read_at_once
from fujiplan_cli.workflow.site_release import (
    PREVIEW_FOLDER,
    SITE_FOLDER,
    Draft,
    draft_of,
    put_in_place,
    standing_publication,
)
from fujiplan_cli.workflow.worker_pool import WorkerPool


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


def _silent(_: object) -> None:
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
    second: WorkerPool | None = None,
) -> Published:
    """Build the site, prove that nothing withheld is in it, show what changes, and swap it in.

    ``show`` is called with 前回公表との差 before anything is replaced. A preview goes to ``site-preview`` and may show
    what is not yet approved, marked on every page. ``second``: a process to share the work with (`second_process`).
    Raises Refused, Leaking, LedgerError.
    """
    asked = Asked(year, council_date, preview, base_url)
    zips = not dry_run and (fragments or not preview)
    folder = PREVIEW_FOLDER if preview else SITE_FOLDER
    with collector_resting(), desk.ledger() as ledger, room_aside(desk.folder / folder) as room:
        wanted = None if dry_run else room
        with proving_for(desk, asked, second, wanted, packing=zips and not fragments) as proving:
            blueprint, snapshot = _prepared(desk, ledger, asked, proving)
            with own_template("templates/site", "公表用サイトのひな形"):
                site = make_site(blueprint, proving)
            del blueprint  # it takes more memory than the zip that comes now
            if site.leaks:
                raise Leaking(site.leaks)
            if not proving.knew_the_same:
                raise overtaken()
            changes, zipped, aside = proving.changes(), proving.bundle(), proving.tree()
        given = publish_input(desk, ledger, asked) if fragments else None
        released = Released(site.files, _fragments(site.files, given) if given else {})
        draft = draft_of(desk, ledger, site.files, allowed_acts(ledger), changes)
        show(draft)
        if dry_run:
            return Published(folder, len(site.files), preview, site.manifest_sha256, draft, released=False)
        if zips and zipped is None:
            zipped = site_bundle(released, preview=preview)
        if preview or council_date is None or zipped is None:
            placed = put_in_place(desk, released, zipped, preview=True, aside=aside)
        else:
            made = _publication(desk, year, snapshot, council_date, site.manifest_sha256)
            placed = release(desk, ledger, made, released, zipped, aside)
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
        given = publish_input(desk, ledger, Asked(year, None, preview))
        if not preview:
            refuse_undecided(desk, year, given.snapshots.get(year), given.decisions.get(year, ()))
        with own_template("templates/site", "公表用サイトのひな形"):
            leaks = build_site(given).leaks
        return record_coincidence(desk, ledger, year, leaks, place, reason)


def _prepared(desk: Desk, ledger: Ledger, asked: Asked, proving: InspectingHere) -> tuple[Blueprint, int]:
    """What the site is made from, and the id of its newest snapshot. What is not published goes: it is the most.

    Raises Refused when it may not be published yet.
    """
    given, head = read_at_once(desk, ledger, asked)
    if not asked.preview:
        _refuse_unready(desk, asked.year, given)
        _refuse_going_back(ledger, asked.year)
    proving.take(given, head)
    return blueprint_of(given), given.snapshots[asked.year].id


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


def _publication(desk: Desk, year: int, snapshot: int, council_date: date, manifest: str) -> Publication:
    return Publication(
        year=year,
        snapshot=snapshot,
        council_date=council_date.isoformat(),
        published_on=desk.today.isoformat(),
        manifest_sha256=manifest,
        by=desk.by,
        at=desk.at.isoformat(),
    )
