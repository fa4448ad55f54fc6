"""One call makes the whole site: view model, pages, open data, manifest, proof. Pure: same input, same bytes."""

from __future__ import annotations

import hashlib
import json

from fujiplan_cli.publish.build import build_view
from fujiplan_cli.publish.given import PublishInput, Site
from fujiplan_cli.publish.opendata.files import data_files
from fujiplan_cli.publish.pages import render_pages
from fujiplan_cli.publish.proof import prove

MANIFEST = "manifest.json"
_ROBOTS = b"User-agent: *\nDisallow: /\n"
"""Of a preview: its data files cannot say noindex as its pages do."""


def build_site(given: PublishInput) -> Site:
    """Every file of the site by path, and every leak the proof finds in them.

    The caller writes the files, and must refuse to while ``leaks`` is not empty. ``manifest_sha256`` is that of
    manifest.json, which holds the sha256 of every other file. Raises KeyError when ``year`` has no snapshot or a
    published year no method, and TotalsDisagree when two ways of adding up give different totals.
    """
    view = build_view(given)
    files = render_pages(view, given.template_folders) | data_files(view)
    if given.preview:
        files["robots.txt"] = _ROBOTS
    files = dict(sorted(files.items()))
    manifest = _manifest(given, files)
    return Site({**files, MANIFEST: manifest}, prove(files, given), hashlib.sha256(manifest).hexdigest())


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
