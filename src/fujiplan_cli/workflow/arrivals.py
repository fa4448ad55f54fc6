"""Which files have arrived, and each one read as far as it goes. Nothing here is recorded."""

from __future__ import annotations

import errno
import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fujiplan_cli.intake import rejected, take_in
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.grid import Grid, UnreadableWorkbook
from fujiplan_cli.model.place import Place
from fujiplan_cli.model.record import Submission
from fujiplan_cli.workbook.reader import read_grid
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.files import cause_words
from fujiplan_cli.workflow.letters import COMPANIONS
from fujiplan_cli.workflow.lookup import YearLookup

_ATTEMPTS = 3
"""How often a file that changes while it is read is read again."""
_NOT_MAIL = frozenset({"thumbs.db", "desktop.ini", ".ds_store"}) | COMPANIONS
"""Litter of Windows and macOS, and what we sent beside the sheets when a 課 returns its whole folder."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file as it arrived. ``data`` is empty for a lock file and for one that could not be read at all."""

    file: str
    path: Path
    data: bytes
    sha256: str
    modified: str
    """When its program last saved it, as it wrote into it (ISO, UTC); "" when it does not say (ADR 0005).

    A day to come is not believed: a clock that runs ahead must not make every later file look old.
    """
    submissions: tuple[Submission, ...]
    lock: bool = False


def arrived_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Every file below ``paths``, sorted, hidden ones and Windows' own litter left out. Raises Refused (usage)."""
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found.update(p for p in path.rglob("*") if p.is_file())
        elif path.exists():
            found.add(path)
        else:
            raise Refused(
                f"「{path}」がありません。",
                "所管課から届いたファイルを inbox の年度のフォルダーに入れるか、"
                "場所を指定してください（例：fujiplan collect --year R7 受信/）。",
                status=2,
            )
    return tuple(
        sorted(p for p in found if p.name.lower() not in _NOT_MAIL and (p.name[0] != "." or p.name[:2] == ".~"))
    )


def is_lock_file(path: Path) -> bool:
    """A lock file that Excel (~$) or LibreOffice (.~lock) keeps while the book is open."""
    return path.name.startswith(("~$", ".~lock"))


def read_arrivals(desk: Desk, lookup: YearLookup, paths: Iterable[Path]) -> Iterator[Arrival]:
    """Read the files one by one; an unreadable one gives a rejected submission, never an exception."""
    for path in paths:
        yield read_arrival(desk, lookup, path)


def read_arrival(desk: Desk, lookup: YearLookup, path: Path) -> Arrival:
    """One file: bytes, hash, and its sheets as submissions."""
    # A name in NFD (from a Mac) is the same name as in NFC (domain.md §7).
    file = unicodedata.normalize("NFC", desk.relative(path))
    if is_lock_file(path):
        lock = _finding_only(file, lookup.year, Finding("file_lock", "info", Place(file)))
        return Arrival(file, path, b"", "", "", (lock,), lock=True)
    try:
        data = _whole(path)
    except OSError as error:
        unread = rejected(file, "", lookup.year, "file_unreadable", cause_words(error))
        return Arrival(file, path, b"", "", "", (unread,))
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        grid = read_grid(data)
    except UnreadableWorkbook as error:
        return Arrival(file, path, data, sha256, "", (rejected(file, sha256, lookup.year, error.code, error.detail),))
    modified = grid.modified if grid.modified[:10] <= desk.today.isoformat() else ""
    return Arrival(file, path, data, sha256, modified, _submissions(grid, file, sha256, lookup))


def _whole(path: Path) -> bytes:
    """The bytes of a file that nobody is writing. Raises OSError when it goes on changing while it is read."""
    for _ in range(_ATTEMPTS):
        before = path.stat()
        data = path.read_bytes()
        after = path.stat()
        if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns) and len(data) == after.st_size:
            return data
    raise OSError(errno.EBUSY, "changed while it was read")


def _submissions(grid: Grid, file: str, sha256: str, lookup: YearLookup) -> tuple[Submission, ...]:
    return take_in(grid, file=file, sha256=sha256, lookup=lookup)


def _finding_only(file: str, year: int, finding: Finding) -> Submission:
    return Submission(file, "", "", "", "", year, "", "", "rejected", findings=(finding,))
