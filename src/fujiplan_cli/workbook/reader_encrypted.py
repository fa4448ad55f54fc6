"""A book behind a password, opened with one that the 事務局 was told. The received bytes stay as they are."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import suppress

from fujiplan_cli.model.grid import UnreadableWorkbook
from fujiplan_cli.workbook.reader_gate import CAPS, OLE


def decrypted(data: bytes, passwords: Sequence[str]) -> bytes:
    """The book inside, by the first password that opens it.

    Raises UnreadableWorkbook: ``file_password_wrong``, ``file_password_tool`` (the extra is not installed) or
    ``file_damaged``. No password ever gets into a message.
    """
    if not data.startswith(OLE) or len(data) > CAPS.received:
        raise UnreadableWorkbook("file_password")  # a zip with locked entries, which no office program writes
    try:
        from msoffcrypto import OfficeFile  # type: ignore[import-untyped]  # the package has no types
        from msoffcrypto.exceptions import DecryptionError, InvalidKeyError  # type: ignore[import-untyped]  # the package has no types
    except ImportError:
        raise UnreadableWorkbook("file_password_tool") from None
    try:
        locked = OfficeFile(io.BytesIO(data))
        for password in passwords:
            opened = io.BytesIO()
            with suppress(InvalidKeyError, DecryptionError):
                locked.load_key(password=password, verify_password=True)
                locked.decrypt(opened)
                return opened.getvalue()
    except Exception as error:  # a received file may be broken in any way
        raise UnreadableWorkbook("file_damaged", type(error).__name__) from None
    raise UnreadableWorkbook("file_password_wrong")
