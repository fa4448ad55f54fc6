"""One call makes the whole site: view model, pages, open data, manifest, proof. Pure: same input, same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator

from fujiplan_cli.publish.build import build_view
from fujiplan_cli.publish.given import PublishInput, Site
from fujiplan_cli.publish.opendata.files import data_files
from fujiplan_cli.publish.pages import page_files
from fujiplan_cli.publish.proof import File, Proof, Proving, here, in_order

MANIFEST = "manifest.json"
_ROBOTS = b"User-agent: *\nDisallow: /\n"
"""Of a preview: its data files cannot say noindex as its pages do."""


def build_site(given: PublishInput, proving: Proving = here) -> Site:
    """Every file of the site by path, and every leak the proof finds in them.

    The caller writes the files, and must refuse to while ``leaks`` is not empty. ``proving``: who looks for leaks, file
    by file as they are made. ``manifest_sha256`` is that of manifest.json, which holds the sha256 of every other file.
    Raises KeyError when ``year`` has no snapshot or a published year no method, and TotalsDisagree when two ways of
    adding up give different totals.
    """
    files: dict[str, bytes] = {}
    leaks = in_order(proving(Proof.of(given))(_noted(_files(given), files)))
    files = dict(sorted(files.items()))
    manifest = _manifest(given, files)
    return Site({**files, MANIFEST: manifest}, leaks, hashlib.sha256(manifest).hexdigest())


def _files(given: PublishInput) -> Iterator[File]:
    view = build_view(given)
    data = data_files(view)
    yield from data.items()
    yield from page_files(view, given.template_folders, data)
    if given.preview:
        yield "robots.txt", _ROBOTS


def _noted(made: Iterable[File], files: dict[str, bytes]) -> Iterator[File]:
    """The files as they come, each also put into ``files``."""
    for path, content in made:
        files[path] = content
        yield path, content


def _manifest(given: PublishInput, files: dict[str, bytes]) -> bytes:
    document = {
        "plan": given.plan.id,
        "fiscal_year": given.year,
        "published": given.today.isoformat(),
        "preview": given.preview,
        "sample": given.plan.sample,
        "snapshots": {
            str(year): {"id": s.id, "version": s.version, "frozen_on": s.frozen_on, "method_sha256": s.method_sha256}
            for year, s in sorted(given.snapshots.items())
            if year <= given.year
        },
        "files": {path: hashlib.sha256(content).hexdigest() for path, content in files.items()},
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
