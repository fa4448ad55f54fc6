"""A zip whose bytes depend on nothing but what is in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping


def zipped(files: Mapping[str, bytes], level: int = 6) -> bytes:
    """``files`` by path, in their order, compressed, with one fixed date and the rights of ordinary files.

    ``level``: zlib's, 1 (fast) to 9 (small).
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as target:
        for path, data in files.items():
            one = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            one.external_attr = 0o644 << 16
            one.create_system = 3
            target.writestr(one, data, zipfile.ZIP_DEFLATED, level)
    return buffer.getvalue()
