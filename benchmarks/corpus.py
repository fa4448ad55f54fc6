"""他人の表計算ファイルを1つずつ check と同じ読み方で読み、時間と最大メモリーを測ります（上限は10秒、1 GiB）。

    python benchmarks/corpus.py --corpus <ファイルのあるフォルダー> [--top 5]

隔離した1つの処理に1冊ずつ渡します。処理の最大メモリーは1冊ごとに 0 へ戻してから測ります（Linux だけ）。
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.lookup import YearLookup
from fujiplan_cli.workflow.portable_lookup import PortableLookup
from fujiplan_cli.workflow.reading import Book, BookReader
from fujiplan_cli.workflow.setup import new_plan_folder
from fujiplan_cli.workflow.worker_pool import WorkerPool
from fujiplan_cli.workflow.workers import Killed

YEAR = 2025
FORMATS = frozenset({"xls", "ods", "xlsb"})
LIMITS = 10.0, 1024.0
"""Seconds and MiB of one file (contract of the workers)."""


@dataclass(frozen=True)
class Measured:
    """One file as it was read: seconds, MiB at most, and the finding that it got."""

    file: str
    seconds: float
    mib: float
    code: str


@dataclass(frozen=True)
class Measuring:
    """The reader, timed. It is sent to the worker."""

    reader: BookReader

    def __call__(self, book: Book) -> Measured:
        """Read one book; the highest mark of memory is that of this book."""
        Path("/proc/self/clear_refs").write_text("5")
        started = time.perf_counter()
        read = self.reader(book)
        seconds = time.perf_counter() - started
        status = Path("/proc/self/status").read_text()
        peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
        codes = [f.code for sheet in read.sheets for f in sheet.submission.findings]
        return Measured(book.file, seconds, peak / 1024, codes[0] if codes else "")


def measured(corpus: Path, folder: Path) -> list[Measured]:
    """Every file of the corpus, read as by ``check`` with every format allowed."""
    new_plan_folder(folder)
    desk = Desk.open(folder, today=date(YEAR + 1, 4, 20), by="計測")
    files = sorted(path for path in corpus.rglob("*") if path.is_file() and path.name[0] != ".")
    with desk.ledger() as ledger:
        lookup = PortableLookup.of(YearLookup.of(desk, ledger, YEAR))
    reader = BookReader(lookup, desk.today.isoformat(), FORMATS)
    books = (Book(path.name, hashlib.sha256(data := path.read_bytes()).hexdigest(), data) for path in files)
    result = []
    with WorkerPool(1) as pool:
        for path, outcome in zip(files, pool.doing(Measuring(reader))(books), strict=True):
            killed = isinstance(outcome, Killed)
            result.append(Measured(path.name, float("inf"), float("inf"), outcome.cause) if killed else outcome)
    return result


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="他人の表計算ファイルを読む時間と最大メモリー")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--top", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        every = measured(given.corpus, Path(name) / "plan")
    slow, large = (max(getattr(one, what) for one in every) for what in ("seconds", "mib"))
    print(f"{len(every)}個、合計 {sum(one.seconds for one in every):.1f} 秒")
    for title, key in (("時間の長い順", "seconds"), ("メモリーの多い順", "mib")):
        print(title)
        for one in sorted(every, key=lambda m: -getattr(m, key))[: given.top]:
            print(f"  {one.seconds:6.2f} 秒  {one.mib:5.0f} MiB  {one.code:24s} {one.file}")
    print("判定の理由：", dict(Counter(one.code for one in every).most_common()))
    met = slow <= LIMITS[0] and large <= LIMITS[1]
    print(
        f"最大 {slow:.2f} 秒、{large:.0f} MiB（上限 {LIMITS[0]:g} 秒、{LIMITS[1]:g} MiB：{'達成' if met else '未達'}）"
    )


if __name__ == "__main__":
    main()
