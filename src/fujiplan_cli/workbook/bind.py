"""Several printed workbooks bound into one book, a sheet each: styles are merged, names stay with their sheet."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from fujiplan_cli.workbook.package import deflate, write_package
from fujiplan_cli.workbook.patch import escape
from fujiplan_cli.workbook.wording import LONGEST_NAME, copy_names, excel_name

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "application/vnd.openxmlformats-officedocument"
_STYLED = re.compile(r'(<(?:c|row) [^<>]*?\bs="|<col [^<>]*?\bstyle=")([0-9]+)(?=")')
_COLOURED = re.compile(r'(<cfRule [^<>]*?\bdxfId=")([0-9]+)(?=")')
_SELECTED = re.compile(r' tabSelected="[01]"')
_OWN_FORMATS = 164
"""Number formats below are Excel's own; a book's own ones begin here."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One printed workbook: its first sheet becomes ``name``; of the 記入要領 the longest a ``guide`` is kept."""

    name: str
    guide: str
    book: bytes


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet cut out of its workbook: XML, and its defined names as (attributes, target)."""

    name: str
    xml: str
    names: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Styles:
    """The merged style sheet. Entries are kept once; a book's numbers are told anew by `take`."""

    root: etree._Element
    seen: dict[str, dict[bytes, int]] = field(default_factory=dict)
    known: dict[bytes, tuple[dict[int, int], dict[int, int]]] = field(default_factory=dict)

    def take(self, xml: bytes) -> tuple[dict[int, int], dict[int, int]]:
        """Add a book's styles: (its cell style number → ours, its conditional style number → ours)."""
        if xml not in self.known:
            theirs = etree.fromstring(xml, _parser())
            formats = self._formats(theirs)
            parts = {one: self._entries(theirs, one) for one in ("fonts", "fills", "borders")}
            cells = list(_group(theirs, "cellXfs"))
            for cell in cells:
                _renumber(cell, "numFmtId", formats)
                for attribute, part in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
                    _renumber(cell, attribute, parts[part])
            self.known[xml] = self._entries(theirs, "cellXfs"), self._entries(theirs, "dxfs")
        return self.known[xml]

    def _entries(self, theirs: etree._Element, name: str) -> dict[int, int]:
        ours = _group(self.root, name)
        if name not in self.seen:
            self.seen[name] = {}
            for at, one in enumerate(ours):
                self.seen[name].setdefault(etree.tostring(one, method="c14n"), at)
        numbers: dict[int, int] = {}
        for at, one in enumerate(list(_group(theirs, name))):
            text = etree.tostring(one, method="c14n")
            if text not in self.seen[name]:
                self.seen[name][text] = len(ours)
                ours.append(one)
            numbers[at] = self.seen[name][text]
        ours.set("count", str(len(ours)))
        return numbers

    def _formats(self, theirs: etree._Element) -> dict[int, int]:
        ours = _group(self.root, "numFmts")
        codes = {one.get("formatCode"): int(str(one.get("numFmtId"))) for one in ours}
        numbers: dict[int, int] = {}
        for one in list(_group(theirs, "numFmts")):
            code, number = one.get("formatCode"), int(str(one.get("numFmtId")))
            if code not in codes:
                codes[code] = max([_OWN_FORMATS - 1, *codes.values()]) + 1
                one.set("numFmtId", str(codes[code]))
                ours.append(one)
            numbers[number] = codes[code]
        ours.set("count", str(len(ours)))
        return numbers


def bind_books(leaves: Sequence[Leaf], title: str, *, examples: bool = False) -> bytes:
    """One .xlsx with a sheet per leaf, then their guides. The sheets are whole: nothing in them changes but numbers.

    ``examples`` keeps the 記入例 beside each guide; a 課 with many projects is better off without so many sheets.

    Takes workbooks of the press: inline strings, styles and sheets only. Same leaves, same bytes.
    """
    styles: _Styles | None = None
    theme = b""
    sheets: list[_Sheet] = []
    guides: dict[str, list[_Sheet]] = {}
    names = sheet_names([leaf.name for leaf in leaves])
    for leaf, name in zip(leaves, names, strict=True):
        with zipfile.ZipFile(io.BytesIO(leaf.book)) as package:
            _refuse_loose_parts(package)
            own = package.read("xl/styles.xml")
            theme = theme or package.read("xl/theme/theme1.xml")
            styles = styles or _Styles(etree.fromstring(own, _parser()))
            first, *rest = _sheets_of(package, name, styles.take(own))
        sheets.append(first)
        kept = rest[: 2 if examples else 1]
        if kept and (leaf.guide not in guides or len(kept[0].xml) > len(guides[leaf.guide][0].xml)):
            guides[leaf.guide] = kept
    if styles is None:
        raise ValueError("a book needs at least one sheet")
    for word, kept in guides.items():
        sheets += [_renamed(one, f"{one.name}（{word}）" if word else one.name) for one in kept]
    return _package(sheets, styles.root, theme, title)


def bind_copies(books: Sequence[bytes], sheet_title: str, title: str) -> bytes:
    """Sheets of one form in one book, 「新規事業調書 (1)」 and so on, with one 記入要領 and one 記入例 behind them."""
    names = copy_names(sheet_title, len(books))
    leaves = [Leaf(name, "", book) for name, book in zip(names, books, strict=True)]
    return bind_books(leaves, title, examples=True)


def _refuse_loose_parts(package: zipfile.ZipFile) -> None:
    """What a sheet points to outside itself would be lost: the press writes no such part, and must not begin to."""
    loose = [n for n in package.namelist() if n == "xl/sharedStrings.xml" or n.startswith("xl/worksheets/_rels/")]
    if loose:
        raise ValueError(f"a printed workbook with {loose[0]} cannot be bound")


