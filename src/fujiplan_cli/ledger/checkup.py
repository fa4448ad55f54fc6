"""How the ledger of a plan folder is, without opening it for work: nothing is migrated, nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from fujiplan_cli.ledger.archive import Archive
from fujiplan_cli.ledger.claim import Claim
from fujiplan_cli.ledger.database import Database
from fujiplan_cli.ledger.errors import LedgerBusy, LedgerDamaged, LedgerError, LedgerNewer
from fujiplan_cli.ledger.holder import NAME, Holder
from fujiplan_cli.ledger.schema import checked_version, migrations
from fujiplan_cli.ledger.verify import Fault, faults

State = Literal["whole", "missing", "lost", "older", "newer", "damaged", "busy", "failed"]
SET_ASIDE = "set-aside"
"""Folder below ``.fujiplan`` for what a repair could not keep in its place."""


@dataclass(frozen=True, slots=True)
class Checkup:
    """``state``: missing (none yet), lost (an archive without its ledger), failed (the disk); ``message`` says it.

    ``version``: of the ledger, 0 when unknown; ``newest_at``: when its last record was made ("" if there is none).
    """

    state: State
    message: str = ""
    version: int = 0
    faults: tuple[Fault, ...] = ()
    altered: tuple[str, ...] = ()
    """Names in the archive whose bytes are wrong; looked for when the ledger cannot say."""
    holder: Claim | None = None
    newest_at: str = ""
    leftovers: tuple[Path, ...] = ()
    """What killed runs left below ``.fujiplan``."""

    @property
    def newest_version(self) -> int:
        """The version that this software writes."""
        return len(migrations())


def look(folder: Path, busy_seconds: float = 3.0) -> Checkup:
    """Examine ``<plan>/.fujiplan``. Reads everything that the ledger names. Raises nothing."""
    holder = Holder(folder).look()
    leftovers = tuple(left_behind(folder)) if holder is None or holder.is_dead else ()
    path, archive = folder / "ledger.db", Archive(folder)
    try:
        if not path.exists() or path.stat().st_size == 0:
            empty = archive.is_empty()
            return Checkup("missing" if empty else "lost", holder=holder, leftovers=leftovers)
        with closing(Database(path, busy_seconds)) as database:
            version = checked_version(database)
            found = tuple(faults(database, archive))
            state: State = "whole" if version == len(migrations()) else "older"
            unreadable = any(fault.kind in ("pages", "unreadable") for fault in found)
            altered = archive.altered() if unreadable else ()
            return Checkup(state, "", version, found, altered, holder, _newest_at(database), leftovers)
    except LedgerNewer as error:
        return Checkup("newer", str(error), holder=holder, leftovers=leftovers)
    except LedgerDamaged as error:
        return Checkup("damaged", str(error), altered=_altered(archive), holder=holder, leftovers=leftovers)
    except LedgerBusy as error:
        return Checkup("busy", str(error), holder=holder)
    except (LedgerError, OSError) as error:
        return Checkup("failed", str(error), holder=holder)


def left_behind(folder: Path) -> Iterator[Path]:
    """Files half-way into the archive, half a copy, a lock that was never taken. Of no use to anybody."""
    for pattern in ("incoming/*", "writer-*.new", "writer-*.old", "ledger*.tmp", "ledger.db.repaired*"):
        try:
            yield from sorted(path for path in folder.glob(pattern) if path.name != NAME)
        except OSError:
            continue


def _altered(archive: Archive) -> tuple[str, ...]:
    try:
        return archive.altered()
    except LedgerError:
        return ()


def _newest_at(database: Database) -> str:
    try:
        return str(database.one("SELECT at FROM journal ORDER BY sequence DESC LIMIT 1") or "")
    except LedgerError:
        return ""
