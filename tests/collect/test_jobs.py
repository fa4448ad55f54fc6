"""However many workers read: the same JSON, the same ledger; a killer is one file's misfortune; known bytes rest."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
from cases_world import PRINTED, told
from office_world import GOOD, YEAR, filled

from fujiplan_cli.cli.door import run
from fujiplan_cli.workflow import arrivals
from fujiplan_cli.workflow.arrivals import read_arrivals, receive
from fujiplan_cli.workflow.collect import collect
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.distribute import distribute
from fujiplan_cli.workflow.reading import Book, BookReader, ReadBook, unread
from fujiplan_cli.workflow.setup import import_register, new_plan_folder
from fujiplan_cli.workflow.workers import Killed, cores
from fujiplan_cli.workflow.year_reading import FEW, Means


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged sample plan with its inbox, sheets distributed."""
    folder = tmp_path_factory.mktemp("sample") / "plan"
    new_plan_folder(folder, sample=True)
    plan = folder / "fujiplan.toml"
    plan.write_text(plan.read_text(encoding="utf-8") + '\n[collect]\naccept = ["xls", "ods"]\n', encoding="utf-8")
    desk = Desk.open(folder, today=date(YEAR + 1, 4, 1), by="架空 事務局")
    import_register(desk, folder / "register.xlsx", "見本")
    distribute(desk, YEAR)
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_any_number_of_workers_gives_the_same_bytes(sample: Path, tmp_path: Path, capsys) -> None:
    said = {}
    for jobs in ("1", "2", "3"):
        folder = shutil.copytree(sample, tmp_path / jobs)
        capsys.readouterr()
        run(["collect", "--year", "R7", "--jobs", jobs, "--json", "--plan", str(folder), "--today", "2026-04-20"])
        said[jobs] = (capsys.readouterr().out, files_of(folder))
    assert said["1"] == said["2"] == said["3"]
    verdicts = {entry["verdict"] for entry in json.loads(said["1"][0])["files"]}
    assert {"accepted", "returned", "rejected"} <= verdicts
    before = files_of(sample / "inbox")
    assert files_of(tmp_path / "2" / "inbox") == before


def test_a_killer_among_the_files_is_named_and_the_others_are_read(office) -> None:
    names = [f"{n:02d}.xlsx" for n in range(6)]
    paths = [office.put(name, bytes([n])) for n, name in enumerate(names)]
    causes = {1: "crashed", 3: "too_slow", 4: "too_large"}

    def read(books: Iterable[Book]) -> Iterator[ReadBook | Killed]:
        for book in books:
            cause = causes.get(book.data[0])
            yield Killed(cause) if cause else unread(book.file, book.sha256, YEAR, "file_unknown")

    desk = Desk.open(office.folder, today=date(2026, 4, 20))
    found = read_arrivals((receive(desk, YEAR, path) for path in paths), read, YEAR)
    codes = {Path(a.file).name: [f.code for s in a.submissions for f in s.findings] for a in found}
    killed = {"01.xlsx": "file_crashed_reader", "03.xlsx": "file_too_slow", "04.xlsx": "file_too_large"}
    assert codes == {name: [killed.get(name, "file_unknown")] for name in names}


def test_known_bytes_are_not_read_again_wherever_they_lie(office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.answer(PRINTED, name="a.xlsx")
    office.run("collect", "--year", "R7")

    def nobody(self: BookReader, book: Book) -> ReadBook:
        raise AssertionError(book.file)

    monkeypatch.setattr(BookReader, "here", nobody)
    shutil.copy(office.folder / "inbox" / str(YEAR) / "a.xlsx", office.folder / "inbox" / str(YEAR) / "b.xlsx")
    files = office.json("collect", "--year", "R7", "--jobs", "1")["files"]
    assert [(f["verdict"], f["reason"]) for f in files] == [("accepted", "unchanged"), ("accepted", "duplicate")]


def test_new_bytes_with_an_old_time_stamp_are_read(office) -> None:
    import os

    path = office.answer(PRINTED, name="a.xlsx")
    office.run("collect", "--year", "R7")
    times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    path.write_bytes(filled(office.sheets[PRINTED], {**GOOD, "kpi_1_actual": 161}))
    os.utime(path, ns=times)
    (entry,) = office.json("collect", "--year", "R7")["files"]
    assert entry["reason"] is None
    assert office.json("trace", PRINTED, "kpi_1_actual", "--year", "R7")["versions"][-1]["value"] == "161"


def test_a_file_that_was_too_slow_once_has_another_chance(office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.answer(PRINTED, name="a.xlsx")
    with monkeypatch.context() as busy:
        busy.setattr(BookReader, "here", lambda self, book: Killed("too_slow"))
        for reason in (None, "unchanged"):
            (entry,) = office.json("collect", "--year", "R7", "--jobs", "1")["files"]
            assert (entry["verdict"], told(entry), entry["reason"]) == ("rejected", ["file_too_slow@"], reason)
    (entry,) = office.json("collect", "--year", "R7")["files"]
    assert (entry["verdict"], entry["reason"]) == ("accepted", None)
    (entry,) = office.json("collect", "--year", "R7")["files"]
    assert (entry["verdict"], entry["reason"]) == ("accepted", "unchanged")


def test_a_batch_ends_before_large_files_fill_the_memory(office, monkeypatch: pytest.MonkeyPatch) -> None:
    from fujiplan_cli.workflow import collect as module

    monkeypatch.setattr(module, "BATCH_BYTES", 10_000)
    batches = []
    take = module._Recorder.take
    monkeypatch.setattr(module._Recorder, "take", lambda self, batch: (batches.append(len(batch)), take(self, batch)))
    for n in range(5):
        office.put(f"{n}.xlsx", bytes([n]) * 6_000)
    desk = Desk.open(office.folder, today=date(2026, 4, 20))
    assert len(collect(desk, YEAR).lines) == 5
    assert batches == [2, 2, 1]


def test_a_few_files_are_read_without_starting_workers() -> None:
    assert Means().jobs_for(FEW - 1) == 1
    assert Means().jobs_for(FEW) == cores() >= 1
    assert Means(jobs=3).jobs_for(1) == 3


@pytest.mark.parametrize("jobs", ["0", "-1", "x"])
def test_a_number_of_workers_that_is_none_is_wrong_usage(office, jobs: str) -> None:
    assert office.run("collect", "--year", "R7", "--jobs", jobs) == 2
    assert "--jobs" in office.err


def test_every_cause_has_its_finding() -> None:
    assert arrivals._KILLERS.keys() == {"crashed", "too_slow", "too_large"}
