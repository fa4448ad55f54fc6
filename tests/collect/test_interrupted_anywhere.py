"""A collect that is killed, stopped, out of space or without its inbox at any moment: nothing is lost or doubled.

A moment is the n-th time that the command opens, renames or removes a file of the plan folder, or makes a folder in it;
Python tells a process of each through its audit hooks, so a moment is the same on every machine. The command runs in a
forked process.
"""

from __future__ import annotations

import errno
import io
import multiprocessing
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from cases_world import ANSWERS, BUILT, LASTING, PRINTED, TYPED
from office_world import DAY, YEAR, filled
from openpyxl import load_workbook
from test_cases_of_books import saved_on

from fujiplan_cli.cli.door import run
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.workflow import collect

pytestmark = pytest.mark.skipif(os.name != "posix", reason="fork and SIGKILL")
MOMENTS = frozenset(
    ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.scandir", "sqlite3.connect")
)
KILLS, TIMED_KILLS, OTHERS = 20, 10, 8
COLLECT = ("collect", "--year", str(YEAR), "--today", DAY)


class World(NamedTuple):
    """An inbox of several batches not yet collected, what an undisturbed collect records, and how long that takes."""

    folder: Path
    undisturbed: object
    moments: int
    seconds: float


@pytest.fixture(scope="module")
def world(_sent, tmp_path_factory: pytest.TempPathFactory) -> World:
    source, sheets = _sent
    folder = shutil.copytree(source, tmp_path_factory.mktemp("interrupted") / "plan")
    inbox = folder / "inbox" / str(YEAR)
    inbox.mkdir(parents=True, exist_ok=True)
    for number in (PRINTED, TYPED, LASTING, BUILT):
        for day, actual in ((10, 150), (18, 155)):
            data = filled(sheets[number], {**ANSWERS[number], "kpi_1_actual": actual})
            (inbox / f"{number} {day}.xlsx").write_bytes(saved_on(data, datetime(2026, 4, day)))
    faulty = filled(sheets["1-1-02"], {**ANSWERS["1-1-02"], "kpi_1_actual": "約160"})
    for name, data in {"z1.xlsx": faulty, "z2.xlsx": faulty, "z3.csv": b"1,2\r\n", "~$z1.xlsx": b"x"}.items():
        (inbox / name).write_bytes(data)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(collect, "BATCH", 3)
        counted, note = folder.with_name("counted"), folder.with_name("moments")
        shutil.copytree(folder, counted)
        start = time.perf_counter()
        assert forked(counted, lambda n, *_: note.write_text(str(n))) == 1
        yield World(folder, recorded(counted), int(note.read_text()), time.perf_counter() - start)


def forked(folder: Path, at_moment: Callable[[int, str, tuple], object], seconds: float | None = None) -> int | None:
    """Collect in a process of its own; its exit status. ``at_moment`` is called in it with the moment's number.

    ``seconds``: killed after that time, however far it is.
    """
    process = multiprocessing.get_context("fork").Process(target=_collect, args=(folder, at_moment))
    process.start()
    process.join(seconds)
    if process.is_alive():
        os.kill(process.pid or 0, signal.SIGKILL)
    process.join(60)
    return process.exitcode


def _collect(folder: Path, at_moment: Callable[[int, str, tuple], object]) -> None:
    sys.stdout = sys.stderr = io.StringIO()
    seen, within = 0, False

    def hook(event: str, given: tuple) -> None:
        nonlocal seen, within
        if event in MOMENTS and not within and given and str(folder) in str(given[0]):
            seen, within = seen + 1, True
            try:
                at_moment(seen, event, given)
            finally:
                within = False

    sys.addaudithook(hook)
    status = run([*COLLECT, "--plan", str(folder)])
    (folder / "said.txt").write_text(sys.stderr.getvalue(), encoding="utf-8")
    os._exit(status)


