"""What goes wrong in real life: a clear Japanese message, the right exit status, and a whole ledger."""

from __future__ import annotations

import io
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from office_world import DAY, PROJECTS, YEAR, project
from openpyxl import Workbook

from fujiplan_cli.declare import load_plan
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.workbook.register_book import write_register

OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4088)


def codes(result: dict) -> dict[str, list[str]]:
    """File name → finding codes of a collect run."""
    return {Path(f["path"]).name: [x["code"] for x in f["findings"]] for f in result["files"]}


def verdicts(result: dict) -> dict[str, str]:
    return {Path(f["path"]).name: f["verdict"] for f in result["files"]}


def whole(folder: Path) -> None:
    """The ledger opens, and its journal and archive are intact."""
    with Ledger.open(folder) as ledger:
        assert ledger.verify() == ()


def test_no_inbox_is_told_with_what_to_do(office) -> None:
    (office.folder / "inbox" / "2025").rmdir()  # distribution made it
    assert office.run("collect", "--year", "R7") == 2
    assert "inbox" in office.err


def test_an_empty_inbox_is_nothing_to_act_on(office) -> None:
    assert office.run("collect", "--year", "R7") == 0
    assert "ファイルがありません" in office.out


def test_other_files_are_named_one_by_one_and_good_sheets_go_on(office) -> None:
    office.answer("1-1-01")
    office.put("メモ.txt", "よろしくお願いします".encode("cp932"))
    office.put("写真.png", b"\x89PNG\r\n\x1a\n" + bytes(100))
    office.put("空.xlsx", b"")
    office.put("古い.xls", OLD_EXCEL)
    office.put("Thumbs.db", OLD_EXCEL)
    result = office.json("collect", "--year", "R7")
    assert verdicts(result) == {
        "1-1-01.xlsx": "accepted",
        "メモ.txt": "rejected",
        "写真.png": "rejected",
        "空.xlsx": "rejected",
        "古い.xls": "rejected",
    }
    found = codes(result)
    assert (found["空.xlsx"], found["古い.xls"]) == (["file_empty"], ["file_xls"])
    assert all(x["remedy"] for f in result["files"] for x in f["findings"])
    whole(office.folder)


def test_a_lock_file_is_listed_and_nobody_has_to_act(office) -> None:
    office.answer("1-1-01")
    office.put("~$1-1-01.xlsx", b"\x05fuji")
    assert office.run("collect", "--year", "R7") == 0
    result = office.json("collect", "--year", "R7")
    lock = next(f for f in result["files"] if f["path"].endswith("~$1-1-01.xlsx"))
    assert lock["reason"] == "lockfile"


def test_a_book_with_a_password_is_told_so(office) -> None:
    buffer = io.BytesIO()
    OOXMLFile(io.BytesIO(office.sheets["1-1-01"])).encrypt("secret", buffer)
    office.put("1-1-01.xlsx", buffer.getvalue())
    result = office.json("collect", "--year", "R7")
    assert codes(result) == {"1-1-01.xlsx": ["file_password"]}
    assert verdicts(result) == {"1-1-01.xlsx": "rejected"}


