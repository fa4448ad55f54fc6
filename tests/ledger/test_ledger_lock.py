"""Who writes is told; a dead process's lock is recognised on its own computer and never broken for another's."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import threading
import time
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from fujiplan_cli.ledger import Claim, Holder, Ledger, LedgerBusy, LedgerError, Session, holder, processes, working


@pytest.fixture
def folder(filled: Ledger, tmp_path: Path) -> Path:
    """A plan folder whose ledger is closed."""
    filled.close()
    return tmp_path


def left(plan: Path, **changes: object) -> Claim:
    """A lock that somebody left."""
    claim = replace(Claim.of_this_process("鈴木"), **changes)
    (plan / ".fujiplan/writer.json").write_text(json.dumps(asdict(claim)), encoding="utf-8")
    return claim


def written(plan: Path, made, wait: float = 0) -> int:
    """Add a line to the receipt book; how many there are now."""
    with Ledger.open(plan, busy_seconds=wait) as ledger:
        with ledger.writing("佐藤", made.at) as writer:
            writer.add_receipt(made.receipt())
        return len(ledger.receipts(2025))


def test_another_computers_lock_is_told_with_who_where_when_and_what_and_never_broken(folder: Path, made) -> None:
    since = datetime(2026, 4, 20, 9, 30).astimezone().isoformat()
    left(folder, host="PC-12", user="suzuki", command="collect", at=since, pid=999_999)
    before = (folder / ".fujiplan/writer.json").read_bytes()
    who = "鈴木（利用者suzuki、コンピューターPC-12、2026-04-20 09:30開始、fujiplan collect、プロセス番号999999）"
    words = rf"{who}.*--wait 60.*doctor"
    with pytest.raises(LedgerBusy, match=words):
        written(folder, made)
    assert (folder / ".fujiplan/writer.json").read_bytes() == before
    with Ledger.open(folder) as ledger:  # and whoever only reads, reads
        assert len(ledger.receipts(2025)) == 1


def test_a_computer_of_the_same_name_is_another_computer(folder: Path, made, monkeypatch) -> None:
    monkeypatch.setattr(processes, "machine", lambda: "aaaa")
    left(folder, machine="bbbb", pid=999_999)
    with pytest.raises(LedgerBusy):
        written(folder, made)


@pytest.mark.parametrize("gone", ["no such process", "number used again", "own earlier error"])
def test_a_lock_of_a_process_that_is_gone_here_does_not_stop_anybody(folder: Path, made, gone: str) -> None:
    child = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(60,))
    child.start()
    pid, started = child.pid or 0, processes.started(child.pid or 0)
    if gone == "number used again":
        left(folder, pid=pid, started=f"{started}0")
    if gone == "own earlier error":
        left(folder)
    if gone == "no such process":
        left(folder, pid=pid, started=started or "")
        with pytest.raises(LedgerBusy):
            written(folder, made)
        child.kill()
        child.join()
    told: list[str] = []
    with working(Session("settle", tell=told.append)):
        assert written(folder, made) == 2
    assert len(told) == 1 and "鈴木" in told[0] and "途中で止まっていました" in told[0]
    child.kill()
    child.join()
    assert sorted(p.name for p in (folder / ".fujiplan").iterdir()) == ["archive", "incoming", "ledger.db"]


def test_wait_goes_on_when_the_other_has_finished_and_says_for_whom_it_waits(folder: Path, made) -> None:
    lock = left(folder, host="PC-12", user="suzuki", command="collect")
    threading.Timer(0.6, (folder / ".fujiplan/writer.json").unlink).start()
    told: list[str] = []
    with working(Session("settle", 30, told.append)), Ledger.open(folder) as ledger, ledger.writing("佐藤", made.at):
        assert Holder(folder / ".fujiplan").look() != lock
    assert len(told) == 1 and "PC-12" in told[0] and "最長30秒" in told[0]


def test_a_lock_from_the_future_is_told_as_such(folder: Path, made) -> None:
    soon = (datetime.now() + timedelta(minutes=90, seconds=30)).astimezone().isoformat()
    left(folder, host="PC-12", at=soon)
    with pytest.raises(LedgerBusy, match="このコンピューターの時計より90分先"):
        written(folder, made)


def test_records_made_later_than_now_are_told_once_and_nothing_breaks(folder: Path, made) -> None:
    now, told = datetime.now().replace(microsecond=0), list[str]()
    with Ledger.open(folder) as ledger, ledger.writing("未来", now + timedelta(hours=3)) as writer:
        writer.add_receipt(made.receipt())
    with working(Session("settle", 3, told.append)), Ledger.open(folder) as ledger:
        for _ in range(2):
            with ledger.writing("佐藤", now) as writer:
                writer.add_receipt(made.receipt())
        assert [r.id for r in ledger.receipts(2025)] == [1, 2, 3, 4] and ledger.verify() == ()
    assert len(told) == 1 and "時計" in told[0]


def test_a_lock_taken_away_in_the_middle_stops_the_commit(folder: Path, made) -> None:
    with Ledger.open(folder) as ledger:
        with (
            pytest.raises(LedgerBusy, match=r"使用中の印.*を外しました"),
            ledger.writing("佐藤", made.at) as w,
        ):
            w.add_receipt(made.receipt())
            left(folder, host="PC-12", key="another")
        assert len(ledger.receipts(2025)) == 1 and ledger.verify() == ()
    assert (folder / ".fujiplan/writer.json").exists()  # it is the other's


def test_a_file_server_without_hard_links_locks_as_well(folder: Path, made, monkeypatch) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.ENOTSUP, "no links")

    monkeypatch.setattr(os, "link", no_links)
    assert written(folder, made) == 2
    left(folder, host="PC-12")
    with pytest.raises(LedgerBusy):
        written(folder, made)


def test_where_the_system_locks_nothing_the_file_still_keeps_the_second_writer_out(
    folder: Path, made, monkeypatch
) -> None:
    """As on a file server that grants everybody every lock: SQLite's BEGIN succeeds for both."""
    with Ledger.open(folder) as first, first.writing("鈴木", made.at):
        monkeypatch.setattr("fujiplan_cli.ledger.database.Database.begin", lambda self: pytest.fail("two writers"))
        with pytest.raises(LedgerBusy, match="鈴木"):
            written(folder, made)


