"""A zip whose bytes depend on nothing but what is in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping


def zipped(files: Mapping[str, bytes]) -> bytes:
    """``files`` by path, in their order, compressed, with one fixed date and the rights of ordinary files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for path, data in files.items():
            one = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            one.compress_type = zipfile.ZIP_DEFLATED
            one.external_attr = 0o644 << 16
            one.create_system = 3
            target.writestr(one, data)
    return buffer.getvalue()
