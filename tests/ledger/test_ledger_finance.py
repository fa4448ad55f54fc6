"""Money from 財務会計 in the ledger: append-only, the newest per project; a version-1 ledger is migrated, copy kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from fujiplan_cli.ledger import Ledger, LedgerError
from fujiplan_cli.ledger import schema as schema_room
from fujiplan_cli.model.finance import FinanceAmount, FinanceEntry, FinanceImport


def entry(project: str = "A-01", executed: str = "11631.4") -> FinanceEntry:
    amounts = {"executed": FinanceAmount(Decimal(executed), ("F2", "F3"))}
    return FinanceEntry(project, "0101", "CSV", amounts)


def made(*entries: FinanceEntry, year: int = 2025, kind: str = "決算見込") -> FinanceImport:
    return FinanceImport(year, "決算.csv", "a" * 64, kind, entries)


def test_the_newest_import_that_names_a_project_counts_and_the_older_stay(ledger: Ledger, request) -> None:
    at = request.getfixturevalue("made").at
    with ledger.writing("鈴木", at) as writer:
        assert writer.add_finance(made(entry(), entry("A-02", "1.001"))) == 1
        assert writer.add_finance(made(entry(executed="11000"), kind="出納閉鎖後")) == 2
        assert writer.add_finance(made(entry(executed="7"), year=2024)) == 3
    money = ledger.finance(2025)
    assert {no: m.entry.amounts["executed"].value for no, m in money.items()} == {
        "A-01": Decimal(11000),
        "A-02": Decimal("1.001"),
    }
    assert {no: m.source.executed_kind for no, m in money.items()} == {"A-01": "出納閉鎖後", "A-02": "決算見込"}
    first, second = ledger.finance_imports(2025)
    assert first == replace(made(entry(), entry("A-02", "1.001")), id=1, by="鈴木", at="2026-04-20T10:15:00")
    assert [e.project for e in second.entries] == ["A-01"]
    assert ledger.finance(2023) == {} and ledger.verify() == ()


def test_a_changed_amount_is_found_and_the_table_refuses_changes(ledger: Ledger, request, tmp_path: Path) -> None:
    with ledger.writing("鈴木", request.getfixturevalue("made").at) as writer:
        writer.add_finance(made(entry()))
    with closing(sqlite3.connect(tmp_path / ".fujiplan/ledger.db", isolation_level=None)) as other:
        for statement in ("UPDATE finance_entries SET payload = '{}'", "DELETE FROM finance_imports"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                other.execute(statement)
        other.execute("DROP TRIGGER finance_entries_no_update")
        other.execute("UPDATE finance_entries SET payload = replace(payload, '11631.4', '11631.5')")
    assert any("財務会計の金額の1番" in fault for fault in ledger.verify())


@pytest.fixture
def version_1(monkeypatch, tmp_path: Path, made) -> Iterator[Path]:
    """A plan folder whose ledger was made and filled by the first version."""
    folder = files("fujiplan_cli.ledger") / "migrations"
    first = ((folder / "0001_initial.sql").read_text(encoding="utf-8"),)
    with monkeypatch.context() as older:
        older.setattr(schema_room, "migrations", lambda: first)
        with Ledger.open(tmp_path, create=True) as ledger, ledger.writing("鈴木", made.at) as writer:
            writer.save_register([made.project()], source="register.xlsx", sha256="c" * 64, reason="初回")
            writer.add_submission(made.submission(sha256=writer.archive(b"the workbook")), "2026-04-20")
    yield tmp_path


def user_version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as database:
        return database.execute("PRAGMA user_version").fetchone()[0]


def test_a_version_1_ledger_is_migrated_whole_and_a_copy_kept(version_1: Path, made) -> None:
    path = version_1 / ".fujiplan/ledger.db"
    before = path.read_bytes()
    assert user_version(path) == 1
    with Ledger.open(version_1) as ledger:
        assert ledger.projects() == (made.project(),)
        assert len(ledger.submissions(2025)) == 1
        assert ledger.finance(2025) == {} and ledger.verify() == ()
        with ledger.writing("鈴木", made.at) as writer:
            writer.add_finance(FinanceImport(2025, "a.csv", "", "決算見込", (entry(),)))
        assert ledger.verify() == ()
    copy = version_1 / ".fujiplan/ledger-v1.db"
    assert user_version(path) == len(schema_room.migrations()) and user_version(copy) == 1
    assert copy.read_bytes()[100:] == before[100:]  # the first 100 bytes hold SQLite's own counters
    assert sorted(p.name for p in copy.parent.glob("*.tmp")) == []


def test_opening_again_makes_no_other_copy(version_1: Path) -> None:
    for _ in range(2):
        with Ledger.open(version_1):
            pass
    assert user_version(version_1 / ".fujiplan/ledger-v1.db") == 1
    assert [p.name for p in sorted((version_1 / ".fujiplan").glob("*.db"))] == ["ledger-v1.db", "ledger.db"]


def test_without_a_copy_there_is_no_migration(version_1: Path) -> None:
    (version_1 / ".fujiplan/ledger-v1.db").mkdir()
    with pytest.raises(LedgerError):
        Ledger.open(version_1)
    assert user_version(version_1 / ".fujiplan/ledger.db") == 1


def test_a_migration_that_fails_leaves_the_old_version(version_1: Path, monkeypatch) -> None:
    broken = (schema_room.migrations()[0], "CREATE TABLE half (id INTEGER);\nCREATE TABLE files (id INTEGER);\n")
    with monkeypatch.context() as patch:
        patch.setattr(schema_room, "migrations", lambda: broken)
        with pytest.raises(LedgerError):
            Ledger.open(version_1)
    assert user_version(version_1 / ".fujiplan/ledger.db") == 1
    with Ledger.open(version_1) as ledger:
        assert ledger.verify() == ()
