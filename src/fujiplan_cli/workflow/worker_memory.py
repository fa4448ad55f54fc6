"""How much memory another process holds, where the system tells it without a library."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def resident_bytes(pid: int) -> int:
    """Bytes of physical memory of a process; 0 where that cannot be known, or when it has ended."""
    if sys.platform == "win32":
        return _on_windows(pid)
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Counters(ctypes.Structure):
        """PROCESS_MEMORY_COUNTERS of psapi.h."""

        _fields_ = (
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            *(
                (name, ctypes.c_size_t)
                for name in (
                    "PeakWorkingSetSize",
                    "WorkingSetSize",
                    "QuotaPeakPagedPoolUsage",
                    "QuotaPagedPoolUsage",
                    "QuotaPeakNonPagedPoolUsage",
                    "QuotaNonPagedPoolUsage",
                    "PagefileUsage",
                    "PeakPagefileUsage",
                )
            ),
        )

    _QUERY = 0x1000 | 0x0010
    """PROCESS_QUERY_LIMITED_INFORMATION and PROCESS_VM_READ."""

    def _on_windows(pid: int) -> int:
        kernel = ctypes.WinDLL("kernel32")
        kernel.OpenProcess.restype = wintypes.HANDLE
        handle = kernel.OpenProcess(_QUERY, False, pid)
        if not handle:
            return 0
        counters = _Counters()
        counters.cb = ctypes.sizeof(counters)
        told = ctypes.WinDLL("psapi").GetProcessMemoryInfo(wintypes.HANDLE(handle), ctypes.byref(counters), counters.cb)
        kernel.CloseHandle(wintypes.HANDLE(handle))
        return int(counters.WorkingSetSize) if told else 0
