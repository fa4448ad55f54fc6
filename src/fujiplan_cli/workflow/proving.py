"""Who looks for leaks while the pages of a large site are still being made: another process; of a small one, this."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from fujiplan_cli.publish.given import Leak, PublishInput
from fujiplan_cli.publish.proof import File, Proof, Proving, here
from fujiplan_cli.workflow.worker_pool import Limits, WorkerPool, WorkersUnavailable
from fujiplan_cli.workflow.workers import Killed
from fujiplan_cli.workflow.year_reading import cores

FEW = 400
"""Results (of a project in a year): a site of fewer is proved sooner than another process has started."""
_LIMITS = Limits(seconds=120.0)
"""The files are our own: what takes long is a large site on a slow computer, and no attack."""


@dataclass(frozen=True, slots=True)
class BesideUs(AbstractContextManager[Proving]):
    """Another process proves each file as soon as it is made. Its answers are those of this process."""

    pool: WorkerPool

    def __enter__(self) -> Proving:
        """Let it start while the first files are being made."""
        self.pool.start(Proof)
        return lambda proof: lambda files: self._looked_at(proof, files)

    def __exit__(self, *raised: object) -> None:
        self.pool.__exit__(None, None, None)

    def _looked_at(self, proof: Proof, files: Iterable[File]) -> Iterator[tuple[Leak, ...]]:
        """What it cannot do is done here: a file that nobody looked at must never be published."""
        source, given_out = iter(files), deque[File]()

        def noted() -> Iterator[File]:
            for file in source:
                given_out.append(file)
                yield file

        try:
            for found in self.pool.doing(proof, _weight)(noted()):
                file = given_out.popleft()
                yield proof(file) if isinstance(found, Killed) else found
        except WorkersUnavailable:
            yield from map(proof, given_out)
            yield from map(proof, source)


def proving_for(given: PublishInput) -> AbstractContextManager[Proving]:
    """Who proves a site of this size on this computer."""
    results = sum(len(snapshot.entries) for snapshot in given.snapshots.values())
    return BesideUs(WorkerPool(1, _LIMITS)) if results >= FEW and cores() > 1 else nullcontext(here)


def _weight(file: File) -> int:
    return len(file[1])
