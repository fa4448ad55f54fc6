"""Numbered migrations, `PRAGMA user_version`, and the tables whose rows the journal vouches for."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from importlib.resources import files
from pathlib import Path

from fujiplan_cli.ledger.database import Database
from fujiplan_cli.ledger.errors import DAMAGED, LedgerDamaged, LedgerMissing, LedgerNewer

APPLICATION_ID = 0x46504C4E
"""``FPLN`` in the file's header: tells a ledger from any other SQLite file."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "files": ("sha256", "size"),
    "register_versions": ("payload",),
    "register_rows": ("version", "number", "payload"),
    "distributions": ("year", "form", "project", "payload"),
    "receipts": ("year", "file", "payload"),
    "submissions": ("year", "form", "project", "version", "verdict", "received_at", "sha256", "payload"),
    "settlements": ("year", "project", "action", "version", "payload"),
    "decisions": ("year", "meeting", "payload"),
    "undone_decisions": ("decision", "at", "by", "reason"),
    "snapshots": ("year", "meeting", "version", "entries_sha256", "payload"),
    "publications": ("year", "payload"),
    "finance_imports": ("year", "payload"),
    "finance_entries": ("import", "project", "payload"),
    "acts": ("kind", "year", "subject", "payload"),
    "undone_acts": ("act", "at", "by", "reason"),
}
"""Table → columns after ``id``. The journal holds the sha256 over id and these, in this order."""

TITLES: Mapping[str, str] = {
    "files": "受領ファイルの目録",
    "register_versions": "事業台帳の版",
    "register_rows": "事業台帳",
    "distributions": "配布の記録",
    "receipts": "受付簿",
    "submissions": "提出内容",
    "settlements": "事務局の処理",
    "decisions": "会議の決定",
    "undone_decisions": "決定の取消し",
    "snapshots": "会議資料の版",
    "publications": "公表の記録",
    "finance_imports": "財務会計の取込み",
    "finance_entries": "財務会計の金額",
    "acts": "調書のほかの記録",
    "undone_acts": "調書のほかの記録の取消し",
}


@cache
def migrations() -> tuple[str, ...]:
    """SQL of every migration, in order; the n-th leads to user_version n."""
    folder = files("fujiplan_cli.ledger") / "migrations"
    scripts = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".sql")), key=lambda e: e.name)
    return tuple(script.read_text(encoding="utf-8") for script in scripts)


def statements(script: str) -> Iterator[str]:
    """The single statements of a script (executescript would commit half of it when the rest fails)."""
    gathered = ""
    for line in script.splitlines(keepends=True):
        gathered += line
        if sqlite3.complete_statement(gathered):
            yield gathered
            gathered = ""


def prepare(
    database: Database, *, create: bool, guard: Callable[[], AbstractContextManager[None]] = nullcontext
) -> None:
    """Bring the file to the newest schema, in one transaction. An older ledger is first copied to ledger-v<n>.db.

    ``guard``: the lock of the plan folder, taken only when something is to be written. Raises LedgerMissing (an empty
    file, and not ``create``), LedgerDamaged (another program's database), LedgerNewer, LedgerBusy.
    """
    version = checked_version(database)
    if version == len(migrations()):
        return
    if version == 0 and not create:
        raise LedgerMissing(
            "台帳がまだありません。先に fujiplan import register.xlsx --kind register で事業台帳を取り込んでください。"
        )
    with guard():
        _migrate(database)


def _migrate(database: Database) -> None:
    version = checked_version(database)  # another process may have been quicker
    if 0 < version < len(migrations()):
        # A ledger of an older version stays beside the migrated one, as it was; so do copies of earlier days.
        database.keep_copy(_free(database.path.with_name(f"ledger-v{version}.db")))
    database.begin()
    try:
        for number, script in enumerate(migrations()[version:], start=version + 1):
            for statement in statements(script):
                database.run(statement)
            database.run(f"PRAGMA user_version = {number}")
        database.commit()
    except BaseException:
        database.rollback()
        raise


def _free(path: Path) -> Path:
    """The path, or the first of its kind with a number that nobody has."""
    number, free = 1, path
    while free.is_file():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free


def checked_version(database: Database) -> int:
    """The version of the tables; 0 for an empty file. Raises LedgerDamaged for another's file, LedgerNewer."""
    version = int(database.one("PRAGMA user_version"))
    blank = version == 0 and database.one("SELECT count(*) FROM sqlite_master") == 0
    if not blank and (database.one("PRAGMA application_id") != APPLICATION_ID or version < 1):
        raise LedgerDamaged(DAMAGED)
    if version > len(migrations()):
        raise LedgerNewer(
            f"この台帳は、より新しい版の fujiplan で作られています（台帳の版{version}、この fujiplan が扱える版"
            f"{len(migrations())}）。新しい版の fujiplan を使ってください。"
        )
    return version