def recorded(folder: Path) -> object:
    """Everything that a collect leaves behind."""
    with Ledger.open(folder) as ledger:
        assert ledger.verify() == ()
        versions = [
            (s.version, s.submission.project, s.submission.verdict, {k: a.raw for k, a in s.submission.answers.items()})
            for s in ledger.submissions(YEAR)
        ]
        receipts = [(r.file, r.sha256, r.verdict, r.reason, r.submission_version) for r in ledger.receipts(YEAR)]
        assert all(ledger.archived(sha256) for _, sha256, *_ in receipts)
    book = load_workbook(folder / "reports" / str(YEAR) / "受付簿.xlsx")
    rows = [row for page in book.worksheets for row in page.iter_rows(values_only=True)]
    return versions, receipts, rows, sorted(path.name for path in (folder / "returns").rglob("*.xlsx"))


def goes_on(folder: Path, world: World) -> None:
    """The ledger is whole, and the next run brings everything to where an undisturbed run would have."""
    with Ledger.open(folder) as ledger:
        assert ledger.verify() == ()
    assert run([*COLLECT, "--plan", str(folder)]) == 1
    assert recorded(folder) == world.undisturbed


def chosen(world: World, count: int, seed: str) -> list[int]:
    """Moments by their seed, the first and the last among them."""
    return sorted({1, world.moments, *random.Random(seed).sample(range(2, world.moments), count - 2)})


def inboxes(world: World, tmp_path: Path, moments: list[int]):
    """A fresh copy of the plan folder for each moment; the one before is thrown away."""
    for moment in moments:
        folder = tmp_path / f"plan{moment}"
        shutil.copytree(world.folder, folder)
        yield moment, folder
        shutil.rmtree(folder)


def test_kill_9_at_any_moment_loses_nothing(world: World, tmp_path: Path) -> None:
    for moment, folder in inboxes(world, tmp_path, chosen(world, KILLS, "kill")):
        status = forked(folder, lambda n, *_, at=moment: n == at and os.kill(os.getpid(), signal.SIGKILL))
        assert status == -signal.SIGKILL, moment
        goes_on(folder, world)


def test_kill_9_after_any_time_loses_nothing(world: World, tmp_path: Path) -> None:
    chance = random.Random("time")
    for _, folder in inboxes(world, tmp_path, list(range(TIMED_KILLS))):
        forked(folder, lambda *_: None, seconds=chance.uniform(0, world.seconds))
        goes_on(folder, world)


def test_ctrl_c_at_any_moment_ends_with_130_and_loses_nothing(world: World, tmp_path: Path) -> None:
    def interrupt(n: int, at: int) -> None:
        if n == at:
            raise KeyboardInterrupt

    for moment, folder in inboxes(world, tmp_path, chosen(world, OTHERS, "ctrl-c")):
        status = forked(folder, lambda n, *_, at=moment: interrupt(n, at))
        assert status in (130, 1), (moment, status)
        assert "Traceback" not in (folder / "said.txt").read_text(encoding="utf-8")
        goes_on(folder, world)


def test_a_disk_that_is_full_from_any_moment_on_ends_with_4_and_loses_nothing(world: World, tmp_path: Path) -> None:
    def full(n: int, event: str, given: tuple, at: int) -> None:
        writes = event != "open" or (isinstance(given[1], str) and set(given[1]) & set("wax+"))
        if n >= at and writes and event not in ("os.scandir", "os.remove", "os.rmdir", "sqlite3.connect"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    for moment, folder in inboxes(world, tmp_path, chosen(world, OTHERS, "full")):
        status = forked(folder, lambda n, event, given, at=moment: full(n, event, given, at))
        assert status in (4, 1), (moment, status)
        goes_on(folder, world)


def test_an_inbox_that_vanishes_at_any_moment_leaves_the_rest_for_the_next_run(world: World, tmp_path: Path) -> None:
    for moment, folder in inboxes(world, tmp_path, chosen(world, OTHERS, "vanish")):
        inbox, away = folder / "inbox", folder.with_name("away")
        status = forked(folder, lambda n, *_, at=moment, a=inbox, b=away: n == at and a.rename(b))
        away.rename(inbox)
        assert status in (1, 2, 4), (moment, status)
        assert "Traceback" not in (folder / "said.txt").read_text(encoding="utf-8")
        goes_on(folder, world)
