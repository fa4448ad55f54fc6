"""Room ledger: the plan folder's memory. SQLite for what is known, an archive for the bytes that came in."""

from fujiplan_cli.ledger.checkup import Checkup, look
from fujiplan_cli.ledger.claim import Claim
from fujiplan_cli.ledger.entries import (
    CurrentSubmission,
    PackedSubmission,
    RegisterVersion,
    VersionMark,
    pack,
    unpack,
)
from fujiplan_cli.ledger.errors import LedgerBusy, LedgerDamaged, LedgerError, LedgerMissing, LedgerNewer
from fujiplan_cli.ledger.holder import Holder
from fujiplan_cli.ledger.ledger import DISPOSAL, FOLDER, Ledger
from fujiplan_cli.ledger.repair import REPAIR, Repaired, repair
from fujiplan_cli.ledger.session import Session, running, working
from fujiplan_cli.ledger.verify import Fault
from fujiplan_cli.ledger.writer import Writer

__all__ = [
    "DISPOSAL",
    "FOLDER",
    "REPAIR",
    "Checkup",
    "Claim",
    "CurrentSubmission",
    "Fault",
    "Holder",
    "Ledger",
    "LedgerBusy",
    "LedgerDamaged",
    "LedgerError",
    "LedgerMissing",
    "LedgerNewer",
    "PackedSubmission",
    "RegisterVersion",
    "Repaired",
    "Session",
    "VersionMark",
    "Writer",
    "look",
    "pack",
    "repair",
    "running",
    "unpack",
    "working",
]
