"""A zip written part by part: unchanging parts are deflated once and copied, all time stamps are fixed."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_DATE, _TIME = 0x0021, 0
"""1980-01-01 00:00, the earliest a zip can say."""
_UTF8 = 0x0800
_STORED, _DEFLATED = 0, 8


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a package, deflated or as it is."""

    name: str
    crc: int
    size: int
    deflated: bytes
    method: int = _DEFLATED


def deflate(name: str, content: bytes, level: int = 6) -> Part:
    """A part from its content."""
    squeeze = zlib.compressobj(level, zlib.DEFLATED, -15)
    return Part(name, zlib.crc32(content), len(content), squeeze.compress(content) + squeeze.flush())


def stored(name: str, content: bytes) -> Part:
    """A part that is not deflated: what is packed already only takes time and gains nothing."""
    return Part(name, zlib.crc32(content), len(content), content, _STORED)


@dataclass(frozen=True, slots=True)
class Fixed:
    """Content that is the same every time, deflated beforehand and left open at its end, so that more may follow."""

    content: bytes
    deflated: bytes


def fixed(content: bytes) -> Fixed:
    """Deflate content to stand in the middle of parts."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return Fixed(content, squeeze.compress(content) + squeeze.flush(zlib.Z_SYNC_FLUSH))


def deflate_around(name: str, before: bytes, middle: Fixed, after: bytes, level: int = 6) -> Part:
    """A part whose middle is deflated already: a deflate stream may be put together from pieces that end on a byte."""
    first, last = (zlib.compressobj(level, zlib.DEFLATED, -15) for _ in range(2))
    pieces = (
        first.compress(before),
        first.flush(zlib.Z_SYNC_FLUSH),
        middle.deflated,
        last.compress(after),
        last.flush(),
    )
    crc = zlib.crc32(after, zlib.crc32(middle.content, zlib.crc32(before)))
    return Part(name, crc, len(before) + len(middle.content) + len(after), b"".join(pieces))


def write_package(parts: Iterable[Part]) -> bytes:
    """The zip file of these parts, in this order."""
    chunks: list[bytes] = []
    central: list[bytes] = []
    offset = 0
    for part in parts:
        name = part.name.encode()
        sizes = (_TIME, _DATE, part.crc, len(part.deflated), part.size, len(name), 0)
        header = _LOCAL.pack(b"PK\x03\x04", 20, _UTF8, part.method, *sizes) + name
        chunks += (header, part.deflated)
        central.append(_CENTRAL.pack(b"PK\x01\x02", 20, 20, _UTF8, part.method, *sizes, 0, 0, 0, 0, offset) + name)
        offset += len(header) + len(part.deflated)
    directory = b"".join(central)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(central), len(central), len(directory), offset, 0)
    return b"".join((*chunks, directory, end))
