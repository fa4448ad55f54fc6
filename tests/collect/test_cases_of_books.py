"""Books and files that are odd as a whole (domain.md §7): copies, names gone, unreadable bytes in more disguises."""

from __future__ import annotations

import io
import stat
import unicodedata
import zipfile
from datetime import datetime

import pytest
from cases_world import ANSWERS, PRINTED, TYPED, cells_of, collected, parts_changed, recorded, told
from office_world import GOOD, YEAR, filled
from openpyxl import load_workbook

from fujiplan_cli.ledger import Ledger

CHANGED = ["layout_changed@"]


def edited(data: bytes, edit) -> bytes:
    """A workbook changed through openpyxl."""
    book = load_workbook(io.BytesIO(data))
    edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def good(office, number: str = PRINTED, **changes: object) -> bytes:
    return filled(office.sheets[number], {**ANSWERS[number], **changes})


def the_one(office, data: bytes, name: str = "a.xlsx") -> dict:
    (entry,) = collected(office, {name: data}).values()
    return entry


# -- who finds a cell when a witness is gone -----------------------------------------------------------------------


def _without_names(book) -> None:
    page = book.worksheets[0]
    for name in [one for one in page.defined_names if one != "fp_identity"]:
        del page.defined_names[name]


def _without_anchors(book) -> None:
    page = book.worksheets[0]
    for row in page.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value[:2] in ("r:", "c:"):
                cell.value = None


def _without_labels(book) -> None:
    page, spots = book.worksheets[0], set(cells_of_page(book.worksheets[0]))
    for row in page.iter_rows(max_col=4):
        for cell in row:
            plain = isinstance(cell.value, str) and cell.value[:2] not in ("r:", "c:")
            if plain and cell.coordinate not in spots and not cell.value.startswith("fujiplan|"):
                cell.value = None


def cells_of_page(page) -> list[str]:
    return [one.attr_text.rsplit("!", 1)[1].replace("$", "") for one in page.defined_names.values()]


def _without_names_and_anchors(book) -> None:
    _without_names(book)
    _without_anchors(book)


def _without_identity(book) -> None:
    page = book.worksheets[0]
    page[page.defined_names["fp_identity"].attr_text.rsplit("!", 1)[1].replace("$", "")].value = None


@pytest.mark.parametrize("number", [PRINTED, TYPED])
@pytest.mark.parametrize(
    ("lost", "found"),
    [
        (_without_names, CHANGED),
        (_without_anchors, CHANGED),
        (_without_labels, []),
        (_without_names_and_anchors, CHANGED),
        (_without_identity, []),
    ],
)
def test_any_one_witness_may_be_gone_and_every_answer_is_still_its_own(office, number: str, lost, found) -> None:
    entry = the_one(office, edited(good(office, number), lost))
    assert (entry["verdict"], told(entry)) == ("accepted", found)
    asked = cells_of(office.sheets[number])
    typed = {field: str(value) for field, value in ANSWERS[number].items() if field in asked}
    kept = {field: str(value) for field, value in recorded(office, number).items()}
    assert kept == {**typed, "kpi_1_as_of": "2026-03-31"}


# -- several sheets ------------------------------------------------------------------------------------------------


def test_the_same_sheet_twice_with_the_same_answers_counts_once(office) -> None:
    entry = the_one(office, edited(good(office), lambda book: book.copy_worksheet(book.worksheets[0])))
    assert (entry["verdict"], told(entry)) == ("accepted", ["same_sheet_twice@"])
    assert [v["value"] for v in office.json("trace", PRINTED, "kpi_1_actual", "--year", "R7")["versions"]] == ["160"]


def test_a_hidden_second_sheet_is_a_helper_and_no_answer(office) -> None:
    def with_hidden(book) -> None:
        copy = book.copy_worksheet(book.worksheets[0])
        copy.sheet_state = "hidden"
        copy[cells_of_page(book.worksheets[0])[0]].value = "x"

    entry = the_one(office, edited(good(office), with_hidden))
    assert (entry["verdict"], told(entry)) == ("accepted", [])


