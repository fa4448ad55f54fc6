"""An .xlsx as a package of XML parts: opened in memory, within caps, without DTD, entities or network."""

from __future__ import annotations

import io
import posixpath
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import TypeVar
from urllib.parse import unquote

from lxml import etree

from fujiplan_cli.model.grid import UnreadableWorkbook
from fujiplan_cli.workbook.reader_gate import CAPS, Caps, require_zip

_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def xml_parser() -> etree.XMLParser:
    """A parser that resolves nothing: no entity, no DTD, no network; comments and instructions dropped."""
    return etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )


def parse_xml(data: bytes) -> etree._Element:
    """Root element of a part. Raises UnreadableWorkbook: ``file_entity`` for a DTD, ``file_damaged`` for bad XML."""
    refuse_dtd(data)
    try:
        root = etree.fromstring(data, xml_parser())
    except etree.XMLSyntaxError as error:
        raise UnreadableWorkbook("file_damaged", str(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableWorkbook("file_entity")
    return root


def refuse_dtd(data: bytes) -> None:
    """Raise ``file_entity`` when a document type stands before the root element. No office program writes one."""
    plain = data.replace(b"\x00", b"") if b"\x00" in data[:4] or data[:2] in (b"\xff\xfe", b"\xfe\xff") else data
    found = plain.find(b"<!DOCTYPE")
    if found >= 0 and not _root_starts_before(plain, found):
        raise UnreadableWorkbook("file_entity")


def _root_starts_before(data: bytes, end: int) -> bool:
    """Whether an element opens before ``end`` (then the word stands in a text, and is harmless)."""
    position = data.find(b"<", 0, end)
    while position >= 0:
        if data[position + 1 : position + 2] not in (b"?", b"!"):
            return True
        closing = b"-->" if data.startswith(b"<!--", position) else b">"
        after = data.find(closing, position, end)
        position = data.find(b"<", after, end) if after >= 0 else -1
    return False


def local_name(element: etree._Element) -> str:
    """Name of an element without its namespace, so that transitional and strict files read alike."""
    return str(element.tag).rpartition("}")[2]


def children(element: etree._Element | None, name: str) -> list[etree._Element]:
    """Child elements of that local name, in order; none of None."""
    return [] if element is None else list(element.iterchildren("{*}" + name))


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child element of that local name."""
    return next(iter(children(element, name)), None)


def is_true(text: str | None) -> bool:
    """An XML boolean attribute."""
    return text in ("1", "true", "on")


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship of a part: id, the last word of its type (``worksheet``), the part it points to."""

    id: str
    type: str
    target: str


_LARGEST_REMEMBERED = 256 << 10
Said = TypeVar("Said")


def remembered(read: Callable[[bytes], Said]) -> Callable[[bytes], Said]:
    """What was said of a part is said again of the same bytes (parts of up to 256 KiB, the last 64 kinds of them).

    Books of one form that one program saved share their styles and lists of parts: of the 97 books of the sample inbox
    13 differ in their styles. What is said must not be changed by whoever hears it.
    """
    known = lru_cache(maxsize=64)(read)

    @wraps(read)
    def say(data: bytes) -> Said:
        return known(data) if len(data) <= _LARGEST_REMEMBERED else read(data)

    return say


class Package:
    """The parts of one received workbook. Every part is read within the caps; nothing is ever extracted to disk."""

    def __init__(self, data: bytes, caps: Caps = CAPS) -> None:
        require_zip(data, caps)
        self._caps = caps
        self.read = 0
        """Bytes of all parts read so far."""
        self._zip = _open_zip(data)
        infos = self._zip.infolist()
        if len(infos) > caps.entries or sum(info.file_size for info in infos) > caps.declared:
            raise UnreadableWorkbook("file_bomb", f"{len(infos)} entries")
        if any(_is_unsafe(info) for info in infos):
            raise UnreadableWorkbook("file_unsafe")
        self._relations: dict[str, tuple[Relation, ...]] = {}
        self._parts = {_part_name(info.filename): info for info in infos if not info.is_dir()}

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._parts

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all parts in lower case, as the zip lists them."""
        return tuple(self._parts)

    def part(self, name: str, most: int = 0) -> bytes:
        """Bytes of a part. Raises UnreadableWorkbook when it is missing, broken, encrypted or over a cap.

        ``most``: the cap of this part, in bytes; 0 is that of any part.
        """
        most = min(most or self._caps.part, self._caps.part)
        info = self._parts.get(name.lower())
        if info is None:
            raise UnreadableWorkbook("file_damaged", f"no part {name}")
        if info.flag_bits & 1:
            raise UnreadableWorkbook("file_password", name)
        too_dense = info.file_size > self._caps.ratio_from and info.file_size > self._caps.ratio * info.compress_size
        if too_dense or info.file_size > most:
            raise UnreadableWorkbook("file_bomb", f"{name}: {info.file_size} bytes")
        with self._zip.open(info) as stream:
            data = stream.read(most + 1)
        self.read += len(data)
        if len(data) > most or self.read > self._caps.total:
            raise UnreadableWorkbook("file_bomb", f"{name}: {self.read} bytes in all")
        return data

    def xml(self, name: str) -> etree._Element:
        """Root element of a part."""
        return parse_xml(self.part(name))

    def relations(self, part: str) -> tuple[Relation, ...]:
        """Relationships of a part ("" for the package) that stay inside the package; none when it has no list."""
        if part not in self._relations:
            self._relations[part] = self._relations_of(part)
        return self._relations[part]

    def _relations_of(self, part: str) -> tuple[Relation, ...]:
        folder, name = posixpath.split(part)
        listing = posixpath.join(folder, "_rels", f"{name}.rels")
        if listing not in self:
            return ()
        return tuple(Relation(id_, type_, self._target(folder, to)) for id_, type_, to in _listed(self.part(listing)))

    def _target(self, folder: str, target: str) -> str:
        name = target.replace("\\", "/").partition("#")[0]
        full = posixpath.normpath(name.lstrip("/") if name.startswith("/") else posixpath.join(folder, name))
        return full if full in self else unquote(full)


@remembered
def _listed(data: bytes) -> tuple[tuple[str, str, str], ...]:
    """Id, last word of the type and target as written of every relationship that stays inside the package."""
    return tuple(
        (one.get("Id", ""), one.get("Type", "").rpartition("/")[2], one.get("Target", ""))
        for one in children(parse_xml(data), "Relationship")
        if one.get("TargetMode") != "External"
    )


def _open_zip(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        # The directory stands at the end of a zip: without it the rest of the file is missing.
        cut = b"PK\x05\x06" not in data[-65_600:]
        raise UnreadableWorkbook("file_truncated" if cut else "file_damaged", str(error)) from error


def _part_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _is_unsafe(info: zipfile.ZipInfo) -> bool:
    """A link, or a name that climbs out of the archive: no office program writes such an entry."""
    return ".." in info.filename.replace("\\", "/").split("/") or stat.S_ISLNK(info.external_attr >> 16)


def workbook_part(package: Package) -> str:
    """Name of the part that lists the sheets. Raises UnreadableWorkbook with what else the zip is."""
    for relation in package.relations(""):
        if relation.type == "officeDocument" and relation.target in package:
            return _require_spreadsheet(package, relation.target)
    if "xl/workbook.xml" in package:
        return "xl/workbook.xml"
    if "mimetype" in package and package.part("mimetype").strip().startswith(_ODS):
        raise UnreadableWorkbook("file_ods")
    if "xl/workbook.bin" in package:
        raise UnreadableWorkbook("file_xlsb")
    raise UnreadableWorkbook("file_not_workbook")


def _require_spreadsheet(package: Package, part: str) -> str:
    if part.lower().endswith(".bin"):
        raise UnreadableWorkbook("file_xlsb")
    if part.lower().startswith(("word/", "ppt/", "visio/")):
        raise UnreadableWorkbook("file_not_workbook")
    return part
