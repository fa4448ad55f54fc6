"""Whatever happens in the middle, the ledger is whole: errors, Ctrl-C, kills, a full disk, a second writer."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from fujiplan_cli.ledger import Ledger, LedgerBusy, LedgerDamaged, LedgerError, LedgerMissing, LedgerNewer

HERE = Path(__file__).parent


def archive_files(plan: Path) -> list[str]:
    return sorted(p.name for p in (plan / ".fujiplan/archive").iterdir())


def database(plan: Path) -> sqlite3.Connection:
    return sqlite3.connect(plan / ".fujiplan/ledger.db", isolation_level=None)


@pytest.mark.parametrize("kind", [ValueError, KeyboardInterrupt, SystemExit, OSError])
def test_an_exception_in_the_middle_leaves_nothing_and_comes_out_unchanged(ledger, made, tmp_path, kind) -> None:
    with pytest.raises(kind, match="halfway"), ledger.writing("鈴木", made.at) as writer:
        writer.save_register([made.project()], source="", sha256="", reason="")
        writer.add_submission(made.submission(sha256=writer.archive(b"data")), "2026-04-20")
        raise kind("halfway")
    assert ledger.projects() == () and ledger.submissions(2025) == ()
    assert list(ledger.journal()) == [] and ledger.verify() == ()
    assert archive_files(tmp_path) == []
    assert not (tmp_path / ".fujiplan/writer.json").exists()


def test_bytes_archived_before_stay_when_a_later_transaction_fails(filled: Ledger, made, tmp_path: Path) -> None:
    before = archive_files(tmp_path)
    with pytest.raises(ValueError), filled.writing("鈴木", made.at) as writer:
        writer.archive(b"the workbook")
        writer.archive(b"another")
        raise ValueError
    assert archive_files(tmp_path) == before and filled.verify() == ()


def test_a_writer_is_of_no_use_after_its_block(ledger: Ledger, made) -> None:
    with ledger.writing("鈴木", made.at) as writer:
        pass
    with pytest.raises(LedgerError, match="既に終わっています"):
        writer.add_receipt(made.receipt())
    assert ledger.receipts(2025) == ()


CHILD = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
sys.path.insert(0, sys.argv[3])
import conftest as made
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.ledger import archive, database, journal

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

plan, moment = Path(sys.argv[1]), sys.argv[2]
ledger = Ledger.open(plan)
with ledger.writing("佐藤", datetime(2026, 4, 21)) as writer:
    ledger._database.run("PRAGMA cache_size = 5")  # pages go to the file before the commit
    if moment == "between file and its row":
        database.Database.one = die
    if moment == "between row and journal":
        journal.Scribe.note = die
    if moment == "half a file":
        archive.Path.replace = die
    for number in range(200):
        sha256 = writer.archive(b"%d" % number * 1000)
        writer.add_submission(made.submission(f"K-{number}", sha256=sha256), "2026-04-21")
    if moment == "before syncing":
        die()
    if moment == "before the commit":
        database.Database.commit = die
    if moment == "after the commit":
        commit = database.Database.commit
        database.Database.commit = lambda self: (commit(self), die())
"""
MOMENTS = ["half a file", "between file and its row", "between row and journal", "before syncing", "before the commit"]


