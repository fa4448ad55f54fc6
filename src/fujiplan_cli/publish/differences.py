"""前回公表との差: which files and which values of the site differ from what stands there now. Public content only."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.publish.site import MANIFEST

_VALUE = re.compile(r'data-trace="([^"]*)"[^>]*>([^<]*)<')  # begins with fixed words, so that it is found fast
_PLACE = re.compile(r' id="[^"]*" $')
_DAY = b"@day"
_FOLLOWING = re.compile(rb'"contentSize": "\d+ B"|"sha256": "[0-9a-f]{64}"')
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
    days = {_published(before), _published(after)} - {""}
    words = [word.encode() for day in days for word in (day, day_words(date.fromisoformat(day)))]
    old, new = before.keys() - {MANIFEST}, after.keys() - {MANIFEST}
    changed: list[str] = []
    old_found, new_found = _Values(), _Values()
    for path in sorted(old | new):  # each file is taken once: the old site is read from its zip as we go
        was, now = before[path] if path in old else None, after[path] if path in new else None
        if was is not None and now is not None and _differ(was, now, words):
            changed.append(path)
        for content, found in ((was, old_found), (now, new_found)):
            if content is not None:
                found.add(path, content)
    old_values, new_values = old_found.texts(), new_found.texts()
    values = [
        ValueChange(trace, old_values.get(trace), new_values.get(trace))
        for trace in old_values.keys() | new_values.keys()
        if old_values.get(trace) != new_values.get(trace)
    ]
    return SiteChanges(
        tuple(sorted(new - old)),
        tuple(sorted(old - new)),
        tuple(changed),
        len(old & new) - len(changed),
        tuple(sorted(values, key=lambda v: (_KINDS.index(_kind(v)), v.trace))),
    )


def values_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """Address → text of every value on the pages: as it stands at its own place (with an id), else where it is first.

    Elsewhere an address may also lead from what was worked out with the value, e.g. its share in an example.
    """
    found = _Values()
    for path, content in sorted(files.items()):
        found.add(path, content)
    return found.texts()


class _Values:
    """Addresses and texts of the values of one site, taken page by page."""

    def __init__(self) -> None:
        self._own: dict[str, str] = {}
        self._first: dict[str, str] = {}

    def add(self, path: str, content: bytes) -> None:
        if path.endswith(".html"):
            page = content.decode()
            for found in _VALUE.finditer(page):
                at = found.start()
                own = page[at - 2] == '"' and _PLACE.search(page, page.rfind("<", 0, at), at)
                (self._own if own else self._first).setdefault(found[1], found[2])

    def texts(self) -> dict[str, str]:
        return {html.unescape(trace): html.unescape(text).strip() for trace, text in (self._first | self._own).items()}


def _differ(one: bytes, other: bytes, words: Sequence[bytes]) -> bool:
    """Whether two files differ in more than the dates of publication, and sizes and sha256 that follow from them.

    Both dates go from both sites: one may also stand for something else, such as the day the council was told.
    A workbook is compared by the content of its parts.
    """
    return one != other and _undated(one, words) != _undated(other, words)


def _undated(content: bytes, words: Sequence[bytes]) -> bytes:
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            content = b"\0".join(name.encode() + b"\0" + opened.read(name) for name in opened.namelist())
    for word in words:
        content = content.replace(word, _DAY)
    return _FOLLOWING.sub(b"", content)


def _published(files: Mapping[str, bytes]) -> str:
    return str(json.loads(files[MANIFEST])["published"]) if MANIFEST in files else ""
