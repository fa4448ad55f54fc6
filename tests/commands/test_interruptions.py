"""Two at once, killed in the middle, odd names and terminals: nothing is lost, nothing is recorded twice."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

import pytest
from office_world import DAY, YEAR

from fujiplan_cli.ledger import Ledger

NUMBERS = ("1-1-01", "1-1-02", "1-1-03")


def command(folder: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "fujiplan_cli", *arguments, "--plan", str(folder), "--today", DAY]


def start(folder: Path, *arguments: str, **options) -> subprocess.Popen:
    return subprocess.Popen(command(folder, *arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)


def recorded(folder: Path) -> tuple[list, list, list]:
    """What a collection leaves behind: versions with their answers, receipts, names of the return copies."""
    with Ledger.open(folder) as ledger:
        assert ledger.verify() == ()
        versions = [
            (s.version, s.submission.project, s.submission.verdict, {k: a.raw for k, a in s.submission.answers.items()})
            for s in ledger.submissions(YEAR)
        ]
        receipts = [(r.file, r.sha256, r.verdict, r.reason, r.submission_version) for r in ledger.receipts(YEAR)]
    return versions, receipts, sorted(p.name for p in (folder / "returns").rglob("*.xlsx"))


def three_answers(office) -> None:
    """Two good sheets and one to be returned."""
    for number in NUMBERS[:2]:
        office.answer(number)
    office.answer(NUMBERS[2], kpi_1_actual="約3")


def copied(office, name: str) -> Path:
    return shutil.copytree(office.folder, office.folder.with_name(name), copy_function=shutil.copy2)


def test_two_collections_at_once_record_every_sheet_once(office) -> None:
    three_answers(office)
    both = [start(office.folder, "collect", "--year", "R7") for _ in range(2)]
    told = [process.communicate(timeout=120) for process in both]
    # Whoever comes second finds the sheets recorded, or is told that somebody else is writing.
    assert {process.returncode for process in both} <= {1, 4}, told
    versions, receipts, returns = recorded(office.folder)
    assert [version for version, *_ in versions] == [1, 1, 1]
    assert (len(receipts), len(returns)) == (3, 1)


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
@pytest.mark.parametrize("seconds", [0.4, 0.8, 1.2])
def test_a_killed_collection_is_made_good_by_the_next(office, seconds: float) -> None:
    three_answers(office)
    undisturbed = copied(office, "undisturbed")
    start(undisturbed, "collect", "--year", "R7").communicate(timeout=120)
    process = start(office.folder, "collect", "--year", "R7")
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    with Ledger.open(office.folder) as ledger:
        assert ledger.verify() == ()
    assert office.run("collect", "--year", "R7") == 1
    assert recorded(office.folder) == recorded(undisturbed)


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_the_next_command_says_in_one_line_who_was_killed_doing_what_and_that_nothing_is_half(office) -> None:
    three_answers(office)
    script = (
        "import os, signal\n"
        "from fujiplan_cli.ledger.database import Database\n"
        "Database.commit = lambda self: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from fujiplan_cli.cli.door import run\n"
        f"run(['collect', '--plan', {str(office.folder)!r}, '--today', {DAY!r}, '--year', 'R7', '--by', '富士'])\n"
    )
    killed = subprocess.run([sys.executable, "-c", script], capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    assert office.run("status", "--year", "R7") == 0 and office.err == "", "who only reads takes nothing back"
    assert office.run("collect", "--year", "R7") == 1
    (line,) = office.err.splitlines()
    assert line.startswith("前の処理が途中で止まっていました：富士（") and "fujiplan collect" in line
    assert line.endswith("記録し終えた分は残り、書きかけの記録は取り消されています。")
    assert office.run("collect", "--year", "R7") == 1 and office.err == ""


def test_returns_that_could_not_be_written_are_written_next_time(office) -> None:
    three_answers(office)
    (office.folder / "returns").write_bytes(b"")
    assert office.run("collect", "--year", "R7") == 4
    (office.folder / "returns").unlink()
    result = office.json("collect", "--year", "R7")
    assert len(result["returns"]) == 1
    assert (office.folder / result["returns"][0]).is_file()
    assert office.json("collect", "--year", "R7")["returns"] == []


def test_a_return_that_was_answered_is_not_written_again(office) -> None:
    office.answer(NUMBERS[0], name="1.xlsx", kpi_1_actual="約3")
    first = office.json("collect", "--year", "R7")["returns"]
    office.answer(NUMBERS[0], name="2.xlsx")
    office.run("collect", "--year", "R7")
    (office.folder / first[0]).unlink()
    assert office.json("collect", "--year", "R7")["returns"] == []


def test_names_with_blanks_japanese_and_many_characters_are_read_where_they_stand(office) -> None:
    deep = f"{'部' * 60}/課 （係）/{'長' * 70}.xlsx"
    names = (deep, unicodedata.normalize("NFD", "ガギグ 調書が.xlsx"))
    for number, name in zip(NUMBERS, names, strict=False):
        office.answer(number, name=name)
    outside = office.folder.parent / "外の調書.xlsx"
    shutil.move(office.answer(NUMBERS[2], name="x.xlsx"), outside)
    (office.folder / "inbox" / str(YEAR) / "リンク.xlsx").symlink_to(outside)
    result = office.json("collect", "--year", "R7")
    assert {f["verdict"] for f in result["files"]} == {"accepted"}
    paths = {unicodedata.normalize("NFC", f["path"]) for f in result["files"]}
    assert paths == {f"inbox/2025/{name}" for name in (deep, "ガギグ 調書が.xlsx", "リンク.xlsx")}


def test_the_same_name_in_another_unicode_form_is_the_same_file(office) -> None:
    path = office.answer(NUMBERS[0], name=unicodedata.normalize("NFD", "ガ.xlsx"))
    office.run("collect", "--year", "R7")
    path.rename(path.with_name(unicodedata.normalize("NFC", path.name)))
    result = office.json("collect", "--year", "R7")
    assert [f["verdict"] for f in result["files"]] == ["accepted"]
    assert result["files"][0]["reason"] in ("unchanged", "duplicate")
    assert office.json("trace", NUMBERS[0], "result", "--year", "R7")["versions"][-1]["superseded_by"] is None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps names that are no UTF-8")
def test_a_name_of_old_windows_is_shown_in_its_characters(office) -> None:
    path = office.answer(NUMBERS[0])
    path.rename(path.with_name(os.fsdecode("申請書.xlsx".encode("cp932"))))
    result = office.json("collect", "--year", "R7")
    assert [f["path"] for f in result["files"]] == ["inbox/2025/申請書.xlsx"]
    assert office.run("collect", "--year", "R7") == 0


@pytest.mark.parametrize(
    "terminal", [{"PYTHONIOENCODING": "cp932"}, {"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C"}], ids=str
)
def test_a_terminal_without_the_characters_does_not_stop_the_work(office, terminal: dict[str, str]) -> None:
    office.answer(NUMBERS[0], name="𠮷野家①.xlsx", result="𠮷田葛󠄀飾の手続を10件増やした。")
    process = start(office.folder, "collect", "--year", "R7", env={**os.environ, **terminal})
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert out and not err  # and when piped there is no progress to be seen


def test_a_folder_in_place_of_a_file_is_told_in_japanese(office) -> None:
    assert office.run("import", str(office.folder), "--kind", "register") == 2
    assert "フォルダーです" in office.err and "directory" not in office.err


def test_the_plan_may_be_named_by_its_file(office) -> None:
    office.folder = office.folder / "fujiplan.toml"
    assert office.run("status", "--year", "R7") == 0


_AS_NOBODY = """
import os, sys
import encodings.cp437, encodings.utf_8_sig
import fujiplan_cli.cli.app, fujiplan_cli.workflow.collect, fujiplan_cli.workflow.status
import fujiplan_cli.cli.status_words, fujiplan_cli.workflow.stage_alarms
from fujiplan_cli.cli.door import run
from fujiplan_cli.ledger import schema
schema.migrations()
if os.geteuid() == 0:
    os.seteuid(65534)  # permissions do not bind root; only now, since nobody may not read where root's Python lies
sys.exit(run(sys.argv[1:]))
"""


def _ordinary(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", _AS_NOBODY, *arguments, "--plan", str(folder), "--today", DAY]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_an_ordinary_user_is_refused_in_a_read_only_plan_folder(office) -> None:
    office.answer(NUMBERS[0])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "plan"
        shutil.copytree(office.folder, folder)
        Path(name).chmod(0o755)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        refused = _ordinary(folder, "collect", "--year", "R7")
        reading = _ordinary(folder, "status", "--year", "R7", "--json")
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755)
    assert refused.returncode == 4, refused.stderr
    assert "権限" in refused.stderr and "Traceback" not in refused.stderr
    assert reading.returncode == 0, reading.stderr
