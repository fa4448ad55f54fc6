"""From what is published to the finished site: pages, open data, manifest, proof. Pure: same input, same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fujiplan_cli.publish.build import build_view
from fujiplan_cli.publish.given import MANIFEST, PublishInput, Site
from fujiplan_cli.publish.opendata.files import data_files
from fujiplan_cli.publish.pages import Pages
from fujiplan_cli.publish.proof import File, Proving, in_order, proving_here
from fujiplan_cli.publish.view import PublicView

_ROBOTS = b"User-agent: *\nDisallow: /\n"
"""Of a preview: its data files cannot say noindex as its pages do."""


@dataclass(frozen=True, slots=True)
class Blueprint:
    """All that a site is made from: nothing that is withheld is in it."""

    view: PublicView
    head: Mapping[str, Any]
    """What the manifest says beside the sums of the files."""
    template_folders: tuple[Path, ...]


def blueprint_of(given: PublishInput) -> Blueprint:
    """What may be published of this.

    Raises KeyError when ``year`` has no snapshot or a published year no method, and TotalsDisagree when two ways of
    adding up give different totals.
    """
    head = {
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
    }
    return Blueprint(build_view(given), head, given.template_folders)


def build_site(given: PublishInput) -> Site:
    """Every file of the site by path, and every leak the proof finds in them. See `make_site`, `blueprint_of`."""
    return make_site(blueprint_of(given), proving_here(given))


def make_site(blueprint: Blueprint, proving: Proving) -> Site:
    """Every file of the site by path, and every leak the proof finds in them.

    The caller writes the files, and must refuse to while ``leaks`` is not empty. ``proving``: who looks for leaks, file
    by file as they are made; the manifest comes last. ``manifest_sha256`` is that of manifest.json, which holds the
    sha256 of every other file. Raises TotalsDisagree, and jinja2 errors for a faulty template.
    """
    whole: dict[str, bytes] = {}

    def files() -> Iterator[File]:
        for path, content in _files(blueprint):
            whole[path] = content
            yield path, content
        whole[MANIFEST] = _manifest(blueprint, whole)
        yield MANIFEST, whole[MANIFEST]

    leaks = in_order(proving(files()))
    return Site(dict(sorted(whole.items())), leaks, hashlib.sha256(whole[MANIFEST]).hexdigest())


def _files(blueprint: Blueprint) -> Iterator[File]:
    pages = Pages(blueprint.view, blueprint.template_folders)
    # Who looks for leaks takes the longest over these, so that it gets them first.
    yield from pages.projects()
    data: dict[str, bytes] = {}
    for path, content in data_files(blueprint.view):
        data[path] = content
        yield path, content
    yield from pages.others(data)
    if blueprint.view.preview:
        yield "robots.txt", _ROBOTS


def _manifest(blueprint: Blueprint, files: Mapping[str, bytes]) -> bytes:
    sums = {path: hashlib.sha256(content).hexdigest() for path, content in sorted(files.items())}
    return (json.dumps({**blueprint.head, "files": sums}, ensure_ascii=False, indent=1) + "\n").encode()