def killed_at(moment: str, plan: Path) -> None:
    done = subprocess.run([sys.executable, "-c", CHILD, str(plan), moment, str(HERE)], capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX; Windows is covered by rollback tests")
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_process_killed_while_writing_leaves_the_ledger_as_before(filled: Ledger, made, tmp_path, moment) -> None:
    before = list(filled.journal())
    filled.close()
    killed_at(moment, tmp_path)
    with Ledger.open(tmp_path) as again:
        assert again.verify() == ()
        assert list(again.journal()) == before
        assert [s.submission.project for s in again.submissions(2025)] == ["A-01"]
        with again.writing("鈴木", made.at) as writer:  # and work goes on, with what the killed one left behind
            writer.add_submission(made.submission("K-0", sha256=writer.archive(b"0" * 1000)), "2026-04-22")
        assert again.verify() == ()
    assert list((tmp_path / ".fujiplan/incoming").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX; Windows is covered by rollback tests")
def test_a_process_killed_after_the_commit_leaves_everything(filled: Ledger, tmp_path: Path) -> None:
    filled.close()
    killed_at("after the commit", tmp_path)
    with Ledger.open(tmp_path) as again:
        assert len(again.submissions(2025)) == 201
        assert again.verify() == ()


def test_a_second_writer_is_told_who_writes_and_readers_still_read(filled: Ledger, made, tmp_path: Path) -> None:
    with Ledger.open(tmp_path, busy_seconds=0) as second, filled.writing("鈴木", made.at) as writer:
        writer.add_receipt(made.receipt())
        with pytest.raises(LedgerBusy, match=r"鈴木.*開始"), second.writing("佐藤", made.at):
            pytest.fail("two writers")
        assert len(second.receipts(2025)) == 1
    assert len(filled.receipts(2025)) == 2


def test_a_second_writer_gets_a_clear_message_when_nobody_knows_who_writes(filled, made, tmp_path: Path) -> None:
    with Ledger.open(tmp_path, busy_seconds=0) as second, filled.writing("鈴木", made.at):
        (tmp_path / ".fujiplan/writer.json").write_text("{", encoding="utf-8")
        with pytest.raises(LedgerBusy, match="ほかの処理"), second.writing("佐藤", made.at):
            pytest.fail("two writers")


def test_a_reader_in_the_way_of_a_commit_gives_busy_and_nothing_is_written(filled, made, tmp_path: Path) -> None:
    reader = database(tmp_path)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM journal").fetchall()
    with pytest.raises(LedgerBusy), filled.writing("鈴木", made.at) as writer:
        writer.add_receipt(made.receipt())
        writer.archive(b"more")
    reader.close()
    assert len(filled.receipts(2025)) == 1 and filled.verify() == ()
    assert len(archive_files(tmp_path)) == 1


def test_opening_a_locked_ledger_is_busy_too(filled: Ledger, tmp_path: Path) -> None:
    other = database(tmp_path)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(LedgerBusy):
        Ledger.open(tmp_path, busy_seconds=0)
    other.close()


def test_a_full_disk_in_the_database_leaves_it_whole(filled: Ledger, made, tmp_path: Path) -> None:
    before = filled.journal_head()
    pages = filled._database.one("PRAGMA page_count")
    filled._database.run(f"PRAGMA max_page_count = {pages + 3}")
    with pytest.raises(LedgerError, match="空き容量"), filled.writing("鈴木", made.at) as writer:
        for number in range(500):
            writer.add_submission(made.submission(f"B-{number}"), "2026-04-20")
    filled.close()
    with Ledger.open(tmp_path) as again:
        assert again.journal_head() == before and again.verify() == ()


TINY_DISK = """
mount -t tmpfs -o size=400k none "$1" && "$2" -c '
import sys
from datetime import datetime
from pathlib import Path
from fujiplan_cli.ledger import Ledger, LedgerError
plan = Path(sys.argv[1])
with Ledger.open(plan, create=True) as ledger:
    with ledger.writing("a", datetime(2026, 4, 20)) as writer:
        writer.archive(b"first")
    head = ledger.journal_head()
    try:
        with ledger.writing("a", datetime(2026, 4, 20)) as writer:
            for number in range(99):
                writer.archive(bytes([number]) * 10_000)
    except LedgerError as error:
        print(error)
with Ledger.open(plan) as ledger:
    assert ledger.verify() == () and ledger.journal_head() == head
    assert len(list((plan / ".fujiplan/archive").iterdir())) == 1
' "$1"
"""


def test_a_disk_that_is_really_full_leaves_ledger_and_archive_whole(tmp_path: Path) -> None:
    own_mounts = ["unshare", "-m", "true"]
    if sys.platform != "linux" or subprocess.run(own_mounts, capture_output=True).returncode != 0:
        pytest.skip("needs root on Linux to mount a tiny disk; the max_page_count test covers the database part")
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", TINY_DISK, "sh", str(tmp_path), sys.executable], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "空き容量が足りない" in done.stdout


READ_ONLY = """
import os, sys
from datetime import datetime
from pathlib import Path
from fujiplan_cli.ledger import Ledger, LedgerError, schema
schema.migrations()
if os.geteuid() == 0:
    os.seteuid(65534)  # permissions do not bind root; only now, when all is imported
with Ledger.open(Path(sys.argv[1])) as ledger:
    print(len(ledger.submissions(2025)))
    try:
        with ledger.writing("佐藤", datetime(2026, 4, 21)) as writer:
            writer.archive(b"x")
    except LedgerError as error:
        print(error)
try:
    Ledger.open(Path(sys.argv[1]) / "new", create=True)
except LedgerError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="folder permissions are set otherwise on Windows")
def test_a_read_only_folder_can_be_read_and_refuses_a_writer_in_plain_words(made) -> None:
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder)
        plan.chmod(0o755)
        with Ledger.open(plan, create=True) as ledger, ledger.writing("鈴木", made.at) as writer:
            writer.add_submission(made.submission(), "2026-04-20")
        inside = plan / ".fujiplan"
        (inside / "ledger.db").chmod(0o444)
        for path in (inside / "archive", inside / "incoming", inside, plan):
            path.chmod(0o555)
        command = [sys.executable, "-c", READ_ONLY, folder]
        done = subprocess.run(command, capture_output=True, text=True)
        plan.chmod(0o755)
        inside.chmod(0o755)
    assert done.returncode == 0, done.stderr
    first, *rest = done.stdout.splitlines()
    assert first == "1"
    assert len(rest) == 2 and all("台帳に書き込めません" in line for line in rest)


def test_no_ledger_is_missing_unless_it_is_to_be_made(tmp_path: Path) -> None:
    with pytest.raises(LedgerMissing, match="まだありません"):
        Ledger.open(tmp_path)
    assert not (tmp_path / ".fujiplan").exists()
    Ledger.open(tmp_path, create=True).close()
    with Ledger.open(tmp_path) as ledger:
        assert ledger.projects() == () and ledger.verify() == ()


def test_a_file_left_empty_by_a_kill_at_birth_is_missing_and_can_be_made(tmp_path: Path) -> None:
    (tmp_path / ".fujiplan").mkdir()
    (tmp_path / ".fujiplan/ledger.db").touch()
    with pytest.raises(LedgerMissing):
        Ledger.open(tmp_path)
    with Ledger.open(tmp_path, create=True) as ledger:
        assert ledger.register_version() == 0


@pytest.mark.parametrize("loss", ["gone", "empty"])
def test_a_lost_ledger_beside_a_filled_archive_is_not_begun_anew(filled: Ledger, tmp_path: Path, loss) -> None:
    filled.close()
    path = tmp_path / ".fujiplan/ledger.db"
    path.unlink() if loss == "gone" else path.write_bytes(b"")
    with pytest.raises(LedgerDamaged, match="保管庫"):
        Ledger.open(tmp_path, create=True)


def test_a_newer_ledger_is_left_alone(filled: Ledger, tmp_path: Path) -> None:
    filled.close()
    database(tmp_path).execute("PRAGMA user_version = 99")
    with pytest.raises(LedgerNewer, match="台帳の版99"):
        Ledger.open(tmp_path, create=True)


def test_a_file_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    (tmp_path / ".fujiplan").mkdir()
    (tmp_path / ".fujiplan/ledger.db").write_bytes(b"this is no database at all" * 100)
    with pytest.raises(LedgerDamaged, match="壊れている"):
        Ledger.open(tmp_path, create=True)


def test_a_database_of_another_program_is_not_taken_over(tmp_path: Path) -> None:
    (tmp_path / ".fujiplan").mkdir()
    database(tmp_path).execute("CREATE TABLE other (x)")
    with pytest.raises(LedgerDamaged, match="このソフトウェアの台帳ではありません"):
        Ledger.open(tmp_path, create=True)


def test_a_damaged_page_is_told_when_read_and_when_verified(filled: Ledger, made, tmp_path: Path) -> None:
    with filled.writing("鈴木", made.at) as writer:
        for number in range(100):
            writer.add_submission(made.submission(f"B-{number}"), "2026-04-20")
    filled.close()
    path = tmp_path / ".fujiplan/ledger.db"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] + b"\xff" * (len(whole) - len(whole) // 2))
    with Ledger.open(tmp_path) as ledger:
        with pytest.raises(LedgerDamaged):
            ledger.submissions(2025)
        assert any("壊れて" in fault for fault in ledger.verify())
