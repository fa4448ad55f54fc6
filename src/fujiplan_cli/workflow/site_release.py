"""Putting a proved site in place, and what changes against the one that stands there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.act import Act
from fujiplan_cli.model.memory import Publication
from fujiplan_cli.publish.differences import Comparison, SiteChanges, site_changes
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.files import put_tree, remove, write_file, write_tree
from fujiplan_cli.workflow.site_bundle import Released, published_files

SITE_FOLDER, PREVIEW_FOLDER = "site", "site-preview"


@dataclass(frozen=True, slots=True)
class Draft:
    """A proved site before anything is written."""

    files: int
    before: Publication | None
    """What stands on the site today; None before the first publication."""
    changes: SiteChanges | None
    """前回公表との差; None without a publication before, or when its files are not kept."""
    coincidences: tuple[Act, ...] = ()
    """Coincidences that were allowed, with reason, name and date; all of them, oldest first."""


def standing_publication(ledger: Ledger) -> Publication | None:
    """The publication that stands on the site: the newest one, a restored one too."""
    made = ledger.publications()
    return made[-1] if made else None


def draft_of(
    desk: Desk,
    ledger: Ledger,
    files: Mapping[str, bytes],
    coincidences: tuple[Act, ...] = (),
    changes: SiteChanges | None = None,
) -> Draft:
    """What would change if these became the site. ``changes``: the comparison, if it was made already."""
    if changes is None:
        old = _standing_files(desk, ledger)
        changes = site_changes(old, files) if old is not None else None
    return Draft(len(files), standing_publication(ledger), changes, coincidences)


def comparison_of(desk: Desk, ledger: Ledger) -> Comparison | None:
    """What takes the files of a site made today and tells what changes; None where nothing stands to compare with."""
    old = _standing_files(desk, ledger)
    return Comparison(old, desk.today.isoformat()) if old is not None else None


def _standing_files(desk: Desk, ledger: Ledger) -> Mapping[str, bytes] | None:
    before = standing_publication(ledger)
    return published_files(ledger, desk.folder / SITE_FOLDER, before) if before else None


def put_in_place(
    desk: Desk, released: Released, bundle: bytes | None, *, preview: bool, aside: Path | None = None
) -> tuple[str, str, str]:
    """Site, fragments and zip at their places, each whole; their paths (relative; "" for what there is not).

    ``aside``: where the site was written already (`files.put_tree`).

    Fragments and zip of an earlier site go: they would not belong to this one. The site comes last, so that a disk
    that fails before leaves it as it was. Raises Refused (status 4).
    """
    name = PREVIEW_FOLDER if preview else SITE_FOLDER
    folder = desk.folder / name
    fragments, zipped = put_beside(desk, released, bundle, name)
    if not (aside and put_tree(folder, aside, released.site, durable=True)):
        write_tree(folder, released.site, durable=True, public=not preview)
    return desk.relative(folder), fragments, zipped


def put_beside(desk: Desk, released: Released, bundle: bytes | None, name: str) -> tuple[str, str]:
    """Fragments and zip of the site ``name``, or neither of them; their paths. Raises Refused (status 4)."""
    fragments, zipped = desk.folder / f"{name}-fragments", desk.folder / f"{name}.zip"
    if released.fragments:
        write_tree(fragments, released.fragments, public=name == SITE_FOLDER)
    else:
        remove(fragments)
    if bundle is not None:
        write_file(zipped, bundle)
    else:
        remove(zipped)
    return (
        desk.relative(fragments) if released.fragments else "",
        desk.relative(zipped) if bundle is not None else "",
    )
