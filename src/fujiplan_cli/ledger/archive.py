"""Received bytes, kept under their sha256 and never changed."""

from __future__ import annotations

import contextlib
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fujiplan_cli.ledger.errors import LedgerDamaged, LedgerError, translated
from fujiplan_cli.model.patience import patiently

_SYNCS_AT_ONCE = 8


def _close_to_others(folder: Path) -> None:
    """On POSIX nobody but owner and group comes into the folder, whatever the umask (ADR 0018).

    The section shares the plan over its group, so the group's rights stay. One closed folder keeps ledger, archive
    and copies alike. A file server without modes, or a folder of another owner, is left as it is.
    """
    if os.name == "posix":
        mode = folder.stat().st_mode & 0o7777
        if mode & 0o007:
            with contextlib.suppress(OSError):
                folder.chmod(mode & ~0o007)


class Archive:
    """The folders ``archive/`` (one file per sha256) and ``incoming/`` (files not yet whole)."""

    def __init__(self, folder: Path) -> None:
        """``folder``: ``<plan>/.fujiplan``."""
        self._kept = folder / "archive"
        self._incoming = folder / "incoming"
        self._unsynced: list[Path] = []
        self._new: list[Path] = []

    def prepare(self) -> None:
        """Make the folders."""
        with translated():
            # Answers of departments, and what stands in them, are no business of everybody on the computer.
            self._kept.parent.mkdir(mode=0o770, parents=True, exist_ok=True)
            self._kept.mkdir(exist_ok=True)
            self._incoming.mkdir(exist_ok=True)
        _close_to_others(self._kept.parent)

    def forget_batch(self) -> None:
        """What was put so far stays, whatever becomes of the next batch."""
        self._unsynced, self._new = [], []

    def begin(self) -> None:
        """Start a batch. Clears what a killed process left behind; only the one writer comes here."""
        self.forget_batch()
        self.prepare()
        with contextlib.suppress(OSError):
            for left in self._incoming.iterdir():
                left.unlink()

    def put(self, data: bytes) -> str:
        """Keep the bytes; their sha256. The same bytes twice are kept once; a wrong file of that name is replaced."""
        sha256 = hashlib.sha256(data).hexdigest()
        target = self._kept / sha256
        with translated():
            known = target.exists()
            if known and _sha256_of(target) == sha256:
                return sha256
            aside = self._incoming / sha256
            aside.write_bytes(data)
            patiently(lambda: aside.replace(target))
        self._unsynced.append(target)
        if not known:
            self._new.append(target)
        return sha256

    def settle(self) -> None:
        """Before the commit that names them: what was put lies on the disk, and so does its name."""
        with translated():
            # The disk takes many waiting files in one go; one after the other each would wait for all before it.
            with ThreadPoolExecutor(_SYNCS_AT_ONCE) as threads:
                for _ in threads.map(sync, self._unsynced):
                    pass
            if self._unsynced and hasattr(os, "O_DIRECTORY"):  # Windows cannot sync a folder
                sync(self._kept)
        self._unsynced = []

    def discard(self) -> None:
        """Take back the files of a batch that will not be committed. A file that stays does no harm."""
        with contextlib.suppress(OSError):
            for path in self._new:
                path.unlink(missing_ok=True)
        self._new = []

    def remove(self, sha256: str) -> bool:
        """Take received bytes off the disk for good; whether there were any. Only after the act is committed."""
        if not self.has(sha256):
            return False
        with translated():
            patiently((self._kept / sha256).unlink)
            if hasattr(os, "O_DIRECTORY"):
                sync(self._kept)
        return True

    def altered(self) -> tuple[str, ...]:
        """Names of the kept files whose bytes are not those of their name, whatever the ledger says of them."""
        with translated():
            names = sorted(path.name for path in self._kept.iterdir()) if self._kept.is_dir() else []
            return tuple(name for name in names if not _is_sha256(name) or _sha256_of(self._kept / name) != name)

    def set_aside(self, sha256: str, folder: Path) -> None:
        """Move a kept file whose bytes are wrong into ``folder``, where it stays. Raises LedgerError."""
        with translated():
            folder.mkdir(parents=True, exist_ok=True)
            patiently(lambda: (self._kept / sha256).replace(folder / f"archive-{sha256}"))

    def is_empty(self) -> bool:
        """Whether no received file is kept."""
        with translated():
            return not self._kept.is_dir() or next(self._kept.iterdir(), None) is None

    def has(self, sha256: str) -> bool:
        """Whether a file of that name is kept (its content is checked when it is read)."""
        with translated():
            return _is_sha256(sha256) and (self._kept / sha256).is_file()

    def get(self, sha256: str) -> bytes:
        """The bytes. Raises LedgerError when there are none, LedgerDamaged when they are not those received."""
        if not self.has(sha256):
            raise LedgerError(
                f"受領ファイル（識別値 {sha256[:12]}…）は保管されていません。"
                "控え（バックアップ）があれば、そこから戻してください。"
            )
        with translated():
            data = (self._kept / sha256).read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise LedgerDamaged(
                f"保管している受領ファイル（.fujiplan/archive/{sha256}）の中身が、受け取ったときと違います。"
                "控え（バックアップ）から戻してください。"
            )
        return data


def _sha256_of(path: Path) -> str:
    """Of a file of any size, without holding it. Raises OSError."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _is_sha256(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")


def sync(path: Path) -> None:
    """What was written to the file, or the names in the folder, lie on the disk. Raises OSError."""
    # Windows flushes only a handle that may write; a folder opens for reading only.
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
