"""What runs in a worker: learns its work, answers each job by itself, and ends when its parent does."""

from __future__ import annotations

import faulthandler
import gc
import importlib
import os
import pickle
import signal
from multiprocessing.connection import Connection
from typing import Any

from fujiplan_cli.workflow.worker_memory import resident_bytes
from fujiplan_cli.workflow.workers import outcome_of

READY = "ready"
_OBJECTS_BEFORE_SEARCH = 100_000
"""Answers are trees without cycles: the collector's default of 700 new objects would look at them for nothing."""


def send(connection: Connection, what: object) -> None:
    """Send jobs or an outcome over a line. What they hold in a `pickle.PickleBuffer` goes as it lies in memory,
    uncopied, and arrives as bytes. Raises OSError.
    """
    buffers: list[pickle.PickleBuffer] = []
    packed = pickle.dumps(what, pickle.HIGHEST_PROTOCOL, buffer_callback=buffers.append)
    connection.send((packed, len(buffers)))
    for one in buffers:
        connection.send_bytes(one)


def received(connection: Connection, packed: bytes, buffers: int) -> Any:
    """What was sent, when its first message, of these two parts, has come. Raises EOFError, OSError."""
    return pickle.loads(packed, buffers=[connection.recv_bytes() for _ in range(buffers)])  # noqa: S301 - made by our own parent or worker


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
                given: bytes | tuple[bytes, int] = connection.recv()
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
