"""Which command works, how long it waits for others, and whom it tells so: set once at the door, read by the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

SHORT_WAIT = 3.0
"""Seconds that everybody waits: commits of others are over by then."""


def _silent(_: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Session:
    """One run of a command. ``wait``: seconds for another's lock; ``tell`` shows a Japanese notice to the operator."""

    command: str = ""
    wait: float = SHORT_WAIT
    tell: Callable[[str], None] = _silent


_ALONE = Session()
_RUNNING: ContextVar[Session] = ContextVar("session", default=_ALONE)


def running() -> Session:
    """The running command's; one that waits shortly and tells nobody where there is no command (tests, scripts)."""
    return _RUNNING.get()


@contextmanager
def working(one: Session) -> Iterator[None]:
    """Everything inside belongs to that run."""
    token = _RUNNING.set(one)
    try:
        yield
    finally:
        _RUNNING.reset(token)
