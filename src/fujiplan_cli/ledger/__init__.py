"""Room ledger: the plan folder's memory. SQLite for what is known, an archive for the bytes that came in."""

from fujiplan_cli.ledger.entries import (
    CurrentSubmission,
    PackedSubmission,
    RegisterVersion,
    VersionMark,
    pack,
    unpack,
)
from fujiplan_cli.ledger.errors import LedgerBusy, LedgerDamaged, LedgerError, LedgerMissing, LedgerNewer
from fujiplan_cli.ledger.ledger import DISPOSAL, FOLDER, Ledger
from fujiplan_cli.ledger.writer import Writer

__all__ = [
    "DISPOSAL",
    "FOLDER",
    "CurrentSubmission",
    "Ledger",
    "LedgerBusy",
    "LedgerDamaged",
    "LedgerError",
    "LedgerMissing",
    "LedgerNewer",
    "PackedSubmission",
    "RegisterVersion",
    "VersionMark",
    "Writer",
    "pack",
    "unpack",
]
