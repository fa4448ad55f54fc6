"""Filled forms changed at random, each by its seed: at the level of the zip, of its XML, and of what stands in cells.

What a person could have typed cannot be told from a mutant, so no mutant carries the content of one answer's cell to
the address of another: it spoils, drops, doubles and moves the file's own structure.
"""

from __future__ import annotations

import copy
import io
import random
import re
import zipfile
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

from lxml import etree
from openpyxl.utils import column_index_from_string, get_column_letter

Parts = dict[str, bytes]
JUNK = (
    "", "0", "-1", "1e400", "99999999999999999999", "NaN", "約5", "未定", "なし", "―", "同上", "(300)", "15.3百万円",
    "H32", "4月20日", "◎", "4.5", "　", "\ue000", "葛󠄀", "_x000D_", "#REF!", "r:18", "c:4", "fujiplan|a|b", "事業番号",
    "ｲﾝﾀｰﾈｯﾄ", "=1+1", "S9 終了", "2026-03-31", "長" * 500, "A0", "ZZ99999999", "true", "rId999", "../x", "\U0001f600",
)  # fmt: skip
SHEET = "xl/worksheets/sheet1.xml"
STRUCTURE = (
    SHEET,
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/_rels/workbook.xml.rels",
    "_rels/.rels",
    "[Content_Types].xml",
)
_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"([^>]*?)(?:/>|>.*?</c>)', re.DOTALL)


