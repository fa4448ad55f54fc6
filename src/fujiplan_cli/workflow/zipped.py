"""A zip whose bytes depend on nothing but what is in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_ZIP = b"PK\x03\x04"
"""How a zip begins, a workbook too: it would not get smaller once more."""


def zipped(files: Mapping[str, bytes], level: int = 6) -> bytes:
    """``files`` by path, in their order, compressed, with one fixed date and the rights of ordinary files.

    ``level``: zlib's, 1 (fast) to 9 (small).
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for path, data in files.items():
            _write(target, path, data, level)
    return buffer.getvalue()


class GrowingZip:
    """A zip of files that come one by one, in any order: in the end its bytes are those of all of them sorted by path.

    So it is the same zip, whoever made it, and each file can be compressed while the next is still being made.
    """

    def __init__(self, level: int) -> None:
        """``level``: zlib's, 1 (fast) to 9 (small)."""
        self._level = level
        self._buffer = io.BytesIO()
        self._grown = zipfile.ZipFile(self._buffer, "w")

    def add(self, path: str, data: bytes) -> None:
        """Take one file, whose path no other has."""
        _write(self._grown, path, data, self._level)

    def sorted(self) -> bytes:
        """The whole zip. The entries are moved as they are, compressed; nothing can be added after that."""
        entries = sorted(self._grown.infolist(), key=lambda one: one.filename)
        self._grown.close()  # its directory is written behind the entries, and stays unused
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as target, self._buffer.getbuffer() as grown:
            for one in entries:
                begin, size = one.header_offset, len(one.FileHeader()) + one.compress_size
                one.header_offset = out.tell()
                out.write(grown[begin : begin + size])
                target.filelist.append(one)
            target.start_dir = out.tell()
            target.comment = b""  # as any change does, this has the directory written
        return out.getvalue()


def _write(target: zipfile.ZipFile, path: str, data: bytes, level: int) -> None:
    one = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
    one.external_attr = 0o644 << 16
    one.create_system = 3
    if data.startswith(_ZIP):
        target.writestr(one, data, zipfile.ZIP_STORED)
    else:
        target.writestr(one, data, zipfile.ZIP_DEFLATED, level)
