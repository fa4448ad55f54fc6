"""Supervised long-lived workers of this computer: each is watched by a thread that knows which job it is at.

A ProcessPoolExecutor breaks as a whole when one process aborts, and does not say at which job. Here a job that aborts,
hangs or eats memory costs that job only: its worker is replaced and goes on with the next. Start method is spawn
everywhere, because Windows has no other and a fork would copy this process's open ledger.
"""

from __future__ import annotations

import multiprocessing
import pickle
import queue
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import Any

from fujiplan_cli.workflow.chunks import CHUNKS_AHEAD, has_room, next_jobs
from fujiplan_cli.workflow.worker_memory import resident_bytes
from fujiplan_cli.workflow.worker_process import READY, received, send, serve
from fujiplan_cli.workflow.workers import Cause, Job, Killed, Result, Work, Workers


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may take."""

    seconds: float = 10.0
    memory: int = 1 << 30
    """Bytes of physical memory of its worker."""
    start_seconds: float = 120.0
    """How long a worker may take to start, on a slow disk with a virus scanner."""
    chunks_ahead: int = CHUNKS_AHEAD
    """Chunks of jobs given out for each worker and not yet fetched."""


class WorkersUnavailable(Exception):
    """No worker can be started at all: no job is to blame."""


_LOOK_EVERY = 0.05
"""Seconds between two looks at a busy worker's memory."""
_TURN = 0.0005
"""Seconds for which another thread keeps the interpreter when a watching one wants it. It wants it for moments, a
hundred times in a chunk; with Python's own 5 ms a busy main thread left its workers idle half of the time.
"""
_WAIT = 0.5
"""Seconds after which a waiting thread looks up: on Windows Ctrl-C is not heard while it waits."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Jobs that are given out together. ``weight``: bytes of all of them."""

    number: int
    packed_work: bytes
    jobs: list[Any]
    weight: int


