"""What can go wrong with the memory, in words for the 事務局. Exit status 4; nothing is half-written."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from fujiplan_cli.model.causes import cause_words


class LedgerError(Exception):
    """The ledger or its disk failed. ``str()`` is a Japanese message for the operator."""


class LedgerMissing(LedgerError):
    """The plan folder has no ledger yet."""


class LedgerBusy(LedgerError):
    """Somebody else is writing."""


class LedgerDamaged(LedgerError):
    """The ledger or an archived file is not what was written."""


class LedgerNewer(LedgerError):
    """The ledger was made by a newer version of this software."""


FULL = (
    "ディスクの空き容量が足りないため、台帳に書き込めませんでした。記録は変わっていません。"
    "空きを作ってから、もう一度実行してください。"
)
READ_ONLY = (
    "台帳に書き込めません。計画フォルダーの .fujiplan フォルダーに書き込む権限があるか、"
    "読み取り専用になっていないかを確認してください。記録は変わっていません。"
)
UNREACHABLE = (
    "台帳（.fujiplan）の読み書きに失敗しました。記録は変わっていません。"
    "共有フォルダーにつながっているか、ディスクに空きがあるかを確認し、もう一度実行してください。"
    "続けて起きるときは fujiplan doctor で調べられます。"
)
TOO_DEEP = (
    "計画フォルダーの場所の名前が長過ぎて、台帳を開けません。"
    "浅い場所に移すか、途中のフォルダーの名前を短くしてください。"
)
BUSY = "台帳は現在、ほかの処理が使っています。終わってから、もう一度実行してください。記録は変わっていません。"
DAMAGED = (
    "台帳ファイル（.fujiplan/ledger.db）が壊れているか、このソフトウェアの台帳ではありません。"
    "これ以上書き込まずに、控え（バックアップ）から戻してください。"
)
_BY_NAME: tuple[tuple[tuple[str, ...], type[LedgerError], str], ...] = (
    (("SQLITE_BUSY", "SQLITE_LOCKED"), LedgerBusy, BUSY),
    (("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT"), LedgerDamaged, DAMAGED),
    (("SQLITE_FULL",), LedgerError, FULL),
    (("SQLITE_IOERR",), LedgerError, UNREACHABLE),
    (("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_CANTOPEN", "SQLITE_AUTH"), LedgerError, READ_ONLY),
)
_DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_PERMISSION = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def _of_sqlite(error: sqlite3.Error) -> LedgerError:
    name = getattr(error, "sqlite_errorname", None) or ""
    for prefixes, kind, message in _BY_NAME:
        if name.startswith(prefixes):
            return kind(message)
    return LedgerError(
        f"台帳の読み書きに失敗しました。記録は変わっていません。もう一度実行し、続けて起きるときは"
        f" fujiplan doctor で調べてください。（原因：{error}）"
    )


def _of_disk(error: OSError) -> LedgerError:
    if error.errno in _DISK_FULL:
        return LedgerError(FULL)
    if error.errno in _NO_PERMISSION:
        return LedgerError(READ_ONLY)
    return LedgerError(f"{UNREACHABLE}（原因：{cause_words(error)}）")


@contextmanager
def translated() -> Iterator[None]:
    """Errors of SQLite and of the disk inside become LedgerErrors; anything else passes unchanged."""
    try:
        yield
    except sqlite3.Error as error:
        raise _of_sqlite(error) from error
    except OSError as error:
        raise _of_disk(error) from error
