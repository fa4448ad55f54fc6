"""A real Dask cluster of two processes: the local outcome byte for byte, whoever dies, and clear words without it."""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import killers
import pytest

from fujiplan_cli.cli.collected import collected_json
from fujiplan_cli.cli.door import run
from fujiplan_cli.workflow import chunks, cluster
from fujiplan_cli.workflow.cluster import Cluster
from fujiplan_cli.workflow.collect import collect
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.distribute import distribute
from fujiplan_cli.workflow.setup import import_register, new_plan_folder
from fujiplan_cli.workflow.worker_pool import Limits, WorkerPool
from fujiplan_cli.workflow.workers import Killed
from fujiplan_cli.workflow.year_reading import Means, means_of

distributed = pytest.importorskip("distributed")
YEAR = 2025
DAY = "2026-04-20"
linux = pytest.mark.skipif(sys.platform != "linux", reason="kills processes by signal")


@pytest.fixture(scope="module")
def two() -> Iterator[distributed.LocalCluster]:
    """Two worker processes, one thread each; no dashboard."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL, memory_limit="2GiB"
    ) as made:
        made.wait_for_workers(2)
        yield made


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged sample plan with its inbox, sheets distributed."""
    folder = tmp_path_factory.mktemp("sample") / "plan"
    new_plan_folder(folder, sample=True)
    desk = Desk.open(folder, today=date(YEAR + 1, 4, 1), by="架空 事務局")
    import_register(desk, folder / "register.xlsx", "見本")
    distribute(desk, YEAR)
    return folder