class WorkerPool:
    """``size`` processes, for one kind of work after the other.

    They start when they are told to or when the first jobs come, and end with the ``with`` block.
    """

    def __init__(self, size: int, limits: Limits = Limits()) -> None:
        self.size = size
        self._limits = limits
        # Simple ones, whose lock is not Python's: Ctrl-C in the middle of a put would leave the other kind locked, and
        # closing the pool would wait for ever.
        self._todo: queue.SimpleQueue[_Chunk | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[tuple[int, list[Any]] | BaseException] = queue.SimpleQueue()
        self._finished: dict[int, list[Any]] = {}
        """Number of a chunk → its outcomes, until they are handed on."""
        self._watchers: list[threading.Thread] = []
        self._workers: set[_Worker] = set()
        self._closing = threading.Event()
        self._numbers = count(1)
        self._turn = 0.0
        """What ``_TURN`` was before we started; 0 while we have not."""

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every worker, whatever it is doing."""
        self._closing.set()
        for _ in self._watchers:
            self._todo.put(None)
        for worker in tuple(self._workers):
            worker.kill()
        for watcher in self._watchers:
            watcher.join()
        if self._turn:
            sys.setswitchinterval(self._turn)

    def start(self, *needs: object) -> None:
        """Start the processes while their work is still being gathered.

        ``needs``: classes and functions that it will be made of, or names of modules; they are imported meanwhile.
        """
        if self._watchers:
            return
        self._turn = sys.getswitchinterval()
        sys.setswitchinterval(_TURN)
        for _ in range(self.size):  # not each by its thread, which would have to wait for us at every step
            watcher = threading.Thread(target=self._watch, args=(self._hire(needs),), daemon=True)
            self._watchers.append(watcher)
            watcher.start()

    def doing(self, work: Work[Job, Result], weigh: Callable[[Job], int] = lambda job: 0) -> Workers[Job, Result]:
        """The processes at this work. ``weigh``: bytes of a job, where jobs can be large.

        The first jobs are given out at once, not only when somebody asks for an outcome; at most a few chunks for each
        process are under way. Raises WorkersUnavailable when none starts.
        """
        return self.doing_packed(pickle.dumps(work, pickle.HIGHEST_PROTOCOL), weigh)

    def doing_packed(self, work: bytes, weigh: Callable[[Any], int] = lambda job: 0) -> Workers[Any, Any]:
        """The same for work that came packed. The same object again is the same work, learned already."""
        return partial(self._outcomes, work, weigh)

    def _outcomes(self, packed_work: bytes, weigh: Callable[[Any], int], jobs: Iterable[Any]) -> Iterator[Any]:
        source = iter(jobs)
        under_way: deque[_Chunk] = deque()

        def give_out() -> None:
            while self._has_room(under_way) and (chunk := self._chunk(packed_work, weigh, source)).jobs:
                self.start()
                under_way.append(chunk)
                self._todo.put(chunk)

        def fetched() -> Iterator[Any]:
            while under_way:
                first = under_way.popleft().number
                while first not in self._finished:
                    self._finished.update([self._next_done()])
                yield from self._finished.pop(first)
                give_out()

        give_out()
        return fetched()

    def _has_room(self, under_way: Collection[_Chunk]) -> bool:
        # Nobody is idle because another has something large.
        return len(under_way) < self.size or has_room(under_way, self.size * self._limits.chunks_ahead)

    def _chunk(self, packed_work: bytes, weigh: Callable[[Any], int], source: Iterator[Any]) -> _Chunk:
        """The next jobs; none when there are no more."""
        return _Chunk(next(self._numbers), packed_work, *next_jobs(source, weigh))

    def _next_done(self) -> tuple[int, list[Any]]:
        while True:
            try:
                answer = self._done.get(timeout=_WAIT)
            except queue.Empty:
                continue
            if isinstance(answer, BaseException):
                raise answer
            return answer

    def _watch(self, first: _Worker) -> None:
        """One worker after the other does chunk after chunk, until the pool closes."""
        worker: _Worker | None = first
        try:
            while (chunk := self._todo.get()) is not None and not self._closing.is_set():
                outcomes: list[Any] = []
                while len(outcomes) < len(chunk.jobs) and not self._closing.is_set():
                    worker = worker or self._hire()
                    worker.learn(chunk.packed_work)
                    outcomes += worker.do(chunk.jobs[len(outcomes) :])
                    if not worker.is_sound:
                        self._dismiss(worker)
                        worker = None
                self._done.put((chunk.number, outcomes))
        except BaseException as error:  # whatever ends this thread is raised again where results are awaited
            self._done.put(error)
        finally:
            if worker is not None:
                self._dismiss(worker)

    def _hire(self, needs: tuple[object, ...] = ()) -> _Worker:
        worker = _Worker(self._limits, needs)
        self._workers.add(worker)
        if self._closing.is_set():  # __exit__ may have looked at the workers just before
            worker.kill()
        return worker

    def _dismiss(self, worker: _Worker) -> None:
        worker.end()
        self._workers.discard(worker)


class _Worker:
    """One process, seen from its watching thread. ``is_sound``: it can be given more."""

    def __init__(self, limits: Limits, needs: tuple[object, ...]) -> None:
        self._limits = limits
        self._learned = b""
        self.is_sound = True
        context = multiprocessing.get_context("spawn")
        self._line: Connection
        self._line, far_end = context.Pipe()
        self._process: SpawnProcess = context.Process(target=serve, args=(far_end, limits.seconds, needs), daemon=True)
        self._process.start()
        far_end.close()  # ours would keep the line open after the worker is gone

    def learn(self, packed_work: bytes) -> None:
        """Give it its work, unless it does that already.

        Raises WorkersUnavailable when it ends, or says nothing for too long: it may only just have started.
        """
        if self._learned is packed_work:
            return
        self._learned = packed_work
        try:
            self._line.send(packed_work)
            if self._line.poll(self._limits.start_seconds) and self._line.recv() == READY:
                return
        except (EOFError, OSError):
            pass
        self.end()
        raise WorkersUnavailable(f"exit status {self._process.exitcode}")

    def do(self, jobs: list[Any]) -> list[Any]:
        """Outcomes of the jobs as far as they go: those after a killer are not done.

        Nor are those after a job that left the worker swollen: the next one would be blamed for it.
        """
        outcomes: list[Any] = []
        try:
            send(self._line, jobs)
            while len(outcomes) < len(jobs) and self.is_sound:
                cause = self._overdrawn()
                if cause is not None:
                    return [*outcomes, self._killed(cause)]
                outcome, held = received(self._line, *self._line.recv())
                outcomes.append(outcome)
                self.is_sound = held <= self._limits.memory // 2
        except (EOFError, OSError):  # OSError: the line broke while we wrote or read
            outcomes.append(self._killed("crashed"))
        return outcomes

    def _overdrawn(self) -> Cause | None:
        """Wait for an answer; which limit was passed meanwhile."""
        until = time.monotonic() + self._limits.seconds
        while not self._line.poll(_LOOK_EVERY):
            if resident_bytes(self._process.pid or 0) > self._limits.memory:
                return "too_large"
            if time.monotonic() > until:
                return "too_slow"
        return None

    def _killed(self, cause: Cause) -> Killed:
        self.is_sound = False
        if cause != "crashed":
            return Killed(cause)
        self._process.join(_WAIT)
        return Killed(cause, f"exit status {self._process.exitcode}")

    def kill(self) -> None:
        """End the process, whatever it is doing; its watching thread notices by the broken line."""
        self._process.kill()

    def end(self) -> None:
        """End the process and wait until it is gone."""
        self.kill()
        self._process.join()
        self._line.close()
