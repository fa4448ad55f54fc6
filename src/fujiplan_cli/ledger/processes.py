"""Whether the process that left a lock behind still runs on this computer, and where this computer is."""

from __future__ import annotations

import getpass
import os
import socket
import sys
from functools import cache
from pathlib import Path

_LINUX_PROCESSES = Path("/proc")
_QUERY, _STILL_ACTIVE, _NO_SUCH_PROCESS = 0x1000, 259, 87


def user() -> str:
    """Who is logged in; "" when the system does not say."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


@cache
def host() -> str:
    """Name of this computer."""
    return socket.gethostname()


@cache
def machine() -> str:
    """What tells this computer from another of the same name; "" when the system does not say."""
    for path in ("/etc/machine-id", "/var/lib/dbus/machine-id"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()[:12]
        except (OSError, ValueError):
            continue
    return ""


def started(pid: int) -> str | None:
    """When a process of this computer began, in the system's own words; "" if it runs and that is unknown; None: gone.

    Numbers of processes are used again, so a number alone does not tell that it is still the same one.
    """
    if pid <= 0:
        return None
    if sys.platform == "win32":
        return _windows(pid)
    if (_LINUX_PROCESSES / "self/stat").exists():
        return _linux(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except OSError:
        return ""
    return ""


def _linux(pid: int) -> str | None:
    try:
        state, *fields = (
            (_LINUX_PROCESSES / f"{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        )
        boot = (_LINUX_PROCESSES / "sys/kernel/random/boot_id").read_text(encoding="utf-8").strip()[:8]
    except (OSError, ValueError):
        return None if not (_LINUX_PROCESSES / str(pid)).exists() else ""
    return None if state in "ZX" else f"{boot}-{fields[18]}"


def _windows(pid: int) -> str | None:
    if sys.platform != "win32":
        return ""
    import ctypes
    from ctypes import wintypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.OpenProcess.restype = wintypes.HANDLE
    handle = kernel.OpenProcess(_QUERY, False, pid)
    if not handle:
        return None if ctypes.get_last_error() == _NO_SUCH_PROCESS else ""
    try:
        code = wintypes.DWORD()
        if kernel.GetExitCodeProcess(wintypes.HANDLE(handle), ctypes.byref(code)) and code.value != _STILL_ACTIVE:
            return None
        times = [wintypes.FILETIME() for _ in range(4)]
        if not kernel.GetProcessTimes(wintypes.HANDLE(handle), *map(ctypes.byref, times)):
            return ""
        return f"{times[0].dwHighDateTime:08x}{times[0].dwLowDateTime:08x}"
    finally:
        kernel.CloseHandle(wintypes.HANDLE(handle))
