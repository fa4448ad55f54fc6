"""Lines that need not be counted (``--cov``): counting takes more than twice the time, of others' code as well."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from coverage import Coverage


@contextmanager
def uncounted() -> Iterator[None]:
    """No line is counted meanwhile: for what other people's programs do, or what is done thousands of times over.

    Also a decorator. WHY not pytest-cov's ``no_cover``: in a process of pytest-xdist a second `Coverage` counts on.
    """
    stopped = []
    while (counting := Coverage.current()) is not None:
        counting.stop()
        stopped.append(counting)
    try:
        yield
    finally:
        for counting in reversed(stopped):
            counting.start()
