"""Append-only: SQLite refuses changes, and verify sees those made behind its back."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pytest

from fujiplan_cli.ledger import Ledger, LedgerDamaged, LedgerError
from fujiplan_cli.ledger.schema import COLUMNS
from fujiplan_cli.model.act import Act


def behind_its_back(plan: Path, *statements: str) -> None:
    """Change rows as somebody with a SQLite tool would: triggers off, then on again."""
    connection = sqlite3.connect(plan / ".fujiplan/ledger.db", isolation_level=None)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    for _, sql in triggers:
        connection.execute(sql)
    connection.close()


@pytest.mark.parametrize("table", ["journal", "snapshot_entries", *COLUMNS])
def test_sqlite_itself_refuses_to_change_or_delete_a_row(filled: Ledger, made, tmp_path: Path, table: str) -> None:
    with filled.writing("鈴木", made.at) as writer:
        writer.undo_decision(1, "鈴木", "", "")
        writer.undo_act(writer.add_act(Act(0, "advice", 2025, "", "2026-06-10")), "日付の誤り")
    connection = sqlite3.connect(tmp_path / ".fujiplan/ledger.db")
    connection.execute("PRAGMA recursive_triggers = ON")
    if connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,):
        assert table in ("snapshots", "snapshot_entries")
        triggers = connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE tbl_name = ? AND type = 'trigger'", (table,)
        )
        assert triggers.fetchone() == (2,)
        return
    first = connection.execute(f"SELECT * FROM {table}").description[0][0]
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(f"UPDATE {table} SET {first} = {first}")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(f"DELETE FROM {table}")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE journal SET by = '別人' WHERE sequence = 3", "記録簿の3行目"),
        ("UPDATE journal SET detail = '{}' WHERE sequence = 3", "記録簿の3行目"),
        ("UPDATE journal SET detail = 'x' WHERE sequence = 3", "壊れて"),
        ("DELETE FROM journal WHERE sequence = 3", "記録簿の3行目が失われて"),
        ("DELETE FROM journal WHERE sequence = (SELECT max(sequence) FROM journal)", "末尾"),
        ("UPDATE submissions SET verdict = 'returned'", "提出内容の1番が、記録した後に書き換え"),
        ("UPDATE submissions SET payload = replace(payload, '123', '124')", "提出内容の1番が、記録した後に書き換え"),
        ("DELETE FROM receipts", "受付簿の1番が失われて"),
        ("INSERT INTO receipts SELECT 7, year, file, payload FROM receipts", "受付簿の7番が、記録簿にありません"),
        ("DROP INDEX receipts_by_file", "表の定義"),
    ],
)
def test_verify_names_what_was_changed_behind_its_back(filled: Ledger, tmp_path: Path, statement, fault) -> None:
    filled.close()
    behind_its_back(tmp_path, statement)
    with Ledger.open(tmp_path) as ledger:
        assert any(fault in found for found in ledger.verify()), ledger.verify()


def test_one_changed_journal_line_is_one_fault(filled: Ledger, tmp_path: Path) -> None:
    behind_its_back(tmp_path, "UPDATE journal SET at = '2020-01-01' WHERE sequence = 2")
    assert len(filled.verify()) == 1


def test_a_dropped_trigger_is_seen(filled: Ledger, tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / ".fujiplan/ledger.db").execute("DROP TRIGGER journal_no_update")
    assert any("書き換えを防ぐ仕組み" in fault for fault in filled.verify())


def test_an_archived_file_that_was_altered_is_seen_and_not_given_out(filled: Ledger, tmp_path: Path) -> None:
    sha256 = hashlib.sha256(b"the workbook").hexdigest()
    (tmp_path / ".fujiplan/archive" / sha256).write_bytes(b"the w0rkbook")
    (fault,) = filled.verify()
    assert sha256 in fault and "受け取ったときと違います" in fault
    with pytest.raises(LedgerDamaged):
        filled.archived(sha256)


def test_an_archived_file_that_is_gone_is_seen(filled: Ledger, tmp_path: Path) -> None:
    sha256 = hashlib.sha256(b"the workbook").hexdigest()
    (tmp_path / ".fujiplan/archive" / sha256).unlink()
    (fault,) = filled.verify()
    assert "保管されていません" in fault
    with pytest.raises(LedgerError):
        filled.archived(sha256)


def test_the_right_bytes_replace_wrong_ones_of_the_same_name(filled: Ledger, made, tmp_path: Path) -> None:
    sha256 = hashlib.sha256(b"the workbook").hexdigest()
    (tmp_path / ".fujiplan/archive" / sha256).write_bytes(b"")
    with filled.writing("鈴木", made.at) as writer:
        writer.archive(b"the workbook")
    assert filled.archived(sha256) == b"the workbook" and filled.verify() == ()


def test_a_submission_whose_file_was_never_archived_is_a_fault(ledger: Ledger, made) -> None:
    with ledger.writing("鈴木", made.at) as writer:
        writer.add_submission(made.submission(sha256="a" * 64), "2026-04-20")
    (fault,) = ledger.verify()
    assert "受領ファイル" in fault
