"""A disk that fails at the n-th operation, under Python and under SQLite, inside this process.

Counted are the operations on the plan folder: Python's own (open, write, close, fsync, replace, link, unlink, mkdir,
listing) and those that SQLite makes for the ledger (open, write, truncate, unlink, read, close), which it lets a test
replace through its VFS (``xSetSystemCall``, made by SQLite for exactly this).
"""

from __future__ import annotations

import _sqlite3
import builtins
import contextlib
import ctypes
import errno
import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

CAUSES: Mapping[str, Sequence[int]] = {
    "write": (errno.ENOSPC, errno.EIO, errno.EDQUOT),
    "read": (errno.EIO,),
    "fsync": (errno.EIO, errno.ENOSPC),
    "open": (errno.EACCES, errno.EIO, errno.ENOENT),
    "replace": (errno.EACCES, errno.EBUSY, errno.EIO),
}
"""Kind of operation → what a file server answers. EACCES from replace: the file is open in Excel on Windows."""
GONE = errno.ENOENT
"""What every operation gets once the share has vanished."""
_OF_OS: Mapping[str, str] = {
    **dict.fromkeys(("open", "scandir", "listdir", "mkdir"), "open"),
    **dict.fromkeys(("replace", "rename", "link", "unlink", "remove"), "replace"),
    "fsync": "fsync",
}


