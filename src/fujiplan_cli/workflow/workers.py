"""Work done away from this process, behind one small interface: many jobs in, a result or a killer for each out.

Three implementations: `Here` (this process, nothing is isolated), what a `worker_pool.WorkerPool` does (supervised
processes of this computer) and what a `cluster.Cluster` does (other computers). Work, jobs and results are pickled.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, Literal, Protocol, Self, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")
JobIn = TypeVar("JobIn", contravariant=True)
ResultOut = TypeVar("ResultOut", covariant=True)
Work = Callable[[Job], Result]
"""What is done with a job. It is sent to a worker once: a module's function, or a dataclass with ``__call__``."""
Cause = Literal["crashed", "too_slow", "too_large"]


@dataclass(frozen=True, slots=True)
class Killed:
    """A job that has no result: it ended its worker, or took more time or memory than a job may.

    ``detail``: what the system said (a signal, an exception's name); never anything out of the job itself.
    """

    cause: Cause
    detail: str = ""


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Workers(Protocol[JobIn, ResultOut]):
    """Whoever does the work."""

    def __call__(self, jobs: Iterable[JobIn]) -> Iterator[ResultOut | Killed]:
        """One outcome for each job, in the order of the jobs, which are drawn only as far as there is room."""
        ...


class Pool(Protocol):
    """Workers that can be put to one kind of work after the other, within a ``with`` block."""

    @property
    def size(self) -> int:
        """How many jobs are done at once; with one, this process does itself what is no danger to it."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def start(self, *needs: object) -> None:
        """Make ready while the work is still being gathered. ``needs``: what it will be made of."""
        ...

    def doing(self, work: Work[Job, Result], weigh: Callable[[Job], int] = ...) -> Workers[Job, Result]:
        """The workers at this work. ``weigh``: bytes of a job, where jobs can be large."""
        ...


@dataclass(frozen=True, slots=True)
class Here(Generic[Job, Result]):
    """The work done in this process: quick for a few jobs, and no protection against a job that kills."""

    work: Work[Job, Result]

    def __call__(self, jobs: Iterable[Job]) -> Iterator[Result | Killed]:
        """The outcomes, one job at a time."""
        for job in jobs:
            yield outcome_of(self.work, job)


def outcome_of(work: Work[Job, Result], job: Job) -> Result | Killed:
    """Do one job. What it raises is its own failure and nobody else's, so that every implementation says the same.

    Libraries written in other languages raise their panics as BaseException; Ctrl-C and an exit stay what they are.
    """
    try:
        return work(job)
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except MemoryError:
        return Killed("too_large", "MemoryError")
    except BaseException as error:
        return Killed("crashed", type(error).__name__)
