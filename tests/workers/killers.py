"""Work that a worker does in the tests, some of it its last. A module of its own: a spawned process must find it."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
from pathlib import Path
from typing import Any

INHERITED = False
"""Set by a test in its own process: a worker that sees it was forked."""


def obey(job: tuple[str, Any]) -> Any:
    """Do what the first word says with the second."""
    word, value = job
    return globals()[f"_{word}"](value)


def _double(value: int) -> int:
    return value * 2


def _abort(_: object) -> None:
    os.abort()


def _exit(_: object) -> None:
    os._exit(0)


def _crash(_: object) -> None:
    ctypes.string_at(0)


def _kill_parent_once(marker: str) -> str:
    """Whoever supervises us is killed in the middle of our job, but only the first time."""
    if Path(marker).exists():
        return "done again"
    Path(marker).touch()
    os.kill(os.getppid(), signal.SIGKILL)
    return "not reached"


def _hang(_: object) -> None:
    while True:
        pass


def _devour(_: object) -> None:
    held = []
    while True:
        held.append(bytearray(32 << 20))


def _keep(size: int) -> int:
    globals()["_kept"] = bytearray(size)
    return size


def _raise(_: object) -> None:
    raise ValueError("the secret of the file")


class Panic(BaseException):
    """As libraries written in other languages raise it."""


def _panic(_: object) -> None:
    raise Panic


def _unsendable(_: object) -> object:
    return lambda: None


def _pid(_: object) -> int:
    return os.getpid()


def _start(_: object) -> tuple[str, bool]:
    return multiprocessing.current_process().name, INHERITED


def _shout(text: str) -> str:
    os.write(1, text.encode())
    os.write(2, text.encode())
    return text


class NeverArrives:
    """Work that cannot even be unpacked in a worker."""

    def __call__(self, job: object) -> object:
        return job

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (3,)
