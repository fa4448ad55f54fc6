"""The append-only journal: each line carries the sum of the line before, so that none can be changed or lost unseen.

It names rows by table, id and sha256, and never holds what a department typed: no name, no extension, no text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from fujiplan_cli.ledger.codes import canonical
from fujiplan_cli.ledger.database import Database
from fujiplan_cli.ledger.errors import DAMAGED, LedgerDamaged
from fujiplan_cli.model.memory import JournalEntry

FIRST_HASH = "0" * 64
_PAGE = 2_000
_COLUMNS = "sequence, at, by, action, subject, detail, previous_hash, hash"


def chained_hash(entry: JournalEntry) -> str:
    """sha256 over the previous line's hash and the canonical JSON of this line."""
    content = canonical(
        [entry.sequence, entry.at, entry.by, entry.action, entry.subject, dict(sorted(entry.detail.items()))]
    )
    return hashlib.sha256(f"{entry.previous_hash}\n{content}".encode()).hexdigest()


def read(database: Database) -> Iterator[JournalEntry]:
    """Every line, oldest first, a page at a time."""
    last = 0
    while True:
        found = database.rows(
            f"SELECT {_COLUMNS} FROM journal WHERE sequence > ? ORDER BY sequence LIMIT {_PAGE}",
            last,
        )
        if not found:
            return
        yield from map(_entry, found)
        last = int(found[-1][0])


def _entry(row: tuple[Any, ...]) -> JournalEntry:
    sequence, at, by, action, subject, detail, previous, own = row
    try:
        parsed = {str(key): str(value) for key, value in json.loads(detail).items()}
    except (ValueError, AttributeError, TypeError) as error:
        raise LedgerDamaged(DAMAGED) from error
    return JournalEntry(sequence, at, by, action, subject, parsed, previous, own)


def head(database: Database) -> tuple[int, str]:
    """Sequence and hash of the newest line; (0, FIRST_HASH) before there is one."""
    found = database.rows("SELECT sequence, hash FROM journal ORDER BY sequence DESC LIMIT 1")
    return (int(found[0][0]), str(found[0][1])) if found else (0, FIRST_HASH)


class Scribe:
    """Writes the lines of one transaction."""

    def __init__(self, database: Database, by: str, at: str) -> None:
        """``by`` and ``at`` (ISO date-time) stand in every line."""
        self._database = database
        self._by, self._at = by, at
        self._sequence, self._hash = head(database)
        # Lines that were lost at the end keep their numbers: a new one must not fill the gap that shows the loss.
        highest = database.one("SELECT seq FROM sqlite_sequence WHERE name = 'journal'")
        self._sequence = max(self._sequence, int(highest or 0))

    def note(self, action: str, subject: str, detail: Mapping[str, str]) -> None:
        """Append one line. ``detail``: ids, hashes and field ids only."""
        bare = JournalEntry(self._sequence + 1, self._at, self._by, action, subject, detail, self._hash)
        own = chained_hash(bare)
        self._database.run(
            f"INSERT INTO journal ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            bare.sequence,
            self._at,
            self._by,
            action,
            subject,
            canonical(dict(detail)),
            self._hash,
            own,
        )
        self._sequence, self._hash = bare.sequence, own
