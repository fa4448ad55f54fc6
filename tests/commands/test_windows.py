"""What only Windows does, as far as it can be tried elsewhere: code page, open files, long paths, names, line ends."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from office_world import DAY, GOOD, filled, project
from typer.main import get_command

from fujiplan_cli.cli import console, door
from fujiplan_cli.cli.app import app
from fujiplan_cli.declare import load_plan
from fujiplan_cli.ledger import Ledger, LedgerError
from fujiplan_cli.model import causes, patience
from fujiplan_cli.model.catalogue import CATALOGUE
from fujiplan_cli.model.plan import Department
from fujiplan_cli.publish.build import slug_of
from fujiplan_cli.workbook.register_book import write_register
from fujiplan_cli.workflow import files
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.file_names import safe_name
from fujiplan_cli.workflow.outbox import Outbox, sheet_file
from fujiplan_cli.workflow.setup import import_register


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """As on Windows: no folders change places in one step, a refused rename is tried again; the pauses made."""
    pauses: list[float] = []
    monkeypatch.setattr(causes, "WINDOWS", True)
    monkeypatch.setattr(files, "exchange", lambda one, other: False)
    monkeypatch.setattr(patience.time, "sleep", pauses.append)
    return pauses


def _held(monkeypatch: pytest.MonkeyPatch, method: str, name: str, times: int) -> None:
    """Somebody has ``name`` open: Windows refuses to rename it, or onto it, so many times."""
    real, left = getattr(Path, method), [times]

    def refused(path: Path, target: Path) -> Path:
        if name in (path.name, Path(target).name) and left[0]:
            left[0] -= 1
            error = PermissionError(errno.EACCES, "The process cannot access the file", str(path))
            error.winerror = 32  # type: ignore[attr-defined]  # as Windows sets it
            raise error
        return real(path, target)

    monkeypatch.setattr(Path, method, refused)


@pytest.mark.parametrize("command", [(), *((name,) for name in get_command(app).commands)], ids=" ".join)  # type: ignore[attr-defined]  # a group
def test_every_help_can_be_printed_in_code_page_932(command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    page = io.TextIOWrapper(io.BytesIO(), encoding="cp932", errors="strict")
    monkeypatch.setattr(door, "_prepare_streams", lambda: None)  # which would show a ? in place of a fault
    monkeypatch.setattr(sys, "stdout", page)
    assert door.run([*command, "--help"]) == 0
    page.flush()
    assert "使い方" in page.buffer.getvalue().decode("cp932")  # type: ignore[attr-defined]  # BytesIO


def test_every_finding_can_be_printed_in_code_page_932() -> None:
    assert len(CATALOGUE) > 100
    for spec in CATALOGUE.values():
        assert repr(spec).encode("cp932"), spec.code


def test_characters_outside_of_the_code_page_become_question_marks_and_json_keeps_them(office) -> None:
    office.answer("1-1-01", contact_name="𠮷田 花子", result="𠮷田葛󠄀飾の手続を10件増やした。")
    environment = {**os.environ, "PYTHONIOENCODING": "cp932:strict", "LC_ALL": "C"}
    assert office.run("collect", "--year", "R7") == 0
    for more in ([], ["--json"]):
        command = [sys.executable, "-m", "fujiplan_cli", "trace", "1-1-01", "result", "--year", "R7", *more]
        done = subprocess.run(
            [*command, "--plan", str(office.folder), "--today", DAY], capture_output=True, env=environment
        )
        assert done.returncode == 0 and b"Traceback" not in done.stderr
        assert ("𠮷田" in done.stdout.decode("utf-8")) if more else ("?田" in done.stdout.decode("cp932"))


def test_a_table_is_drawn_in_characters_of_the_code_page(monkeypatch: pytest.MonkeyPatch) -> None:
    page = io.TextIOWrapper(io.BytesIO(), encoding="cp932", errors="strict")
    monkeypatch.setattr(sys, "stdout", page)
    console.table("表", ["事業", "件"], [["電子申請", "1"]], right=frozenset({1}))
    page.flush()
    assert "電子申請" in page.buffer.getvalue().decode("cp932")  # type: ignore[attr-defined]  # BytesIO


def test_a_file_that_is_open_for_a_moment_is_replaced_after_a_pause(windows, monkeypatch, tmp_path) -> None:
    (tmp_path / "受付簿.xlsx").write_bytes(b"old")
    _held(monkeypatch, "replace", "受付簿.xlsx", times=2)
    files.write_file(tmp_path / "受付簿.xlsx", b"new")
    assert (tmp_path / "受付簿.xlsx").read_bytes() == b"new" and len(windows) == 2
    assert [p.name for p in tmp_path.iterdir()] == ["受付簿.xlsx"]


def test_a_file_that_stays_open_keeps_its_content_and_the_message_says_why(windows, monkeypatch, tmp_path) -> None:
    (tmp_path / "受付簿.xlsx").write_bytes(b"old")
    _held(monkeypatch, "replace", "受付簿.xlsx", times=99)
    with pytest.raises(Refused, match=r"受付簿\.xlsx」に書き込めません（ほかのプログラムが開いています）") as refused:
        files.write_file(tmp_path / "受付簿.xlsx", b"new")
    assert refused.value.status == 4 and "ファイルが開かれていないか" in refused.value.remedy
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"受付簿.xlsx": b"old"}


@pytest.mark.parametrize("held", ["2025", ".2025.new"])
def test_an_outbox_with_an_open_file_stays_whole_and_the_next_run_succeeds(
    held: str, windows, monkeypatch, tmp_path, tree
) -> None:
    folder = tmp_path / "2025"
    files.write_tree(folder, {"総務部/a.xlsx": b"old"})
    with monkeypatch.context() as now:
        _held(now, "rename", held, times=4)  # the first try and its three repetitions; putting back succeeds
        with pytest.raises(Refused, match="ほかのプログラムが開いています"):
            files.write_tree(folder, {"総務部/a.xlsx": b"new"})
    assert tree(folder) == {"総務部/a.xlsx": b"old"}
    files.write_tree(folder, {"総務部/a.xlsx": b"new"})
    assert tree(tmp_path) == {"2025/総務部/a.xlsx": b"new"}


def test_collecting_while_excel_has_the_receipt_book_open_records_all_and_says_what_to_close(
    office, windows, monkeypatch
) -> None:
    office.answer("1-1-01")
    assert office.run("collect", "--year", "R7") == 0
    (book,) = office.folder.rglob("受付簿.xlsx")
    before = book.read_bytes()
    office.answer("1-1-02")
    with monkeypatch.context() as now:
        _held(now, "replace", "受付簿.xlsx", times=99)
        assert office.run("collect", "--year", "R7") == 4
    assert "受付簿.xlsx" in office.err and "開いています" in office.err and "Traceback" not in office.err
    assert book.read_bytes() == before
    assert office.run("collect", "--year", "R7") == 0
    with Ledger.open(office.folder) as ledger:
        assert ledger.verify() == () and len(ledger.submissions(2025)) == 2
    assert book.read_bytes() != before


def test_a_path_longer_than_windows_takes_is_named_as_the_cause(windows, tmp_path: Path) -> None:
    error = FileNotFoundError(errno.ENOENT, "No such file or directory", f"C:\\{'長' * 300}\\受付簿.xlsx")
    assert "Windowsの259字を超えます" in files.cause_words(error)
    short = FileNotFoundError(errno.ENOENT, "No such file or directory", "C:\\受付簿.xlsx")
    assert files.cause_words(short) == "見つかりません"


@pytest.mark.skipif(os.name != "posix", reason="SQLite's limit of 512 bytes is that of POSIX")
def test_a_ledger_deeper_than_sqlite_takes_is_refused_with_the_reason(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["共有フォルダー" * 4] * 6)
    deep.mkdir(parents=True)
    with pytest.raises(LedgerError, match="場所の名前が長過ぎて"):
        Ledger.open(deep, create=True)


def test_paths_in_the_outbox_leave_room_for_ninety_characters_of_folder() -> None:
    offices = [Department(f"0{n}", "部" * 80, "課" * 80 + str(n)) for n in range(2)]
    box = Outbox.of(offices)
    for office in offices:
        for _ in range(2):  # the same name twice: cut, and still told apart
            box.add(office, f"ヒアリング記録票_6月_{sheet_file(project('1-1-01', '名' * 80))}", b"")
    assert len({name.casefold() for name in box.files}) == 4
    assert all(name.endswith(".xlsx") for name in box.files)
    aside = len(".2025.new") - len("2025")
    assert max(len(f"outbox/2025/{name}") for name in box.files) + aside <= 259 - 90


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CON", "＿CON"),
        ("nul.課", "＿nul.課"),
        ("COM1", "＿COM1"),
        ("COM¹", "＿COM¹"),
        ("LPT9 .txt", "＿LPT9 .txt"),
        ("CONIN$", "＿CONIN$"),
        ("コンテンツ課. . ", "コンテンツ課"),
        ('窓口:改革*?"<>|\\/', "窓口＿改革＿＿＿＿＿＿＿＿"),
        ("か\u3099\t課\n", "が課"),
        (" . ", "名称なし"),
        ("CONSOLE課", "CONSOLE課"),
    ],
)
def test_names_that_windows_reserves_are_changed_and_others_stay(text: str, name: str) -> None:
    assert safe_name(text) == name


@pytest.mark.parametrize(
    ("number", "plain"),
    [("1-1-01", True), ("N2025-0301-1", True), ("A", True), ("con", False), ("Nul.1", False), ("1.", False)],
)
def test_a_projects_address_is_its_number_unless_windows_has_no_such_folder(number: str, plain: bool) -> None:
    assert slug_of(number) == (number if plain else "p-" + number.encode().hex())


def test_departments_and_projects_with_reserved_names_are_distributed_and_collected(office) -> None:
    plan_file = office.folder / "fujiplan.toml"
    text = plan_file.read_text("utf-8") + '\n[[departments]]\ncode = "9901"\ndivision = "NUL"\nname = "aux."\n'
    # As a Notepad saves it: with mark and CR LF.
    plan_file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode("utf-8"))
    register = office.folder / "register.xlsx"
    register.write_bytes(write_register(load_plan(office.folder), [project("1-1-01", "COM1.", department="9901")]))
    import_register(Desk.open(office.folder, today=date(2026, 4, 1), by="架空 事務局"), register, "見本")
    assert office.run("distribute", "--year", "R7", day="2026-04-01") == 0, office.err
    (sheet,) = (office.folder / "outbox").rglob("1-1-01_*.xlsx")
    assert sheet.relative_to(office.folder / "outbox" / "2025").as_posix() == "＿NUL/＿aux/1-1-01_＿COM1.xlsx"
    back = office.folder / "inbox" / "2025" / "＿NUL" / "＿aux" / "1-1-01_＿com1.XLSX"  # case changed on the way
    back.parent.mkdir(parents=True)
    back.write_bytes(filled(sheet.read_bytes(), GOOD))
    assert office.run("collect", "--year", "R7") == 0, office.out


_WITHOUT_POSIX = """
import os, sys
import asyncio, multiprocessing.spawn, shutil, subprocess, tempfile  # they choose by themselves what the system has
for module in ("fcntl", "grp", "pwd", "resource", "termios"):
    sys.modules[module] = None
for name in ("O_DIRECTORY", "chown", "fork", "geteuid", "getuid", "sched_getaffinity", "symlink", "sync"):
    delattr(os, name)
if __name__ == "__main__":
    from fujiplan_cli.cli.door import run
    for command in (["collect", "--jobs", "2"], ["status"], ["score"]):
        print(run([*command, "--year", "R7", "--plan", sys.argv[1], "--today", sys.argv[2]]), flush=True)
"""


def test_commands_work_where_the_system_has_nothing_of_posix(office, tmp_path: Path) -> None:
    office.answer("1-1-01")
    office.answer("1-1-02")
    script = tmp_path / "without_posix.py"
    script.write_text(_WITHOUT_POSIX, "utf-8")
    done = subprocess.run([sys.executable, script, office.folder, DAY], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if line in ("0", "1")] == ["0", "0", "0"], done
