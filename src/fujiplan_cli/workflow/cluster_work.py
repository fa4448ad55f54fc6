"""What runs in a worker of a cluster: a chunk of jobs, done by a supervised process as on this computer.

A workbook that aborts, hangs or eats memory ends that process and not Dask's worker: the limits, and what is said of
such a file, are the local ones. No Dask here. Work, jobs and outcomes travel as bytes that we pack ourselves.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import pickle
import threading

from fujiplan_cli import __version__
from fujiplan_cli.workflow.worker_pool import Limits, WorkerPool
from fujiplan_cli.workflow.workers import Job, Result, Work


class _Mine(threading.local):
    """One supervised process for each thread of a worker, and the work that it learned last."""

    pool: WorkerPool | None = None
    limits: Limits | None = None
    name: str = ""
    packed_work: bytes = b""


_mine = _Mine()


def keep(packed_work: bytes) -> bytes:
    """The packed work itself. As a task's result it is there for every worker, and made anew if its holder dies."""
    return packed_work


def digest(packed_work: bytes) -> str:
    """By which a worker knows the work that its process has learned already."""
    return hashlib.sha256(packed_work).hexdigest()


def pack(work: Work[Job, Result]) -> bytes:
    """The work as it travels."""
    return pickle.dumps(work, pickle.HIGHEST_PROTOCOL)


def do(packed_work: bytes, name: str, packed_jobs: bytes, limits: Limits) -> tuple[str, bytes]:
    """Our version, and the packed outcomes of the packed jobs. ``name``: `digest` of the work."""
    if _mine.name != name:
        _mine.name, _mine.packed_work = name, packed_work
    jobs = pickle.loads(packed_jobs)  # noqa: S301 - whoever reaches a scheduler can run anything anyhow (ADR 0017)
    outcomes = list(_supervised(limits).doing_packed(_mine.packed_work)(jobs))
    return __version__, pickle.dumps(outcomes, pickle.HIGHEST_PROTOCOL)


def _supervised(limits: Limits) -> WorkerPool:
    """This thread's pool of one. It ends with the worker: its process does when the line to us breaks."""
    if _mine.pool is None or _mine.limits != limits:
        multiprocessing.current_process().daemon = False  # Dask starts its workers so that they may have no children
        if _mine.pool is not None:
            _mine.pool.__exit__(None, None, None)
        _mine.pool, _mine.limits = WorkerPool(1, limits), limits
    return _mine.pool
