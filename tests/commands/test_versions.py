"""Which version counts, how that is told, and how the 事務局 turns it round (ADR 0005)."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from functools import lru_cache

import pytest
from office_world import GOOD, YEAR, filled
from openpyxl import load_workbook
from openpyxl.writer.excel import ExcelWriter

from fujiplan_cli.workbook.reader import read_grid

ONE = ("1-1-01", "--year", "R7")
SHEET = ("settle", "1-1-01", "sheet", "--year", "R7", "--reason", "確認", "--by", "架空 太郎")
OWN, FORMER, OTHER, DESK = "総務部/デジタル戦略課", "情報政策課", "資産税課", "デジタル戦略課"


def saved(office, day: int, **changes: str | int) -> bytes:
    """A good sheet of 1-1-01 whose program says it was saved on that day of April."""
    return saved_on(day, filled(office.sheets["1-1-01"], {**GOOD, **changes}))


@lru_cache
def saved_on(day: int, sheet: bytes) -> bytes:
    book = load_workbook(io.BytesIO(sheet))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        book.properties.modified = datetime(2026, 4, day, 9)
        ExcelWriter(book, archive).write_data()
    return buffer.getvalue()


def collect(office) -> dict[str, dict]:
    """Run `collect`; the JSON entry of each file by its path below the inbox."""
    entries = office.json("collect", "--year", "R7")["files"]
    return {one["path"].removeprefix(f"inbox/{YEAR}/"): one for one in entries}


def in_use(office) -> int | None:
    """The version that counts now."""
    versions = office.json("trace", *ONE)["versions"]
    return next((v["version"] for v in versions if v["state"] == "in_use"), None)


def actual(office) -> object:
    """指標1の実績値 that is scored."""
    card = office.json("score", "--year", "R7")["projects"][0]
    return next(i for i in card["items"] if i["item"] == "outcome")["details"][0]["actual"]


def codes(entry: dict) -> list[str]:
    return [f["code"] for f in entry["findings"]]


def two_versions(office) -> None:
    """Version 1 says 150, version 2 says 155."""
    office.put("a.xlsx", saved(office, 10, kpi_1_actual=150))
    office.run("collect", "--year", "R7")
    office.put("b.xlsx", saved(office, 12, kpi_1_actual=155, issue="担当者が少ない。"))
    office.run("collect", "--year", "R7")


# -- same bytes, older after newer -----------------------------------------------------------------------------------


def test_the_same_bytes_elsewhere_are_a_duplicate_and_name_the_version(office) -> None:
    data = saved(office, 10)
    office.put("a.xlsx", data)
    office.run("collect", "--year", "R7")
    office.put("再送/b.xlsx", data)
    told = office.json("collect", "--year", "R7")
    assert [f["reason"] for f in told["files"]] == ["unchanged", "duplicate"]
    assert [(v["path"], v["version"]) for v in told["versions"]] == [
        ("inbox/2025/a.xlsx", 1),
        ("inbox/2025/再送/b.xlsx", 1),
    ]


def test_an_older_file_can_be_made_to_count_after_all_and_back(office) -> None:
    office.put("新.xlsx", saved(office, 12, kpi_1_actual=150))
    office.run("collect", "--year", "R7")
    office.put("旧.xlsx", saved(office, 10, kpi_1_actual=155))
    assert office.run("collect", "--year", "R7") == 0
    assert "より新しいものを受付済み" in office.out and "--restore 2" in office.out
    assert (actual(office), in_use(office)) == (150, 1)
    told = office.json(*SHEET, "--restore", "2")
    assert (told["action"], told["in_use"]) == ("restore", 2)
    assert actual(office) == 155
    assert office.json(*SHEET, "--withdraw", "2")["in_use"] == 1
    assert actual(office) == 150


def test_an_older_file_that_nobody_took_back_stays_out_of_use_when_read_again(office) -> None:
    office.put("新.xlsx", saved(office, 12, kpi_1_actual=150))
    office.run("collect", "--year", "R7")
    office.put("旧.xlsx", saved(office, 10, kpi_1_actual=155))
    office.run("collect", "--year", "R7")
    assert collect(office)["旧.xlsx"]["reason"] == "unchanged"
    states = [(v["version"], v["state"]) for v in office.json("trace", *ONE)["versions"]]
    assert states == [(1, "in_use"), (2, "withdrawn")]


def test_a_file_saved_before_a_withdrawn_one_is_no_older_file(office) -> None:
    office.put("誤送信.xlsx", saved(office, 18, kpi_1_actual=1))
    office.run("collect", "--year", "R7")
    office.run(*SHEET, "--withdraw", "1")
    office.put("正.xlsx", saved(office, 15, kpi_1_actual=150))
    assert collect(office)["正.xlsx"]["reason"] is None
    assert (actual(office), in_use(office)) == (150, 2)


def test_a_dry_run_tells_the_same_as_the_run(office) -> None:
    office.put(f"{OWN}/a.xlsx", saved(office, 10))
    office.run("collect", "--year", "R7")
    path = office.put(f"{OTHER}/b.xlsx", saved(office, 12, kpi_1_actual=155))
    dry = office.json("collect", "--year", "R7", "--dry-run")["files"]
    checked = office.json("check", str(path), "--year", "R7")["files"]
    assert dry[1]["findings"] == checked[0]["findings"] == collect(office)[f"{OTHER}/b.xlsx"]["findings"]


# -- withdrawn and back ----------------------------------------------------------------------------------------------


def test_a_withdrawn_version_is_taken_back(office) -> None:
    office.after(two_versions)
    assert office.json(*SHEET, "--withdraw", "2")["in_use"] == 1
    assert office.json(*SHEET, "--withdraw", "1")["in_use"] is None
    assert office.json("status", "--year", "R7")["projects"][0]["state"] == "未提出"
    assert office.run(*SHEET, "--restore", "1") == 0 and "使っているのは第1版です" in office.out
    assert office.run(*SHEET, "--restore", "2") == 0 and in_use(office) == 2
    acts = [(s["action"], s["by"]) for s in office.json("trace", *ONE)["versions"][1]["settlements"]]
    assert acts == [("withdraw", "架空 太郎"), ("restore", "架空 太郎")]


def test_taking_back_an_older_version_says_that_the_newer_one_still_counts(office) -> None:
    office.after(two_versions)
    office.run(*SHEET, "--withdraw", "1")
    office.run(*SHEET, "--restore", "1")
    assert "使っているのは、より新しい第2版です" in office.out and "--withdraw" in office.out


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--withdraw", "3"), "第3版はありません（ある版：1、2）"),
        (("--restore", "2"), "使わないことにした版ではありません"),
        (("--restore", "2", "--withdraw", "1"), "一つだけ"),
        (("--extend", "2026-04-01"), "より後の日ではありません"),
    ],
)
def test_what_changes_nothing_is_refused_and_says_why(office, asked: tuple[str, ...], said: str) -> None:
    office.after(two_versions)
    assert office.run(*SHEET, *asked) == 2
    assert said in office.err


def test_a_version_is_not_withdrawn_twice(office) -> None:
    office.after(two_versions)
    office.run(*SHEET, "--withdraw", "2")
    assert office.run(*SHEET, "--withdraw", "2") == 2
    assert "既に使わないことにしています" in office.err


def test_an_extension_is_taken_back(office) -> None:
    before = office.json("status", "--year", "R7")["projects"][0]["due"]
    office.run(*SHEET, "--extend", "2026-05-15")
    assert office.json("status", "--year", "R7")["projects"][0]["extended"] is True
    assert office.run(*SHEET, "--unextend") == 0 and "元に戻しました" in office.out
    one = office.json("status", "--year", "R7")["projects"][0]
    assert (one["due"], one["extended"]) == (before, False)


# -- who sent it -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", [OWN, DESK, FORMER, "4月", "0402", ""])
def test_the_answering_department_under_any_of_its_names_is_no_finding(office, folder: str) -> None:
    office.put(f"{folder}/a.xlsx".lstrip("/"), saved(office, 10))
    (one,) = collect(office).values()
    assert (one["verdict"], codes(one)) == ("accepted", [])


def test_a_sheet_that_another_department_handed_in_waits_until_it_is_accepted(office) -> None:
    office.put(f"{OTHER}/a.xlsx", saved(office, 10))
    one = collect(office)[f"{OTHER}/a.xlsx"]
    assert (one["verdict"], codes(one)) == ("review", ["department_other"])
    assert office.json(*SHEET, "--accept")["verdict"] == "accepted"
    assert office.json("status", "--year", "R7")["projects"][0]["state"] == "受付済"


def test_two_departments_for_one_project_are_both_named_with_what_counts(office) -> None:
    office.put(f"{OWN}/a.xlsx", saved(office, 10, kpi_1_actual=150))
    office.run("collect", "--year", "R7")
    office.put(f"{OTHER}/b.xlsx", saved(office, 12, kpi_1_actual=155))
    one = collect(office)[f"{OTHER}/b.xlsx"]
    assert (one["verdict"], codes(one)) == ("review", ["two_departments"])
    message = one["findings"][0]["message"]
    assert "総務部 デジタル戦略課（第1版）" in message and "財政部 資産税課（今回）" in message
    assert actual(office) == 155
    assert office.json(*SHEET, "--withdraw", "2")["verdict"] == "accepted"
    assert actual(office) == 150


def test_two_departments_that_say_the_same_need_nobody(office) -> None:
    office.put(f"{FORMER}/a.xlsx", saved(office, 10))
    office.run("collect", "--year", "R7")
    office.put(f"{OWN}/b.xlsx", saved(office, 12, kpi_1_actual=155))
    assert codes(collect(office)[f"{OWN}/b.xlsx"]) == []
    office.put(f"{OTHER}/c.xlsx", saved(office, 13, kpi_1_actual=155))
    assert codes(collect(office)[f"{OTHER}/c.xlsx"]) == ["department_other"]


# -- correction after acceptance -------------------------------------------------------------------------------------


def test_a_telephoned_value_that_a_newer_sheet_replaces_is_told(office) -> None:
    office.put("a.xlsx", saved(office, 10, kpi_1_actual="約160"))
    office.run("collect", "--year", "R7")
    office.run("settle", "1-1-01", "kpi_1_actual", "--year", "R7", "--value", "160", "--reason", "電話で確認")
    office.put("b.xlsx", saved(office, 12, kpi_1_actual=150))
    one = collect(office)["b.xlsx"]
    assert (one["verdict"], codes(one)) == ("accepted", ["settlement_lapsed"])
    assert "「160」" in one["findings"][0]["message"] and "「150」" in one["findings"][0]["message"]
    assert actual(office) == 150


def test_a_newer_sheet_that_says_what_was_telephoned_tells_nothing(office) -> None:
    office.put("a.xlsx", saved(office, 10, kpi_1_actual="約160"))
    office.run("collect", "--year", "R7")
    office.run("settle", "1-1-01", "kpi_1_actual", "--year", "R7", "--value", "160", "--reason", "電話で確認")
    office.put("b.xlsx", saved(office, 12, kpi_1_actual=160))
    assert codes(collect(office)["b.xlsx"]) == []


def test_an_acceptance_does_not_cover_the_next_sheet_and_that_is_told(office) -> None:
    office.put(f"{OTHER}/a.xlsx", saved(office, 10))
    office.run("collect", "--year", "R7")
    office.run(*SHEET, "--accept")
    office.put(f"{OTHER}/b.xlsx", saved(office, 12, kpi_1_actual=155))
    one = collect(office)[f"{OTHER}/b.xlsx"]
    assert (one["verdict"], codes(one)) == ("review", ["department_other", "settlement_lapsed"])


def test_a_recorded_stop_covers_a_newer_sheet_that_says_the_same(office) -> None:
    stopped = {"status": "休止", "deviation": "受託者の撤退により休止した。"}
    office.put("a.xlsx", saved(office, 10, **stopped))
    office.run("collect", "--year", "R7")
    office.run("settle", "1-1-01", "status", "--year", "R7", "--accept", "--reason", "休止の決裁を確認")
    office.put("b.xlsx", saved(office, 12, **stopped, issue="再開の時期が決まらない。"))
    one = collect(office)["b.xlsx"]
    assert (one["verdict"], codes(one)) == ("accepted", [])
    card = office.json("score", "--year", "R7")["projects"][0]
    assert (card["grade"], card["marked"]) == ("H", False)


def test_a_value_for_a_cell_that_no_sheet_asks_stands_when_a_newer_sheet_comes(office) -> None:
    office.put("a.xlsx", saved(office, 10))
    office.run("collect", "--year", "R7")
    office.run("settle", "1-1-01", "executed", "--year", "R7", "--value", "940", "--reason", "財務会計を確認")
    office.put("b.xlsx", saved(office, 12, kpi_1_actual=155))
    assert codes(collect(office)["b.xlsx"]) == []
    versions = office.json("trace", "1-1-01", "executed", "--year", "R7")["versions"]
    assert [v["value"] for v in versions if v["superseded_by"] is None] == ["940"]


# -- shown -----------------------------------------------------------------------------------------------------------


def test_trace_without_a_field_shows_every_version_and_how_to_compare(office) -> None:
    office.after(two_versions)
    versions = office.json("trace", *ONE)["versions"]
    assert [(v["version"], v["state"], v["file"]) for v in versions] == [
        (1, "former", "inbox/2025/a.xlsx"),
        (2, "in_use", "inbox/2025/b.xlsx"),
    ]
    assert versions[0]["contact"] == GOOD["contact_name"]
    office.run("trace", *ONE)
    assert "第2版" in office.out and "使用中" in office.out and "--diff 1 2" in office.out


def test_a_diff_names_old_and_new_value_with_both_cells(office) -> None:
    office.after(two_versions)
    diff = office.json("trace", *ONE, "--diff", "1", "2")["diff"]
    assert [c["field"] for c in diff["changes"]] == ["kpi_1_actual", "issue"]
    number = diff["changes"][0]
    assert (number["before"]["value"], number["after"]["value"]) == ("150", "155")
    assert number["before"]["cell"] == number["after"]["cell"] != ""
    assert (diff["before"]["file"], diff["after"]["file"]) == ("inbox/2025/a.xlsx", "inbox/2025/b.xlsx")
    office.run("trace", *ONE, "--diff", "1", "2")
    assert "実績値" in office.out and "担当者が少ない。" in office.out
    one = office.json("trace", "1-1-01", "issue", "--year", "R7", "--diff", "2", "1")["diff"]["changes"]
    assert [(c["field"], c["after"]["value"]) for c in one] == [("issue", GOOD["issue"])]


def test_a_diff_shows_what_was_typed_where_it_is_no_value(office) -> None:
    office.put("a.xlsx", saved(office, 10, kpi_1_actual="約160"))
    office.put("b.xlsx", saved(office, 12, kpi_1_actual="１６０"))
    office.run("collect", "--year", "R7")
    (one,) = office.json("trace", *ONE, "--diff", "1", "2")["diff"]["changes"]
    assert (one["before"]["value"], one["before"]["raw"]) == (None, "約160")
    assert (one["after"]["value"], one["after"]["raw"]) == ("160", "１６０")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("1-1-01", "--diff", "1", "7"), "第7版はありません"),
        (("9-9-99",), "事業台帳にありません"),
        (("1-1-01", "resullt", "--diff", "1", "2"), "「resullt」は進行管理調書にありません"),
    ],
)
def test_a_diff_of_nothing_is_wrong_usage(office, asked: tuple[str, ...], said: str) -> None:
    office.after(two_versions)
    assert office.run("trace", *asked, "--year", "R7") == 2
    assert said in office.err


def test_trace_of_a_value_says_which_version_is_out_of_use(office) -> None:
    office.after(two_versions)
    office.run(*SHEET, "--withdraw", "2")
    versions = office.json("trace", "1-1-01", "issue", "--year", "R7")["versions"]
    assert [(v["version"], v["withdrawn"], v["superseded_by"]) for v in versions] == [(1, False, None), (2, True, 1)]


def test_status_and_receipt_book_show_which_version_is_used(office) -> None:
    office.after(two_versions)
    office.run(*SHEET, "--withdraw", "2")
    one = office.json("status", "--year", "R7")["projects"][0]
    assert (one["version"], one["versions"], one["withdrawn"]) == (1, 2, [2])
    office.run("status", "--year", "R7")
    assert "第1版を使用（全2版、使わない版：2）" in office.out
    office.run("collect", "--year", "R7")
    cells = read_grid((office.folder / "reports/2025/受付簿.xlsx").read_bytes()).sheets[0].cells
    assert [c.raw for c in cells.values() if c.raw in ("使用中", "使わない", "前の版")] == ["使用中", "使わない"]
