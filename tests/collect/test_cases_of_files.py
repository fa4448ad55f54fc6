"""Whole files as they come back (domain.md §7): layout edits, other forms, unreadable bytes, versions, names."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from datetime import datetime

import pytest
from cases_world import (
    ANSWERS,
    BUILT,
    LASTING,
    PRINTED,
    TYPED,
    Case,
    cells_of,
    collected,
    parts_changed,
    recorded,
    spoiled,
    told,
)
from office_world import GOOD, YEAR, filled
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.writer.excel import ExcelWriter

CHANGED = ("layout_changed@",)


def _rows_inserted(page, _cells, _book):
    page.cell(row=page.max_row + 2, column=4).value = "所管課の控え"


def _renamed(page, _cells, _book):
    page.title = "提出用（窓口）"
    for name in page.defined_names.values():  # as Excel does by itself
        name.attr_text = "'提出用（窓口）'!" + name.attr_text.rsplit("!", 1)[1]


def _dropdowns_cleared(page, _cells, _book):
    page.data_validations.dataValidation = []


def _protection_cleared(page, _cells, _book):
    page.protection.sheet = False


def _shown(page, _cells, _book):
    for one in page.column_dimensions.values():
        one.hidden = False
    page.protection.sheet = False


def _note_sheet(_page, _cells, book):
    book.create_sheet("内訳")["A1"] = "別紙の内訳"


def _own_row(page, cells, _book):
    row = max(int("".join(c for c in cell if c.isdigit())) for cell in cells.values()) + 3
    page[f"D{row}"], page[f"H{row}"] = "独自の指標", 12


def _loose_comment(page, cells, _book):
    page["B" + cells["issue"].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")].comment = Comment(
        "別の数値を使ってください", "架空"
    )


def _printed_row_blank(page, cells, _book):
    page[cells["co_departments"]].value = None
    page[cells["account"]].value = None


def _identity(year: int = YEAR, plan: str = "", version: str = "", project: str = ""):
    def edit(page, _cells, _book):
        cell = page.defined_names["fp_identity"].attr_text.rsplit("!", 1)[1].replace("$", "")
        parts = str(page[cell].value).split("|")
        parts[1], parts[3], parts[4] = plan or parts[1], version or parts[3], str(year)
        parts[5] = project or parts[5]
        page[cell].value = "|".join(parts)

    return edit


def _two_names_on_one_cell(page, cells, _book):
    page.defined_names["fp_kpi_1_actual"].attr_text = page.defined_names["fp_self_uptake"].attr_text
    page[cells["kpi_1_actual"]].value = None


LAYOUT = (
    Case("sheet renamed", "accepted", edit=_renamed),
    Case("dropdowns cleared", "accepted", edit=_dropdowns_cleared),
    Case("protection cleared", "accepted", CHANGED, edit=_protection_cleared),
    Case("hidden parts shown", "accepted", CHANGED, edit=_shown),
    Case("printed cells emptied", "accepted", CHANGED, edit=_printed_row_blank),
    Case("a note sheet added", "accepted", ("extra_sheet@",), edit=_note_sheet),
    Case("an own indicator row", "review", ("stray_text@",), edit=_own_row),
    Case("a note beside the form", "review", ("stray_text@",), edit=_rows_inserted),
    Case("a comment beside the form", "review", ("stray_comment@",), edit=_loose_comment),
    Case("two fields on one cell", "returned", ("cells_collide@self_uptake",), edit=_two_names_on_one_cell),
    Case("last year's form", "returned", ("other_year@",), edit=_identity(year=YEAR - 1)),
    Case("another version of the form", "returned", ("form_version@",), edit=_identity(version="0.9")),
    Case("a project that is not in the register", "returned", ("unknown_project@project_no",),
         edit=_identity(project="9-9-99")),
    Case("another plan's form", "rejected", ("other_plan@",), edit=_identity(plan="other-city")),
)  # fmt: skip


@pytest.mark.parametrize("case", LAYOUT, ids=lambda case: case.name.replace(" ", "-"))
def test_an_edited_sheet_gives_exactly_its_findings(case: Case, office) -> None:
    (entry,) = collected(office, {"a.xlsx": spoiled(office.sheets[case.project], case)}).values()
    assert (entry["verdict"], told(entry)) == (case.verdict, sorted(case.found))


BY_HAND = (
    ("saved again", [], "accepted", ()),
    ("rows inserted", [["unprotect"], ["insert_rows", 20, 2], ["insert_rows", 60, 1]], "accepted", CHANGED),
    ("columns inserted", [["unprotect"], ["insert_columns", 5, 1]], "accepted", CHANGED),
    ("renamed and copied", [["unprotect"], ["rename", "提出用"], ["copy_sheet"]], "accepted", CHANGED),
    ("pasted as values", [["new_book_values"]], "accepted", CHANGED),
    ("a printed row deleted", [["unprotect"], ["delete_rows", 11, 1]], "accepted", CHANGED),
    ("anchors cleared", [["unprotect"], ["clear", "A1:A120"]], "accepted", CHANGED),
    ("anchors deleted", [["unprotect"], ["delete_columns", 1, 1]], "accepted", CHANGED),
    ("cells unmerged", [["unprotect"], ["unmerge", "A1:Z90"]], "accepted", CHANGED),
    ("pasted as values, anchors cleared", [["new_book_values"], ["clear", "A1:A120"]], "accepted", CHANGED),
    ("rows inserted after a paste as values", [["new_book_values"], ["insert_rows", 20, 3]], "accepted", CHANGED),
)


@pytest.mark.parametrize(
    ("name", "steps", "verdict", "found"), BY_HAND, ids=lambda value: str(value).replace(" ", "-")[:24]
)
@pytest.mark.parametrize("number", [PRINTED, TYPED])
def test_what_a_clerk_does_in_libreoffice_changes_no_answer(number, name, steps, verdict, found, office, hand) -> None:
    data = hand(filled(office.sheets[number], ANSWERS[number]), *steps)
    (entry,) = collected(office, {"a.xlsx": data}).values()
    assert (entry["verdict"], told(entry)) == (verdict, sorted(found))
    asked = cells_of(office.sheets[number])
    typed = {field: str(value) for field, value in ANSWERS[number].items() if field in asked}
    kept = {field: str(value) for field, value in recorded(office, number).items()}
    assert kept == {**typed, "kpi_1_as_of": "2026-03-31"}


def test_a_deleted_answer_row_is_named_by_its_field(office, hand, where) -> None:
    row = int("".join(c for c in where[PRINTED]["issue"] if c.isdigit()))
    data = hand(filled(office.sheets[PRINTED], GOOD), ["unprotect"], ["delete_rows", row, 1])
    (entry,) = collected(office, {"a.xlsx": data}).values()
    assert (entry["verdict"], told(entry)) == ("returned", ["cell_missing@issue"])


def test_cut_and_paste_onto_another_field_is_one_finding(office, hand, where) -> None:
    cells = where[TYPED]
    data = hand(
        filled(office.sheets[TYPED], ANSWERS[TYPED]),
        ["unprotect"], ["cut", cells["budget_supplementary"], cells["carried_out"]],
    )  # fmt: skip
    (entry,) = collected(office, {"a.xlsx": data}).values()
    assert (entry["verdict"], [f["code"] for f in entry["findings"]]) == ("returned", ["cells_collide"])


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def _workbook(**cells: object) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for cell, value in cells.items():
        book.active[cell] = value
    book.save(out)
    return out.getvalue()


def _bomb(sheet: bytes) -> bytes:
    return parts_changed(sheet, {"xl/worksheets/sheet1.xml": lambda part: part + b" " * (90 << 20)})


def _entities(sheet: bytes) -> bytes:
    doctype = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return parts_changed(
        sheet, {"xl/worksheets/sheet1.xml": lambda part: part.replace(b"?>", b"?>" + doctype, 1)
                if part.startswith(b"<?xml") else doctype + part})  # fmt: skip


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = OLE + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512
UNREADABLE = (
    ("password.xlsx", lambda sheet: ENCRYPTED, "file_password"),
    ("truncated.xlsx", lambda sheet: sheet[: len(sheet) // 2], "file_truncated"),
    ("empty.xlsx", lambda sheet: b"", "file_empty"),
    ("zeros.xlsx", lambda sheet: b"\0" * 4096, "file_damaged"),
    ("other.xlsx", lambda sheet: _workbook(A1="会議の資料", B2=3), "not_a_sheet"),
    ("list.csv", lambda sheet: "事業番号,実績\r\n1-1-01,160\r\n".encode("cp932"), "file_csv"),
    ("csv.xlsx", lambda sheet: "事業番号,実績\r\n".encode(), "file_csv"),
    ("old.xls", lambda sheet: OLE + b"\0" * 2048, "file_xls"),
    ("named.xlsx", lambda sheet: OLE + b"\0" * 2048, "file_xls"),
    ("sheet.ods", lambda sheet: _zip({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "file_ods"),
    ("letter.docx", lambda sheet: _zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}),
     "file_not_workbook"),
    ("photo.jpg", lambda sheet: b"\xff\xd8\xff\xe0" + bytes(range(256)), "file_unknown"),
    ("bomb.xlsx", _bomb, "file_bomb"),
    ("entities.xlsx", _entities, "file_entity"),
)  # fmt: skip


def test_what_cannot_be_read_is_rejected_with_its_reason_and_the_rest_goes_on(office) -> None:
    files = {name: make(office.sheets[PRINTED]) for name, make, _ in UNREADABLE}
    entries = collected(office, {**files, "good.xlsx": filled(office.sheets[PRINTED], GOOD)})
    said = {name: (entries[name]["verdict"], told(entries[name])) for name, _, _ in UNREADABLE}
    assert said == {name: ("rejected", [f"{code}@"]) for name, _, code in UNREADABLE}
    assert entries["good.xlsx"]["verdict"] == "accepted"


def test_a_lock_file_says_that_the_book_is_still_open(office) -> None:
    entries = collected(office, {"~$a.xlsx": b"\x05kakuu", "a.xlsx": filled(office.sheets[PRINTED], GOOD)})
    assert (entries["~$a.xlsx"]["reason"], told(entries["~$a.xlsx"])) == ("lockfile", ["file_lock@"])
    assert office.run("collect", "--year", str(YEAR)) == 0


def test_macros_are_for_a_person_and_never_travel_back(office) -> None:
    with_code = parts_changed(
        filled(office.sheets[PRINTED], {**GOOD, "kpi_1_actual": "約160"}), {}, xl__vbaProject=b"code"
    )
    with_code = with_code.replace(b"xl/vbaProject", b"xl/vbaProject")
    book = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(with_code)) as old, zipfile.ZipFile(book, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename.replace("xl/vbaProject", "xl/vbaProject.bin"), old.read(info))
    (entry,) = collected(office, {"a.xlsm": book.getvalue()}).values()
    assert (entry["verdict"], told(entry)) == ("returned", ["macros@", "number_approximate@kpi_1_actual"])


def test_the_same_project_twice_with_different_answers_is_nobodys(office) -> None:
    book = load_workbook(io.BytesIO(filled(office.sheets[PRINTED], GOOD)))
    copy = book.copy_worksheet(book.worksheets[0])
    copy[cells_of(office.sheets[PRINTED])["kpi_1_actual"]].value = 120
    out = io.BytesIO()
    book.save(out)
    office.put("a.xlsx", out.getvalue())
    files = office.json("collect", "--year", str(YEAR))["files"]
    assert [f["verdict"] for f in files] == ["returned", "returned"]
    assert all("project_twice@" in told(f) for f in files)
    assert "kpi_1_actual" not in recorded(office, PRINTED)  # what differs is nobody's; the rest is what both say
    assert recorded(office, PRINTED)["issue"] == GOOD["issue"]


def test_the_same_bytes_twice_are_one_version(office) -> None:
    data = filled(office.sheets[PRINTED], GOOD)
    entries = collected(office, {"a.xlsx": data, "b.xlsx": data})
    assert [(e["verdict"], e["reason"]) for e in entries.values()] == [("accepted", None), ("accepted", "duplicate")]
    again = office.json("collect", "--year", str(YEAR))["files"]
    assert {e["reason"] for e in again} == {"unchanged"}


def _saved(data: bytes, instant: datetime, **changes: object) -> bytes:
    book = load_workbook(io.BytesIO(data))
    cells = cells_of(data)
    for name, value in changes.items():
        book.worksheets[0][cells[name]].value = value
    book.properties.modified = instant
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).write_data()
    return out.getvalue()


def test_a_clock_that_runs_ahead_does_not_make_later_files_look_old(office) -> None:
    good = filled(office.sheets[PRINTED], GOOD)
    collected(office, {"a.xlsx": _saved(good, datetime(2099, 1, 1), kpi_1_actual=150)})
    entries = collected(office, {"b.xlsx": _saved(good, datetime(2026, 4, 18), kpi_1_actual=155)})
    assert entries["b.xlsx"]["reason"] is None
    assert [v["value"] for v in office.json("trace", PRINTED, "kpi_1_actual", "--year", "R7")["versions"]] == [
        "150",
        "155",
    ]


def test_broken_properties_do_not_spoil_a_book(office) -> None:
    broken = parts_changed(filled(office.sheets[PRINTED], GOOD), {"docProps/core.xml": lambda part: part[:40]})
    (entry,) = collected(office, {"a.xlsx": broken}).values()
    assert (entry["verdict"], told(entry)) == ("accepted", [])


def test_a_name_in_nfd_is_the_same_name(office) -> None:
    name = "図書館が出した.xlsx"
    office.put(unicodedata.normalize("NFD", name), filled(office.sheets[PRINTED], GOOD))
    (entry,) = office.json("collect", "--year", str(YEAR))["files"]
    assert entry["path"] == f"inbox/{YEAR}/{name}"
    (office.folder / "inbox" / str(YEAR) / unicodedata.normalize("NFD", name)).rename(
        office.folder / "inbox" / str(YEAR) / name
    )
    (again,) = office.json("collect", "--year", str(YEAR))["files"]
    assert again["reason"] == "unchanged"


def test_a_file_that_changes_while_it_is_read_is_told_so(office, monkeypatch) -> None:
    from pathlib import Path

    growing = office.put("a.xlsx", filled(office.sheets[PRINTED], GOOD))
    whole = Path.read_bytes

    def half_written(path: Path) -> bytes:
        data = whole(path)
        if path == growing:
            path.write_bytes(data + b"\0")
        return data

    monkeypatch.setattr(Path, "read_bytes", half_written)
    (entry,) = office.json("collect", "--year", str(YEAR))["files"]
    assert (entry["verdict"], told(entry)) == ("rejected", ["file_unreadable@"])


def test_last_years_own_sheet_is_returned_with_this_years_named(office) -> None:
    (entry,) = collected(office, {"a.xlsx": filled(office.sheets["last year"], ANSWERS[LASTING])}).values()
    assert (entry["verdict"], told(entry)) == ("returned", ["other_year@"])
    assert "令和6年度" in entry["findings"][0]["message"] and "令和7年度" in entry["findings"][0]["remedy"]


def test_every_stage_has_a_sheet_that_can_be_accepted(office) -> None:
    (entry,) = collected(office, {"a.xlsx": filled(office.sheets[BUILT], ANSWERS[BUILT])}).values()
    assert (entry["verdict"], told(entry)) == ("accepted", [])


def test_a_project_from_two_departments_is_two_versions_and_the_later_one_holds_until_settled(office) -> None:
    good = filled(office.sheets[PRINTED], GOOD)
    office.put("情報政策課/a.xlsx", _saved(good, datetime(2026, 4, 10), kpi_1_actual=150))
    office.put("市民課/a.xlsx", _saved(good, datetime(2026, 4, 18), kpi_1_actual=155))
    files = office.json("collect", "--year", str(YEAR))["files"]
    told = {f["path"].split("/")[2]: (f["verdict"], [one["code"] for one in f["findings"]]) for f in files}
    assert told == {"情報政策課": ("accepted", []), "市民課": ("review", ["two_departments"])}
    versions = office.json("trace", PRINTED, "kpi_1_actual", "--year", "R7")["versions"]
    assert [v["value"] for v in versions] == ["150", "155"]
    assert versions[-1]["superseded_by"] is None


def test_rare_characters_are_recorded_as_typed(office) -> None:
    typed = "𠮷原の葛󠄀飾①㈱㍻Ⅲ"
    collected(office, {"a.xlsx": filled(office.sheets[PRINTED], {**GOOD, "issue": typed})})
    assert office.json("trace", PRINTED, "issue", "--year", "R7")["versions"][0]["value"] == typed
