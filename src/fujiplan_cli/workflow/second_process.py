"""Another process for a large site, which starts before this one has imported what a site is made with.

WHY a module of its own: it may import nothing heavy, or the start would wait for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.worker_pool import Limits, WorkerPool
from fujiplan_cli.workflow.workers import cores

FEW = 400
"""Results (of a project in a year): a site of fewer is proved sooner than another process has started."""
LIMITS = Limits(seconds=1200.0, memory=16 << 30, chunks_ahead=64)
"""The files are our own: what takes long and much is a large site on a slow computer, and no attack. This process holds
them anyway, so they may wait in any number.
"""
_WORK = "fujiplan_cli.workflow.proving"
"""The module that it will need."""


@contextmanager
def second_process(desk: Desk, year: int) -> Iterator[WorkerPool | None]:
    """A pool of one process that is starting, or None where a site up to ``year`` is too small, or the computer has one
    processor. Raises LedgerError, Refused.
    """
    if cores() < 2 or _results(desk, year) < FEW:
        yield None
        return
    with WorkerPool(1, LIMITS) as pool:
        pool.start(_WORK)
        yield pool


def _results(desk: Desk, year: int) -> int:
    meetings = [m.id for m in desk.plan.meetings if m.publishes]
    with desk.ledger() as ledger:
        return sum(ledger.frozen_results(y, m) for y in range(desk.plan.first_year, year + 1) for m in meetings)