def test_a_form_whose_only_sheet_was_hidden_is_still_read(office) -> None:
    def hidden(book) -> None:
        book.worksheets[0].sheet_state = "veryHidden"
        book.active = book.index(book.create_sheet("表紙"))

    entry = the_one(office, edited(good(office), hidden))
    assert (entry["project"], entry["verdict"], told(entry)) == (PRINTED, "accepted", [])


def test_two_forms_on_one_sheet_are_one_finding_and_no_answer(office, hand) -> None:
    data = hand(good(office), ["unprotect"], ["append", 90], more=[good(office, "1-1-02")])
    entry = the_one(office, data)
    assert (entry["verdict"], told(entry)) == ("returned", ["several_forms_on_sheet@"])
    with Ledger.open(office.folder) as ledger:
        assert PRINTED not in ledger.current(YEAR)


def test_a_row_copied_below_the_form_is_told_and_changes_no_answer(office, hand, where) -> None:
    row = "".join(c for c in where[PRINTED]["issue"] if c.isdigit())
    data = hand(good(office), ["unprotect"], ["copy", f"A{row}:P{row}", "A85"])
    entry = the_one(office, data)
    assert entry["verdict"] in ("accepted", "review") and len(entry["findings"]) <= 2, told(entry)
    assert recorded(office, PRINTED)["issue"] == GOOD["issue"]


def test_macros_alone_are_for_a_person(office) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good(office))) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
        new.writestr("xl/vbaProject.bin", b"code")
    entry = the_one(office, out.getvalue(), "a.xlsm")
    assert (entry["verdict"], told(entry)) == ("review", ["macros@"])


# -- bytes that nobody can read ------------------------------------------------------------------------------------


def _with_entry(data: bytes, name: str, content: bytes = b"x", mode: int = 0) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        archive.writestr(info, content)
    return out.getvalue()


def _dtd_in(part: str):
    doctype = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'

    def make(sheet: bytes) -> bytes:
        return parts_changed(sheet, {part: lambda old: doctype + (old.partition(b"?>")[2] or old)})

    return make


def _many_entries(sheet: bytes) -> bytes:
    out = io.BytesIO(sheet)
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(20_000):
            archive.writestr(f"xl/media/{number}", b"")
    return out.getvalue()


def _styles_bomb(sheet: bytes) -> bytes:
    return parts_changed(sheet, {"xl/styles.xml": lambda old: old + b" " * (90 << 20)})


def _locked_entry(sheet: bytes) -> bytes:
    """The bit of a zip that says an entry has a password, in the entry and in the directory."""
    data = bytearray(sheet)
    with zipfile.ZipFile(io.BytesIO(sheet)) as archive:
        local = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    central = data.rfind(b"xl/worksheets/sheet1.xml") - 46
    data[local + 6] |= 1
    data[central + 8] |= 1
    return bytes(data)


UNREADABLE = (
    ("link.xlsx", lambda s: _with_entry(s, "xl/link", b"/etc/passwd", stat.S_IFLNK | 0o777), "file_unsafe"),
    ("climbs.xlsx", lambda s: _with_entry(s, "../../outside.xml"), "file_unsafe"),
    ("climbs back.xlsx", lambda s: _with_entry(s, "xl\\..\\..\\outside.xml"), "file_unsafe"),
    ("entries.xlsx", _many_entries, "file_bomb"),
    ("styles.xlsx", _styles_bomb, "file_bomb"),
    ("entity in the book.xlsx", _dtd_in("xl/workbook.xml"), "file_entity"),
    ("entity in the styles.xlsx", _dtd_in("xl/styles.xml"), "file_entity"),
    ("entity in the relations.xlsx", _dtd_in("_rels/.rels"), "file_entity"),
    ("locked entry.xlsx", _locked_entry, "file_password"),
    ("one byte.xlsx", lambda s: s[:1], "file_csv"),
    ("its beginning.xlsx", lambda s: s[:100], "file_truncated"),
    ("without its end.xlsx", lambda s: s[:-30], "file_truncated"),
    ("without its beginning.xlsx", lambda s: s[2000:], "file_unknown"),
    ("blanks.xlsx", lambda s: b" \r\n" * 40, "file_csv"),
    ("page.xls", lambda s: b"<html><table><tr><td>1-1-01</td></tr></table></html>", "file_unknown"),
    ("print.pdf", lambda s: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(200), "file_unknown"),
    ("letter.rtf", lambda s: b"{\\rtf1\\ansi 1-1-01}", "file_unknown"),
    ("unicode.csv", lambda s: "事業番号,実績\r\n1-1-01,160\r\n".encode("utf-16"), "file_csv"),
    ("tabs.txt", lambda s: "1-1-01\t160\r\n".encode("cp932"), "file_csv"),
    ("sheets.zip", lambda s: _with_entry(_empty_zip(), "1-1-01.xlsx", s), "file_not_workbook"),
)  # fmt: skip


