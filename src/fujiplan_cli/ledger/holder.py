"""The lock file ``.fujiplan/writer.json``: who writes, where, since when, with which command.

SQLite locks its own file too, but some file servers grant everybody every lock. A file that only one can make works
on all of them. It is only broken here when its process is known to be dead, which only its own computer can know.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from fujiplan_cli.ledger.claim import LIVE, Claim, claim_of
from fujiplan_cli.ledger.errors import BUSY, LedgerBusy, translated
from fujiplan_cli.ledger.session import running
from fujiplan_cli.model.patience import patiently

NAME = "writer.json"
_PAUSE = 0.1
"""Seconds between two looks at another's lock: nothing tells of a file on a file server that it has gone."""
BEAT = 5.0
"""Every so many seconds the holder touches its lock, so that others see that it lives."""
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL})


class Holder:
    """Takes and leaves the lock of one plan folder."""

    def __init__(self, folder: Path) -> None:
        """``folder``: ``<plan>/.fujiplan``."""
        self._path = folder / NAME
        self._mine: Claim | None = None
        self._over = threading.Event()
        self._beating: threading.Thread | None = None

    def take(self, by: str, wait: float) -> None:
        """Become the only writer; wait up to ``wait`` seconds for another. Raises LedgerBusy, LedgerError."""
        mine = Claim.of_this_process(by)
        LIVE.add(mine.key)
        try:
            self._wait_for(mine, wait)
        except BaseException:  # Ctrl-C too: a claim that is given up must not count as alive
            LIVE.discard(mine.key)
            raise
        self._mine, self._over = mine, threading.Event()
        self._beating = threading.Thread(target=_beat, args=(self._path, self._over), daemon=True)
        self._beating.start()
        self._sweep()

    def _wait_for(self, mine: Claim, wait: float) -> None:
        last, told = time.monotonic() + wait, False
        while not self._make(mine):
            found = self.look()
            if found is not None and found.is_dead:
                if self._set_aside(found, mine):
                    running().tell(
                        f"前の処理が途中で止まっていました：{found.words()}。"
                        "記録し終えた分は残り、書きかけの記録は取り消されています。"
                    )
                continue
            if time.monotonic() >= last:
                raise self.busy()
            if found is not None and not told and wait > BEAT:
                running().tell(f"{found.words()}が書き込んでいます。終わるまで、最長{wait:.0f}秒待ちます。")
                told = True
            time.sleep(_PAUSE)

    def _sweep(self) -> None:
        """Files of our own making that an error on the way to the lock left here; those of others are the doctor's."""
        with contextlib.suppress(OSError):
            for left in self._path.parent.glob("writer-*"):
                if claim_of(left.read_bytes()).is_dead:
                    left.unlink()

    def confirm(self) -> None:
        """Before the commit: the lock is still ours. Raises LedgerBusy when somebody took it away."""
        if self._mine is None:
            return
        with translated():
            text = self._path.read_bytes() if self._path.exists() else b""
        found = claim_of(text) if text else None
        if found is None or (found.key and found.key != self._mine.key):
            raise LedgerBusy(
                "書き込みの途中で、ほかの人が台帳の使用中の印（.fujiplan/writer.json）を外しました。"
                "記録は変わっていません。もう一度実行してください。"
            )

    def leave(self) -> None:
        """Let others write. A lock that cannot be removed is recognised as left by the next command here."""
        if self._mine is None:
            return
        mine, self._mine = self._mine, None
        self._over.set()
        if self._beating is not None:
            self._beating.join(BEAT)  # a late beat would touch the lock of who comes next, and let it look alive
        LIVE.discard(mine.key)
        found = None
        with contextlib.suppress(OSError):
            found = claim_of(self._path.read_bytes())
        if found is not None and found.key in ("", mine.key):
            with contextlib.suppress(OSError):
                patiently(self._path.unlink)  # left behind, it would keep other computers out

    @contextmanager
    def taken(self, by: str, wait: float) -> Iterator[None]:
        """The lock, for the time of the block."""
        self.take(by, wait)
        try:
            yield
        finally:
            self.leave()

    def look(self) -> Claim | None:
        """The lock that lies there; None when there is none. One that cannot be read says nothing."""
        try:
            return claim_of(self._path.read_bytes())
        except FileNotFoundError:
            return None
        except OSError:
            return Claim()

    def busy(self) -> LedgerBusy:
        """The error for the second writer, naming the first if known."""
        found = self.look()
        if found is None or not found.host:
            return LedgerBusy(BUSY)
        return LedgerBusy(
            f"台帳は現在、{found.words()}が書き込んでいます。記録は変わっていません。"
            "終わってから、もう一度実行してください（終わるまで待つには、--wait 60 のように秒数を付けます）。"
            "既に動いていないはずのときは、fujiplan doctor が解き方を示します。"
        )

    @property
    def own_name(self) -> str:
        """Name of the file that this holder made on the way to its lock."""
        return f"writer-{self._mine.key}.new" if self._mine else ""

    def is_alive(self, seconds: float = 2 * BEAT + 1) -> bool:
        """Watch the lock that lies there: whether its holder touches it (or leaves it) within so many seconds.

        Nothing is read off clocks, so it does not matter whether those of the two computers agree.
        """
        before, last = self._touched(), time.monotonic() + seconds
        while before is not None and time.monotonic() < last:
            time.sleep(_PAUSE)
            if self._touched() != before:
                return True
        return before is None

    def _touched(self) -> int | None:
        try:
            return self._path.stat().st_mtime_ns
        except OSError:
            return None

    def remove(self, found: Claim) -> bool:
        """Take that lock away for good; False when another lies there by now. Raises LedgerError."""
        return self._set_aside(found, Claim.of_this_process(""))

    def _make(self, mine: Claim) -> bool:
        """Whether the lock is ours now. It appears with its whole text, or not at all, wherever the system can."""
        text = json.dumps(asdict(mine), ensure_ascii=True).encode()
        aside = self._path.with_name(f"writer-{mine.key}.new")
        with translated():
            try:
                aside.write_bytes(text)
                return _renamed(aside, self._path) if os.name == "nt" else _linked(aside, self._path, text)
            finally:
                with contextlib.suppress(OSError):
                    aside.unlink()

    def _set_aside(self, found: Claim, mine: Claim) -> bool:
        """Remove the lock ``found`` and no other: it is moved first, and put back if it is not that one."""
        aside = self._path.with_name(f"writer-{mine.key}.old")
        with translated():
            try:
                patiently(lambda: self._path.replace(aside))
            except FileNotFoundError:
                return True
            if claim_of(aside.read_bytes()) == found:
                aside.unlink()
                return True
            with contextlib.suppress(FileExistsError):
                _linked(aside, self._path, aside.read_bytes())
            aside.unlink()
            return False


def _linked(aside: Path, path: Path, text: bytes) -> bool:
    try:
        os.link(aside, path)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            # A file server may have done it and lost the answer: the count of names tells.
            if aside.stat().st_nlink == 2:
                return True
            raise
        return _exclusive(path, text)
    return True


def _exclusive(path: Path, text: bytes) -> bool:
    """Where a file can have one name only: made by one only, and filled afterwards."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
    except FileExistsError:
        return False
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(text)
    except OSError:
        with contextlib.suppress(OSError):
            path.unlink()
        raise
    return True


def _renamed(aside: Path, path: Path) -> bool:
    """Windows refuses to rename onto a file that is there; one that is just being removed says so in its own way."""
    try:
        patiently(lambda: aside.rename(path))
    except FileExistsError:
        return False
    except PermissionError:
        if path.exists():
            return False
        raise
    return True


def _beat(path: Path, over: threading.Event) -> None:
    while not over.wait(BEAT):
        with contextlib.suppress(OSError):
            os.utime(path)
