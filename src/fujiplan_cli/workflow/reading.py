"""One received book read as far as it goes: bytes → submissions. This is the work that workers do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from fujiplan_cli.intake import SheetLookup, is_guide, rejected, take_in
from fujiplan_cli.ledger import PackedSubmission, pack
from fujiplan_cli.model.grid import Grid, UnreadableWorkbook
from fujiplan_cli.model.record import Submission
from fujiplan_cli.workbook.reader import Leave, read_grid
from fujiplan_cli.workbook.reader_encrypted import decrypted
from fujiplan_cli.workbook.reader_foreign import FOREIGN, read_foreign_grid
from fujiplan_cli.workbook.reader_gate import HERE
from fujiplan_cli.workflow.senders import NOBODY, Senders
from fujiplan_cli.workflow.workers import Killed, Pool, Workers, outcome_of


@dataclass(frozen=True, slots=True)
class Book:
    """A received file. ``file``: its path as shown to users; ``sha256``: that of ``data``."""

    file: str
    sha256: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReadBook:
    """What a book holds. ``modified``: when its program last saved it (Arrival.modified); one sheet or more."""

    modified: str
    sheets: tuple[PackedSubmission, ...]


@dataclass(frozen=True, slots=True)
class ElsewhereOnly:
    """A book that only a worker may read: other people's libraries can take the whole process down with them."""


@dataclass(frozen=True, slots=True)
class BookReader:
    """The work: everything that is the same for all books of a run. It is sent to a worker once."""

    lookup: SheetLookup
    today: str
    """ISO date."""
    accept: frozenset[str] = frozenset()
    """Formats besides .xlsx and .xlsm that the plan allows (Plan.accept)."""
    passwords: tuple[str, ...] = field(default=(), repr=False)
    senders: Senders = NOBODY

    def __call__(self, book: Book) -> ReadBook:
        """Its sheets, or the one rejected submission that says why there are none. To be called in a worker."""
        return self._taken(book, self._grid)

    def here(self, book: Book) -> ReadBook | ElsewhereOnly:
        """The same in a process that must not be lost: what needs another library is left to a worker."""
        try:
            return self._taken(book, self._own_grid)
        except _NotHere:
            return ElsewhereOnly()

    def _taken(self, book: Book, grid_of: Callable[[bytes, Leave | None], Grid]) -> ReadBook:
        """The guides, which are as large as the form, are looked into only when nothing else is one."""
        try:
            grid = grid_of(book.data, is_guide)
            taken = self._take_in(grid, book)
            if any(sheet.left for sheet in grid.sheets) and not any(one.form for one in taken):
                grid = grid_of(book.data, None)
                taken = self._take_in(grid, book)
        except UnreadableWorkbook as error:
            return unread(book.file, book.sha256, self.lookup.year, error.code, error.detail)
        modified = grid.modified if grid.modified[:10] <= self.today else ""
        return ReadBook(modified, tuple(pack(one) for one in taken))

    def _take_in(self, grid: Grid, book: Book) -> tuple[Submission, ...]:
        senders = self.senders.sent_by(book.file)
        return take_in(grid, file=book.file, sha256=book.sha256, lookup=self.lookup, senders=senders)

    def _own_grid(self, data: bytes, leave: Leave | None) -> Grid:
        """A book beyond the caps may still be one: a worker judges it, which may be ended after 10 s or 1 GiB."""
        try:
            return read_grid(data, HERE, leave)
        except UnreadableWorkbook as error:
            if error.code == "file_bomb" or self._opens(error.code) or self._reads(error.code):
                raise _NotHere from error
            raise

    def _grid(self, data: bytes, leave: Leave | None) -> Grid:
        try:
            return self._unlocked_grid(data, leave)
        except UnreadableWorkbook as error:
            if not self._opens(error.code):
                raise
        return self._unlocked_grid(decrypted(data, self.passwords), leave)

    def _unlocked_grid(self, data: bytes, leave: Leave | None) -> Grid:
        try:
            return read_grid(data, leave=leave)
        except UnreadableWorkbook as error:
            if not self._reads(error.code):
                raise
            return read_foreign_grid(data, FOREIGN[error.code])

    def _opens(self, code: str) -> bool:
        return code == "file_password" and bool(self.passwords)

    def _reads(self, code: str) -> bool:
        return FOREIGN.get(code) in self.accept


class _NotHere(Exception):
    """A book that only a worker may read."""


def unread(file: str, sha256: str, year: int, code: str, detail: str = "") -> ReadBook:
    """A book of which nothing could be read. ``code``: a finding code."""
    return ReadBook("", (pack(rejected(file, sha256, year, code, detail)),))


BookWorkers = Workers[Book, ReadBook]


def book_workers(reader: BookReader, pool: Pool) -> BookWorkers:
    """Who reads the books: the pool; with a pool of one this process, and the pool only for what needs it.

    All give the same outcomes.
    """
    return pool.doing(reader, _weight) if pool.size > 1 else _MostlyHere(reader, pool)


def _weight(book: Book) -> int:
    return len(book.data)


@dataclass(frozen=True, slots=True)
class _MostlyHere:
    """Reads in this process what our own reader reads, and the rest in a worker."""

    reader: BookReader
    pool: Pool

    def __call__(self, jobs: Iterable[Book]) -> Iterator[ReadBook | Killed]:
        elsewhere: BookWorkers | None = None
        for book in jobs:
            outcome = outcome_of(self.reader.here, book)
            if isinstance(outcome, ElsewhereOnly):
                elsewhere = elsewhere or self.pool.doing(self.reader)
                yield from elsewhere((book,))
            else:
                yield outcome
