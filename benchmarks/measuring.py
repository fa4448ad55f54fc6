"""What the benchmarks share: work done in turn, medians and spreads, commands run as processes of their own."""

from __future__ import annotations

import compileall
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
Result = TypeVar("Result")

# Run by a small Python of its own: Linux counts the pages of the process that starts a command as the command's own
# until it has replaced itself, and a benchmark that has built a plan folder is a large process.
_LAUNCHER = """
import json, os, resource, subprocess, sys, time
start = time.perf_counter()
done = subprocess.run(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
seconds = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as out:
    json.dump([done.returncode, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024], out)
sys.stderr.buffer.write(done.stderr)
"""


def as_installed() -> None:
    """Let every command find the package compiled, as `pip install` leaves it.

    Who starts a benchmark may have forbidden Python to keep what it compiles: each command compiles all modules then.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compileall.compile_dir(str(ROOT / "src"), quiet=2)


@dataclass(frozen=True)
class Cost:
    """What one piece of work took: seconds by the clock and of CPU, MiB of its largest process (0: not known)."""

    seconds: float
    cpu: float
    peak_mib: float = 0.0


@dataclass(frozen=True)
class Way:
    """One way to do a job. ``work`` gets the number of the call; ``prepare`` comes before it and is not counted.

    ``rounds``: at most so many, for a way that takes very long (None: as many as the others).
    """

    name: str
    work: Callable[[int], Cost]
    prepare: Callable[[], object] = field(default=lambda: None)
    rounds: int | None = None


@dataclass(frozen=True)
class Series:
    """What a way took, a round each; ``costs[n]`` of every series of a job come from the same minute."""

    name: str
    costs: tuple[Cost, ...]

    @property
    def seconds(self) -> float:
        """Median by the clock."""
        return statistics.median(cost.seconds for cost in self.costs)

    @property
    def cpu(self) -> float:
        """Median of CPU."""
        return statistics.median(cost.cpu for cost in self.costs)

    @property
    def range(self) -> tuple[float, float]:
        """The fastest and the slowest round by the clock."""
        every = [cost.seconds for cost in self.costs]
        return min(every), max(every)

    @property
    def peak_mib(self) -> float:
        """The most of any round."""
        return max(cost.peak_mib for cost in self.costs)

    def times_of(self, base: Series, *, cpu: bool = False) -> tuple[float, float, float]:
        """How many times as long as ``base`` (or as much CPU), round by round: median, least, most."""
        pairs = zip(self.costs, base.costs, strict=False)
        each = [mine.cpu / its.cpu if cpu else mine.seconds / its.seconds for mine, its in pairs]
        return statistics.median(each), min(each), max(each)


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Seconds and result."""
    start = time.perf_counter()
    made = work()
    return time.perf_counter() - start, made


def here(work: Callable[[int], object]) -> Callable[[int], Cost]:
    """A way that runs inside this process."""

    def measured(call: int) -> Cost:
        start, cpu = time.perf_counter(), time.process_time()
        work(call)
        return Cost(time.perf_counter() - start, time.process_time() - cpu)

    return measured


def in_turn(ways: Sequence[Way], rounds: int, each: int = 1, *, warm: bool = True) -> list[Series]:
    """All ways in turn, every second round backwards, so that a machine that slows down slows all of them.

    A round calls each way ``each`` times, in turn too, and counts the median. ``warm``: an uncounted call first.
    """
    for way in ways if warm else ():
        way.prepare()
        way.work(0)
    taken: dict[str, list[Cost]] = {way.name: [] for way in ways}
    for number in range(rounds):
        now = [way for way in ways if way.rounds is None or number < way.rounds]
        calls: dict[str, list[Cost]] = {way.name: [] for way in now}
        for call in range(each):
            for way in now if number % 2 == 0 else reversed(now):
                way.prepare()
                gc.collect() if each == 1 else None
                calls[way.name].append(way.work(call))
        for name, costs in calls.items():
            taken[name].append(_typical(costs))
    return [Series(way.name, tuple(taken[way.name])) for way in ways]


def _typical(costs: Sequence[Cost]) -> Cost:
    return Cost(
        statistics.median(cost.seconds for cost in costs),
        statistics.median(cost.cpu for cost in costs),
        max(cost.peak_mib for cost in costs),
    )


def as_process(
    command: Sequence[str | Path], *, source: Path = ROOT, accepted: Sequence[int] = (0,), extra: Mapping[str, str] = {}
) -> Cost:
    """Run a command as a user does and wait for it. ``source``: the tree whose src/ is imported.

    Compiled modules are kept, as in every installation. Ends the program when the command ends with another status.
    """
    environment = os.environ | {
        "PYTHONPATH": str(source / "src"),
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / f"fujiplan-compiled-{os.getuid()}"),
        **extra,
    }
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "cost.json"
        line = [sys.executable, "-S", "-c", _LAUNCHER, str(out), *map(str, command)]
        done = subprocess.run(line, env=environment, stderr=subprocess.PIPE, check=True)
        status, seconds, cpu, peak = json.loads(out.read_text())
    if status not in accepted:
        sys.exit(f"{' '.join(map(str, command[:6]))} …: {status}\n{done.stderr.decode(errors='replace')[-2000:]}")
    return Cost(seconds, cpu, peak)


def compiled(*trees: Path) -> None:
    """Compile a tree's modules, and the libraries that others are measured with, before anything is counted."""
    for tree in trees:
        as_process([sys.executable, "-m", "compileall", "-q", tree / "src"])
    for module in ("pandas", "openpyxl", "python_calamine", "frictionless", "typst"):
        as_process([sys.executable, "-c", f"import {module}"])


def fujiplan(*arguments: str | Path) -> list[str | Path]:
    """The command line of fujiplan."""
    return [sys.executable, "-m", "fujiplan_cli", *arguments]
