"""Who looks for leaks and for what changes, packs and writes while a large site is still being made: another process;
of a small one, this.

WHY it reads the ledger itself: sending it what the site is made from takes longer, and it has nothing else to do
until the first file is there.
"""

from __future__ import annotations

import hashlib
import pickle
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Literal

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.collector import collector_resting
from fujiplan_cli.publish.differences import Comparison, SiteChanges
from fujiplan_cli.publish.given import Leak, PublishInput
from fujiplan_cli.publish.proof import File, Proof, proving_here
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.files import TreeAside, sync_ahead
from fujiplan_cli.workflow.site_bundle import SiteBundle
from fujiplan_cli.workflow.site_input import Asked, read_at_once
from fujiplan_cli.workflow.site_release import comparison_of
from fujiplan_cli.workflow.worker_pool import WorkerPool, WorkersUnavailable
from fujiplan_cli.workflow.workers import Killed

_Order = Literal["begin", "end"]
_CRATE = 1 << 20
"""Bytes of files that go together."""


@dataclass(frozen=True, slots=True)
class Ended:
    """After so many files: how the site differs from the one that stands (None: none), and what the proof knew."""

    files: int
    changes: SiteChanges | None
    head: str
    bundle_sha256: str
    """Of the zip of the site that lies in the room; "" when there is none."""


class Inspection:
    """What is done with each file of a site by whoever has only the ledger: it is proved, compared, packed and written.

    Sent to another process, called there.
    """

    def __init__(self, desk: Desk, asked: Asked, room: Path | None, *, packing: bool) -> None:
        """``desk``: the plan folder; nothing is read from it yet. ``room``: where the site's tree is wanted
        (`files.room_aside`), and with ``packing`` its zip.
        """
        self._desk, self._asked, self._room, self._packing = desk, asked, room, packing
        self._files = 0

    @property
    def tree(self) -> Path | None:
        """Where the tree is, if it is whole."""
        return self._room / "tree" if self._room else None

    @property
    def zip(self) -> Path | None:
        """Where the zip is, if it is whole."""
        return self._room / "zip" if self._room and self._packing else None

    @cached_property
    def _bundle(self) -> SiteBundle | None:
        return SiteBundle(preview=self._asked.preview) if self._packing else None

    @cached_property
    def _tree(self) -> TreeAside | None:
        if self._room is None or self.tree is None:
            return None
        self._room.mkdir(mode=0o770)  # closed to others: what is in it may leak
        return TreeAside(self.tree, public=not self._asked.preview)

    @cached_property
    def _tools(self) -> tuple[Proof, str, Comparison | None]:
        with Ledger.open(self._desk.folder) as ledger:
            comparison = comparison_of(self._desk, ledger)
        return *self.proof(), comparison

    def proof(self) -> tuple[Proof, str]:
        """What is looked for, and the journal's head it was read at. Raises LedgerError."""
        with collector_resting(), Ledger.open(self._desk.folder) as ledger:
            given, head = read_at_once(self._desk, ledger, self._asked)
            return Proof.of(given).prepared(), head

    def __call__(self, job: tuple[File, ...] | _Order) -> list[tuple[Leak, ...]] | str | Ended:
        """The leaks of each file; when ordered to begin, the head of what was read; when ordered to end, the rest."""
        proof, head, comparison = self._tools
        if job == "begin":
            return head
        if job == "end":
            changes = comparison.changes() if comparison else None
            return Ended(self._files, changes, head, self._packed())
        self._files += len(job)
        for path, content in job:
            if comparison:
                comparison.add(path, content)
            if self._bundle:
                self._bundle.add(path, content)
            self._write(path, content)
        return [proof(file) for file in job]

    def _write(self, path: str, content: bytes) -> None:
        """A disk that fails is told of by who finds the tree not whole, and then writes it."""
        try:
            if self._tree:
                self._tree.add(path, content)
        except OSError:
            self._room = self._tree = None

    def _packed(self) -> str:
        """The sha256 of the zip, written; "" when there is none. A file, because it is too large for a message."""
        if self._bundle is None or self.zip is None:
            return ""
        made = self._bundle.finished({})
        try:
            self.zip.write_bytes(made)
        except OSError:
            return ""
        return hashlib.sha256(made).hexdigest()


class InspectingHere(AbstractContextManager["InspectingHere"]):
    """This process proves each file when it is made, and compares nothing meanwhile."""

    def __exit__(self, *raised: object) -> None:
        pass

    def take(self, given: PublishInput, head: str) -> None:
        """What the site is made from, and the journal's head it was read at."""
        self._proving = proving_here(given)

    def __call__(self, files: Iterable[File]) -> Iterable[tuple[Leak, ...]]:
        """What each file leaks."""
        return self._proving(files)

    @property
    def knew_the_same(self) -> bool:
        """Whether the proof was made from what the site was made from."""
        return True

    def changes(self) -> SiteChanges | None:
        """None: not known yet."""
        return None

    def bundle(self) -> bytes | None:
        """None: no zip was made yet."""
        return None

    def tree(self) -> Path | None:
        """None: nothing was written yet."""
        return None