class FaultyDisk:
    """``with FaultyDisk(folder, nth=…)``: the nth operation fails; with ``for_good`` all after it fail too."""

    def __init__(self, folder: Path, nth: int = 0, *, for_good: bool = False, variant: int = 0) -> None:
        self.folder, self.nth, self.for_good, self.variant = str(folder), nth, for_good, variant
        self.count = 0
        self.failed: list[str] = []
        self._real: dict[tuple[Any, str], Any] = {}

    def error(self, kind: str, what: str) -> int:
        """The errno with which this operation fails; 0 when it may go on."""
        self.count += 1
        if self.count != self.nth and not (self.for_good and self.nth and self.count > self.nth):
            return 0
        causes = CAUSES[kind]
        number = GONE if self.for_good else causes[self.variant % len(causes)]
        self.failed.append(f"{what}: {errno.errorcode[number]}")
        return number

    def meet(self, kind: str, what: str, path: Any = "") -> None:
        """Count an operation of Python, or raise."""
        number = self.error(kind, f"{what} {path}")
        if number:
            raise OSError(number, os.strerror(number), str(path))

    def is_ours(self, path: Any) -> bool:
        return isinstance(path, (str, bytes, os.PathLike)) and os.fspath(path).__str__().startswith(self.folder)

    def __enter__(self) -> FaultyDisk:
        for name, kind in _OF_OS.items():
            self._put(os, name, self._watched(name, kind, getattr(os, name)))
        opener = self._opener(io.open)
        self._put(io, "open", opener)
        self._put(builtins, "open", opener)
        _SQLITE.watch(self)
        return self

    def __exit__(self, *_: object) -> None:
        _SQLITE.rest()
        for (owner, name), real in self._real.items():
            setattr(owner, name, real)

    def _put(self, owner: Any, name: str, new: Any) -> None:
        self._real[owner, name] = getattr(owner, name)
        setattr(owner, name, new)

    def _watched(self, name: str, kind: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(first: Any, *more: Any, **named: Any) -> Any:
            if self.is_ours(first) or name == "fsync":
                self.meet(kind, f"os.{name}", first)
            return real(first, *more, **named)

        return call

    def _opener(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
            if self.is_ours(file):
                self.meet("open", f"open({mode})", file)
            elif not isinstance(file, int):
                return real(file, mode, *more, **named)
            opened = real(file, mode, *more, **named)
            return _Written(opened, self) if set(mode) & set("wax+") else opened

        return call


class _Written:
    """A file being written, whose writes and last flush may fail."""

    def __init__(self, real: Any, disk: FaultyDisk) -> None:
        self._file, self._disk = real, disk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> _Written:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, data: Any) -> int:
        self._disk.meet("write", "write", getattr(self._file, "name", ""))
        return self._file.write(data)

    def close(self) -> None:
        self._file.close()


class _Sqlite:
    """SQLite's own system calls, each with a watchman before it."""

    KINDS: Mapping[str, tuple[str, Any, tuple[Any, ...]]] = {
        "open": ("open", ctypes.c_int, (ctypes.c_char_p, ctypes.c_int, ctypes.c_int)),
        "pwrite64": ("write", ctypes.c_ssize_t, (ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int64)),
        "pwrite": ("write", ctypes.c_ssize_t, (ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int64)),
        "pread64": ("read", ctypes.c_ssize_t, (ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int64)),
        "pread": ("read", ctypes.c_ssize_t, (ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int64)),
        "ftruncate": ("write", ctypes.c_int, (ctypes.c_int, ctypes.c_int64)),
        "unlink": ("replace", ctypes.c_int, (ctypes.c_char_p,)),
    }
    """System call → its kind, its result and its arguments. fsync and locks cannot be replaced."""

    def __init__(self) -> None:
        self._disk: FaultyDisk | None = None
        self._kept: list[Any] = []
        self.found: tuple[str, ...] = ()

    def watch(self, disk: FaultyDisk) -> None:
        """From now on the disk is asked."""
        if not self._kept:
            with contextlib.suppress(AttributeError, OSError):
                self._install()
        self._disk = disk

    def rest(self) -> None:
        """Everything goes through again."""
        self._disk = None

    def _install(self) -> None:
        library = ctypes.CDLL(_sqlite3.__file__)  # the very SQLite that Python uses
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        table = library.sqlite3_vfs_find(None)
        for name, (kind, result, arguments) in self.KINDS.items():
            shape = ctypes.CFUNCTYPE(result, *arguments, use_errno=True)
            address = table.contents.xGetSystemCall(table, name.encode())
            if not address:
                continue
            watchman = shape(self._watchman(name, kind, shape(address)))
            self._kept.append(watchman)
            if table.contents.xSetSystemCall(table, name.encode(), ctypes.cast(watchman, ctypes.c_void_p)) == 0:
                self.found += (name,)

    def _watchman(self, name: str, kind: str, real: Callable[..., int]) -> Callable[..., int]:
        def call(*arguments: Any) -> int:
            number = self._disk.error(kind, f"sqlite {name}") if self._disk else 0
            if number:
                ctypes.set_errno(number)
                return -1
            return real(*arguments)

        return call


class _Vfs(ctypes.Structure):
    """struct sqlite3_vfs, version 3."""


_GET = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.POINTER(_Vfs), ctypes.c_char_p)
_SET = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Vfs), ctypes.c_char_p, ctypes.c_void_p)
_Vfs._fields_ = [
    *((name, ctypes.c_int) for name in ("iVersion", "szOsFile", "mxPathname")),
    *((name, ctypes.c_void_p) for name in ("pNext", "zName", "pAppData", "xOpen", "xDelete", "xAccess")),
    *((name, ctypes.c_void_p) for name in ("xFullPathname", "xDlOpen", "xDlError", "xDlSym", "xDlClose")),
    *((name, ctypes.c_void_p) for name in ("xRandomness", "xSleep", "xCurrentTime", "xGetLastError")),
    ("xCurrentTimeInt64", ctypes.c_void_p),
    ("xSetSystemCall", _SET),
    ("xGetSystemCall", _GET),
    ("xNextSystemCall", ctypes.c_void_p),
]
_SQLITE = _Sqlite()


def sqlite_calls() -> tuple[str, ...]:
    """Which of SQLite's calls are watched here (none where Python was built with a SQLite of its own inside)."""
    with watching():
        return _SQLITE.found


@contextlib.contextmanager
def watching() -> Iterator[None]:
    """The watchmen are installed once, at the first use."""
    _SQLITE.watch(FaultyDisk(Path("/nowhere")))
    try:
        yield
    finally:
        _SQLITE.rest()
