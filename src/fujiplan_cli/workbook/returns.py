"""Return copies (修正依頼): the received workbook with its faulty cells marked and one sheet added.

The received zip is patched, never re-saved through a library: what a library does not know (shapes, x14 rules,
furigana) would be lost. Marks are conditional formats, so no cell is touched, and a mark clears itself when the value
changes.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import replace

from lxml import etree

from fujiplan_cli.model.grid import Grid, Sheet, UnreadableWorkbook
from fujiplan_cli.model.place import address, row_and_column
from fujiplan_cli.workbook.package import deflate, write_package
from fujiplan_cli.workbook.reader import read_grid, sheet_entries
from fujiplan_cli.workbook.reader_package import Package, child, children, local_name, parse_xml, workbook_part
from fujiplan_cli.workbook.returns_condition import still_rejected
from fujiplan_cli.workbook.returns_outside import require_closed_formulas, require_closed_parts
from fujiplan_cli.workbook.returns_sheet import HEADER_ROW, Line, ReturnLetter, ReturnMark, quoted, sheet_xml
from fujiplan_cli.workbook.returns_styles import ReturnStyles, add_styles

__all__ = ["RETURN_NAME", "ReturnLetter", "ReturnMark", "letter_alone", "mark_return"]

RETURN_NAME = "fp_return"
"""Sheet-scoped name of A1 of an added sheet: intake knows by it that the sheet is ours."""
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_CONTENT_TYPES = "[Content_Types].xml"
_ALONE = "お手元のファイルの該当の箇所を直して、再度提出してください（このファイルには記入しないでください）。"
_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_NO_SHEET = {
    _CONTENT_TYPES: f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_BOOK_TYPE}"/><Override PartName="/xl/styles.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_SPREADSHEET}" xmlns:r="{_RELATIONS}">'
    "<bookViews><workbookView/></bookViews><sheets/></workbook>",
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_SPREADSHEET}"><fonts count="1"><font><sz val="10"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>',
}
"""A workbook without a sheet, to put the letter into."""
_FIRST_AFTER = (
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)
"""Elements of a worksheet from its conditional formats on (ECMA-376 part 1, 18.3.1.99): a new one goes before them."""


def mark_return(received: bytes, marks: Sequence[ReturnMark], letter: ReturnLetter) -> bytes:
    """The received workbook with every mark's cell in amber and a sheet 「修正依頼」 in front of the reader.

    No cell of the received sheets changes. Macros do not travel back. Raises UnreadableWorkbook, and nothing else,
    when the bytes are no workbook that can be patched, or one that reaches outside of itself (returns_outside). Same
    input, same bytes.
    """
    marked = {mark.sheet for mark in marks}
    grid = read_grid(received, leave=lambda title, names: title not in marked)
    book = _Book(received)
    styles = book.styles()
    lines = [_line(grid, mark) for mark in marks]
    if styles is not None:
        for sheet in grid.sheets:
            own = [mark for mark in marks if mark.sheet == sheet.name and _is_cell(mark.cell)]
            book.mark_sheet(sheet, own, styles)
    book.drop_macros()
    book.add_sheet(lines, letter, styles)
    return book.bytes()


def letter_alone(marks: Sequence[ReturnMark], letter: ReturnLetter) -> bytes:
    """The sheet 「修正依頼」 in a book of its own: for a file that cannot be marked. Same input, same bytes."""
    book = _Book(write_package(deflate(name, text.encode()) for name, text in _NO_SHEET.items()))
    book.add_sheet([Line(mark, "", linked=False) for mark in marks], replace(letter, note=_ALONE), book.styles())
    return book.bytes()


def _line(grid: Grid, mark: ReturnMark) -> Line:
    sheet = next((one for one in grid.sheets if one.name == mark.sheet), None)
    if sheet is None or not _is_cell(mark.cell):
        return Line(mark, "", linked=False)
    row, column = row_and_column(mark.cell)
    reference = f"{quoted(mark.sheet)}!{_absolute(row, column)}"
    return Line(mark, still_rejected(sheet.at(row, column), reference), linked=True)


def _is_cell(cell: str) -> bool:
    try:
        return all(row_and_column(cell))
    except ValueError:
        return False


def _absolute(row: int, column: int) -> str:
    letters = address(row, column).rstrip("0123456789")
    return f"${letters}${row}"


def _parts(package: Package, received: bytes) -> dict[str, bytes]:
    """Every part, whole. The reader needs only some: a book that is broken elsewhere can be read, but not sent back."""
    with zipfile.ZipFile(io.BytesIO(received)) as archive:
        # In the order of the file; of two entries of one name the last is the one everybody reads.
        infos = {info.filename: info for info in archive.infolist() if not info.is_dir()}
    try:
        return {name: package.part(name.replace("\\", "/").lstrip("/")) for name in infos}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise UnreadableWorkbook("file_damaged", str(error)) from error


class _Book:
    """The parts of a received workbook while they are patched."""

    def __init__(self, received: bytes) -> None:
        package = Package(received)
        self._parts = _parts(package, received)
        require_closed_parts(self._parts)
        self._trees: dict[str, etree._Element] = {}
        self._changed: set[str] = set()
        """Keys of parts whose tree goes back instead of the bytes that came."""
        self._names = {name.replace("\\", "/").lstrip("/").lower(): name for name in self._parts}
        self._main = workbook_part(package)
        self._relations = package.relations(self._main)
        self._root = self._xml(self._main)
        require_closed_formulas(self._root)
        self._entries = sheet_entries(self._root, self._relations)
        self._space = str(etree.QName(self._root).namespace)
        self._deselect()

    def _key(self, part: str) -> str:
        return self._names.get(part.lower(), part)

    def _xml(self, part: str) -> etree._Element:
        key = self._key(part)
        if key not in self._trees:
            data = self._parts.get(key)
            if data is None:
                raise UnreadableWorkbook("file_damaged", f"no part {part}")
            self._trees[key] = parse_xml(data)
        return self._trees[key]

    def _put(self, part: str) -> None:
        """The part's tree was changed: it is written when the book is."""
        self._changed.add(self._key(part))

    def _deselect(self) -> None:
        """Only one sheet may be selected: in a group of selected sheets a clerk would type into all of them."""
        for entry in self._entries:
            if entry.part is None:
                continue
            root = self._xml(entry.part)
            require_closed_formulas(root)
            views = [view for listing in children(root, "sheetViews") for view in children(listing, "sheetView")]
            selected = [view for view in views if "tabSelected" in view.attrib]
            for view in selected:
                del view.attrib["tabSelected"]
            if selected:
                self._put(entry.part)

    def styles(self) -> ReturnStyles | None:
        """Add the styles of a return; None when the workbook has no styles part."""
        part = next((relation.target for relation in self._relations if relation.type == "styles"), None)
        if part is None or part.lower() not in self._names:
            return None
        root = self._xml(part)
        added = add_styles(root)
        self._put(part)
        return added

    def mark_sheet(self, sheet: Sheet, marks: Sequence[ReturnMark], styles: ReturnStyles) -> None:
        """Amber for the cells of these marks, before every format that the sheet has."""
        part = next((entry.part for entry in self._entries if entry.title == sheet.name), None)
        cells = list(dict.fromkeys(row_and_column(mark.cell) for mark in marks))
        if part is None or not cells:
            return
        root = self._xml(part)
        for rule in root.iter("{*}cfRule"):
            if rule.get("priority", "").isdigit():
                rule.set("priority", str(int(rule.get("priority", "0")) + len(cells)))
        place = next((n for n, one in enumerate(root) if local_name(one) in _FIRST_AFTER), len(root))
        for number, (row, column) in enumerate(cells, start=1):
            formats = etree.Element(f"{{{self._space}}}conditionalFormatting", sqref=_area(sheet, row, column))
            rule = etree.SubElement(formats, f"{{{self._space}}}cfRule", type="expression", priority=str(number))
            rule.set("dxfId", str(styles.amber))
            rule.set("stopIfTrue", "1")
            formula = etree.SubElement(rule, f"{{{self._space}}}formula")
            formula.text = still_rejected(sheet.at(row, column), _absolute(row, column))
            root.insert(place + number - 1, formats)
        self._put(part)

    def drop_macros(self) -> None:
        """A return is an .xlsx: code that came with the file does not go back with it."""
        for relation in self._relations:
            if relation.type == "vbaProject":
                self._parts.pop(self._key(relation.target), None)
                self._forget(relation.target)
        root = self._xml(_CONTENT_TYPES)
        for one in children(root, "Override"):
            if one.get("ContentType") == _MACRO_TYPE:
                one.set("ContentType", _BOOK_TYPE)
            elif one.get("PartName", "").lower().endswith("vbaproject.bin"):
                root.remove(one)
        self._put(_CONTENT_TYPES)

    def _rels_part(self) -> str:
        folder, name = posixpath.split(self._main)
        return posixpath.join(folder, "_rels", f"{name}.rels")

    def _forget(self, target: str) -> None:
        root = self._xml(self._rels_part())
        for one in children(root, "Relationship"):
            if one.get("Type", "").endswith("/vbaProject") and target.endswith(
                posixpath.basename(one.get("Target", ""))
            ):
                root.remove(one)
        self._put(self._rels_part())

    def add_sheet(self, lines: Sequence[Line], letter: ReturnLetter, styles: ReturnStyles | None) -> None:
        """Append the sheet 「修正依頼」 and open the workbook on it."""
        rels = self._xml(self._rels_part())
        taken = {one.get("Id", "") for one in children(rels, "Relationship")}
        key = next(name for n in range(1, 10_000) if (name := f"rIdReturn{n}") not in taken)
        part = next(p for n in range(1, 10_000) if (p := f"xl/worksheets/return{n}.xml") not in self._names)
        space = self._relation_space()
        etree.SubElement(
            rels,
            f"{{{etree.QName(rels).namespace}}}Relationship",
            Id=key,
            Type=f"{space}/worksheet",
            Target=f"/{part}",
        )
        self._put(self._rels_part())
        types = self._xml(_CONTENT_TYPES)
        override = f"{{{etree.QName(types).namespace}}}Override"
        etree.SubElement(types, override, PartName=f"/{part}", ContentType=_SHEET_TYPE)
        self._put(_CONTENT_TYPES)
        self._parts[part] = sheet_xml(lines, letter, styles, (self._space, space))
        self._list_sheet(key, space)
        self._put(self._main)

    def _relation_space(self) -> str:
        if "purl.oclc.org" in self._space:
            return "http://purl.oclc.org/ooxml/officeDocument/relationships"
        return "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def _list_sheet(self, key: str, space: str) -> None:
        sheets = child(self._root, "sheets")
        assert sheets is not None  # read_grid found worksheets in it
        titles = {entry.title.casefold() for entry in self._entries}
        title = next(
            t for n in range(1, 10_000) if (t := "修正依頼" if n == 1 else f"修正依頼{n}").casefold() not in titles
        )
        ids = [int(number) for one in children(sheets, "sheet") if (number := one.get("sheetId", "")).isdecimal()]
        self._hide_older_letters()
        sheet = etree.SubElement(sheets, f"{{{self._space}}}sheet", name=title, sheetId=str(max(ids, default=0) + 1))
        sheet.set(f"{{{space}}}id", key)
        index = len(self._entries)
        views = child(self._root, "bookViews")
        for view in children(views, "workbookView"):
            view.set("activeTab", str(index))
            view.set("firstSheet", "0")
        self._define(RETURN_NAME, index, f"{quoted(title)}!$A$1")
        self._define("_xlnm.Print_Titles", index, f"{quoted(title)}!${HEADER_ROW}:${HEADER_ROW}")

    def _hide_older_letters(self) -> None:
        """A copy that was returned before carries the letter of that time: its answers stand, but it asks no more."""
        listing = children(child(self._root, "definedNames"), "definedName")
        older = {one.get("localSheetId") for one in listing if one.get("name") == RETURN_NAME}
        for number, sheet in enumerate(children(child(self._root, "sheets"), "sheet")):
            if str(number) in older:
                sheet.set("state", "hidden")

    def _define(self, name: str, scope: int, text: str) -> None:
        names = child(self._root, "definedNames")
        if names is None:
            names = etree.Element(f"{{{self._space}}}definedNames")
            before = ("sheets", "functionGroups", "externalReferences")
            place = max(n for n, one in enumerate(self._root) if local_name(one) in before)
            self._root.insert(place + 1, names)
        one = etree.SubElement(names, f"{{{self._space}}}definedName", name=name, localSheetId=str(scope))
        one.text = text

    def bytes(self) -> bytes:
        """The patched zip."""
        for key in self._changed:
            tree = self._trees[key]
            self._parts[key] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
        return write_package(deflate(name.replace("\\", "/").lstrip("/"), data) for name, data in self._parts.items())


def _area(sheet: Sheet, row: int, column: int) -> str:
    """The cell, or the merged range it stands in."""
    for top, left, bottom, right in sheet.merges:
        if top <= row <= bottom and left <= column <= right:
            return f"{address(top, left)}:{address(bottom, right)}"
    return address(row, column)
