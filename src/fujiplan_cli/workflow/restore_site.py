"""`publish --restore`: the last publication comes back, byte for byte, from the archive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.memory import Publication
from fujiplan_cli.publish import prove
from fujiplan_cli.publish.differences import SiteChanges, site_changes
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.publish import Leaking
from fujiplan_cli.workflow.release import release
from fujiplan_cli.workflow.site_bundle import Released, published_files, released_in, whole_site
from fujiplan_cli.workflow.site_input import Asked, publish_input
from fujiplan_cli.workflow.site_release import SITE_FOLDER


@dataclass(frozen=True, slots=True)
class Restoring:
    """What comes back. ``mended``: the site in the folder was not whole, so the standing publication itself does."""

    publication: Publication
    mended: bool
    files: int
    changes: SiteChanges | None
    """Against what stands there; None when it is mended, or the standing one is not kept."""
    folder: str = SITE_FOLDER
    released: bool = True


def _silent(_: Restoring) -> None:
    """Shows nothing."""


def restore(
    desk: Desk, year: int | None = None, *, dry_run: bool = False, show: Callable[[Restoring], None] = _silent
) -> Restoring:
    """Bring the last publication back, and record that.

    When the site folder is not what was published last (deleted, edited by hand), that publication comes back;
    otherwise the one before it (of ``year``, if given). What may no longer be published stops it. Raises Refused,
    Leaking, LedgerError.
    """
    with desk.ledger() as ledger:
        made = ledger.publications()
        if not made:
            raise Refused("まだ公表していないため、戻す公表がありません。", "fujiplan publish で公表してください。")
        standing, folder = made[-1], desk.folder / SITE_FOLDER
        mended = whole_site(folder, standing.manifest_sha256) is None
        target = standing if mended else _before(made, year)
        if not (target.bundle and ledger.has_archived(target.bundle)):
            raise Refused(
                f"{_words(target)}の内容が保管されていないため、戻せません。",
                "fujiplan publish で、もう一度公表してください。",
            )
        bundle = ledger.archived(target.bundle)
        released = released_in(bundle)
        if not mended:
            _refuse_closed(desk, ledger, max(standing.year, target.year), released)
        now = None if mended else published_files(ledger, folder, standing)
        changes = site_changes(now, released.site) if now is not None else None
        found = Restoring(target, mended, len(released.site), changes, released=not dry_run)
        show(found)
        if not dry_run:
            again = replace(target, id=0, by=desk.by, at=desk.at.isoformat(), restored=target.restored or target.id)
            release(desk, ledger, again, released, bundle)
    return found


def _before(made: tuple[Publication, ...], year: int | None) -> Publication:
    """The publication before the one that stands, with another content; of a year if given. Raises Refused."""
    standing = made[-1]
    number = standing.restored or standing.id
    earlier = [p for p in made if p.id < number and not p.restored and p.manifest_sha256 != standing.manifest_sha256]
    wanted = [p for p in earlier if year in (None, p.year)]
    if wanted:
        return wanted[-1]
    if earlier and year is not None:
        raise Refused(
            f"{year_words(year)}の結果の、この前の公表はありません。何も変えていません。",
            f"前の公表に戻すには、--year {earlier[-1].year} を指定してください（{_words(earlier[-1])}）。",
        )
    raise Refused(
        f"公表したサイトは、{_words(standing)}の内容のままで、これより前の公表はありません。何も変えていません。",
        "サイトを取り下げるときは、公開先のサーバーから削除してください。",
    )


def _words(one: Publication) -> str:
    return f"{one.published_on}の公表（{year_words(one.year)}まで）"


def _refuse_closed(desk: Desk, ledger: Ledger, year: int, released: Released) -> None:
    """An old site must not show again what has been withheld or taken back since. Raises Leaking, PlanFolderError."""
    given = publish_input(desk, ledger, Asked(year, None, preview=False, any_method=True))
    leaks = prove({**released.site, **{f"fragments/{path}": data for path, data in released.fragments.items()}}, given)
    if leaks:
        raise Leaking(leaks)
