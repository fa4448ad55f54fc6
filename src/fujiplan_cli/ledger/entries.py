"""What only the ledger gives out, besides the dataclasses of the model."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fujiplan_cli.ledger.codes import from_json, to_json
from fujiplan_cli.model.finding import Verdict
from fujiplan_cli.model.record import Submission


@dataclass(frozen=True, slots=True)
class CurrentSubmission:
    """The version of a project's answers that counts.

    The newest version not withdrawn that is accepted, repaired or in review; if there is none, the newest returned
    one (its verdict says so). ``newer_returned``: a newer sheet came, and was returned.
    """

    version: int
    submission: Submission
    newer_returned: bool


@dataclass(frozen=True, slots=True)
class VersionMark:
    """A version without its answers. ``in_use``: it is the one that counts for its form (CurrentSubmission)."""

    project: str
    form: str
    version: int
    verdict: Verdict
    withdrawn: bool
    in_use: bool


@dataclass(frozen=True, slots=True)
class PackedSubmission:
    """A submission on its way into the ledger: ``payload`` is all of it as stored, ``submission`` lacks the answers.

    Made where the workbook was read, so that thousands of answers need not be handed on and held one by one.
    """

    submission: Submission
    payload: str
    rows: tuple[PackedSubmission, ...] = ()
    """Of a list: its rows. They are what is stored."""


def unpack(packed: PackedSubmission) -> Submission:
    """The whole submission again, answers and all (of a list: its rows have to be unpacked one by one)."""
    return from_json(Submission, packed.payload)


def pack(submission: Submission) -> PackedSubmission:
    """What `Writer.add_packed` takes."""
    alone = replace(submission, rows=()) if submission.rows else submission
    return PackedSubmission(replace(alone, answers={}), to_json(alone), tuple(map(pack, submission.rows)))


@dataclass(frozen=True, slots=True)
class RegisterVersion:
    """One state of the register: from which file, why, by whom. ``changed``: number of rows that differ."""

    version: int
    source: str
    sha256: str
    reason: str
    by: str
    at: str
    changed: int
