"""Which files have arrived, and each one read as far as it goes. Nothing here is recorded."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fujiplan_cli.intake import rejected
from fujiplan_cli.ledger import PackedSubmission, pack
from fujiplan_cli.model.causes import cause_words
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.place import Place
from fujiplan_cli.model.record import Submission
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.file_names import COMPANIONS
from fujiplan_cli.workflow.reading import Book, ReadBook, unread
from fujiplan_cli.workflow.workers import Cause, Killed

_ATTEMPTS = 3
"""How often a file that changes while it is read is read again."""
_NOT_MAIL = frozenset({"thumbs.db", "desktop.ini", ".ds_store"}) | COMPANIONS
"""Litter of Windows and macOS, and what we sent beside the sheets when a 課 returns its whole folder."""
_KILLERS: Mapping[Cause, str] = {
    "crashed": "file_crashed_reader",
    "too_slow": "file_too_slow",
    "too_large": "file_too_large",
}
"""What became of a worker → finding code of the file it was reading."""
Reads = Callable[[Iterable[Book]], Iterator[ReadBook | Killed]]
"""Workers.__call__ for books."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file as it arrived. ``data`` is empty for a lock file and for one that could not be read at all."""

    file: str
    path: Path
    data: bytes
    sha256: str
    modified: str = ""
    """When its program last saved it, as it wrote into it (ISO, UTC); "" when it does not say (ADR 0005).

    A day to come is not believed: a clock that runs ahead must not make every later file look old.
    """
    sheets: tuple[PackedSubmission, ...] = ()
    """Empty as long as nobody looked into it."""
    lock: bool = False
    known: bool = False
    """The same bytes were received before, so that nobody need look into it again."""

    @property
    def submissions(self) -> tuple[Submission, ...]:
        """Its sheets, without their answers."""
        return tuple(one.submission for one in self.sheets)


def arrived_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Every file below ``paths``, sorted, hidden ones and Windows' own litter left out. Raises Refused (usage)."""
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found.update(_below(path))
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


def _below(folder: Path) -> Iterator[Path]:
    """Every file below a folder. One that cannot be listed is told: rglob would take it for empty. Raises OSError.

    What was there a moment ago and is gone (somebody moves mail while we look) is kept: `receive` has a finding for it.
    """

    def unlisted(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError) or Path(error.filename) == folder:
            raise error
        gone.append(Path(error.filename))

    gone: list[Path] = []
    for place, _, names in os.walk(folder, onerror=unlisted):
        yield from (path for name in names if _may_be_a_file(path := Path(place, name)))
    yield from gone


def _may_be_a_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return True


def is_lock_file(path: Path) -> bool:
    """A lock file that Excel (~$) or LibreOffice (.~lock) keeps while the book is open."""
    return path.name.startswith(("~$", ".~lock"))


def receive(desk: Desk, year: int, path: Path) -> Arrival:
    """One file: bytes and hash. A lock file, or one that cannot be opened, has its submission already.

    Raises Refused (status 4) when its folder is gone: that is no fault of thousands of files.
    """
    # A name in NFD (from a Mac) is the same name as in NFC (domain.md §7).
    file = unicodedata.normalize("NFC", desk.relative(path))
    if is_lock_file(path):
        lock = _finding_only(file, year, Finding("file_lock", "info", Place(file)))
        return Arrival(file, path, b"", "", sheets=(pack(lock),), lock=True)
    try:
        data = _whole(path)
    except OSError as error:
        if not _is_there(path.parent):
            raise _vanished(desk, path.parent) from error
        unread = rejected(file, "", year, "file_unreadable", cause_words(error))
        return Arrival(file, path, b"", "", sheets=(pack(unread),))
    return Arrival(file, path, data, hashlib.sha256(data).hexdigest())


def read_arrivals(arrivals: Iterable[Arrival], read: Reads, year: int) -> Iterator[Arrival]:
    """The same files in the same order, those without sheets read; a killer is named as such.

    Files are drawn only as fast as they are read. Nobody looks into known ones.
    """
    waiting: deque[Arrival] = deque()

    def books() -> Iterator[Book]:
        for arrival in arrivals:
            waiting.append(arrival)
            if _is_unread(arrival):
                yield Book(arrival.file, arrival.sha256, arrival.data)

    for outcome in read(books()):
        while not _is_unread(waiting[0]):
            yield waiting.popleft()
        yield _with_outcome(waiting.popleft(), outcome, year)
    yield from waiting


def _is_unread(arrival: Arrival) -> bool:
    return not arrival.sheets and not arrival.known


def _with_outcome(arrival: Arrival, outcome: ReadBook | Killed, year: int) -> Arrival:
    if isinstance(outcome, Killed):
        outcome = unread(arrival.file, arrival.sha256, year, _KILLERS[outcome.cause], outcome.detail)
    return replace(arrival, modified=outcome.modified, sheets=outcome.sheets)


def _whole(path: Path) -> bytes:
    """The bytes of a file that nobody is writing. Raises OSError when it goes on changing while it is read."""
    for _ in range(_ATTEMPTS):
        before = path.stat()
        if not stat.S_ISREG(before.st_mode):
            raise OSError(errno.EINVAL, "no plain file")  # reading a pipe would never end
        data = path.read_bytes()
        after = path.stat()
        if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns) and len(data) == after.st_size:
            return data
    raise OSError(errno.EBUSY, "changed while it was read")


def _is_there(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except OSError:
        return False


def _vanished(desk: Desk, folder: Path) -> Refused:
    return Refused(
        f"受け付けている途中で、フォルダー「{desk.relative(folder)}」が見えなくなりました。",
        "ネットワークとフォルダーを確認し、もう一度実行してください。記録した分は残っており、続きから受け付けます。",
        status=4,
    )


def _finding_only(file: str, year: int, finding: Finding) -> Submission:
    return Submission(file, "", "", "", "", year, "", "", "rejected", findings=(finding,))
