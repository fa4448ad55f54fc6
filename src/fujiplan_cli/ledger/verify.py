"""Whether the ledger and the archive are what was written: every fault in words for the 事務局."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Literal

from fujiplan_cli.ledger import journal
from fujiplan_cli.ledger.archive import Archive
from fujiplan_cli.ledger.codes import sha256_of_row, sha256_of_texts
from fujiplan_cli.ledger.database import Database
from fujiplan_cli.ledger.errors import LedgerError
from fujiplan_cli.ledger.schema import COLUMNS, TITLES, checked_version, migrations

DISPOSED = "SELECT subject FROM acts WHERE kind = 'disposal' AND id NOT IN (SELECT act FROM undone_acts)"
"""sha256 of received files that were disposed of by the rules (保存期間, 誤混入): that they are gone is no fault."""
_SHOWN = 80
"""Characters of what SQLite says of a damaged page."""
Vouched = dict[tuple[str, str], str]
"""(table, row id) → sha256 by the journal."""


Kind = Literal["unreadable", "pages", "schema", "chain", "row", "snapshot", "file"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is not as it was written. ``sha256``: of a received file whose bytes are gone or changed."""

    kind: Kind
    text: str
    sha256: str = ""


def faults(database: Database, archive: Archive) -> Iterator[Fault]:
    """Pages, schema, chain, rows, snapshots, archive, in this order; what cannot even be read ends it."""
    try:
        yield from _pages(database)
        yield from _schema(database)
        vouched: Vouched = {}
        yield from _chain(database, vouched)
        yield from _rows(database, vouched)
        yield from _snapshots(database)
        yield from _files(database, archive)
    except LedgerError as error:
        yield Fault("unreadable", str(error))


def _pages(database: Database) -> Iterator[Fault]:
    for (said,) in database.rows("PRAGMA integrity_check(10)"):
        if said != "ok":
            words = " ".join(said.replace("*** in database main ***", "").split())[:_SHOWN]
            yield Fault(
                "pages", f"台帳ファイルの構造が壊れています（{words}）。控え（バックアップ）から戻してください。"
            )
            return  # the rest of its list says the same in other numbers
    for table, *_ in database.rows("PRAGMA foreign_key_check"):
        yield Fault("row", f"{TITLES.get(table, table)}に、相手のない参照があります。")


def _schema(database: Database) -> Iterator[Fault]:
    question = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite%' ORDER BY type, name"
    with closing(sqlite3.connect(":memory:")) as fresh:
        for script in migrations()[: checked_version(database)]:  # an older ledger is whole as it is
            fresh.executescript(script)
        wanted = fresh.execute(question).fetchall()
    if database.rows(question) != wanted:
        yield Fault("schema", "台帳の表の定義か、書き換えを防ぐ仕組みが変えられています。")


def _chain(database: Database, vouched: Vouched) -> Iterator[Fault]:
    previous, wanted = journal.FIRST_HASH, 1
    for entry in journal.read(database):
        gap = entry.sequence != wanted
        if gap:
            yield Fault("chain", f"記録簿の{_lines(wanted, entry.sequence - 1)}が失われています。")
        if journal.chained_hash(entry) != entry.hash or (not gap and entry.previous_hash != previous):
            words = f"記録簿の{entry.sequence}行目（{entry.at} {entry.action}）が、記録した後に書き換えられています。"
            yield Fault("chain", words)
        previous, wanted = entry.hash, entry.sequence + 1
        if "table" in entry.detail:
            vouched[entry.detail["table"], entry.detail.get("row", "")] = entry.detail.get("sha256", "")
    highest = database.one("SELECT seq FROM sqlite_sequence WHERE name = 'journal'") or 0
    if highest >= wanted:
        yield Fault("chain", f"記録簿の末尾（{_lines(wanted, highest)}）が失われています。")


def _lines(first: int, last: int) -> str:
    return f"{first}行目" if first == last else f"{first}行目から{last}行目まで"


def _tables(database: Database) -> frozenset[str]:
    return frozenset(name for (name,) in database.rows("SELECT name FROM sqlite_master WHERE type = 'table'"))


def _rows(database: Database, vouched: Vouched) -> Iterator[Fault]:
    present = _tables(database)
    for table, columns in COLUMNS.items():
        if table not in present:  # of a later version; a dropped one is told by the schema
            continue
        title = TITLES[table]
        names = ", ".join(("id", *columns))
        for row in database.rows(f"SELECT {names} FROM {table} ORDER BY id"):
            wanted = vouched.pop((table, str(row[0])), None)
            if wanted is None:
                yield Fault("row", f"{title}の{row[0]}番が、記録簿にありません。")
            elif sha256_of_row(row) != wanted:
                yield Fault("row", f"{title}の{row[0]}番が、記録した後に書き換えられています。")
    for table, number in vouched:
        yield Fault("row", f"{TITLES.get(table, table)}の{number}番が失われています。")


def _snapshots(database: Database) -> Iterator[Fault]:
    for number, wanted in database.rows("SELECT id, entries_sha256 FROM snapshots ORDER BY id"):
        found = database.rows("SELECT payload FROM snapshot_entries WHERE snapshot = ? ORDER BY position", number)
        if sha256_of_texts([text for (text,) in found]) != wanted:
            yield Fault("snapshot", f"会議資料の版の{number}番の内容が、記録した後に書き換えられています。")


def _files(database: Database, archive: Archive) -> Iterator[Fault]:
    disposed = {sha256 for (sha256,) in database.rows(DISPOSED)} if "acts" in _tables(database) else set()
    for (sha256,) in database.rows("SELECT sha256 FROM files ORDER BY id"):
        if sha256 in disposed and not archive.has(sha256):
            continue
        try:
            archive.get(sha256)
        except LedgerError as error:
            yield Fault("file", str(error), sha256)
    unkept = database.rows(
        "SELECT id, sha256 FROM submissions WHERE sha256 <> '' AND sha256 NOT IN (SELECT sha256 FROM files) ORDER BY id"
    )
    for number, sha256 in unkept:
        yield Fault("file", f"提出内容の{number}番の受領ファイル（識別値 {sha256[:12]}…）が保管されていません。")