class InspectingBeside(InspectingHere):
    """Another process takes each file as soon as it is made, with the same result as this one."""

    def __init__(self, pool: WorkerPool, inspection: Inspection) -> None:
        """``pool``: of one process, which keeps what it has seen."""
        self._pool, self._inspection = pool, inspection
        self._work = pickle.dumps(inspection, pickle.HIGHEST_PROTOCOL)
        self._given_out = 0
        self._head = ""
        self._answered = 0
        self._beginning: Iterator[object] = iter(())
        self._is_done = False
        self._proved_here = ""

    def __enter__(self) -> InspectingBeside:
        """Let it start, and read the ledger, while this process does."""
        self._pool.start(Inspection)
        self._beginning = self._pool.doing_packed(self._work)(["begin"])  # given out at once
        return self

    def __exit__(self, *raised: object) -> None:
        self._pool.__exit__(None, None, None)

    def take(self, given: PublishInput, head: str) -> None:
        """The other process reads it itself; it must have read the same."""
        self._head = head

    def __call__(self, files: Iterable[File]) -> Iterator[tuple[Leak, ...]]:
        """What each file leaks. From the first that it cannot do on, all is done here: a file that nobody looked at
        must never be published.
        """
        source, waiting = iter(files), deque[tuple[File, ...]]()

        def given_out() -> Iterator[tuple[tuple[str, pickle.PickleBuffer], ...]]:
            for crate in _crates(source):
                waiting.append(crate)
                self._given_out += len(crate)
                yield tuple((path, pickle.PickleBuffer(content)) for path, content in crate)
            if self.tree():
                sync_ahead()

        try:
            for answer in self._pool.doing_packed(self._work, _weight)(given_out()):
                if isinstance(answer, Killed):
                    break
                waiting.popleft()
                self._answered += len(answer)
                yield from answer
            else:
                self._is_done = True
                return
        except WorkersUnavailable:
            pass
        proof, self._proved_here = self._inspection.proof()
        yield from map(proof, chain(chain.from_iterable(waiting), source))

    @cached_property
    def _begun(self) -> str:
        answer = next(self._beginning, None)
        return answer if isinstance(answer, str) else ""

    @cached_property
    def _ended(self) -> Ended | None:
        if not self._is_done:
            return None
        try:
            answer = next(self._pool.doing_packed(self._work)(["end"]), None)
        except WorkersUnavailable:
            return None
        return answer if isinstance(answer, Ended) and answer.files == self._given_out else None

    @property
    def knew_the_same(self) -> bool:
        """A decision of somebody else between two readings of the ledger would leave something unproved."""
        heads = {self._proved_here} - {""}
        if self._answered:  # then it has answered to the order to begin, too
            heads.add(self._begun or (self._ended.head if self._ended else ""))
        return heads == {self._head}

    def changes(self) -> SiteChanges | None:
        """What changes against the site that stands; None when nothing stands there, or it has not seen all files."""
        return self._ended.changes if self._ended else None

    def bundle(self) -> bytes | None:
        """The zip of the site; None when none was asked for, or it has not seen all files."""
        if not self._ended or not self._ended.bundle_sha256 or not self._inspection.zip:
            return None
        try:
            bundle = self._inspection.zip.read_bytes()
        except OSError:
            return None
        return bundle if hashlib.sha256(bundle).hexdigest() == self._ended.bundle_sha256 else None

    def tree(self) -> Path | None:
        """Where it wrote the site; only who compares can say whether it is whole."""
        return self._inspection.tree


def _crates(files: Iterator[File]) -> Iterator[tuple[File, ...]]:
    """Small files go together: each message between two processes holds up this one a little."""
    crate: list[File] = []
    for file in files:
        crate.append(file)
        if sum(len(content) for _, content in crate) >= _CRATE:
            yield tuple(crate)
            crate = []
    if crate:
        yield tuple(crate)


def _weight(crate: tuple[tuple[str, pickle.PickleBuffer], ...]) -> int:
    return sum(content.raw().nbytes for _, content in crate)


def proving_for(
    desk: Desk, asked: Asked, second: WorkerPool | None, room: Path | None, *, packing: bool
) -> InspectingHere:
    """Who proves a site: a second process, if there is one, which also makes its tree in ``room``, and with ``packing``
    its zip (without fragments).
    """
    if second is None:
        return InspectingHere()
    return InspectingBeside(second, Inspection(desk, asked, room, packing=packing))
