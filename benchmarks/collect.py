"""調書を読む時間と受け付ける時間（issue 4 の数値）。1回の実行ですべてを測り、目標と並べて示します。

    python benchmarks/collect.py [--books 5000] [--other 1000 10000] [--keep フォルダー]

読む時間は、LibreOffice が保存した実際の様式の調書で、展開と expat だけの時間、openpyxl（read_only と通常）、
calamine と、一冊ずつ順番に入れ替えて比べます。受付は、利用者と同じように別の処理として動かします。soffice が必要です。
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from alternatives import READERS
from collect_world import TODAY, YEAR, make_world

from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.lookup import YearLookup
from fujiplan_cli.workflow.portable_lookup import PortableLookup
from fujiplan_cli.workflow.reading import Book, BookReader
from fujiplan_cli.workflow.worker_pool import WorkerPool

ROUNDS = 5
_ONE_COMMAND = """
import json, resource, sys, threading
from fujiplan_cli.cli.door import run
from fujiplan_cli.workflow.worker_memory import resident_bytes
import multiprocessing, os, time

def watch(peak, stop):
    while not stop.wait(0.05):
        every = [os.getpid(), *(p.pid for p in multiprocessing.active_children() if p.pid)]
        peak[0] = max(peak[0], sum(map(resident_bytes, every)))

def own_peak():  # not ru_maxrss, which counts the pages of the process that started this one
    with open("/proc/self/status") as lines:
        return 1024 * int(next(line.split()[1] for line in lines if line.startswith("VmHWM")))

if __name__ == "__main__":
    peak, stop = [0], threading.Event()
    watcher = threading.Thread(target=watch, args=(peak, stop))
    watcher.start()
    status = run(sys.argv[2:])
    stop.set(); watcher.join()
    own, workers = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    told = {"own": own_peak() / 2**20, "all": peak[0] / 2**20, "cpu": own.ru_utime + own.ru_stime,
            "workers_cpu": workers.ru_utime + workers.ru_stime}
    with open(sys.argv[1], "w") as out:
        json.dump(told, out)
    sys.exit(status)