def test_a_truncated_book_is_told_so(office) -> None:
    data = office.sheets["1-1-01"]
    office.put("1-1-01.xlsx", data[: len(data) // 2])
    assert codes(office.json("collect", "--year", "R7")) == {"1-1-01.xlsx": ["file_truncated"]}


def test_a_book_that_is_no_form_is_told_so(office) -> None:
    buffer = io.BytesIO()
    Workbook().save(buffer)
    office.put("集計.xlsx", buffer.getvalue())
    result = office.json("collect", "--year", "R7")
    assert verdicts(result) == {"集計.xlsx": "rejected"}


def _identity_changed(data: bytes, old: str, new: str) -> bytes:
    """The sheet with one part of its identity replaced, as a sheet of another year or plan has it."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data))
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("fujiplan|"):
                cell.value = cell.value.replace(old, new)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_last_years_sheet_is_returned_and_not_recorded_for_this_year(office) -> None:
    office.put("去年.xlsx", _identity_changed(office.sheets["1-1-01"], "|2025|", "|2024|"))
    result = office.json("collect", "--year", "R7")
    assert verdicts(result) == {"去年.xlsx": "returned"}
    assert office.json("status", "--year", "R7")["projects"][0]["state"] == "未提出"


def test_another_plans_sheet_is_not_taken(office) -> None:
    office.put("他市.xlsx", _identity_changed(office.sheets["1-1-01"], "|fuji4|", "|other|"))
    result = office.json("collect", "--year", "R7")
    assert verdicts(result)["他市.xlsx"] in ("returned", "rejected")
    assert office.json("status", "--year", "R7")["projects"][0]["state"] == "未提出"


def test_a_sheet_of_a_project_not_in_the_register_is_not_scored(office) -> None:
    data = _identity_changed(office.sheets["1-1-01"], "|1-1-01|", "|9-9-99|")
    office.put("不明.xlsx", data)
    result = office.json("collect", "--year", "R7")
    assert verdicts(result)["不明.xlsx"] in ("review", "returned", "rejected")
    assert "9-9-99" not in {c["project"] for c in office.json("score", "--year", "R7")["projects"]}


def test_two_files_for_one_project_leave_the_newer_in_force_and_say_so(office) -> None:
    office.answer("1-1-01", name="a.xlsx", kpi_1_actual=150)
    office.answer("1-1-01", name="b.xlsx", kpi_1_actual=155)
    office.run("collect", "--year", "R7")
    versions = office.json("trace", "1-1-01", "kpi_1_actual", "--year", "R7")["versions"]
    assert sorted(v["value"] for v in versions) == ["150", "155"]
    assert sum(v["superseded_by"] is None for v in versions) == 1


def test_the_same_file_under_another_name_is_a_duplicate(office) -> None:
    path = office.answer("1-1-01")
    office.run("collect", "--year", "R7")
    office.put("写し.xlsx", path.read_bytes())
    result = office.json("collect", "--year", "R7")
    assert {Path(f["path"]).name: f["reason"] for f in result["files"]} == {
        "1-1-01.xlsx": "unchanged",
        "写し.xlsx": "duplicate",
    }


def test_a_broken_plan_file_is_named_with_line_and_key(office) -> None:
    path = office.folder / "fujiplan.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("first_year = 2022", "first_year = 20 22"), encoding="utf-8"
    )
    assert office.run("status", "--year", "R7") == 3
    line = next(n for n, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if "20 22" in text)
    assert "fujiplan.toml" in office.err and f"{line}行目" in office.err


def test_a_faulty_method_is_named_with_its_key(office) -> None:
    path = office.folder / "methods" / "revised.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("S5 = 45", "S5 = 46"), encoding="utf-8")
    assert office.run("score", "--year", "R7") == 3
    assert "methods/revised.toml" in office.err and "S5" in office.err


def test_a_folder_without_a_plan_says_how_to_make_one(tmp_path: Path, office) -> None:
    office.folder = tmp_path / "nothing"
    office.folder.mkdir()
    assert office.run("status", "--year", "R7") == 3
    assert "fujiplan init" in office.err


def test_a_register_with_a_doubled_number_and_an_unknown_department_takes_nothing_in(office) -> None:
    rows = (*PROJECTS, project("1-1-01", "同じ番号の事業"), project("1-1-09", "知らない課の事業", department="9999"))
    path = office.folder / "新しい台帳.xlsx"
    path.write_bytes(write_register(load_plan(office.folder), rows))
    result = office.json("import", str(path), "--kind", "register")
    errors = [x for x in result["findings"] if x["severity"] == "error"]
    assert {"register_doubled_number", "register_unknown_department"} <= {x["code"] for x in errors}
    assert all(x["sheet"] and x["cell"] for x in errors)
    assert result["version"] == 0
    with Ledger.open(office.folder) as ledger:
        assert len(ledger.projects()) == len(PROJECTS)


def test_ctrl_c_in_the_middle_ends_with_130_and_a_whole_ledger(office, monkeypatch: pytest.MonkeyPatch) -> None:
    from fujiplan_cli.workflow import collect

    for number in ("1-1-01", "1-1-02", "1-1-03"):
        office.answer(number)
    real, seen = collect.receive, []

    def interrupted(*arguments):
        seen.append(arguments)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(collect, "receive", interrupted)
    assert office.run("collect", "--year", "R7") == 130
    assert "中断" in office.err
    whole(office.folder)
    monkeypatch.undo()
    assert office.run("collect", "--year", "R7") == 0
    assert office.json("status", "--year", "R7")["answered"] == 3


def _process(office, *arguments: str, **options) -> subprocess.Popen:
    command = [sys.executable, "-m", "fujiplan_cli", *arguments, "--plan", str(office.folder), "--today", DAY]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)


@pytest.mark.skipif(os.name != "posix", reason="POSIX signals")
def test_a_real_ctrl_c_leaves_no_traceback(office) -> None:
    for number in ("1-1-01", "1-1-02", "1-1-03"):
        office.answer(number)
    process = _process(office, "collect", "--year", "R7")
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=0.2)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode in (0, 130, -signal.SIGINT)
    assert b"Traceback" not in err or process.returncode == -signal.SIGINT
    whole(office.folder)


@pytest.mark.skipif(os.name != "posix", reason="a limit on file size is a POSIX thing")
@pytest.mark.parametrize("limit", [0, 10_000, 100_000])
def test_a_full_disk_leaves_the_ledger_as_it_was(office, limit: int) -> None:
    for number in ("1-1-01", "1-1-02", "1-1-03"):
        office.answer(number)

    def no_space() -> None:
        # Every write beyond the limit fails with an OSError, as on a full disk.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    process = _process(office, "collect", "--year", "R7", preexec_fn=no_space)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 4, err.decode()
    assert "Traceback" not in err.decode()
    whole(office.folder)
    assert office.json("status", "--year", "R7")["answered"] in (0, 3)
    assert office.run("collect", "--year", "R7") == 0


def test_an_output_folder_that_cannot_be_written_is_named(office) -> None:
    # A file in the folder's place refuses every user alike, the administrator too.
    (office.folder / "reports").write_bytes(b"")
    office.answer("1-1-01")
    assert office.run("collect", "--year", "R7") == 4
    assert "reports" in office.err and "書き込めません" in office.err
    whole(office.folder)


def test_distribution_into_a_blocked_folder_records_nothing(office) -> None:
    import shutil

    shutil.rmtree(office.folder / "outbox")
    (office.folder / "outbox").write_bytes(b"")
    with Ledger.open(office.folder) as ledger:
        before = ledger.distributions(YEAR)
    assert office.run("distribute", "--year", "R7", day="2026-04-02") == 4
    with Ledger.open(office.folder) as ledger:
        assert ledger.distributions(YEAR) == before
    whole(office.folder)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("collect",), "--year"),
        (("collect", "--year", "七"), "--year"),
        (("collect", "--year", "1999"), "1999"),
        (("collcet", "--year", "R7"), "collect"),
        (("collect", "--yaer", "R7"), "--yaer"),
        (("report", "--year", "R7", "--meeting", "shikai"), "shikai"),
        (("explain", "9-9-99", "--year", "R7"), "9-9-99"),
        (("trace", "1-1-01", "nothing", "--year", "R7"), "nothing"),
        (("settle", "1-1-01", "kpi_1_actual", "--year", "R7", "--value", "約3", "--reason", "電話"), "約3"),
        (("settle", "1-1-01", "kpi_1_actul", "--year", "R7", "--value", "3", "--reason", "電話"), "kpi_1_actual"),
        (("settle", "1-1-01", "result", "--year", "R7", "--accept", "--value", "x", "--reason", "電話"), "--accept"),
        (("publish", "--year", "R7", "--council-date", "7月"), "--council-date"),
    ],
)
def test_wrong_usage_is_told_in_japanese_with_what_was_typed(office, arguments: tuple[str, ...], named: str) -> None:
    assert office.run(*arguments) == 2
    assert named in office.err
    assert "エラー" in office.err and "Traceback" not in office.err
