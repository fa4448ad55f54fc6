"""Formats and passwords beyond a plain .xlsx: taken only when plan and office allow it, and told as what they are."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cases_world import ANSWERS, PRINTED, TYPED, collected, told
from msoffcrypto.format.ooxml import OOXMLFile
from office_world import GOOD, YEAR, filled

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.grid import UnreadableWorkbook
from fujiplan_cli.workbook.reader import read_grid
from fujiplan_cli.workbook.reader_encrypted import decrypted
from fujiplan_cli.workbook.reader_foreign import read_foreign_grid

YEAR_OPTION = ("--year", str(YEAR))
FILTERS = {"xls": "xls:MS Excel 97", "ods": "ods"}


@pytest.fixture(scope="module")
def saved_as(soffice: str, tmp_path_factory: pytest.TempPathFactory):
    """A workbook saved by LibreOffice in another format."""
    folder = tmp_path_factory.mktemp("formats")

    def save(data: bytes, kind: str) -> bytes:
        source = folder / f"{len(list(folder.iterdir()))}.xlsx"
        source.write_bytes(data)
        command = [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to"]
        subprocess.run([*command, FILTERS[kind], "--outdir", str(folder), str(source)], check=True, capture_output=True)
        return source.with_suffix(f".{kind}").read_bytes()

    return save


def allow(office, *formats: str) -> None:
    plan = office.folder / "fujiplan.toml"
    text = plan.read_text(encoding="utf-8")
    listed = ", ".join(f'"{one}"' for one in formats)
    plan.write_text(re.sub(r"(?m)^# ---- 受け付ける形式.*$", f"[collect]\naccept = [{listed}]", text), encoding="utf-8")


@pytest.mark.parametrize("kind", ["xls", "ods"])
@pytest.mark.parametrize("number", [PRINTED, TYPED])
def test_an_allowed_format_is_read_and_what_cannot_be_seen_is_told(office, saved_as, kind: str, number: str) -> None:
    allow(office, "xls", "ods")
    data = saved_as(filled(office.sheets[number], ANSWERS[number]), kind)
    (entry,) = collected(office, {"a.xlsx": data}).values()  # content decides, not the name
    assert (entry["verdict"], told(entry)) == ("accepted", ["values_only@"])
    for field in ("kpi_1_actual", "stage", "result", "self_control"):
        value = office.json("trace", number, field, *YEAR_OPTION)["versions"][0]["value"]
        assert str(value) == str(ANSWERS[number][field])


def test_an_error_in_a_required_cell_is_returned_as_blank_even_there(office, saved_as) -> None:
    allow(office, "xls")
    data = saved_as(filled(office.sheets[PRINTED], {**GOOD, "kpi_1_actual": "=1/0"}), "xls")
    (entry,) = collected(office, {"a.xls": data}).values()
    assert (entry["verdict"], told(entry)) == ("returned", ["required_blank@kpi_1_actual", "values_only@"])


def test_a_format_that_the_plan_does_not_name_is_refused_and_read_once_it_does(office, saved_as) -> None:
    allow(office, "ods")
    data = saved_as(filled(office.sheets[PRINTED], GOOD), "xls")
    (entry,) = collected(office, {"a.xls": data}).values()
    assert (entry["verdict"], told(entry)) == ("rejected", ["file_xls@"])
    (again,) = office.json("collect", *YEAR_OPTION)["files"]
    assert again["reason"] == "unchanged"
    plan = office.folder / "fujiplan.toml"
    plan.write_text(plan.read_text(encoding="utf-8").replace('["ods"]', '["xls"]'), encoding="utf-8")
    (entry,) = office.json("collect", *YEAR_OPTION)["files"]
    assert (entry["verdict"], entry["reason"]) == ("accepted", None)
    plan.write_text(plan.read_text(encoding="utf-8").replace('["xls"]', "[]"), encoding="utf-8")
    (entry,) = office.json("collect", *YEAR_OPTION)["files"]
    assert (entry["verdict"], entry["reason"]) == ("accepted", "unchanged")


def test_both_ways_of_reading_see_the_same_values(office, saved_as, hand) -> None:
    data = hand(filled(office.sheets[PRINTED], GOOD))
    ours = read_grid(data).sheets[0]
    theirs = read_foreign_grid(saved_as(data, "xls"), "xls").sheets[0]
    typed = {at: c for at, c in ours.cells.items() if c.formula is None}  # results are LibreOffice's own affair
    seen = {at: cell.raw for at, cell in typed.items() if cell.raw and cell.kind in ("text", "number")}
    assert len(seen) > 200
    assert {at: theirs.at(*at).raw for at in seen} == seen
    assert set(ours.merges) == set(theirs.merges)


def test_xlsb_is_read_like_the_others(corpus: Path) -> None:
    read = 0
    for path in sorted(corpus.glob("*.xlsb")):
        try:
            sheets = read_foreign_grid(path.read_bytes(), "xlsb").sheets
        except UnreadableWorkbook:
            continue
        read += any(cell.raw for sheet in sheets for cell in sheet.cells.values())
    assert read >= 3


def locked(data: bytes, password: str) -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, out)
    return out.getvalue()


@pytest.fixture
def passwords(tmp_path: Path):
    def write(*lines: str) -> str:
        path = tmp_path / "passwords.txt"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
        return str(path)

    return write


def test_a_protected_book_is_rejected_until_its_password_is_given(office, passwords) -> None:
    book = locked(filled(office.sheets[PRINTED], GOOD), "ひみつ 架空8")
    office.put("a.xlsx", book)
    (entry,) = office.json("collect", *YEAR_OPTION)["files"]
    assert (entry["verdict"], told(entry)) == ("rejected", ["file_password@"])
    wrong = office.json("collect", *YEAR_OPTION, "--password-file", passwords("ちがう", "架空9"))["files"][0]
    assert (wrong["verdict"], told(wrong)) == ("rejected", ["file_password_wrong@"])
    right = office.json("collect", *YEAR_OPTION, "--password-file", passwords("ちがう", "", "ひみつ 架空8"))["files"][0]
    assert (right["verdict"], told(right), right["reason"]) == ("accepted", [], None)
    (again,) = office.json("collect", *YEAR_OPTION)["files"]
    assert (again["verdict"], again["reason"]) == ("accepted", "unchanged")
    with Ledger.open(office.folder) as ledger:
        assert ledger.archived(right["sha256"]) == book
        assert ledger.verify() == ()
    told_anywhere = [office.out, *(p.read_bytes().decode("utf-8", "replace") for p in office.folder.rglob("*.db"))]
    assert not any("架空8" in text for text in told_anywhere)


def test_check_opens_a_protected_book_too(office, passwords) -> None:
    path = office.put("a.xlsx", locked(filled(office.sheets[PRINTED], GOOD), "架空8"))
    said = office.json("check", str(path), "--password-file", passwords("架空8"), *YEAR_OPTION)["files"]
    assert [entry["verdict"] for entry in said] == ["accepted"]


def test_an_empty_password_file_is_wrong_usage(office, passwords) -> None:
    assert office.run("collect", *YEAR_OPTION, "--password-file", passwords("", "")) == 2
    assert "パスワード" in office.err


def test_a_broken_protected_book_and_a_missing_extra_have_their_own_words(office, monkeypatch) -> None:
    book = locked(office.sheets[PRINTED], "架空8")
    for data, code in ((book[:900], "file_damaged"), (b"PK\x03\x04", "file_password")):
        with pytest.raises(UnreadableWorkbook) as raised:
            decrypted(data, ("架空8",))
        assert raised.value.code == code
    monkeypatch.setitem(sys.modules, "msoffcrypto", None)
    with pytest.raises(UnreadableWorkbook) as raised:
        decrypted(book, ("架空8",))
    assert raised.value.code == "file_password_tool"