"""


@dataclass(frozen=True)
class Run:
    """One collect as a user runs it: wall seconds, MiB of the command and of it with its workers, CPU seconds."""

    seconds: float
    own_mib: float
    all_mib: float
    cpu: float
    workers_cpu: float
    totals: Mapping[str, int]


def reading_times(books: Sequence[bytes]) -> dict[str, float]:
    """Median milliseconds of CPU a book by each reader, the readers taking turns book by book."""
    from fujiplan_cli.workbook.reader import read_grid

    readers: dict[str, Callable[[bytes], object]] = {
        "fujiplan": read_grid,
        **{name: read for name, read in READERS.items() if not name.startswith("pandas")},
    }
    spent: dict[str, list[float]] = {name: [] for name in readers}
    for turn in range(ROUNDS):
        for data in books:
            for name, read in readers.items():
                if name.startswith("openpyxl") and turn:
                    continue  # slow, and as steady after one round
                start = time.process_time()
                read(data)
                spent[name].append((time.process_time() - start) * 1000)
    return {name: statistics.median(times) for name, times in spent.items()}


def collect(folder: Path, jobs: int) -> Run:
    """One `fujiplan collect` as a process of its own."""
    script, peak, out = folder.parent / "one_command.py", folder.parent / "peak.json", folder.parent / "out.json"
    script.write_text(_ONE_COMMAND, encoding="utf-8")
    command = [sys.executable, str(script), str(peak), "collect", "--year", str(YEAR), "--jobs", str(jobs)]
    command += ["--plan", str(folder), "--today", TODAY.isoformat(), "--json"]
    paths = [str(Path(__file__).parent), *sys.path]
    # Compiled modules are kept, as in every installation; a developer's machine may be set not to.
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder.parent / "compiled")}
    started = time.perf_counter()
    with out.open("wb") as sink:
        done = subprocess.run(
            command, stdout=sink, env=os.environ | compiled | {"PYTHONPATH": os.pathsep.join(paths)}, check=False
        )
    seconds = time.perf_counter() - started
    if done.returncode not in (0, 1):
        sys.exit(f"collect: exit {done.returncode}")
    told = json.loads(peak.read_text())
    totals = json.loads(out.read_text(encoding="utf-8"))["totals"]
    return Run(seconds, told["own"], told["all"], told["cpu"], told["workers_cpu"], totals)


def fresh(world: Path, folder: Path, count: int | None = None) -> Path:
    """A copy of a world that nobody has collected from, its files in the memory of the system as after a copy.

    With ``count`` only so many of its sheets have come in; the register stays whole.
    """
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(world, folder)
    for path in sorted((folder / "inbox").rglob("*.xlsx"))[count:] if count is not None else ():
        path.unlink()
    return folder


def world_of(base: Path, count: int) -> Path:
    """The plan folder of so many projects, made once."""
    folder = base / f"world{count}"
    if not folder.exists():
        print(f"調書を用意しています（{count:,}冊）", flush=True)
        make_world(folder, count)
    return folder


def scaling(world: Path, count: int = 1000) -> float:
    """How many times faster two workers read and check books than one (start-up and recording left out)."""
    desk = Desk.open(world, today=TODAY, by="計測")
    with desk.ledger() as ledger:
        lookup = PortableLookup.of(YearLookup.of(desk, ledger, YEAR))
    reader = BookReader(lookup, TODAY.isoformat())
    files = sorted((world / "inbox").rglob("*.xlsx"))[:count]
    books = [Book(path.name, "", path.read_bytes()) for path in files]
    seconds = []
    for size in (1, 2):
        with WorkerPool(size) as pool:
            read = pool.doing(reader)
            collections.deque(read(books[:100]), maxlen=0)  # started, and warm
            start = time.perf_counter()
            collections.deque(read(books), maxlen=0)
            seconds.append(time.perf_counter() - start)
    return seconds[0] / seconds[1]


def verdict(value: float, limit: float, *, least: bool = False) -> str:
    """A figure beside its limit."""
    met = value >= limit if least else value <= limit
    return f"目標 {limit:g} {'以上' if least else '以下'}：{'達成' if met else '未達'}"


def tell_reading(world: Path) -> None:
    """Reading alone."""
    files = sorted((world / "inbox").rglob("*.xlsx"))[:20]
    times = reading_times([path.read_bytes() for path in files])
    ours, least = times["fujiplan"], times["展開と expat だけ（下限）"]
    print(f"\n読むだけ（{len(files)}冊、1冊のCPU時間の中央値、ミリ秒）")
    for name, milliseconds in times.items():
        print(f"  {milliseconds:8.2f}  {name}")
    print(f"  展開と expat の {ours / least:.2f} 倍（{verdict(ours / least, 3)}）")
    for name, limit in (("openpyxl read_only", 5), ("openpyxl", 40)):
        print(f"  {name} より {times[name] / ours:.1f} 倍速い（{verdict(times[name] / ours, limit, least=True)}）")


def tell_run(name: str, run: Run, count: int) -> None:
    """One line for one collect."""
    print(
        f"  {name:18s} {run.seconds:7.1f} 秒  1冊 {run.seconds * 1000 / count:6.2f} ミリ秒  "
        f"CPU {run.cpu:.1f}＋{run.workers_cpu:.1f} 秒  "
        f"メモリー {run.own_mib:.0f} MiB（読む処理を含めて {run.all_mib:.0f} MiB）",
        flush=True,
    )


def tell_collecting(base: Path, count: int, others: Sequence[int]) -> None:
    """collect end to end: two workers, one worker, an unchanged inbox, and other sizes."""
    print("\n受付（collect、台帳・受付簿・修正依頼を含む）")
    world, work = world_of(base, count), base / "work"
    one = collect(fresh(world, work), 1)
    tell_run(f"{count:,}冊、1処理", one, count)
    two = collect(fresh(world, work), 2)
    tell_run(f"{count:,}冊、2処理", two, count)
    again = collect(work, 2)
    tell_run(f"{count:,}冊、変わらず", again, count)
    print(f"  内訳 {dict(two.totals)}")
    peaks = {count: two}
    for other in others:
        peaks[other] = collect(fresh(world_of(base, other), work), 2)
        tell_run(f"{other:,}冊、2処理", peaks[other], other)
    each = two.seconds * 1000 / count
    print(f"  1冊 {each:.2f} ミリ秒（{verdict(each, 6)}）")
    faster = one.seconds / two.seconds
    print(f"  2処理は1処理の {faster:.2f} 倍の速さ（{verdict(faster, 1.7, least=True)}）")
    print(f"  読取りと点検だけでは {scaling(world):.2f} 倍（起動、台帳への記録、修正依頼と受付簿を除く）")
    print(f"  変わらない受信フォルダー {again.seconds:.1f} 秒（{verdict(again.seconds, 3)}）")
    largest, few = max(peaks), min(peaks)
    part = collect(fresh(world_of(base, largest), work, few), 2)
    tell_run(f"{largest:,}件中{few:,}冊", part, few)
    most = max(run.own_mib for run in peaks.values())
    print(f"  最大メモリー {most:.0f} MiB（{verdict(most, 500)}）：", end="")
    print("、".join(f"{n:,}冊 {run.own_mib:.0f}" for n, run in sorted(peaks.items())))
    flat = f"{few:,}冊 {part.own_mib:.0f}、{largest:,}冊 {peaks[largest].own_mib:.0f} MiB"
    print(f"  事業台帳が同じ{largest:,}件のとき：{flat}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="調書を読む時間と受け付ける時間")
    parser.add_argument("--books", type=int, default=5000)
    parser.add_argument("--other", type=int, nargs="*", default=[1000, 10_000], help="メモリーを比べる冊数")
    parser.add_argument("--keep", type=Path, help="計画フォルダーを残す（次の実行で使う）場所")
    given = parser.parse_args()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    print(f"コア {os.cpu_count()}、開始時の負荷 {load:.1f}")
    with tempfile.TemporaryDirectory() as temporary:
        base = given.keep or Path(temporary)
        base.mkdir(parents=True, exist_ok=True)
        tell_reading(world_of(base, given.books))
        tell_collecting(base, given.books, given.other)


if __name__ == "__main__":
    main()
