"""The zip of a publication: the site, its fragments, what to set on the server. The web team gets it, the archive
keeps it, and `publish --restore` takes the site out of it again. Same files, same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.memory import Publication
from fujiplan_cli.publish.given import MANIFEST
from fujiplan_cli.publish.headers import TOP, headers_text
from fujiplan_cli.publish.opendata.frozen import PACKAGE, PARTS, UPDATES_FILE, FrozenWords, frozen_words
from fujiplan_cli.workflow.zipped import GrowingZip

SITE, FRAGMENTS = "site", "fragments"
_NOTE = (
    "公表用サイトの一式です。",
    "",
    "site/　　　サイトの全てのファイルです。中身を、公開先のフォルダーにそのまま置いてください。",
    "fragments/　本文だけのHTMLです（作成したときだけ）。CMSの本文欄に貼り付けてください。",
    "　　　　　charts/ の図も、同じ並びで置いてください。",
    "　　　　　見出し（h1）は、CMSのページの題名にしてください（一覧は fragments.csv）。",
    "headers.txt　サーバーで設定する応答ヘッダーと Content-Type の一覧です。",
    "site/manifest.json　全てのファイルの sha256 です。置いた後に照合できます。",
)
_LEVEL = 1
"""A site of 80 MB: less than a third of the time of the usual level, a quarter larger."""
_PREVIEW = ("", "未承認・確認用です。公開しないでください。")


@dataclass(frozen=True, slots=True)
class Released:
    """What a zip of a publication holds: the site and (maybe) its fragments, by path."""

    site: Mapping[str, bytes]
    fragments: Mapping[str, bytes]


class SiteBundle:
    """The zip of a site while its files are made: they come one by one, in any order."""

    def __init__(self, *, preview: bool) -> None:
        self._preview = preview
        self._zip = GrowingZip(_LEVEL)
        self._paths: list[str] = []
        self._top = b""

    def add(self, path: str, content: bytes) -> None:
        """Take one file of the site."""
        self._zip.add(f"{SITE}/{path}", content)
        self._paths.append(path)
        if path == TOP:
            self._top = content

    def finished(self, fragments: Mapping[str, bytes]) -> bytes:
        """The zip as bytes, when every file of the site was taken. ``fragments``: those of the site, or none."""
        for path, content in fragments.items():
            self._zip.add(f"{FRAGMENTS}/{path}", content)
        note = "\r\n".join((*_NOTE, *(_PREVIEW if self._preview else ()), "")).encode("utf-8-sig")
        self._zip.add("README.txt", note)
        self._zip.add("headers.txt", headers_text(self._paths, self._top, preview=self._preview))
        return self._zip.sorted()


def site_bundle(released: Released, *, preview: bool) -> bytes:
    """The zip of a whole site as bytes."""
    bundle = SiteBundle(preview=preview)
    for path, content in released.site.items():
        bundle.add(path, content)
    return bundle.finished(released.fragments)


def released_in(bundle: bytes) -> Released:
    """What a zip made by `site_bundle` holds."""
    parts: dict[str, dict[str, bytes]] = {SITE: {}, FRAGMENTS: {}}
    with zipfile.ZipFile(io.BytesIO(bundle)) as opened:
        for name in opened.namelist():
            top, _, path = name.partition("/")
            if path and top in parts:
                parts[top][path] = opened.read(name)
    return Released(parts[SITE], parts[FRAGMENTS])


class _Zipped(Mapping[str, bytes]):
    """The site in a bundle, each file unpacked when it is asked for: whole it may be several times the zip."""

    def __init__(self, bundle: bytes) -> None:
        self._bundle = zipfile.ZipFile(io.BytesIO(bundle))
        self._paths = {n.removeprefix(f"{SITE}/"): n for n in self._bundle.namelist() if n.startswith(f"{SITE}/")}

    def __getitem__(self, path: str) -> bytes:
        return self._bundle.read(self._paths[path])

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def published_words(ledger: Ledger) -> dict[int, FrozenWords]:
    """Fiscal year → the words in which its data stand in the newest publication that is kept. Raises LedgerError."""
    made = [p for p in ledger.publications() if not p.restored and p.bundle and ledger.has_archived(p.bundle)]
    if not made:
        return {}
    found: dict[int, FrozenWords] = {}
    with zipfile.ZipFile(io.BytesIO(ledger.archived(made[-1].bundle))) as opened:
        names, top = set(opened.namelist()), f"{SITE}/data"
        years = {int(n.split("/")[2]) for n in names if re.fullmatch(rf"{top}/\d{{4}}/{PACKAGE}", n)}
        updates = opened.read(f"{top}/{UPDATES_FILE}") if f"{top}/{UPDATES_FILE}" in names else b""
        for year in sorted(years):
            parts = {one: opened.read(f"{top}/{year}/{one}") for one in PARTS if f"{top}/{year}/{one}" in names}
            if words := frozen_words(parts, updates, year):
                found[year] = words
    return found


def published_files(ledger: Ledger, folder: Path, publication: Publication) -> Mapping[str, bytes] | None:
    """The site of a publication, from the archive or (of one made before it was kept) from ``folder`` if it is whole;
    None when neither has it. Raises LedgerError.
    """
    if publication.bundle and ledger.has_archived(publication.bundle):
        return _Zipped(ledger.archived(publication.bundle))
    return whole_site(folder, publication.manifest_sha256)


def whole_site(folder: Path, manifest_sha256: str) -> Mapping[str, bytes] | None:
    """The files of a site folder if they are exactly those that its manifest names, and it is that manifest."""
    try:
        manifest = (folder / MANIFEST).read_bytes()
        if hashlib.sha256(manifest).hexdigest() != manifest_sha256:
            return None
        wanted: Mapping[str, str] = json.loads(manifest)["files"]
        found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    except (OSError, ValueError, KeyError):
        return None
    digests = {path: hashlib.sha256(data).hexdigest() for path, data in found.items() if path != MANIFEST}
    return found if digests == dict(wanted) else None
