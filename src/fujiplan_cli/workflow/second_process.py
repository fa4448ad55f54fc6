"""Another process for a large site, which starts before this one has imported anything but the command line.

WHY a module of its own: it may import nothing heavy, or the start would wait for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fujiplan_cli.workflow.worker_pool import Limits, WorkerPool
from fujiplan_cli.workflow.workers import cores

LARGE = 8 << 20
"""Bytes of a ledger, of which a result (of a project in a year) takes 20 kB: a site made from a smaller one is proved
sooner than another process has started.
"""
LIMITS = Limits(seconds=1200.0, memory=16 << 30, chunks_ahead=64)
"""The files are our own: what takes long and much is a large site on a slow computer, and no attack. This process holds
them anyway, so they may wait in any number.
"""
_WORK = "fujiplan_cli.workflow.proving"
"""The module that it will need."""


@contextmanager
def second_process(plan_folder: Path | None) -> Iterator[WorkerPool | None]:
    """A pool of one process that is starting, or None where the ledger is too small for it, or the computer has one
    processor. ``plan_folder``: as the command was given it; nobody has looked yet whether it is one.
    """
    if cores() < 2 or _ledger_bytes(plan_folder or Path.cwd()) < LARGE:
        yield None
        return
    with WorkerPool(1, LIMITS) as pool:
        pool.start(_WORK)
        yield pool


def _ledger_bytes(place: Path) -> int:
    """Of the nearest ledger upward; 0 where there is none."""
    for folder in (place, *place.absolute().parents):
        try:
            return (folder / ".fujiplan" / "ledger.db").stat().st_size
        except OSError:
            continue
    return 0
