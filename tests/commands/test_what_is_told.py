"""Neither the screen nor any file that nobody asked for tells who a person is or what was typed (ADR 0018)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CANARIES = {
    "contact_name": "架空 加奈利亜",
    "contact_ext": "内線 7731-4",
    "result": "加奈利亜の090-0000-1234に電話し、kanaria@example.jpに送った。",
    "issue": '=HYPERLINK("http://example.jp/","加奈利亜")',
    "support_request": "加奈利亜の相談を急いでほしい。",
}
"""In cells for texts. What stands in one for a number, a date or a choice and is none is quoted, to be recognised."""
MARKS = ("加奈利亜", "7731-4", "090-0000-1234", "kanaria@")
READING = (("collect",), ("status",), ("score",), ("publish", "--preview"), ("doctor",))


@pytest.mark.parametrize("as_json", [False, True], ids=["words", "json"])
def test_no_command_repeats_free_text_or_names_on_the_screen(office, as_json: bool) -> None:
    office.answer("1-1-01", **CANARIES)
    office.answer("1-1-02", **CANARIES, kpi_1_actual="確認中", public_summary="")
    for command in READING:
        year = () if command == ("doctor",) else ("--year", "R7")
        office.run(*command, *year, *(("--json",) if as_json and command != ("doctor",) else ()))
        told = office.out + office.err
        assert told, command
        assert [m for m in MARKS if m in told] == [], command


def test_there_is_no_log_and_a_defect_tells_its_kind_alone(office, monkeypatch: pytest.MonkeyPatch) -> None:
    import fujiplan_cli.workflow.score as scoring

    def broken(*_: object, **__: object) -> None:
        raise ValueError(f"cannot read {CANARIES['contact_name']}")

    office.answer("1-1-01", contact_name=CANARIES["contact_name"])
    assert office.run("collect", "--year", "R7") == 0
    before = {p for p in office.folder.rglob("*") if p.is_file()}
    monkeypatch.setattr(scoring, "score", broken)
    assert office.run("score", "--year", "R7") == 4
    assert "ValueError" in office.err
    assert "加奈利亜" not in office.out + office.err
    assert {p for p in office.folder.rglob("*") if p.is_file()} == before


def test_no_password_is_kept_or_told(office, tmp_path: Path) -> None:
    office.answer("1-1-01")
    secret = tmp_path / "words.txt"
    secret.write_text("ひみつのあいことば9\n", "utf-8")
    assert office.run("collect", "--year", "R7", "--password-file", str(secret)) == 0
    kept = b"".join(p.read_bytes() for p in office.folder.rglob("*") if p.is_file())
    assert "ひみつのあいことば9".encode() not in kept
    assert "ひみつ" not in office.out + office.err


@pytest.mark.skipif(os.name != "posix", reason="on Windows the lists of the file server decide")
def test_what_names_people_is_closed_to_others_and_the_site_is_open(office, tmp_path: Path) -> None:
    office.answer("1-1-01")
    assert office.run("collect", "--year", "R7") == 0
    assert office.run("report", "--year", "R7", "--meeting", "wg", "--format", "html") == 0
    assert office.run("doctor", "--backup", str(tmp_path / "控え.zip")) == 0

    def closed(path: Path) -> bool:
        return any(not p.stat().st_mode & 0o007 for p in (path, *path.parents) if p.is_relative_to(office.folder))

    assert (tmp_path / "控え.zip").stat().st_mode & 0o007 == 0
    private = [p for p in office.folder.rglob("*") if p.is_file() and "reports" in p.parts]
    private += [office.folder / ".fujiplan" / "ledger.db", *(office.folder / ".fujiplan" / "archive").rglob("*")]
    assert len(private) > 4
    assert [p for p in private if not closed(p)] == []
    assert all(p.stat().st_mode & 0o060 for p in private if p.suffix == ".html"), "the group of the folder keeps access"
