"""Jobs are given out by the chunk, so that nobody waits for us after each; large ones are counted by their bytes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import islice
from typing import Any, Protocol

JOBS = 32
"""Jobs of a chunk at most."""
WEIGHT = 2 << 20
"""Bytes with which a chunk is full before that."""
WEIGHT_AHEAD = 64 << 20
"""Bytes under way with which no further chunk is begun: a folder of huge files must not fill the memory."""
CHUNKS_AHEAD = 4
"""Chunks given out for each worker and not yet fetched: they are what a pause of ours (a commit) is bridged with."""


class Weighed(Protocol):
    """Something with a weight in bytes."""

    @property
    def weight(self) -> int:
        """Bytes of all its jobs."""
        ...


def next_jobs(source: Iterator[Any], weigh: Callable[[Any], int]) -> tuple[list[Any], int]:
    """The jobs of the next chunk and their bytes; no jobs when there are no more."""
    jobs: list[Any] = []
    weight = 0
    while len(jobs) < JOBS and weight < WEIGHT:
        for job in islice(source, 1):
            jobs.append(job)
            weight += weigh(job)
            break
        else:
            break
    return jobs, weight


def has_room(under_way: Collection[Weighed], most: int) -> bool:
    """Whether another chunk should be given out; ``most``: chunks under way at once."""
    return len(under_way) < most and sum(c.weight for c in under_way) < WEIGHT_AHEAD