def _sheets_of(
    package: zipfile.ZipFile, name: str, numbers: tuple[Mapping[int, int], Mapping[int, int]]
) -> Iterable[_Sheet]:
    book = etree.fromstring(package.read("xl/workbook.xml"), _parser())
    given = [str(one.get("name")) for one in book.iter(f"{{{_MAIN}}}sheet")]
    for at, old in enumerate(given):
        xml = package.read(f"xl/worksheets/sheet{at + 1}.xml").decode("utf-8")
        xml = _STYLED.sub(lambda hit: f"{hit[1]}{numbers[0][int(hit[2])]}", xml)
        xml = _COLOURED.sub(lambda hit: f"{hit[1]}{numbers[1][int(hit[2])]}", xml)
        own = tuple(
            (str(one.get("name")), (one.text or "").replace(f"{_quoted(old)}!", "!"))
            for one in book.iter(f"{{{_MAIN}}}definedName")
            if one.get("localSheetId") == str(at)
        )
        yield _Sheet(old if at else name, _SELECTED.sub("", xml), own)


def _renamed(sheet: _Sheet, name: str) -> _Sheet:
    return _Sheet(name, sheet.xml, sheet.names)


def _package(sheets: Sequence[_Sheet], styles: etree._Element, theme: bytes, title: str) -> bytes:
    styled = etree.tostring(styles, xml_declaration=True, encoding="UTF-8", standalone=True)
    parts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relations(
            (
                ("officeDocument", f"{_RELATION}/officeDocument", "xl/workbook.xml"),
                ("core", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            )
        ),
        "docProps/core.xml": _core(title),
        "xl/workbook.xml": _workbook(sheets),
        "xl/_rels/workbook.xml.rels": _relations(
            (
                *((f"s{n}", f"{_RELATION}/worksheet", f"worksheets/sheet{n}.xml") for n, _ in enumerate(sheets, 1)),
                ("styles", f"{_RELATION}/styles", "styles.xml"),
                ("theme", f"{_RELATION}/theme", "theme/theme1.xml"),
            )
        ),
    }
    made = [deflate(name, text.encode("utf-8")) for name, text in parts.items()]
    made += [deflate("xl/styles.xml", styled), deflate("xl/theme/theme1.xml", theme)]
    for number, sheet in enumerate(sheets, start=1):
        made.append(deflate(f"xl/worksheets/sheet{number}.xml", sheet.xml.encode("utf-8"), 4))
    return write_package(made)


def _workbook(sheets: Sequence[_Sheet]) -> str:
    listed = "".join(
        f'<sheet name="{escape(sheet.name)}" sheetId="{n}" r:id="s{n}"/>' for n, sheet in enumerate(sheets, start=1)
    )
    names = "".join(
        f'<definedName name="{name}" localSheetId="{at}">{escape(_placed(target, sheet.name))}</definedName>'
        for at, sheet in enumerate(sheets)
        for name, target in sheet.names
    )
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}"><workbookPr/><bookViews><workbookView tabRatio="850"/>'
        f"</bookViews><sheets>{listed}</sheets><definedNames>{names}</definedNames>"
        f'<calcPr calcId="124519" fullCalcOnLoad="1"/></workbook>'
    )


def _placed(target: str, name: str) -> str:
    """「!$A$1」 (the sheet cut off) → 「'1-1-01'!$A$1」, in every part of a list."""
    return ",".join(f"{_quoted(name)}{part}" for part in target.split(","))


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def _content_types(sheets: int) -> str:
    kinds = [
        ("/xl/workbook.xml", f"{_OFFICE}.spreadsheetml.sheet.main+xml"),
        ("/xl/styles.xml", f"{_OFFICE}.spreadsheetml.styles+xml"),
        ("/xl/theme/theme1.xml", f"{_OFFICE}.theme+xml"),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        *((f"/xl/worksheets/sheet{n}.xml", f"{_OFFICE}.spreadsheetml.worksheet+xml") for n in range(1, sheets + 1)),
    ]
    overrides = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in kinds)
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(relations: Iterable[tuple[str, str, str]]) -> str:
    lines = "".join(f'<Relationship Id="{one}" Type="{kind}" Target="{to}"/>' for one, kind, to in relations)
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _core(title: str) -> str:
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>fujiplan</dc:creator>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">2000-01-01T00:00:00Z</dcterms:created></cp:coreProperties>'
    )


def _group(styles: etree._Element, name: str) -> etree._Element:
    found = styles.find(f"{{{_MAIN}}}{name}")
    if found is None:
        found = etree.Element(f"{{{_MAIN}}}{name}")
        # The order of groups is fixed: number formats come first, conditional ones before the table styles.
        before = styles[0] if name == "numFmts" else styles.find(f"{{{_MAIN}}}tableStyles")
        styles.append(found) if before is None else before.addprevious(found)
    return found


def _renumber(cell: etree._Element, attribute: str, numbers: Mapping[int, int]) -> None:
    number = int(cell.get(attribute) or 0)
    cell.set(attribute, str(numbers.get(number, number)))


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Names that Excel takes: at most 31 signs, none of its own, none twice (a, a（2）)."""
    taken: dict[str, int] = {}
    names = []
    for text in wanted:
        plain = excel_name(text)
        count = taken[plain.casefold()] = taken.get(plain.casefold(), 0) + 1
        names.append(plain if count == 1 else f"{plain[: LONGEST_NAME - 4]}（{count}）")
    return names


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)