def _empty_zip() -> bytes:
    out = io.BytesIO()
    zipfile.ZipFile(out, "w").close()
    return out.getvalue()


def test_what_cannot_be_read_gives_one_reason_and_the_rest_goes_on(office) -> None:
    sheet = good(office)
    entries = collected(office, {**{name: make(sheet) for name, make, _ in UNREADABLE}, "good.xlsx": sheet})
    for name, _, code in UNREADABLE:
        (finding,) = entries[name]["findings"]
        assert entries[name]["verdict"] == "rejected" and finding["code"] == code, (name, finding)
        assert finding["message"] and finding["remedy"]
    assert entries["good.xlsx"]["verdict"] == "accepted"
    with Ledger.open(office.folder) as ledger:
        assert ledger.verify() == ()


def test_every_length_of_a_cut_file_is_told_as_cut(office) -> None:
    sheet = good(office)
    cuts = {f"{part:02d}.xlsx": sheet[: len(sheet) * part // 12] for part in range(1, 12)}
    assert {name: told(one) for name, one in collected(office, cuts).items()} == {
        name: ["file_truncated@"] for name in cuts
    }


# -- versions and names --------------------------------------------------------------------------------------------


def saved_on(data: bytes, day: datetime) -> bytes:
    stamp = day.strftime("%Y-%m-%dT%H:%M:%SZ").encode()

    def core(part: bytes) -> bytes:
        head, _, rest = part.partition(b"<dcterms:modified")
        return head + b"<dcterms:modified" + rest.partition(b">")[0] + b">" + stamp + b"</" + rest.partition(b"</")[2]

    return parts_changed(data, {"docProps/core.xml": core})


def test_an_older_file_after_a_newer_one_is_kept_and_does_not_count(office) -> None:
    new, old = (saved_on(good(office, kpi_1_actual=n), datetime(2026, 4, d)) for n, d in ((155, 18), (150, 10)))
    collected(office, {"新しい版.xlsx": new})
    entries = collected(office, {"古い版.xlsx": old})
    assert (entries["古い版.xlsx"]["verdict"], entries["古い版.xlsx"]["reason"]) == ("accepted", "superseded")
    versions = office.json("trace", PRINTED, "kpi_1_actual", "--year", "R7")["versions"]
    assert [v["value"] for v in versions if v["superseded_by"] is None] == ["155"]


def test_a_faulty_newer_file_leaves_the_last_good_version_in_force(office) -> None:
    collected(office, {"1.xlsx": saved_on(good(office, kpi_1_actual=150), datetime(2026, 4, 10))})
    entries = collected(office, {"2.xlsx": saved_on(good(office, kpi_1_actual="約155"), datetime(2026, 4, 18))})
    assert entries["2.xlsx"]["verdict"] == "returned"
    assert str(recorded(office, PRINTED)["kpi_1_actual"]) == "150"


def test_two_spellings_of_a_file_name_are_one_name(office) -> None:
    name = "１班／図書館が出した（ガ）.xlsx".replace("／", "_")
    first = collected(office, {unicodedata.normalize("NFD", name): good(office)})
    assert list(first) == [unicodedata.normalize("NFC", name)]