@pytest.fixture(scope="module")
def read_here(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The same plan collected by one process of this computer, and what was said."""
    folder = shutil.copytree(sample, tmp_path_factory.mktemp("here") / "plan")
    return folder, said(folder, Means(jobs=1))


def said(folder: Path, means: Means, progress=None) -> str:
    desk = Desk.open(folder, today=date.fromisoformat(DAY), by="架空 事務局")
    return json.dumps(collected_json(collect(desk, YEAR, means=means, progress=progress)), ensure_ascii=False)


def files_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def pids(two) -> set[int]:
    return {nanny.pid for nanny in two.workers.values()}


def ready(two) -> None:
    """Wait until both workers run, and Dask's nannies know it: one that is ended before that is not replaced."""

    async def running() -> None:
        for nanny in two.workers.values():
            await nanny.process.running.wait()

    two.wait_for_workers(2)
    two.sync(running)


@linux
def test_a_worker_killed_in_the_middle_changes_no_byte(
    two, sample: Path, read_here: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "JOBS", 2)  # so that there is a middle
    folder = shutil.copytree(sample, tmp_path / "plan")
    before = pids(two)
    outcomes: list[int] = []
    fetch = Cluster._fetch

    def fetched(self: Cluster, chunk, work):
        if len(outcomes) == 1:  # some are here, others are under way
            os.kill(min(before), signal.SIGKILL)
        outcomes.append(len(chunk.jobs))
        return fetch(self, chunk, work)

    monkeypatch.setattr(Cluster, "_fetch", fetched)
    assert said(folder, Means(cluster=two.scheduler_address)) == read_here[1]
    assert len(outcomes) > 10
    assert files_of(folder) == files_of(read_here[0])
    ready(two)
    assert pids(two) != before


@linux
def test_a_job_whose_worker_was_killed_is_done_again(two, tmp_path: Path) -> None:
    ready(two)
    given = [("double", 1), ("kill_parent_once", str(tmp_path / "killed")), ("double", 2)]
    with Cluster(two.scheduler_address) as pool:
        assert list(pool.doing(killers.obey)(given)) == [2, "done again", 4]


@linux
def test_a_job_that_kills_is_blamed_as_here_and_costs_no_worker(two) -> None:
    kinds = {3: "raise", 9: "abort", 12: "hang", 14: "devour"}
    given = [(kinds.get(n, "double"), n) for n in range(40)]
    harsh = Limits(seconds=2.0, memory=300 << 20)
    ready(two)
    before = pids(two)
    with Cluster(two.scheduler_address, harsh) as pool:
        found = list(pool.doing(killers.obey)(given))
    with WorkerPool(1, harsh) as local:
        assert found == list(local.doing(killers.obey)(given))
    assert {n for n, one in enumerate(found) if isinstance(one, Killed)} == kinds.keys()
    assert pids(two) == before


@linux
def test_jobs_that_lost_several_workers_are_done_here(two, tmp_path: Path) -> None:
    ready(two)
    two.scheduler.allowed_failures = 0  # else four workers would have to go
    with Cluster(two.scheduler_address) as pool:
        given = [("double", 1), ("kill_parent_once", str(tmp_path / "killed")), ("double", 2)]
        assert list(pool.doing(killers.obey)(given)) == [2, "done again", 4]
    two.scheduler.allowed_failures = 3


def test_jobs_are_drawn_only_as_far_as_the_memory_allows(two, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []

    def many() -> Iterator[tuple[str, int]]:
        for n in range(100):
            drawn.append(n)
            yield "double", n

    with Cluster(two.scheduler_address) as pool:
        assert next(pool.doing(killers.obey, lambda job: 20 << 20)(many())) == 0
        assert len(drawn) == 4  # 64 MiB


def test_the_command_reads_on_the_cluster(two, sample: Path, read_here, tmp_path: Path, capsys) -> None:
    folder = shutil.copytree(sample, tmp_path / "plan")
    capsys.readouterr()
    given = ["--executor", f"dask:{two.scheduler_address}", "--by", "架空 事務局", "--json"]
    run(["collect", "--year", "R7", *given, "--plan", str(folder), "--today", DAY])
    assert json.loads(capsys.readouterr().out) == json.loads(read_here[1])
    assert files_of(folder) == files_of(read_here[0])


def test_a_check_on_the_cluster_says_what_it_says_here_and_writes_nothing(two, sample: Path, capsys) -> None:
    before, told = files_of(sample), []
    some = [str(path) for path in sorted((sample / "inbox" / str(YEAR)).rglob("*.xlsx"))[:20]]
    for means in (["--jobs", "1"], ["--executor", f"dask:{two.scheduler_address}"]):
        capsys.readouterr()
        given = [*some, "--year", "R7", "--plan", str(sample), "--today", DAY, "--json"]
        told.append((run(["check", *given, *means]), capsys.readouterr().out))
    assert told[0] == told[1] and len(json.loads(told[0][1])["files"]) >= 20
    assert files_of(sample) == before


def test_another_version_on_the_cluster_is_told(two, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "__version__", "0.0.9")
    with Cluster(two.scheduler_address) as pool, pytest.raises(Refused, match="同じ版ではない"):
        list(pool.doing(killers.obey)([("double", 1)]))


def test_a_scheduler_that_goes_away_is_told_and_what_is_recorded_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        distributed.LocalCluster(
            n_workers=1, processes=False, dashboard_address=":0", silence_logs=logging.CRITICAL
        ) as one,
        pytest.raises(Refused, match="途切れました"),
        Cluster(one.scheduler_address) as pool,
    ):
        outcomes = pool.doing(killers.obey)(("double", n) for n in range(1000))
        assert next(outcomes) == 0
        one.close()
        list(outcomes)


def test_nobody_at_the_address_leaves_the_plan_folder_as_it_was(
    sample: Path, tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.3)
    folder = shutil.copytree(sample, tmp_path / "plan")
    before = files_of(folder)
    given = ["collect", "--year", "R7", "--plan", str(folder), "--today", DAY]
    assert run([*given, "--executor", "dask:127.0.0.1:9"]) == 4
    told = capsys.readouterr().err
    assert "つながりません" in told and "--executor を外して" in told and "Traceback" not in told
    assert run([*given, "--executor", "dask:tls://127.0.0.1:9"]) == 4
    assert "証明書" in capsys.readouterr().err
    assert files_of(folder) == before


def test_without_the_extra_the_remedy_is_told(sample: Path, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    given = ["collect", "--year", "R7", "--plan", str(sample), "--today", DAY, "--executor", "dask:127.0.0.1:9"]
    assert run(given) == 4
    assert "fujiplan[cluster]" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["dask", "dask:", "dask:host", "dask:http://host:1", "ray:host:1", "dask:host:x"])
def test_an_address_that_is_none_is_wrong_usage(text: str, capsys) -> None:
    assert run(["collect", "--year", "R7", "--executor", text]) == 2
    assert "dask:tls://10.0.0.5:8786" in capsys.readouterr().err


def test_jobs_and_passwords_do_not_go_to_an_open_cluster(sample: Path, tmp_path: Path, capsys) -> None:
    given = ["collect", "--year", "R7", "--plan", str(sample), "--executor", "dask:127.0.0.1:9"]
    assert run([*given, "--jobs", "2"]) == 2
    (tmp_path / "words").write_text("架空\n", encoding="utf-8")
    assert run([*given, "--password-file", str(tmp_path / "words")]) == 2
    assert "tls://" in capsys.readouterr().err


def test_an_encrypted_cluster_takes_passwords_and_certificates_of_dasks_own_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("cryptography")
    import dask

    once = distributed.Security.temporary()
    files = {"ca-file": once.tls_ca_file, "key": once.tls_client_key, "cert": once.tls_client_cert}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="ascii")
    words = tmp_path / "words"
    words.write_text("架空\n", encoding="utf-8")
    own = {"distributed.comm.tls.ca-file": str(tmp_path / "ca-file")}
    own |= {f"distributed.comm.tls.client.{one}": str(tmp_path / one) for one in ("key", "cert")}
    with distributed.LocalCluster(
        n_workers=1, processes=False, security=once, dashboard_address=":0", silence_logs=logging.CRITICAL
    ) as one:
        assert one.scheduler_address.startswith("tls://")
        with dask.config.set(own):
            means = means_of(None, words, one.scheduler_address)
            with means.pool(1) as pool:
                assert list(pool.doing(killers.obey)([("double", 4)])) == [8]
        monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.3)
        with pytest.raises(Refused) as told, Cluster(one.scheduler_address):
            pass
    assert "証明書" in told.value.remedy
