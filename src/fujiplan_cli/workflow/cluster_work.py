"""What runs in a worker of a cluster: a chunk of jobs, under the limits that a worker of this computer has.

No Dask here. Work, jobs and outcomes travel as bytes that we pack ourselves, so that nothing is lost on the way.
"""

from __future__ import annotations

import faulthandler
import hashlib
import os
import pickle
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fujiplan_cli import __version__
from fujiplan_cli.workflow.worker_memory import resident_bytes
from fujiplan_cli.workflow.workers import Job, Result, Work, outcome_of

_LOOK_EVERY = 0.05
"""Seconds between two looks at our memory."""
_alone = threading.Lock()
"""A worker may have several threads: one chunk at a time, so that a limit is that of one job."""
_learned: dict[str, Any] = {}
"""Digest → the work that was unpacked last."""


def keep(packed_work: bytes) -> bytes:
    """The packed work itself. As a task's result it is there for every worker, and made anew if its holder dies."""
    return packed_work


def digest(packed_work: bytes) -> str:
    """By which a worker knows the work it has unpacked already."""
    return hashlib.sha256(packed_work).hexdigest()


def pack(work: Work[Job, Result]) -> bytes:
    """The work as it travels."""
    return pickle.dumps(work, pickle.HIGHEST_PROTOCOL)


def do(packed_work: bytes, name: str, packed_jobs: bytes, seconds: float, memory: int) -> tuple[str, bytes]:
    """Our version, and the packed outcomes of the packed jobs. ``name``: `digest` of the work.

    A job that takes more seconds, or that many bytes more memory, ends this process: the scheduler tries the chunk
    elsewhere, and gives it back when it has ended several workers (`cluster.Cluster`).
    """
    with _alone:
        if name not in _learned:
            _learned.clear()
            _learned[name] = pickle.loads(packed_work)  # noqa: S301 - whoever can reach a scheduler can run code anyhow
        work = _learned[name]
        outcomes = []
        with _watched(memory), open(os.devnull, "w") as nowhere:  # noqa: PTH123 - a device, not a path
            for job in pickle.loads(packed_jobs):  # noqa: S301 - as above
                faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
                outcomes.append(outcome_of(work, job))
            faulthandler.cancel_dump_traceback_later()
        return __version__, pickle.dumps(outcomes, pickle.HIGHEST_PROTOCOL)


@contextmanager
def _watched(memory: int) -> Iterator[None]:
    """End this process when it holds so much more than now."""
    over = threading.Event()
    most = resident_bytes(os.getpid()) + memory

    def look() -> None:
        while not over.wait(_LOOK_EVERY):
            if resident_bytes(os.getpid()) > most:
                os._exit(1)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
