"""前回公表との差: which files and which values of the site differ from what stands there now. Public content only."""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.publish.given import MANIFEST

# Both begin with fixed words, so that they are found fast.
_VALUE = re.compile(r'data-trace="([^"]*)"[^>]*>([^<]*)<')
_OWN = re.compile(r' id="[^"]*" data-trace="([^"]*)"[^>]*>([^<]*)<')
_DAY = b"@day"
_FOLLOWING = re.compile(rb'"contentSize": "\d+ B"|"sha256": "[0-9a-f]{64}"')
_FOLLOWERS = (b'"contentSize": "', b'"sha256": "')
"""What a description of the data says of other files, which are compared themselves."""


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One published value. ``before`` or ``after`` is None where it is new or gone."""

    trace: str
    """Its address for `fujiplan trace`: project/year/field."""
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class SiteChanges:
    """New site against the old one. A file that differs only in the date of publication counts as the same."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    same: int
    values: tuple[ValueChange, ...]
    """Changed ones first, then new, then gone; each by address."""

    @property
    def any(self) -> bool:
        """Whether anything but the date differs."""
        return bool(self.added or self.removed or self.changed)

    def of(self, kind: str) -> tuple[ValueChange, ...]:
        """Values that are ``changed``, ``new`` or ``gone``."""
        return tuple(v for v in self.values if _kind(v) == kind)


_KINDS = ("changed", "new", "gone")


def _kind(value: ValueChange) -> str:
    return "new" if value.before is None else "gone" if value.after is None else "changed"


def site_changes(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> SiteChanges:
    """What differs. Both are whole sites by path, each with its manifest."""
    comparison = Comparison(before, _published(after))
    for path, content in after.items():
        comparison.add(path, content)
    return comparison.changes()


class Comparison:
    """A new site against the one that stands, taken file by file as it is made.

    It keeps no new file but the values of pages that differ: after a correction nearly all are the same.
    """

    def __init__(self, before: Mapping[str, bytes], day: str) -> None:
        """``before``: the whole standing site with its manifest. ``day``: ISO date of the new one's publication."""
        days = {_published(before), day} - {""}
        self._words = [word.encode() for one in days for word in (one, day_words(date.fromisoformat(one)))]
        self._before = before
        self._paths = set(before) - {MANIFEST}
        self._listed: Mapping[str, str] = json.loads(before[MANIFEST])["files"] if MANIFEST in before else {}
        self._same: set[str] = set()
        self._changed: set[str] = set()
        self._added: set[str] = set()
        self._values = _Values()

    def add(self, path: str, content: bytes) -> None:
        """Take one file of the new site."""
        if path == MANIFEST:
            return
        stands = path in self._paths
        if stands and self._is_same(path, content):
            self._same.add(path)
            return
        (self._changed if stands else self._added).add(path)
        self._values.add(path, content)

    def _is_same(self, path: str, content: bytes) -> bool:
        """By its sum in the manifest first: a standing file is unpacked only when the new one has other bytes."""
        if self._listed.get(path) == hashlib.sha256(content).hexdigest():
            return True
        return _undated(self._before[path], self._words) == _undated(content, self._words)

    def changes(self) -> SiteChanges:
        """What differs, when every file of the new site was taken."""
        removed = self._paths - self._same - self._changed
        return SiteChanges(
            tuple(sorted(self._added)),
            tuple(sorted(removed)),
            tuple(sorted(self._changed)),
            len(self._same),
            self._changed_values() if removed or self._changed or self._added else (),
        )

    def _changed_values(self) -> tuple[ValueChange, ...]:
        """Pages that are the same count on both sides: a value may have its own place there."""
        old = _Values()
        for path in self._paths:
            old.add(path, self._before[path])
        now = self._values.texts(old.only(self._same))
        was = old.texts()
        values = (
            ValueChange(html.unescape(trace), _read(was.get(trace)), _read(now.get(trace)))
            for trace in {trace for trace, _ in was.items() ^ now.items()}
        )
        return tuple(
            sorted((v for v in values if v.before != v.after), key=lambda v: (_KINDS.index(_kind(v)), v.trace))
        )


def values_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """Address → text of every value on the pages: as it stands at its own place (with an id), else where it is first.

    Elsewhere an address may also lead from what was worked out with the value, e.g. its share in an example.
    """
    found = _Values()
    for path, content in files.items():
        found.add(path, content)
    return {html.unescape(trace): str(_read(text)) for trace, text in found.texts().items()}


class _Values:
    """Addresses and texts of the values of one site as they are written, taken page by page in any order."""

    def __init__(self) -> None:
        self._pages: dict[str, tuple[dict[str, str], dict[str, str]]] = {}

    def add(self, path: str, content: bytes) -> None:
        """Of an address that stands several times on a page, the first counts."""
        if path.endswith(".html"):
            page = content.decode()
            self._pages[path] = dict(reversed(_OWN.findall(page))), dict(reversed(_VALUE.findall(page)))

    def only(self, paths: Collection[str]) -> _Values:
        """The values of these pages."""
        found = _Values()
        found._pages = {path: page for path, page in self._pages.items() if path in paths}
        return found

    def texts(self, more: _Values | None = None) -> dict[str, str]:
        """By address, those of ``more`` too; the first page counts, by path."""
        by_path = self._pages | (more._pages if more else {})
        pages = [by_path[path] for path in sorted(by_path, reverse=True)]
        found: dict[str, str] = {}
        for _, everywhere in pages:
            found |= everywhere
        for own, _ in pages:
            found |= own
        return found


def _read(text: str | None) -> str | None:
    """As a reader sees it."""
    return None if text is None else html.unescape(text).strip()


def _undated(content: bytes, words: Sequence[bytes]) -> bytes:
    """What of a file may differ: all but the dates of publication, and sizes and sha256 that follow from them.

    Both dates go from both sites: one may also stand for something else, such as the day the council was told.
    A workbook is compared by the content of its parts.
    """
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            content = b"\0".join(name.encode() + b"\0" + opened.read(name) for name in opened.namelist())
    for word in words:
        content = content.replace(word, _DAY)
    return _FOLLOWING.sub(b"", content) if any(word in content for word in _FOLLOWERS) else content


def _published(files: Mapping[str, bytes]) -> str:
    return str(json.loads(files[MANIFEST])["published"]) if MANIFEST in files else ""
