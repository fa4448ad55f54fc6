"""What other people's programs do in a test is not counted as ours (``--cov``): counting takes twice their time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from coverage import Coverage


@contextmanager
def uncounted() -> Iterator[None]:
    """No line is counted meanwhile; nothing of fujiplan may run in it. Also a decorator."""
    counting = Coverage.current()
    if counting is None:
        yield
        return
    counting.stop()
    try:
        yield
    finally:
        counting.start()
