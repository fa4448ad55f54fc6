"""Workers: in order, spawn-safe, and a job that kills costs that job only, correctly named."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import killers
import pytest

from fujiplan_cli.workflow.worker_memory import resident_bytes
from fujiplan_cli.workflow.worker_pool import Limits, WorkerPool, WorkersUnavailable
from fujiplan_cli.workflow.workers import Here, Killed

HARSH = Limits(seconds=3.0, memory=300 << 20)
KILLERS = {7: "abort", 8: "exit", 21: "crash", 30: "hang", 33: "devour", 34: "unsendable", 48: "raise", 49: "panic"}
CAUSES = {"hang": "too_slow", "devour": "too_large"}
linux = pytest.mark.skipif(sys.platform != "linux", reason="tells processes by Linux' pidfd and /proc")


def jobs(killing: dict[int, str]) -> list[tuple[str, int]]:
    return [(killing.get(n, "double"), n) for n in range(50)]


@linux
def test_each_killer_among_fifty_jobs_is_named_and_costs_nobody_else() -> None:
    with WorkerPool(2, HARSH) as pool:
        outcomes = list(pool.doing(killers.obey)(jobs(KILLERS)))
    causes = {n: one.cause for n, one in enumerate(outcomes) if isinstance(one, Killed)}
    assert causes == {n: CAUSES.get(word, "crashed") for n, word in KILLERS.items()}
    assert [one for one in outcomes if not isinstance(one, Killed)] == [n * 2 for n in range(50) if n not in KILLERS]


def test_outcomes_come_in_the_order_of_the_jobs_whoever_does_them() -> None:
    given = jobs({5: "raise", 6: "panic"})
    here = list(Here(killers.obey)(given))
    for size in (1, 3):
        with WorkerPool(size) as pool:
            assert list(pool.doing(killers.obey)(given)) == here
    assert here[5] == Killed("crashed", "ValueError")  # and nothing of what the exception said


def test_jobs_are_drawn_only_as_far_as_there_is_room() -> None:
    drawn = []

    def many() -> Iterator[tuple[str, int]]:
        for n in range(10_000):
            drawn.append(n)
            yield "double", n

    with WorkerPool(1) as pool:
        assert next(pool.doing(killers.obey)(many())) == 0
        assert len(drawn) < 300


@pytest.mark.parametrize(("megabytes", "most"), [(3, 4), (40, 2), (100, 1)])
def test_large_jobs_are_drawn_one_by_one_and_only_as_the_memory_allows(megabytes: int, most: int) -> None:
    drawn = []

    def many() -> Iterator[tuple[str, int]]:
        for n in range(100):
            drawn.append(n)
            yield "double", n

    with WorkerPool(1) as pool:
        assert next(pool.doing(killers.obey, lambda job: megabytes << 20)(many())) == 0
        assert len(drawn) == most


def test_a_pool_can_be_used_again_and_without_jobs_starts_nothing() -> None:
    with WorkerPool(1) as pool:
        assert list(pool.doing(killers.obey)([])) == []
        assert [*pool.doing(killers.obey)([("pid", 0)])] == [*pool.doing(killers.obey)([("pid", 0)])]


def test_one_kind_of_work_after_the_other_is_done_by_the_same_processes() -> None:
    with WorkerPool(1) as pool:
        pool.start(killers.obey)
        (first,) = pool.doing(killers.obey)([("pid", 0)])
        assert list(pool.doing(abs)([-1, -2])) == [1, 2]
        assert list(pool.doing(killers.obey)([("pid", 0), ("double", 2)])) == [first, 4]


def test_a_worker_that_replaces_a_killed_one_learns_the_work_anew() -> None:
    with WorkerPool(1) as pool:
        assert list(pool.doing(abs)([-1])) == [1]
        given = [("double", 1), ("exit", 0), ("double", 2)]
        assert list(pool.doing(killers.obey)(given)) == [2, Killed("crashed", "exit status 0"), 4]
        assert list(pool.doing(abs)([-3])) == [3]


@linux
def test_a_job_that_leaves_its_worker_swollen_is_not_paid_for_by_the_next() -> None:
    given = [("keep", 200 << 20), ("keep", 200 << 20), ("double", 1)]
    with WorkerPool(1, HARSH) as pool:
        assert list(pool.doing(killers.obey)(given)) == [200 << 20, 200 << 20, 2]


def test_workers_are_spawned_and_inherit_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(killers, "INHERITED", True)
    with WorkerPool(1) as pool:
        ((name, inherited),) = pool.doing(killers.obey)([("start", 0)])
    assert name.startswith("SpawnProcess") and not inherited


def test_what_a_library_prints_in_a_worker_reaches_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    with WorkerPool(1) as pool:
        assert list(pool.doing(killers.obey)([("shout", "thread panicked")])) == ["thread panicked"]
    assert capfd.readouterr() == ("", "")


def test_workers_that_never_start_are_told_and_blamed_on_no_job() -> None:
    with WorkerPool(2) as pool, pytest.raises(WorkersUnavailable):
        list(pool.doing(killers.NeverArrives())(range(3)))


@linux
def test_no_process_outlives_its_pool_even_when_it_is_left_early() -> None:
    with WorkerPool(2, HARSH) as pool:
        outcomes = pool.doing(killers.obey)([*[("pid", 0)] * 32, ("hang", 0), *[("pid", 0)] * 20])
        worker = os.pidfd_open(next(outcomes))
    assert ended(worker, within=0)


SCRIPT = """
import signal, sys
import killers
from fujiplan_cli.workflow.worker_pool import Limits, WorkerPool
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in what a shell runs in the background
if __name__ == "__main__":  # a spawned process imports this file anew
    with WorkerPool(1, Limits(seconds=float(sys.argv[1]))) as pool:
        print(*pool.doing(killers.obey)([("pid", 0)]), flush=True)
        print(*pool.doing(killers.obey)([(sys.argv[2], 0)]), flush=True)
        sys.stdin.read()
"""


def parent_of(tmp_path: Path, seconds: float, then: str) -> tuple[subprocess.Popen[str], int]:
    """A process with a worker that has done one job; the worker's pidfd."""
    script = tmp_path / "parent.py"
    script.write_text(SCRIPT, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(script), str(seconds), then],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    return process, os.pidfd_open(int(process.stdout.readline()))


def ended(pidfd: int, within: float) -> bool:
    """Whether the process is gone after so many seconds at most."""
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    gone = bool(poll.poll(within * 1000))
    os.close(pidfd)
    return gone


@linux
@pytest.mark.parametrize("then", ["double", "hang"])
def test_a_worker_whose_parent_was_killed_ends_by_itself(tmp_path: Path, then: str) -> None:
    process, worker = parent_of(tmp_path, 1.0, then)
    process.kill()
    process.communicate()
    assert ended(worker, within=60)


@linux
def test_ctrl_c_leaves_no_process_behind(tmp_path: Path) -> None:
    process, worker = parent_of(tmp_path, 600.0, "hang")
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to parent and workers alike
    _, complaint = process.communicate(timeout=60)
    assert "KeyboardInterrupt" in complaint
    assert ended(worker, within=60)


@linux
def test_memory_is_told_of_a_living_process_and_of_no_other() -> None:
    assert resident_bytes(os.getpid()) > 1 << 20
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert resident_bytes(process.pid) == 0
