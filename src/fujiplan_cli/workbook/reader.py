"""Received bytes to a Grid. Our own reader of .xlsx and .xlsm, for its speed and because libraries lose what we need:
openpyxl joins furigana and is 40 times slower, calamine knows no names, formulas or errors (docs/decisions)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from lxml import etree

from fujiplan_cli.model.collector import collector_resting
from fujiplan_cli.model.grid import Grid, Sheet, UnreadableWorkbook
from fujiplan_cli.workbook.reader_gate import CAPS, Caps
from fujiplan_cli.workbook.reader_names import defined_names, names_of_sheets
from fujiplan_cli.workbook.reader_package import (
    Package,
    Relation,
    child,
    children,
    is_true,
    parse_xml,
    remembered,
    workbook_part,
)
from fujiplan_cli.workbook.reader_sheet import SheetReader
from fujiplan_cli.workbook.reader_styles import cell_styles
from fujiplan_cli.workbook.reader_text import shared_strings, sheet_comments

State = Literal["visible", "hidden", "veryHidden"]
_STATES: dict[str, State] = {"hidden": "hidden", "veryHidden": "veryHidden"}


_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


class SheetEntry(NamedTuple):
    """A sheet as the workbook lists it. ``part`` is None when it is no worksheet (a chart)."""

    title: str
    state: State
    part: str | None


Leave = Callable[[str, Mapping[str, str]], bool]
"""(title, defined names) → whether a sheet need not be looked into."""


def read_grid(data: bytes, caps: Caps = CAPS, leave: Leave | None = None) -> Grid:
    """Bytes of an .xlsx or .xlsm → every sheet with its cells; those that are left are listed without theirs.

    Raises UnreadableWorkbook with a finding code for everything else, and nothing but that: a received file may be
    broken in any way.
    """
    try:
        with collector_resting():
            return _read(Package(data, caps), caps, leave)
    except UnreadableWorkbook:
        raise
    except MemoryError as error:
        raise UnreadableWorkbook("file_bomb", "out of memory") from error
    except Exception as error:
        raise UnreadableWorkbook("file_damaged", f"{type(error).__name__}: {error}") from error


def _read(package: Package, caps: Caps, leave: Leave | None) -> Grid:
    main = workbook_part(package)
    listing = _listing(package.part(main))
    relations = package.relations(main)
    entries = _with_parts(listing.sheets, relations)
    strings = shared_strings(package, _first(relations, "sharedStrings"), caps.strings)
    longest = max((len(text) for text, _ in strings), default=0)
    if longest > caps.text:
        raise UnreadableWorkbook("file_bomb", f"a text of {longest} characters")
    reader = SheetReader(
        strings,
        cell_styles(package, _first(relations, "styles")),
        caps.cells,
        caps.text,
    )
    sheets = tuple(
        Sheet(entry.title, {}, entry.state, own, left=True)
        if leave is not None and leave(entry.title, own)
        else _sheet(package, reader, entry, own, listing.date1904)
        for entry, own in zip(entries, listing.names, strict=True)
        if entry.part is not None
    )
    if not sheets:
        raise UnreadableWorkbook("file_not_workbook", "no worksheet")
    _require_bounded(sheets, longest, package.read, caps)
    return Grid(sheets, macros=_has_macros(package, relations), modified=_modified(package))


def _require_bounded(sheets: Sequence[Sheet], longest: int, read: int, caps: Caps) -> None:
    """Raise ``file_bomb`` when the cells hold more text in all than the caps allow.

    ``longest``: length of the longest shared string; ``read``: bytes of all parts, which hold every other text. What
    could be too much by these is counted: the usual book could not.
    """
    filled = sum(len(sheet.cells) for sheet in sheets)
    if longest * filled + read <= caps.characters:
        return
    texts = (len(cell.raw) + len(cell.formula or "") for sheet in sheets for cell in sheet.cells.values())
    if sum(texts) > caps.characters:
        raise UnreadableWorkbook("file_bomb", "too much text")


def _modified(package: Package) -> str:
    """When its program last saved the book; "" when it does not say, or not in the usual form."""
    core = next((r.target for r in package.relations("") if r.type == "core-properties" and r.target in package), "")
    if not core:
        return ""
    try:
        root = package.xml(core)
    except (UnreadableWorkbook, OSError, ValueError):
        return ""  # a broken note about the book is no reason to refuse the book
    texts = [(e.text or "").strip() for e in children(root, "modified")]
    return texts[0] if texts and _INSTANT.fullmatch(texts[0]) else ""


class _Listing(NamedTuple):
    """What the workbook's own part says: title, state and relationship of each sheet, and the names of each."""

    sheets: tuple[tuple[str, State, str], ...]
    names: tuple[Mapping[str, str], ...]
    date1904: bool


@remembered
def _listing(data: bytes) -> _Listing:
    root = parse_xml(data)
    sheets = tuple(_listed_sheets(root))
    properties = child(root, "workbookPr")
    return _Listing(
        sheets,
        tuple(names_of_sheets(defined_names(root), [title for title, _, _ in sheets])),
        properties is not None and is_true(properties.get("date1904")),
    )


def _listed_sheets(root: etree._Element) -> Iterator[tuple[str, State, str]]:
    for one in children(child(root, "sheets"), "sheet"):
        key = next((str(text) for name, text in one.items() if str(name).endswith("}id")), "")
        yield one.get("name", ""), _STATES.get(one.get("state", ""), "visible"), key


def sheet_entries(workbook: etree._Element, relations: Sequence[Relation]) -> list[SheetEntry]:
    """Sheets in the order of their tabs, charts included (scopes of names count them)."""
    return _with_parts(_listed_sheets(workbook), relations)


def _with_parts(sheets: Iterable[tuple[str, State, str]], relations: Sequence[Relation]) -> list[SheetEntry]:
    by_id = {relation.id: relation for relation in relations}
    entries = []
    for title, state, key in sheets:
        relation = by_id.get(key)
        if relation is None:
            raise UnreadableWorkbook("file_damaged", f"no part for sheet {title}")
        entries.append(SheetEntry(title, state, relation.target if relation.type == "worksheet" else None))
    return entries


def _sheet(package: Package, reader: SheetReader, entry: SheetEntry, names: Mapping[str, str], date1904: bool) -> Sheet:
    part = entry.part or ""
    content = reader.read(package.part(part), sheet_comments(package, part))
    return Sheet(
        name=entry.title,
        cells=content.cells,
        state=entry.state,
        names=names,
        merges=tuple(content.merges),
        hidden_rows=frozenset(content.hidden_rows),
        hidden_columns=frozenset(content.hidden_columns),
        protected=content.protected,
        date1904=date1904,
    )


def _first(relations: Sequence[Relation], kind: str) -> str | None:
    return next((relation.target for relation in relations if relation.type == kind), None)


def _has_macros(package: Package, relations: Sequence[Relation]) -> bool:
    return any(name.endswith("vbaproject.bin") for name in package.names) or any(
        relation.type == "xlMacrosheet" for relation in relations
    )