def test_many_at_once_write_one_after_the_other(folder: Path) -> None:
    context = multiprocessing.get_context("spawn")
    crowd = [context.Process(target=_busy_clerk, args=(str(folder), n)) for n in range(3)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join(60)
    assert [one.exitcode for one in crowd] == [0, 0, 0]
    with Ledger.open(folder) as ledger:
        assert len(ledger.acts("test")) == 15 and ledger.verify() == ()


def _busy_clerk(plan: str, number: int) -> None:
    from fujiplan_cli.model.act import Act

    with Ledger.open(Path(plan), busy_seconds=60) as ledger:
        for turn in range(5):
            with ledger.writing(f"{number}", datetime(2026, 4, 20)) as writer:
                writer.add_act(Act(0, "test", 2025, f"{number}-{turn}", "2026-04-20"))


def test_a_holder_that_lives_is_seen_to_live_whatever_the_clocks_say(folder: Path, made, monkeypatch) -> None:
    monkeypatch.setattr(holder, "BEAT", 0.05)
    lock = Holder(folder / ".fujiplan")
    with Ledger.open(folder) as ledger, ledger.writing("鈴木", made.at):
        assert lock.is_alive(2)
    left(folder, host="PC-12")
    assert not lock.is_alive(0.4)
    (folder / ".fujiplan/writer.json").unlink()


def test_a_folder_that_takes_no_lock_says_so_in_plain_words(folder: Path, made, monkeypatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(Path, "write_bytes", refused)
    with pytest.raises(LedgerError, match="台帳に書き込めません"):
        written(folder, made)
