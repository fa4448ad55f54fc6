"""What a file is, judged by its content alone (a file name proves nothing), and where our reader stops."""

from __future__ import annotations

from dataclasses import dataclass

from fujiplan_cli.model.grid import UnreadableWorkbook

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TEXT_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13, 26, 27}


@dataclass(frozen=True, slots=True)
class Caps:
    """Limits of a workbook that people made. Beyond them it is a bomb, or no 調書. Sizes in bytes."""

    received: int = 64 << 20
    entries: int = 4000
    part: int = 64 << 20
    total: int = 192 << 20
    declared: int = 1 << 30
    """Sum of what the zip directory says of all entries, also those we never open (pictures)."""
    ratio: int = 250
    ratio_from: int = 4 << 20
    """Parts below this size may be compressed as well as they like."""
    cells: int = 1_000_000
    """Cells with content, over all sheets."""
    strings: int = 16 << 20
    """The part of shared strings: a tree of it takes some 20 times as much memory."""
    text: int = 100_000
    """Characters of one cell. Excel holds 32,767, LibreOffice 65,535 or more."""
    characters: int = 16 << 20
    """In all cells: one string of a few bytes may be shared by every cell, and each cell is looked at."""


CAPS = Caps()
HERE = Caps(part=8 << 20, total=8 << 20, strings=2 << 20, cells=100_000, characters=2 << 20)
"""Of a book that is read in a process that must go on: beyond them a worker reads it, watched and replaceable.

A book of 20 projects has 5 MB in all parts. The most that could be thought of within them took under 2 s.
"""
OWN = Caps(
    received=256 << 20,
    part=512 << 20,
    total=1 << 30,
    declared=2 << 30,
    cells=5_000_000,
    strings=512 << 20,
    characters=256 << 20,
)
"""Of a table that the 事務局 takes in itself: a register of 50,000 projects has 1.3 million cells in 160 MiB."""


def require_zip(data: bytes, caps: Caps = CAPS) -> None:
    """Pass a zip archive; raise UnreadableWorkbook with the finding code of what it is otherwise."""
    if not data:
        raise UnreadableWorkbook("file_empty")
    if len(data) > caps.received:
        raise UnreadableWorkbook("file_bomb", f"{len(data)} bytes")
    if not data.startswith(_ZIP):
        raise UnreadableWorkbook(_other_kind(data))


def _other_kind(data: bytes) -> str:
    if data.startswith(OLE):
        return "file_password" if _ENCRYPTED in data else "file_xls"
    if data[:2] == b"\x09\x08" or data[:4] in (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00"):
        return "file_xls"  # BIFF2-5 without a container, as very old programs write it
    if not data.strip(b"\x00"):
        return "file_damaged"  # a file of zeros: what an interrupted copy leaves on a file server
    return "file_csv" if _is_text(data) else "file_unknown"


def _is_text(data: bytes) -> bool:
    head = data[:8192]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"%PDF", b"{\\rtf")):
        return False
    if _TEXT_CONTROLS.intersection(head):
        return False
    return any(_decodes(head, encoding) for encoding in ("utf-8", "cp932", "euc_jp"))


def _decodes(head: bytes, encoding: str) -> bool:
    try:
        head.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4 and len(head) == 8192  # a character cut by the sample
    return True
