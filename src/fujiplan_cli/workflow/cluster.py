"""A Dask cluster as workers: other computers read the sheets, this one records (ADR 0017). Nothing else takes Dask."""

from __future__ import annotations

import logging
import pickle
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any

from fujiplan_cli import __version__
from fujiplan_cli.workflow import cluster_work
from fujiplan_cli.workflow.chunks import CHUNKS_AHEAD, has_room, next_jobs
from fujiplan_cli.workflow.desk import Refused
from fujiplan_cli.workflow.worker_pool import Limits, WorkerPool
from fujiplan_cli.workflow.workers import Job, Result, Work, Workers

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT_SECONDS = 10.0
"""How long the scheduler may take to answer."""
IDLE_SECONDS = 60.0
"""How long a cluster may be without any worker: one that grows when there is work needs a while."""
LOCAL = Limits()
"""A job may take there what it may take here."""
_WAIT = 0.5
"""Seconds after which we look up while waiting for a result."""
_COUNT_EVERY = 5.0
"""Seconds between two counts of the workers, which may come and go."""
_AGAIN = "記録した分は残っています。もう一度実行すると、続きから受け付けます。"
_TLS = "暗号化した通信（tls://）には、証明書の設定（DASK_DISTRIBUTED__COMM__TLS__…）が要ります。"


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Jobs given to the cluster. They are kept until their outcomes are here: we may have to do them ourselves."""

    future: Future[Any]
    jobs: list[Any]
    weight: int


class Cluster:
    """The workers behind the scheduler at ``address`` (``tcp://HOST:PORT`` or ``tls://HOST:PORT``).

    Gives the outcomes that a WorkerPool gives, since each worker gives its jobs to a supervised process of its own. A
    chunk whose worker dies is done again by another; one that has lost several workers is done here.
    """

    def __init__(self, address: str, limits: Limits = LOCAL) -> None:
        self._address, self._limits = address, limits
        self._own = WorkerPool(1, limits)
        self._client: Client
        self._workers = 0
        self._counted_at = 0.0

    def __enter__(self) -> Cluster:
        """Raises Refused when Dask is not installed or the scheduler cannot be reached."""
        self._client = _connected(self._address)
        self._count()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._own.__exit__(kind, error, trace)
        self._client.close(timeout=CONNECT_SECONDS if error is None else 1)  # type: ignore[no-untyped-call]  # Dask's

    @property
    def size(self) -> int:
        """How many jobs the workers do at once; never one, with which this process would read by itself."""
        return max(2, self._workers)

    def start(self, *needs: object) -> None:
        """They run already."""

    def doing(self, work: Work[Job, Result], weigh: Callable[[Job], int] = lambda job: 0) -> Workers[Job, Result]:
        """The cluster at this work, as WorkerPool.doing. Raises Refused when the cluster is lost or is of no use."""
        return partial(self._outcomes, work, weigh)

    def _outcomes(self, work: Work[Any, Any], weigh: Callable[[Any], int], jobs: Iterable[Any]) -> Iterator[Any]:
        source = iter(jobs)
        under_way: deque[_Chunk] = deque()
        packed = cluster_work.pack(work)
        name = cluster_work.digest(packed)
        # A task, not data that is only copied to workers: what only they hold is lost when all that hold it die.
        known = self._client.submit(cluster_work.keep, packed, key=f"fujiplan-{name}")

        def give_out() -> None:
            """Send jobs while there is room for them."""
            self._count(now_and_then=True)
            while len(under_way) < 2 or has_room(under_way, self.size * CHUNKS_AHEAD):
                drawn, weight = next_jobs(source, weigh)
                if not drawn:
                    return
                packed_jobs = pickle.dumps(drawn, pickle.HIGHEST_PROTOCOL)
                future = self._client.submit(cluster_work.do, known, name, packed_jobs, self._limits, pure=False)
                under_way.append(_Chunk(future, drawn, weight))

        def fetched() -> Iterator[Any]:
            while under_way:
                yield from self._fetch(under_way.popleft(), work)
                give_out()

        give_out()
        return fetched()

    def _fetch(self, chunk: _Chunk, work: Work[Any, Any]) -> list[Any]:
        """The outcomes of a chunk. Raises Refused."""
        from distributed import KilledWorker

        empty_since: float | None = None
        while True:
            try:
                version, outcomes = chunk.future.result(timeout=_WAIT)
            except TimeoutError:
                empty_since = None if self._count(now_and_then=True) else empty_since or time.monotonic()
                if empty_since is not None and time.monotonic() - empty_since > IDLE_SECONDS:
                    raise Refused(
                        f"クラスター（{self._address}）に、動いている worker がありません。",
                        f"worker を起動し、もう一度実行してください。{_AGAIN}",
                        status=4,
                    ) from None
            except KilledWorker:
                return list(self._own.doing(work)(chunk.jobs))
            except (CancelledError, OSError) as error:
                raise self._lost(error) from error
            except Exception as error:  # whatever Dask says of work that it cannot even begin
                raise _unlike(type(error).__name__) from error
            else:
                if version != __version__:
                    raise _unlike(f"fujiplan {version}")
                found: list[Any] = pickle.loads(outcomes)  # noqa: S301 - of workers that we trust with the sheets
                return found

    def _count(self, *, now_and_then: bool = False) -> int:
        """Threads of all workers, as counted a moment ago at most. Raises Refused when the scheduler is gone."""
        if not now_and_then or time.monotonic() - self._counted_at > _COUNT_EVERY:
            try:
                workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
                self._workers = sum(one["nthreads"] for one in workers)
            except (OSError, CancelledError, RuntimeError) as error:
                raise self._lost(error) from error
            self._counted_at = time.monotonic()
        return self._workers

    def _lost(self, error: BaseException) -> Refused:
        return Refused(
            f"クラスターの scheduler（{self._address}）との通信が途切れました（{type(error).__name__}）。",
            f"scheduler とネットワークを確認してください。{_AGAIN}このPCだけで読むときは --executor を外してください。",
            status=4,
        )


def _connected(address: str) -> Client:
    """Raises Refused."""
    try:
        from distributed import Client
    except ImportError:
        raise Refused(
            "クラスターで読むための部品（distributed）が、このPCにありません。何も記録していません。",
            "部品を入れる（pip install 'fujiplan[cluster]'）か、--executor を外し、このPCで読んでください。",
            status=4,
        ) from None
    for name in [one for one in logging.root.manager.loggerDict if one.startswith("distributed")]:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # what we make of it is said by us, in Japanese
    warnings.filterwarnings("ignore", message="Sending large graph")  # all that is known of the year, once
    try:
        return Client(  # type: ignore[no-untyped-call]  # Dask's
            address, timeout=CONNECT_SECONDS, set_as_default=False, name="fujiplan"
        )
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise Refused(
            f"クラスターの scheduler（{address}）につながりません（{type(error).__name__}）。何も記録していません。",
            "住所と、scheduler が動いていることを確認してください。"
            + (_TLS if address.startswith("tls://") else "")
            + "このPCだけで読むときは --executor を外してください。",
            status=4,
        ) from error


def _unlike(what: str) -> Refused:
    return Refused(
        f"クラスターの側で調書を読めません（{what}）。"
        "scheduler 又は worker の fujiplan が、このPCと同じ版ではないようです。",
        f"全部のPCに fujiplan {__version__} を、このPCと同じ部品の版で入れてください。{_AGAIN}",
        status=4,
    )
