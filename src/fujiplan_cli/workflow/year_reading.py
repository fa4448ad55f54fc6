"""How the files of one run are read: here or by workers, started only when there is something to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.workflow.arrivals import Arrival, read_arrivals
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.files import read_file
from fujiplan_cli.workflow.lookup import YearLookup
from fujiplan_cli.workflow.portable_lookup import PortableLookup
from fujiplan_cli.workflow.reading import Book, BookReader, ReadBook, book_workers
from fujiplan_cli.workflow.senders import Senders
from fujiplan_cli.workflow.worker_pool import WorkerPool, WorkersUnavailable
from fujiplan_cli.workflow.workers import Killed, Pool, cores

FEW = 100
"""So many files are read sooner here than two workers have started."""


@dataclass(frozen=True, slots=True)
class Means:
    """How files are read. ``jobs``: worker processes; 0 leaves the number to us. ``passwords`` are tried in turn.

    ``cluster``: address of a Dask scheduler whose workers read them; "" for this computer.
    """

    jobs: int = 0
    passwords: tuple[str, ...] = field(default=(), repr=False)
    cluster: str = ""

    def jobs_for(self, files: int) -> int:
        """One for a few files, so that they need not wait for workers to start; else one a core."""
        return self.jobs or (1 if files < FEW else cores())

    def pool(self, files: int) -> Pool:
        """Who reads so many files. To be used in a ``with`` block, which may raise Refused (cluster.Cluster)."""
        if not self.cluster:
            return WorkerPool(self.jobs_for(files))
        from fujiplan_cli.workflow.cluster import Cluster

        return Cluster(self.cluster)


BY_OURSELVES = Means()
"""Nobody said anything."""


def means_of(jobs: int | None, password_file: Path | None, cluster: str = "") -> Means:
    """What the options say. Raises Refused (usage): both numbers and cluster, a file without a password in it, or one
    that would travel.
    """
    if cluster and jobs:
        raise Refused(
            "--jobs は、--executor と一緒に指定できません（処理の数はクラスターが決めます）。",
            "どちらかを外してください。",
            status=2,
        )
    if password_file is None:
        return Means(jobs or 0, cluster=cluster)
    if cluster and not cluster.startswith("tls://"):
        raise Refused(
            "パスワードを、暗号化していない通信でクラスターに送ることはできません。",
            "--executor に tls:// の住所を指定するか、--executor を外し、このPCで読んでください。",
            status=2,
        )
    data = read_file(password_file)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp932", "replace")
    passwords = tuple(line for line in text.replace("\r\n", "\n").split("\n") if line)
    if not passwords:
        raise Refused(
            f"パスワードのファイル「{password_file}」に何も書かれていません。",
            "1行に一つずつパスワードを書いてください。",
            status=2,
        )
    return Means(jobs or 0, passwords, cluster)


class YearReading:
    """Reads the files of one run by ``pool``. What must be known is gathered when the first unread file comes."""

    def __init__(self, desk: Desk, ledger: Ledger, year: int, means: Means, pool: Pool) -> None:
        self._desk, self._ledger, self._year, self._means, self._pool = desk, ledger, year, means, pool
        self._lookup: PortableLookup | None = None

    def lookup(self) -> PortableLookup:
        """What is known of the year before its sheets are read."""
        if self._lookup is None:
            self._lookup = PortableLookup.of(YearLookup.of(self._desk, self._ledger, self._year))
        return self._lookup

    def read(self, arrivals: Iterable[Arrival]) -> Iterator[Arrival]:
        """The arrivals in their order, read. Raises Refused when no worker can be started."""
        try:
            yield from read_arrivals(arrivals, self._workers, self._year)
        except WorkersUnavailable as error:
            raise Refused(
                f"調書を読み取る処理を起動できません（{error}）。読み終えた分は記録しています。",
                "空きメモリーを確認するか、--jobs 1 を付けて実行してください。",
                status=4,
            ) from error

    def _workers(self, books: Iterable[Book]) -> Iterator[ReadBook | Killed]:
        for first in books:
            if self._pool.size > 1:
                self._pool.start(BookReader)  # it takes them as long as it takes us to gather what they must know
            plan = self._desk.plan
            today, senders = self._desk.today.isoformat(), Senders.of(plan, self._year)
            reader = BookReader(self.lookup(), today, plan.accept, self._means.passwords, senders)
            yield from book_workers(reader, self._pool)(chain((first,), books))
