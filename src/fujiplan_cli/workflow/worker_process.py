"""What runs in a worker: learns its work, answers each job by itself, and ends when its parent does."""

from __future__ import annotations

import faulthandler
import gc
import importlib
import os
import pickle
import signal
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection
from typing import Any

from fujiplan_cli.workflow.worker_memory import resident_bytes
from fujiplan_cli.workflow.workers import outcome_of

READY = "ready"
_TOGETHER = 1 << 20
"""Bytes that are copied to go in one message: each one more may have to wait for the interpreter."""
_OBJECTS_BEFORE_SEARCH = 100_000
"""Answers are trees without cycles: the collector's default of 700 new objects would look at them for nothing."""


def send(connection: Connection, what: object) -> None:
    """Send jobs or an outcome over a line. What they hold in a `pickle.PickleBuffer` goes beside the rest, small ones
    together and large ones uncopied, and arrives as bytes. Raises OSError.
    """
    beside: list[pickle.PickleBuffer] = []
    packed = pickle.dumps(what, pickle.HIGHEST_PROTOCOL, buffer_callback=beside.append)
    messages = list(_messages(beside))
    connection.send((packed, [[one.raw().nbytes for one in parts] for parts in messages]))
    for parts in messages:
        connection.send_bytes(parts[0] if len(parts) == 1 else b"".join(parts))


def received(connection: Connection, packed: bytes, sizes: list[list[int]]) -> Any:
    """What was sent, when its first message, of these two parts, has come. Raises EOFError, OSError."""
    beside = (part for message in sizes for part in _parts(connection.recv_bytes(), message))
    return pickle.loads(packed, buffers=beside)  # noqa: S301 - made by our own parent or worker


def _messages(beside: Iterable[pickle.PickleBuffer]) -> Iterator[list[pickle.PickleBuffer]]:
    together: list[pickle.PickleBuffer] = []
    for one in beside:
        if together and sum(part.raw().nbytes for part in (*together, one)) > _TOGETHER:
            yield together
            together = []
        together.append(one)
    if together:
        yield together


def _parts(message: bytes, sizes: list[int]) -> Iterator[bytes]:
    end = 0
    for size in sizes:
        begin, end = end, end + size
        yield message[begin:end]


def serve(connection: Connection, seconds: float, needs: tuple[object, ...]) -> None:
    """Answer until the parent hangs up: each outcome, and how many bytes it left us holding.

    ``seconds``: how long one job may take.

    Bytes are work to be learned, packed; else it is jobs for the work learned last. ``needs``: what the work will
    be made of. Names of modules are imported here, classes and functions were when they arrived: either while the
    parent is still gathering the work.

    Should the parent be killed while a job hangs, the timer of faulthandler, a thread that needs no interpreter, ends
    this process: nothing is left behind on any system.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole terminal; the parent ends its workers
    work: Any = None
    gc.set_threshold(_OBJECTS_BEFORE_SEARCH)
    for module in needs:
        if isinstance(module, str):
            importlib.import_module(module)
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - a device, not a path
        for stream in (1, 2):  # what a library says in its panic is nothing for the user, and would spoil --json
            os.dup2(nowhere.fileno(), stream)
        while True:
            try:
                given: bytes | tuple[bytes, list[list[int]]] = connection.recv()
                jobs = [] if isinstance(given, bytes) else received(connection, *given)
            except (EOFError, OSError):
                return
            if isinstance(given, bytes):
                work = pickle.loads(given)  # noqa: S301 - made by our own parent
                gc.freeze()
                connection.send(READY)
                continue
            faulthandler.dump_traceback_later((len(jobs) + 1) * seconds, exit=True, file=nowhere)
            for job in jobs:
                send(connection, (outcome_of(work, job), resident_bytes(os.getpid())))
            faulthandler.cancel_dump_traceback_later()
