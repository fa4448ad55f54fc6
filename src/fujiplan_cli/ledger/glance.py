"""A quick look at the register that waits for nobody and changes nothing: for the shell as one types."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

_NUMBERS = """SELECT number FROM register_rows AS r WHERE payload IS NOT NULL
    AND version = (SELECT max(version) FROM register_rows WHERE number = r.number) ORDER BY number"""


def glance_numbers(plan_folder: Path) -> tuple[str, ...]:
    """Project numbers of the register as it is now. Never fails: no ledger, a busy or an odd one gives none.

    Not through `Ledger.open`, which would wait for another's lock and may move an older ledger to this version.
    """
    path = plan_folder / ".fujiplan" / "ledger.db"
    if not path.is_file():
        return ()
    try:
        with closing(sqlite3.connect(path, timeout=0.1)) as connection:
            connection.execute("PRAGMA query_only = ON")
            return tuple(str(number) for (number,) in connection.execute(_NUMBERS).fetchall())
    except (sqlite3.Error, OSError):
        return ()
