"""A damaged ledger read row by row into a new one. The damaged file stays; what cannot be read is named."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fujiplan_cli.ledger.errors import DAMAGED, LedgerDamaged, translated
from fujiplan_cli.ledger.schema import APPLICATION_ID, COLUMNS, TITLES, migrations

_JOURNAL = ("at", "by", "action", "subject", "detail", "previous_hash", "hash")
_TITLES = {**TITLES, "journal": "記録簿", "snapshot_entries": "会議資料の版の中身"}


@dataclass(frozen=True, slots=True)
class Salvaged:
    """How many rows were read, and which could not be, in words (table and numbers).

    ``lost_rows``: how many those are; more may be gone, of which the part of the journal that can be read says nothing.
    """

    rows: int
    lost: tuple[str, ...]
    lost_rows: int


def salvage(damaged: Path, target: Path) -> Salvaged:
    """Write all that can be read of ``damaged`` into a new ledger ``target``. Raises LedgerDamaged when nothing can.

    ``damaged`` is a copy: one that was cut off is made as long as it says it is, or SQLite would read none of it.
    The order of the journal and every id stay, so that its sums still vouch for what was saved.
    """
    with translated():
        target.unlink(missing_ok=True)
        _lengthen(damaged)
        with closing(sqlite3.connect(damaged)) as old, closing(sqlite3.connect(target, isolation_level=None)) as new:
            version = _version(old)
            new.execute("PRAGMA journal_mode = OFF")
            new.execute("PRAGMA foreign_keys = OFF")
            for script in migrations()[:version]:
                new.executescript(script)
            new.execute(f"PRAGMA user_version = {version}")
            new.execute("BEGIN")
            saved = _Copy(old, new)
            saved.journal()
            for table, columns in COLUMNS.items():
                if _has(new, table):
                    saved.table(table, columns)
            saved.snapshot_entries()
            new.execute("COMMIT")
    return Salvaged(saved.rows, tuple(saved.lost), saved.lost_rows)


def _lengthen(damaged: Path) -> None:
    """Fill a cut-off file up with empty pages; those then count as unreadable one by one."""
    with damaged.open("r+b") as file:
        header = file.read(100)
        if len(header) == 100 and header.startswith(b"SQLite format 3"):
            page = int.from_bytes(header[16:18], "big")
            length = (65536 if page == 1 else page) * int.from_bytes(header[28:32], "big")
            if damaged.stat().st_size < length:
                file.truncate(length)


def _version(old: sqlite3.Connection) -> int:
    """The version of the damaged file. Its first page must be readable, or nothing is."""
    try:
        version = int(old.execute("PRAGMA user_version").fetchone()[0])
        known = old.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        old.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as error:
        raise LedgerDamaged(DAMAGED) from error
    if not known or not 1 <= version <= len(migrations()):
        raise LedgerDamaged(DAMAGED)
    return version


def _has(database: sqlite3.Connection, table: str) -> bool:
    return bool(database.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchone())


def _runs(numbers: Sequence[int]) -> Iterator[str]:
    """Rising numbers, those in a row together."""
    first = None
    for number, following in zip(numbers, [*numbers[1:], None], strict=False):
        first = number if first is None else first
        if following != number + 1:
            yield f"{number}番" if first == number else f"{first}番から{number}番まで"
            first = None


class _Copy:
    """What was read so far, and what the journal says there must be."""

    def __init__(self, old: sqlite3.Connection, new: sqlite3.Connection) -> None:
        self._old, self._new = old, new
        self.rows = 0
        self.lost: list[str] = []
        self.lost_rows = 0
        self._vouched: dict[str, set[int]] = {}
        self._entries: dict[int, int] = {}

    def journal(self) -> None:
        """The journal first: it names every other row."""
        highest = self._one("SELECT seq FROM sqlite_sequence WHERE name = 'journal'") or 0
        lines = self._copy("journal", "sequence", _JOURNAL, set(range(1, highest + 1)))
        for line in lines:
            try:
                detail = json.loads(line[5])
                self._vouched.setdefault(detail["table"], set()).add(int(detail["row"]))
                if detail["table"] == "snapshots":
                    self._entries[int(detail["row"])] = int(detail.get("entries", 0))
            except (ValueError, KeyError, TypeError, AttributeError):
                continue
        if highest > (max(line[0] for line in lines) if lines else 0):
            self._new.execute("DELETE FROM sqlite_sequence WHERE name = 'journal'")
            self._new.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('journal', ?)", (highest,))

    def table(self, table: str, columns: Sequence[str]) -> None:
        """One of the tables whose rows the journal vouches for."""
        self._copy(table, "id", columns, self._vouched.get(table, set()))

    def snapshot_entries(self) -> None:
        """They have no id of their own; the journal says how many each snapshot has."""
        question = "SELECT snapshot, position, payload FROM snapshot_entries WHERE snapshot = ?"
        for snapshot, wanted in sorted(self._entries.items()):
            found = {row[1]: row for row in self._readable(f"{question} ORDER BY position", (snapshot,))}
            for position in range(wanted):
                if position not in found:
                    found |= {r[1]: r for r in self._readable(f"{question} AND position = ?", (snapshot, position))}
            self._insert("snapshot_entries", ("snapshot", "position", "payload"), list(found.values()))
            gone = wanted - len(found)
            if gone > 0:
                self.lost_rows += gone
                self.lost.append(f"{_TITLES['snapshot_entries']}（{snapshot}番の版のうち{gone}件）")

    def _copy(self, table: str, key: str, columns: Sequence[str], wanted: set[int]) -> list[tuple[Any, ...]]:
        names = ", ".join((key, *columns))
        found = {row[0]: row for row in self._readable(f"SELECT {names} FROM {table} ORDER BY {key}")}
        found |= {
            r[0]: r for r in self._readable(f"SELECT {names} FROM {table} ORDER BY {key} DESC") if r[0] not in found
        }
        for number in sorted(wanted - set(found)):
            found |= {r[0]: r for r in self._readable(f"SELECT {names} FROM {table} WHERE {key} = ?", (number,))}
        rows = [found[number] for number in sorted(found)]
        rows = self._insert(table, (key, *columns), rows)
        kept = {row[0] for row in rows}
        gone = sorted(wanted - kept)
        self.lost_rows += len(gone)
        self.lost += [f"{_TITLES[table]}の{numbers}" for numbers in _runs(gone)]
        return rows

    def _insert(self, table: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """What the new ledger takes; a row that is no row (a type that its column forbids) counts as unreadable."""
        sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        taken = []
        for row in rows:
            try:
                self._new.execute(sql, row)
            except sqlite3.IntegrityError:
                continue
            taken.append(row)
        self.rows += len(taken)
        return taken

    def _readable(self, sql: str, values: tuple[int, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows up to the first that cannot be read."""
        try:
            yield from self._old.execute(sql, values)
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            return

    def _one(self, sql: str) -> Any:
        return next((row[0] for row in self._readable(sql)), None)
