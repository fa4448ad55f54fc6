"""Two folders change places in one step of the file system, so that no moment is without either."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

_AT_FDCWD = -100
_EXCHANGE = 2
"""RENAME_EXCHANGE of Linux renameat2(2); RENAME_SWAP of macOS renamex_np(2) has the same number."""


def exchange(one: Path, other: Path) -> bool:
    """Swap two existing entries of one file system; False when the system cannot (then nothing has changed)."""
    first, second = os.fsencode(one), os.fsencode(other)
    try:
        if sys.platform == "linux":
            call = ctypes.CDLL(None).renameat2
            return bool(call(_AT_FDCWD, first, _AT_FDCWD, second, ctypes.c_uint(_EXCHANGE)) == 0)
        if sys.platform == "darwin":
            return bool(ctypes.CDLL(None).renamex_np(first, second, ctypes.c_uint(_EXCHANGE)) == 0)
    except (AttributeError, OSError):  # a C library without the call
        return False
    return False