def parts_of(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


# -- the zip -------------------------------------------------------------------------------------------------------


def zip_mutant(data: bytes, chance: random.Random) -> bytes:
    """Bytes flipped, cut, zeroed or put in front; parts dropped, emptied, cut, exchanged, doubled, stored."""
    return chance.choice(_ZIP)(data, chance)


def _flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _directory_flipped(data: bytes, chance: random.Random) -> bytes:
    """The directory at the end, where one byte changes a name, a size or a place."""
    changed, start = bytearray(data), data.find(b"PK\x01\x02")
    for _ in range(chance.randint(1, 6)):
        changed[chance.randrange(start, len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def _zeroed(data: bytes, chance: random.Random) -> bytes:
    at, length = chance.randrange(len(data)), chance.randint(1, 4096)
    return data[:at] + bytes(min(length, len(data) - at)) + data[at + length :]


def _in_front(data: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(chance.randint(1, 3000)) + data


def _part(change: Callable[[Parts, str, random.Random], None]) -> Callable[[bytes, random.Random], bytes]:
    def mutate(data: bytes, chance: random.Random) -> bytes:
        parts = parts_of(data)
        change(parts, chance.choice(sorted(parts)), chance)
        method = chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))
        return packed(parts, method)

    return mutate


def _dropped(parts: Parts, name: str, _: random.Random) -> None:
    del parts[name]


def _emptied(parts: Parts, name: str, _: random.Random) -> None:
    parts[name] = b""


def _shortened(parts: Parts, name: str, chance: random.Random) -> None:
    parts[name] = parts[name][: chance.randrange(len(parts[name]) + 1)]


def _exchanged(parts: Parts, name: str, chance: random.Random) -> None:
    other = chance.choice(sorted(parts))
    parts[name], parts[other] = parts[other], parts[name]


def _renamed(parts: Parts, name: str, chance: random.Random) -> None:
    parts[chance.choice((name.upper(), name.replace("/", "\\"), f"{name}x", f"/{name}"))] = parts.pop(name)


def _noise(parts: Parts, name: str, chance: random.Random) -> None:
    """Bytes within a part, whose checksum is right again."""
    parts[name] = _flipped(parts[name] or b" ", chance)


_ZIP = (
    _flipped, _directory_flipped, _cut, _zeroed, _in_front,
    _part(_dropped), _part(_emptied), _part(_shortened), _part(_exchanged), _part(_renamed), _part(_noise),
)  # fmt: skip

# -- the XML -------------------------------------------------------------------------------------------------------


def xml_mutant(data: bytes, chance: random.Random) -> bytes:
    """One to three elements of the book's structure dropped, doubled, renamed, moved, or their attributes spoiled."""
    parts = parts_of(data)
    name = chance.choice([one for one in STRUCTURE if one in parts])
    root = etree.fromstring(parts[name])
    for _ in range(chance.randint(1, 3)):
        # Its kind first: in a sheet of a thousand cells the few merges and names would never have their turn.
        kinds: dict[str, list[etree._Element]] = {}
        for one in root.iter():
            if isinstance(one.tag, str) and one is not root:
                kinds.setdefault(one.tag, []).append(one)
        if kinds:
            chance.choice(_XML)(chance.choice(kinds[chance.choice(sorted(kinds))]), chance)
    parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return packed(parts)


def _drop(element: etree._Element, _: random.Random) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _double(element: etree._Element, _: random.Random) -> None:
    element.addnext(copy.deepcopy(element))


def _rename(element: etree._Element, chance: random.Random) -> None:
    element.tag = chance.choice(("x", "{urn:x}c", "row", "v"))


def _empty(element: etree._Element, _: random.Random) -> None:
    for one in list(element):
        element.remove(one)
    element.text = None


def _move(element: etree._Element, chance: random.Random) -> None:
    """Among its own kind, so that the order in the file is another and every address stays."""
    parent = element.getparent()
    if parent is not None and element.get("r"):
        parent.insert(chance.randrange(len(parent)), element)


def _spoil_attribute(element: etree._Element, chance: random.Random) -> None:
    if element.attrib:
        element.set(chance.choice(sorted(map(str, element.attrib))), _attribute(chance))


def _drop_attribute(element: etree._Element, chance: random.Random) -> None:
    names = sorted(map(str, element.attrib))
    if names:
        del element.attrib[chance.choice(names)]


def _spoil_text(element: etree._Element, chance: random.Random) -> None:
    element.text = _attribute(chance)


def _attribute(chance: random.Random) -> str:
    return chance.choice(JUNK)


_XML = (_drop, _drop, _double, _rename, _empty, _move, _spoil_attribute, _spoil_attribute, _drop_attribute, _spoil_text)

# -- what stands in cells ------------------------------------------------------------------------------------------


def value_mutant(data: bytes, chance: random.Random) -> bytes:
    """Junk in up to six cells anywhere, as text, number, error, formula or boolean; rows or columns that moved."""
    parts = parts_of(data)
    if chance.random() < 0.5:
        if chance.random() < 0.5:
            parts[SHEET] = rows_moved(parts[SHEET], chance.randint(3, 70), chance.choice((-2, -1, 1, 2, 5)))
        else:
            parts[SHEET] = columns_moved(parts[SHEET], chance.randint(2, 16), chance.choice((-1, 1, 2)))
    cells = [found[0] for found in _CELL.finditer(parts[SHEET])]
    for cell in chance.sample(cells, chance.randint(0, 6)):
        parts[SHEET] = parts[SHEET].replace(cell, _junk_cell(cell, chance), 1)
    return packed(parts)


def _junk_cell(cell: bytes, chance: random.Random) -> bytes:
    found = _CELL.match(cell)
    assert found is not None
    style = re.search(rb'\ss="\d+"', found[3])
    head = b'<c r="' + found[1] + found[2] + b'"' + (style[0] if style else b"")
    text = escape(chance.choice(JUNK))
    inside = chance.choice(
        (
            f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is>',
            f' t="str"><f>A1</f><v>{text}</v>',
            f"><v>{text}</v>",
            ' t="e"><v>#REF!</v>',
            ' t="b"><v>1</v>',
            "><f>B4</f>",
            ">",
        )
    )
    return head + inside.encode() + b"</c>"


def columns_moved(sheet: bytes, first: int, by: int) -> bytes:
    """Columns inserted before ``first``, or deleted (``by`` < 0), by a tool that does not care for names."""

    def moved(cell: re.Match[bytes]) -> bytes:
        column = column_index_from_string(cell[1].decode())
        if by < 0 and first + by <= column < first:
            return b""
        letters = get_column_letter(column + by if column >= first else column).encode()
        return cell[0].replace(b'r="' + cell[1], b'r="' + letters, 1)

    return _CELL.sub(moved, sheet)


def rows_moved(sheet: bytes, first: int, by: int) -> bytes:
    """The same with rows: the names go on pointing where they did."""

    def moved(number: bytes) -> bytes:
        return str(int(number) + by if int(number) >= first else int(number)).encode()

    kept = re.sub(
        rb'<row r="(\d+)".*?</row>|<row r="(\d+)"[^>]*/>', lambda m: _kept(m, first, by), sheet, flags=re.DOTALL
    )
    rows = re.sub(rb'<row r="(\d+)"', lambda m: b'<row r="' + moved(m[1]) + b'"', kept)
    return re.sub(rb'<c r="([A-Z]+)(\d+)"', lambda m: b'<c r="' + m[1] + moved(m[2]) + b'"', rows)


def _kept(row: re.Match[bytes], first: int, by: int) -> bytes:
    """Rows that a deletion takes away are gone."""
    number = int(row[1] or row[2])
    return b"" if first + by <= number < first and by < 0 else row[0]


KINDS: Mapping[str, Callable[[bytes, random.Random], bytes]] = {
    "zip": zip_mutant,
    "xml": xml_mutant,
    "values": value_mutant,
}


def mutant(data: bytes, kind: str, seed: int) -> bytes:
    """The n-th mutant of a kind: the same bytes every time."""
    return KINDS[kind](data, random.Random(f"{kind} {seed}"))
