"""A small file that says who is writing, read only when the ledger is busy. It is a courtesy, not the lock."""

from __future__ import annotations

import contextlib
import json
import os
import socket
from pathlib import Path

from fujiplan_cli.ledger.errors import BUSY, LedgerBusy


class Holder:
    """The file ``.fujiplan/writer.json``. Its failures are never the user's: the lock itself is SQLite's."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "writer.json"

    def announce(self, by: str, at: str) -> None:
        """Say who writes since when, and on which computer."""
        about = {"by": by, "at": at, "host": socket.gethostname(), "pid": os.getpid()}
        aside = self._path.with_name("writer.json.new")
        with contextlib.suppress(OSError, ValueError):
            aside.write_text(json.dumps(about, ensure_ascii=True), encoding="utf-8")
            aside.replace(self._path)

    def leave(self) -> None:
        """Remove the file."""
        with contextlib.suppress(OSError):
            self._path.unlink()

    def busy(self) -> LedgerBusy:
        """The error for the second writer, naming the first if known."""
        try:
            about = json.loads(self._path.read_text(encoding="utf-8"))
            since = str(about["at"]).replace("T", " ")[:16]
            who = f"{about['by']}（コンピューター{about['host']}、{since}開始、プロセス番号{about['pid']}）"
        except (OSError, ValueError, KeyError, TypeError):
            return LedgerBusy(BUSY)
        return LedgerBusy(
            f"台帳は現在、{who}が書き込んでいます。終わってから、もう一度実行してください。記録は変わっていません。"
        )
