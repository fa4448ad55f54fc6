"""The act of publication: what is about to happen is written down first, so that a kill anywhere leaves nothing open.

WHAT: an intent lies beside the ledger (``.fujiplan/publishing.json``) from before the first file is replaced until the
publication is recorded. The next command that opens the ledger finds one that was left behind: when the new site
stands, its record is completed; otherwise fragments and zip of the site that stands come back. WHY: files and the
ledger's database cannot change in one step, and a site without its record could be neither compared nor brought back.

The ledger's write lock is held throughout, so that an intent whose lock is free belongs to a process that is gone.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from pathlib import Path

from fujiplan_cli.kinds.fiscal_year import year_words_both
from fujiplan_cli.ledger import Ledger, LedgerBusy, Session, running, working
from fujiplan_cli.model.memory import Publication
from fujiplan_cli.publish.given import MANIFEST
from fujiplan_cli.workflow.desk import INTENT_FILE, Desk
from fujiplan_cli.workflow.files import mend_tree, remove, write_file
from fujiplan_cli.workflow.site_bundle import Released, released_in, site_bundle, whole_site
from fujiplan_cli.workflow.site_release import SITE_FOLDER, put_beside, put_in_place, standing_publication

_PATIENCE = 0.2
"""Seconds to wait for the lock: who holds it is alive and will finish."""


def release(
    desk: Desk,
    ledger: Ledger,
    publication: Publication,
    released: Released,
    bundle: bytes,
    aside: Path | None = None,
) -> tuple[str, str, str]:
    """Put a proved site with its fragments and zip in place and record it; the paths of the three.

    ``aside``: where the site was written already. Raises Refused (status 4), LedgerError.
    """
    with ledger.writing(desk.by, desk.at) as writer:
        whole = replace(publication, bundle=writer.archive(bundle))
        write_file(desk.folder / INTENT_FILE, json.dumps(asdict(whole), ensure_ascii=False).encode())
        placed = put_in_place(desk, released, bundle, preview=False, aside=aside)
        writer.add_publication(whole)
    if _intent(desk) == whole:  # not another's, who may have begun since the commit
        remove(desk.folder / INTENT_FILE)
    return placed


def recover(desk: Desk) -> None:
    """Complete or take back a publication that was cut off, and say so. Nothing happens while its process still works.

    Raises Refused (status 4), LedgerError.
    """
    told = ""
    try:
        with (
            working(Session(running().command)),  # what is told of a lock left behind is told here
            Ledger.open(desk.folder, busy_seconds=_PATIENCE) as ledger,
            ledger.writing(desk.by, desk.at) as writer,
        ):
            intent = _intent(desk)
            folder = desk.folder / SITE_FOLDER
            for tree in (folder, folder.with_name(f"{SITE_FOLDER}-fragments")):
                mend_tree(tree)
            if intent and intent not in (replace(p, id=0) for p in ledger.publications()):
                if _stands(folder, intent):
                    bundle = _bundle(desk, ledger, intent)
                    writer.add_publication(replace(intent, bundle=writer.archive(bundle)))
                    told = "新しいサイトができていたため、公表を台帳に記録し、終わらせました。"
                else:
                    _take_back(desk, ledger)
                    told = "サイトを公表前に戻しました。公表するには、もう一度 fujiplan publish を実行してください。"
    except LedgerBusy:
        return
    remove(desk.folder / INTENT_FILE)
    if told and intent:
        running().tell(f"{year_words_both(intent.year)}の公表が途中で止まっていました。{told}")


def _intent(desk: Desk) -> Publication | None:
    """What was about to be published; None when the file says nothing (it is written in one step, so it never does)."""
    try:
        return Publication(**json.loads((desk.folder / INTENT_FILE).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _stands(folder: Path, intent: Publication) -> bool:
    try:
        return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest() == intent.manifest_sha256
    except OSError:
        return False


def _bundle(desk: Desk, ledger: Ledger, intent: Publication) -> bytes:
    """The zip of the site that stands: from the archive, from its place, or made from the site once more."""
    if ledger.has_archived(intent.bundle):
        return ledger.archived(intent.bundle)
    try:
        data = (desk.folder / f"{SITE_FOLDER}.zip").read_bytes()
        if hashlib.sha256(data).hexdigest() == intent.bundle:
            return data
    except OSError:
        pass
    site = whole_site(desk.folder / SITE_FOLDER, intent.manifest_sha256) or {}
    return site_bundle(Released(site, {}), preview=False)


def _take_back(desk: Desk, ledger: Ledger) -> None:
    """Fragments and zip of the site that stands: those of the new one may lie there already."""
    standing = standing_publication(ledger)
    kept = ledger.archived(standing.bundle) if standing and ledger.has_archived(standing.bundle) else None
    put_beside(desk, released_in(kept) if kept else Released({}, {}), kept, SITE_FOLDER)
