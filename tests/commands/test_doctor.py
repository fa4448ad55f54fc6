"""doctor: what a clerk finds broken is named with its remedy, mended without losing a record, packed and unpacked."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
import zipfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

import pytest
from office_world import DAY, GOOD, Office, filled

from fujiplan_cli.cli.door import run
from fujiplan_cli.ledger import Claim, Ledger, holder
from fujiplan_cli.workflow import surroundings


@pytest.fixture(scope="module")
def _received(_distributed, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Mapping[str, bytes]]:
    """A plan folder with two sheets received, that only its group may read."""
    source, sheets = _distributed
    folder = shutil.copytree(source, tmp_path_factory.mktemp("received") / "plan")
    (folder / ".fujiplan").chmod(0o770)
    for number in ("1-1-01", "1-1-02"):
        path = folder / "inbox/2025" / f"{number}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(filled(sheets[number], GOOD))
    assert run(["collect", "--year", "2025", "--plan", str(folder), "--today", DAY]) == 0
    return folder, sheets


@pytest.fixture
def plan(_received, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    """A copy of it for one test."""
    source, sheets = _received
    return Office(shutil.copytree(source, tmp_path / "plan"), capsys, sheets=sheets)


def ledger_of(office: Office) -> Path:
    return office.folder / ".fujiplan/ledger.db"


def codes(office: Office, *more: str) -> set[str]:
    """Codes of the findings, each of which has a place and says something."""
    found = office.json("doctor", *more)["findings"]
    assert all(one["place"] and one["message"] for one in found)
    return {one["code"] for one in found}


def rows(office: Office) -> Mapping[str, list]:
    """Every row of every table."""
    with closing(sqlite3.connect(ledger_of(office))) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: database.execute(f"SELECT * FROM {table}").fetchall() for table in tables}


def test_a_sound_plan_folder_is_said_to_be_sound(plan: Office, tree) -> None:
    before = tree(plan.folder)
    assert plan.run("doctor") == 0
    assert "異状はありません" in plan.out and plan.out.count("○") == 8
    assert tree(plan.folder) == before


def test_a_changed_and_a_lost_received_file_come_back_from_where_they_still_lie(plan: Office) -> None:
    first, second, *_ = sorted((plan.folder / ".fujiplan/archive").iterdir())
    whole = {path: path.read_bytes() for path in (first, second)}
    first.write_bytes(whole[first][:-1] + b"\1")
    second.unlink()
    assert plan.run("doctor") == 1 and plan.out.count("異状：.fujiplan/archive/") == 2 and "--repair" in plan.out
    assert plan.run("doctor", "--repair", "--by", "富士") == 0
    assert {path: path.read_bytes() for path in (first, second)} == whole
    aside = plan.folder / ".fujiplan/set-aside/1"
    assert (aside / f"archive-{first.name}").read_bytes() == whole[first][:-1] + b"\1"
    assert "富士" in (aside / "note.txt").read_text(encoding="utf-8-sig")


def test_a_received_file_that_lies_nowhere_any_more_is_told_and_stays_told(plan: Office) -> None:
    for path in (plan.folder / "inbox").rglob("*.xlsx"):
        path.unlink()
    with Ledger.open(plan.folder) as ledger:
        sha256 = ledger.receipts(2025)[0].sha256
    (plan.folder / ".fujiplan/archive" / sha256).unlink()
    assert plan.run("doctor", "--repair") == 1
    assert "同じものが見つからない" in plan.out and sha256[:12] in plan.out
    assert codes(plan) == {"archive"}


def test_damaged_pages_cost_only_what_stood_on_them_and_that_is_named(plan: Office) -> None:
    before = rows(plan)
    data = bytearray(ledger_of(plan).read_bytes())
    at = data.index(b'"project":"1-1-02"') // 4096 * 4096
    data[at : at + 4096] = b"\xff" * 4096
    ledger_of(plan).write_bytes(data)
    assert "ledger_damaged" in codes(plan)
    assert plan.run("doctor", "--repair", "--by", "富士") == 1  # something is lost, and doctor goes on saying so
    assert "読めなかった記録が、少なくとも" in plan.out
    aside = plan.folder / ".fujiplan/set-aside/1"
    assert (aside / "ledger.db").read_bytes() == bytes(data)
    after = rows(plan)
    lost = sum(len(set(before[table]) - set(after[table])) for table in before)
    assert 0 < lost < 20 < sum(map(len, before.values()))
    for table, kept in after.items():  # and nothing was invented or changed but the record of the repair
        new = set(kept) - set(before[table])
        assert not new or table in ("acts", "journal", "sqlite_sequence"), table
    with Ledger.open(plan.folder) as ledger:
        (act,) = ledger.acts("repair")
        assert act.by == "富士" and act.facts["lost"] and "記録簿の" not in ledger.verify()[-1]
    assert "番" in (aside / "note.txt").read_text(encoding="utf-8-sig")
    assert "ledger_damaged" not in codes(plan)


def test_a_damaged_index_costs_nothing(plan: Office) -> None:
    before = rows(plan)
    with closing(sqlite3.connect(ledger_of(plan))) as database:
        (page,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'receipts_by_file'").fetchone()
    data = bytearray(ledger_of(plan).read_bytes())
    data[(page - 1) * 4096 + 8 : page * 4096] = b"\0" * 4088
    ledger_of(plan).write_bytes(data)
    assert "ledger_damaged" in codes(plan)
    assert plan.run("doctor", "--repair") == 0 and "読めなかった記録はありません" in plan.out
    after = rows(plan)
    assert all(set(before[table]) <= set(after[table]) for table in before if table != "sqlite_sequence")


def test_a_ledger_cut_off_gives_back_what_is_left_and_the_gap_stays_visible(plan: Office) -> None:
    whole = ledger_of(plan).read_bytes()
    ledger_of(plan).write_bytes(whole[: len(whole) * 3 // 4])
    assert codes(plan) == {"ledger_damaged"}
    assert plan.run("doctor", "--repair") == 1 and "件を新しい台帳に移しました" in plan.out
    plan.run("settle", "1-1-03", "sheet", "--year", "R7", "--extend", "2026-05-20", "--reason", "電話")
    with Ledger.open(plan.folder) as ledger:
        assert any("失われています" in fault for fault in ledger.verify())


@pytest.mark.parametrize("how", ["empty", "gone", "another file"])
def test_a_lost_ledger_is_not_mended_but_sent_to_the_backup(plan: Office, how: str) -> None:
    ledger_of(plan).unlink()
    if how != "gone":
        ledger_of(plan).write_bytes(b"" if how == "empty" else b"minutes of a meeting")
    assert plan.run("doctor") == 1 and "--restore" in plan.out
    assert plan.run("doctor", "--repair") == 4 and "控え" in plan.err
    assert not (plan.folder / ".fujiplan/set-aside").exists()


def test_what_was_changed_by_hand_is_named_and_no_repair_covers_it_up(plan: Office) -> None:
    with closing(sqlite3.connect(ledger_of(plan), isolation_level=None)) as database:
        database.execute("DROP TRIGGER receipts_no_update")
        database.execute("UPDATE receipts SET file = 'inbox/other.xlsx' WHERE id = 1")
    assert codes(plan) == {"ledger_schema", "ledger_row"}
    assert plan.run("doctor", "--repair") == 1
    assert codes(plan) == {"ledger_row"}
    with closing(sqlite3.connect(ledger_of(plan))) as database, pytest.raises(sqlite3.IntegrityError):
        database.execute("UPDATE receipts SET file = '' WHERE id = 1")


def test_a_backup_is_one_file_and_comes_back_beside_the_folder_that_stays(plan: Office, tmp_path: Path, tree) -> None:
    target, before = tmp_path / "backup.zip", tree(plan.folder)
    made = plan.json("doctor", "--backup", str(target))["backup"]
    assert made["path"] == str(target) and made["faults"] == [] and tree(plan.folder) == before
    assert plan.run("doctor", "--backup", str(target)) == 2 and "上書きしません" in plan.err
    plan.answer("1-1-03")
    plan.run("collect", "--year", "2025")
    later = tree(plan.folder)
    assert plan.run("doctor", "--restore", str(target)) == 0
    assert tree(plan.folder) == later and "そのまま残しています" in plan.out
    beside = plan.folder.with_name("plan-restored-1")
    restored = tree(beside)
    assert restored.keys() == before.keys()
    assert {k for k in before if restored[k] != before[k]} <= {".fujiplan/ledger.db"}  # SQLite's own counters
    with Ledger.open(beside) as ledger:
        assert ledger.verify() == () and len(ledger.receipts(2025)) == 2
    empty = tmp_path / "empty"
    empty.mkdir()
    assert run(["doctor", "--restore", str(target), "--plan", str(empty)]) == 0
    assert tree(empty) == restored
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith(".")) == []


def test_a_place_that_is_not_there_yet_becomes_a_folder_with_a_zip_in_it(plan: Office, tmp_path: Path) -> None:
    assert plan.run("doctor", "--backup", str(tmp_path / "控え")) == 0
    (made,) = (tmp_path / "控え").iterdir()
    assert made.suffix == ".zip" and made.name.startswith(f"{plan.folder.name}-") and str(made) in plan.out


def test_the_same_folder_gives_the_same_backup(plan: Office, tmp_path: Path) -> None:
    packed = []
    for name in ("a.zip", "b.zip"):
        assert plan.run("doctor", "--backup", str(tmp_path / name)) == 0
        packed.append((tmp_path / name).read_bytes())
    assert packed[0] == packed[1]


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_a_backup_is_for_its_owner_only(plan: Office, tmp_path: Path) -> None:
    plan.run("doctor", "--backup", str(tmp_path / "a.zip"))
    assert (tmp_path / "a.zip").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("harm", ["a byte", "cut off", "a file more", "outside", "no zip", "not there"])
def test_a_backup_that_is_not_as_it_was_made_is_refused_and_leaves_no_trace(plan: Office, tmp_path, harm: str) -> None:
    target = tmp_path / "backup.zip"
    plan.run("doctor", "--backup", str(target))
    data = bytearray(target.read_bytes())
    if harm == "a byte":
        data[len(data) // 2] ^= 0xFF
    target.write_bytes(data[:-500] if harm == "cut off" else data)
    if harm == "a file more":
        with zipfile.ZipFile(target, "a") as book:
            book.writestr("fujiplan.exe", b"x")
    if harm == "outside":
        target.unlink()
        about = {"format": "fujiplan-backup-1", "made_at": "", "files": [{"path": "../x", "size": 0, "sha256": ""}]}
        with zipfile.ZipFile(target, "w") as book:
            book.writestr("backup.json", json.dumps(about))
            book.writestr("../x", b"")
    if harm == "no zip":
        target.write_bytes(b"no zip")
    if harm == "not there":
        target.unlink()
    place = tmp_path / "place"
    assert run(["doctor", "--restore", str(target), "--plan", str(place)]) in (2, 4)
    said = plan.capsys.readouterr().err
    assert "控え" in said and "対応" in said and "想定" not in said
    assert not place.exists() and not (tmp_path / ".place.restoring").exists()


def test_a_damaged_ledger_is_packed_as_it_is_and_said_to_be_damaged(plan: Office, tmp_path: Path) -> None:
    ledger_of(plan).write_bytes(ledger_of(plan).read_bytes()[:30_000])
    assert plan.run("doctor", "--backup", str(tmp_path / "a.zip")) == 1 and "異状があるまま" in plan.err
    with zipfile.ZipFile(tmp_path / "a.zip") as book:
        assert book.read(".fujiplan/ledger.db") == ledger_of(plan).read_bytes()


def test_a_backup_inside_the_plan_folder_is_refused(plan: Office) -> None:
    assert plan.run("doctor", "--backup", str(plan.folder / "backup.zip")) == 2
    assert "別の場所" in plan.err and not (plan.folder / "backup.zip").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_FSIZE")
def test_a_disk_too_small_for_the_backup_leaves_nothing(plan: Office, tmp_path: Path) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    place = tmp_path / "backups"
    place.mkdir()
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        status = plan.run("doctor", "--backup", str(place))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert status == 4 and "空き" in plan.err
    assert list(place.iterdir()) == []
    assert plan.run("doctor") == 0


def lock(office: Office, **changes: object) -> Path:
    path = office.folder / ".fujiplan/writer.json"
    path.write_text(json.dumps(asdict(replace(Claim.of_this_process("鈴木"), **changes))), encoding="utf-8")
    return path


def test_a_lock_of_another_computer_is_only_broken_by_name_and_when_it_lies_still(plan: Office, monkeypatch) -> None:
    monkeypatch.setattr(holder, "BEAT", 0.1)
    monkeypatch.setattr("fujiplan_cli.ledger.session.SHORT_WAIT", 0.2)
    monkeypatch.setattr(holder.Holder.is_alive, "__defaults__", (0.3,))
    path = lock(plan, host="PC-12", command="collect")
    assert plan.run("settle", "1-1-03", "sheet", "--year", "R7", "--extend", "2026-05-20", "--reason", "電話") == 4
    assert "PC-12" in plan.err and "fujiplan collect" in plan.err and "doctor" in plan.err
    assert codes(plan) == {"lock_held"} and plan.run("doctor") == 0 and "--unlock PC-12" in plan.out
    assert plan.run("doctor", "--repair") == 4 and path.exists()
    assert plan.run("doctor", "--unlock", "PC-13") == 2 and path.exists()
    assert plan.run("doctor", "--unlock", "PC-12") == 0 and not path.exists() and "鈴木" in plan.out
    assert plan.run("doctor", "--unlock", "PC-12") == 2


def test_leftovers_of_killed_runs_are_moved_and_not_removed(plan: Office) -> None:
    old = datetime(2026, 1, 1).timestamp()
    left = [".fujiplan/incoming/abc", "reports/2025/.x1.tmp", "site/../.site.new/index.html", ".fujiplan/writer-1.new"]
    for name in left:
        path = plan.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
        for one in (path, path.parent):
            os.utime(one, (old, old))
    lock(plan, pid=999_999_9, started="0")
    assert codes(plan) == {"leftover", "lock_stale"}
    assert plan.run("doctor", "--repair") == 0
    assert codes(plan) == set() and not (plan.folder / ".site.new").exists()
    aside = plan.folder / ".fujiplan/set-aside/1"
    assert sum(p.read_bytes() == b"half" for p in aside.rglob("*") if p.is_file()) == 4


def test_clocks_that_differ_are_a_notice(plan: Office, monkeypatch) -> None:
    monkeypatch.setattr(surroundings, "_server_time", lambda _: datetime(2020, 1, 1))
    late = datetime(2040, 1, 1).timestamp()
    for path in (plan.folder / "inbox").rglob("*.xlsx"):
        os.utime(path, (late, late))
    assert codes(plan) == {"clock", "clock_files"} and plan.run("doctor") == 0
    assert plan.run("collect", "--year", "2025") == 0


def test_what_the_folder_stands_on_is_looked_at(plan: Office, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(surroundings, "templates_folder", lambda: tmp_path)
    monkeypatch.setattr(surroundings, "_LEAST", 1 << 60)
    monkeypatch.setattr(surroundings.tempfile, "mkstemp", _denied)
    (plan.folder / "fujiplan.toml").write_bytes(b"[plan\n")
    (plan.folder / "register.xlsx").unlink()
    if os.name == "posix":
        (plan.folder / ".fujiplan").chmod(0o755)
    wanted = {"font", "space", "permission", "plan", "register"} | ({"too_open"} if os.name == "posix" else set())
    assert codes(plan) == wanted and plan.run("doctor") == 1
    assert all(one["remedy"] for one in plan.json("doctor")["findings"])


def _denied(*_: object, **__: object) -> None:
    raise PermissionError(13, "denied")


def test_an_old_ledger_is_told_and_migrated_and_a_newer_one_left_alone(plan: Office) -> None:
    with closing(sqlite3.connect(ledger_of(plan), isolation_level=None)) as database:
        for name in ("acts", "undone_acts"):
            database.execute(f"DROP TABLE {name}")
        database.execute("PRAGMA user_version = 2")
    assert codes(plan) == {"ledger_older"} and plan.run("doctor") == 0
    assert plan.run("doctor", "--repair") == 0 and "版2から移行" in plan.out
    assert (plan.folder / ".fujiplan/ledger-v2.db").exists()
    with closing(sqlite3.connect(ledger_of(plan), isolation_level=None)) as database:
        database.execute("PRAGMA user_version = 99")
    assert codes(plan) == {"ledger_newer"} and plan.run("doctor", "--repair") == 4


def test_one_thing_at_a_time(plan: Office, tmp_path: Path) -> None:
    assert plan.run("doctor", "--repair", "--backup", str(tmp_path / "a.zip")) == 2 and "一度に一つ" in plan.err
    assert run(["doctor", "--plan", str(tmp_path / "nothing"), "--today", DAY]) == 3
