"""A ledger made by the code of any earlier version opens whole, and the old file is kept as it was."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from fujiplan_cli.ledger import Ledger, LedgerNewer
from fujiplan_cli.ledger.schema import migrations

OLD = sorted((Path(__file__).parent / "old").glob("version_*.sql"))
NEWEST = len(migrations())


def planted(plan: Path, dump: Path) -> Path:
    """A plan folder with the dumped ledger and the bytes that it names; the path of its file."""
    archive = plan / ".fujiplan/archive"
    archive.mkdir(parents=True)
    for data in (b"the workbook", b"the second"):
        (archive / hashlib.sha256(data).hexdigest()).write_bytes(data)
    path = plan / ".fujiplan/ledger.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(dump.read_text(encoding="utf-8"))
    return path


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as database:
        return database.execute("PRAGMA user_version").fetchone()[0]


def test_there_is_a_ledger_of_every_earlier_version() -> None:
    assert [dump.stem for dump in OLD] == [f"version_{number}" for number in range(1, NEWEST)]


@pytest.mark.parametrize("dump", OLD, ids=lambda dump: dump.stem)
def test_it_opens_whole_and_the_old_file_stays_beside_it(dump: Path, tmp_path: Path, made) -> None:
    path = planted(tmp_path, dump)
    old = version_of(path)
    with Ledger.open(tmp_path) as ledger:
        assert ledger.verify() == ()
        assert [p.number for p in ledger.projects()] == ["A-01"]
        assert [p.number for p in ledger.projects_as_of(1)] == ["A-01", "A-02"]
        assert [s.version for s in ledger.submissions(2025, "A-01")] == [1, 2]
        (snapshot,) = ledger.snapshots(2025)
        assert [entry.project.number for entry in snapshot.entries] == ["A-01"]
        assert ledger.decisions(2025) == () and len(ledger.decisions(2025, undone=True)) == 1
        assert len(ledger.finance(2025)) == (1 if old > 1 else 0)
        before = ledger.journal_head()
        with ledger.writing("鈴木", made.at) as writer:
            writer.add_settlement(made.settlement())
        assert ledger.verify() == () and ledger.journal_head() != before
    copy = path.with_name(f"ledger-v{old}.db")
    assert version_of(path) == NEWEST and version_of(copy) == old
    with closing(sqlite3.connect(path)) as new, closing(sqlite3.connect(copy)) as kept:
        lines = "SELECT hash FROM journal ORDER BY sequence"
        assert new.execute(lines).fetchall()[:-1] == kept.execute(lines).fetchall()
    assert not (tmp_path / ".fujiplan/writer.json").exists()


def test_a_copy_of_an_earlier_day_is_not_overwritten(tmp_path: Path) -> None:
    path = planted(tmp_path, OLD[0])
    kept = path.with_name("ledger-v1.db")
    kept.write_bytes(b"kept since last year")
    Ledger.open(tmp_path).close()
    assert kept.read_bytes() == b"kept since last year"
    assert version_of(path.with_name("ledger-v1-2.db")) == 1


def test_a_newer_ledger_is_refused_and_not_a_byte_of_it_changes(tmp_path: Path) -> None:
    path = planted(tmp_path, OLD[-1])
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"PRAGMA user_version = {NEWEST + 1}")
    before = path.read_bytes()
    with pytest.raises(LedgerNewer, match=f"台帳の版{NEWEST + 1}、この fujiplan が扱える版{NEWEST}"):
        Ledger.open(tmp_path)
    assert path.read_bytes() == before
    assert sorted(p.name for p in path.parent.iterdir()) == ["archive", "ledger.db"]
