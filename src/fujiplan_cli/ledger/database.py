"""The one door to SQLite: every statement goes through here, so that no sqlite3 error gets out."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from fujiplan_cli.ledger.errors import TOO_DEEP, LedgerError, translated
from fujiplan_cli.model.patience import patiently

Parameter = str | int | None

_PRAGMAS = (
    "PRAGMA journal_mode = DELETE",  # WAL needs shared memory, which file servers do not have
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",  # else INSERT OR REPLACE would slip past the append-only triggers
    "PRAGMA trusted_schema = OFF",
)


_LONGEST_PATH = 512 - len("-journal") - 1
"""Bytes: SQLite's own limit on POSIX (MAX_PATHNAME), which Japanese folder names reach after 170 characters."""


class Database:
    """A connection with explicit transactions."""

    def __init__(self, path: Path, busy_seconds: float) -> None:
        """Open (or begin) the file; wait ``busy_seconds`` for another's lock. Raises LedgerError."""
        self.path = path
        if os.name == "posix" and len(os.fsencode(path.absolute())) > _LONGEST_PATH:
            raise LedgerError(TOO_DEEP)
        # Not as a file: URI, in which SQLite accepts no file server (//server/share).
        with translated():
            self._connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None)
        try:
            for pragma in _PRAGMAS:
                self.rows(pragma)
        except BaseException:
            self._connection.close()
            raise

    def rows(self, sql: str, *parameters: Parameter) -> list[tuple[Any, ...]]:
        """All rows at once: an open cursor would keep a writer from committing."""
        with translated():
            return self._connection.execute(sql, parameters).fetchall()

    def one(self, sql: str, *parameters: Parameter) -> Any:
        """First column of the first row, or None."""
        found = self.rows(sql, *parameters)
        return found[0][0] if found else None

    def run(self, sql: str, *parameters: Parameter) -> int:
        """One statement; the id of the row it inserted."""
        with translated():
            return self._connection.execute(sql, parameters).lastrowid or 0

    def run_many(self, sql: str, parameters: Iterable[tuple[Parameter, ...]]) -> None:
        """One statement for many rows."""
        with translated():
            self._connection.executemany(sql, parameters)

    @property
    def in_transaction(self) -> bool:
        """Whether something is written that is not yet committed (false again after SQLite gave up by itself)."""
        return self._connection.in_transaction

    def begin(self) -> None:
        """Take the only place of a writer. Raises LedgerBusy."""
        self.run("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make it last. Raises LedgerError; then nothing was written."""
        self.run("COMMIT")

    def rollback(self) -> None:
        """Forget what was written since begin."""
        if self.in_transaction:
            self.run("ROLLBACK")

    def keep_copy(self, target: Path) -> None:
        """Copy the committed file to ``target``, whole or not at all. Raises LedgerError.

        By SQLite itself: reading the file beside it would drop this process's locks.
        """
        beside = target.with_name(f"{target.name}.tmp")
        with translated():
            try:
                beside.unlink(missing_ok=True)
                with closing(sqlite3.connect(beside)) as copy:
                    self._connection.backup(copy)
                patiently(lambda: beside.replace(target))
            except BaseException:
                with suppress(OSError):
                    beside.unlink(missing_ok=True)
                raise

    def close(self) -> None:
        """Close the file; an open transaction is rolled back."""
        with translated():
            self._connection.close()
