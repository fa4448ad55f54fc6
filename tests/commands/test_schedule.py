"""本日すること through `schedule`: which line of the calendar is done or late, what waits, and for whom."""

from __future__ import annotations

import dataclasses
import os
from datetime import date
from pathlib import Path

import pytest
from office_world import PROJECTS, YEAR, project

from fujiplan_cli.cli.door import run
from fujiplan_cli.declare import load_plan
from fujiplan_cli.model.memory import Settlement
from fujiplan_cli.model.snapshot import Decision
from fujiplan_cli.workbook.register_book import write_register
from fujiplan_cli.workflow.desk import Desk

ASK = ("schedule",)
FINANCE = "財政部 財政課"


def seen(office, day: str, *more: str) -> dict:
    return office.json(*ASK, *more, day=day)


def line(document: dict, work: str, meeting: str | None = None) -> tuple[str, str | None]:
    (one,) = (c for c in document["calendar"] if (c["work"], c["meeting"]) == (work, meeting))
    return one["state"], one["shown"]


def waits(document: dict) -> dict[str, tuple[bool, str | None]]:
    return {one["kind"]: (one["late"], one["due"]) for one in document["matters"]}


def matter(document: dict, kind: str) -> dict:
    (one,) = (m for m in document["matters"] if m["kind"] == kind)
    return one


@pytest.mark.parametrize(
    ("day", "year"),
    [("2026-02-28", 2024), ("2026-03-01", 2025), ("2027-02-28", 2025), ("2021-05-01", 2022), ("2031-05-01", 2026)],
)
def test_the_year_runs_from_march_to_february_and_stays_within_the_plan(office, day: str, year: int) -> None:
    assert seen(office, day)["year"] == year


def test_each_line_is_done_late_within_its_time_or_to_come(office) -> None:
    before, april, june = (seen(office, day) for day in ("2026-03-10", "2026-04-20", "2026-06-10"))
    assert line(april, "distribute") == ("済", "配布 3/3事業（2026-04-01）")
    assert line(before, "answers")[0] == "これから" and line(april, "answers")[0] == "期限内"
    assert line(june, "answers")[0] == "遅れ"
    assert line(june, "meeting", "wg") == ("遅れ", "資料は未確定")
    assert line(june, "publish") == ("これから", "未公表")
    closing = next(c for c in june["calendar"] if c["title"] == "出納閉鎖")
    assert (closing["due"], closing["state"]) == ("2026-05-31", "経過")


def test_who_must_act_follows_what_came_back(office) -> None:
    office.answer("1-1-01")
    office.answer("1-1-02", kpi_1_actual="約160")
    office.run("collect", "--year", "R7")
    april, may = seen(office, "2026-04-28"), seen(office, "2026-05-01")
    assert line(april, "answers")[1].startswith("提出 2/3事業、修正依頼 1")
    assert waits(april)["missing"] == (False, "2026-04-28") and waits(may)["missing"] == (True, "2026-04-28")
    missing, returned = matter(may, "missing"), matter(may, "returned")
    assert (missing["actors"], missing["items"]) == ([FINANCE], ["1-1-03"])
    assert (returned["actors"], returned["items"], returned["late"]) == ([FINANCE], ["1-1-02"], True)
    # What came in is for the 事務局 to confirm, until the end of May.
    open_levels = matter(may, "unconfirmed")
    assert (open_levels["actors"], open_levels["late"], open_levels["due"]) == (["事務局"], False, "2026-05-31")
    assert {one.split()[0] for one in open_levels["items"]} == {"1-1-01", "1-1-02"}


def test_more_time_for_one_project_is_no_delay_until_its_own_day(office) -> None:
    office.run("settle", "1-1-03", "due", "--year", "R7", "--extend", "2026-05-08", "--reason", "担当者の交代のため")
    found = [m for m in seen(office, "2026-05-01")["matters"] if m["kind"] == "missing"]
    assert [(m["late"], m["due"], m["items"]) for m in found] == [
        (True, "2026-04-28", ["1-1-01", "1-1-02"]),
        (False, "2026-05-08", ["1-1-03"]),
    ]


def test_a_sheet_that_was_never_sent_is_the_offices_and_not_the_departments(office) -> None:
    more = project("1-1-09", "新しい事業", department="0102")
    (office.folder / "register.xlsx").write_bytes(write_register(load_plan(office.folder), (*PROJECTS, more)))
    assert office.run("import", str(office.folder / "register.xlsx"), "--kind", "register") == 0, office.err
    found = seen(office, "2026-05-01")
    late = matter(found, "distribute")
    assert (late["actors"], late["items"], late["late"]) == (["事務局"], ["1-1-09"], True)
    assert line(found, "distribute")[1].startswith("配布 3/4事業")
    assert "1-1-09" not in [n for m in found["matters"] if m["kind"] == "missing" for n in m["items"]]


def test_a_meeting_is_done_when_its_material_is_frozen_and_all_is_decided(office) -> None:
    for one in PROJECTS:
        office.answer(one.number)
    office.run("collect", "--year", "R7")
    assert matter(seen(office, "2026-05-20"), "snapshot")["items"] == ["wg"]
    office.run("report", "--year", "R7", "--meeting", "wg", day="2026-05-20")
    found = seen(office, "2026-05-21")
    assert line(found, "meeting", "wg") == ("期限内", "資料 第1号（2026-05-20）、決定は未記録")
    assert len(matter(found, "decision")["items"]) == 3
    decide = ("decide", "--year", "R7", "--meeting", "wg", "--date", "2026-05-21", "--decision", "了承")
    assert office.run(*decide, "--project", "1-1-01", day="2026-05-21") == 0, office.err
    assert line(seen(office, "2026-05-21"), "meeting", "wg")[1].endswith("決定 2026-05-21、残り2件")
    assert office.run(*decide, "--all", day="2026-05-21") == 0, office.err
    found = seen(office, "2026-06-10")
    assert line(found, "meeting", "wg") == ("済", "資料 第1号（2026-05-20）、決定 2026-05-21")
    assert [m["items"] for m in found["matters"] if m["kind"] == "snapshot"] == [["kanjikai"]]


def test_an_instruction_is_late_after_its_day_until_the_next_sheet_answers(office) -> None:
    for one in PROJECTS:
        office.answer(one.number)
    office.run("collect", "--year", "R7")
    office.run("report", "--year", "R7", "--meeting", "honbu", day="2026-07-10")
    desk = Desk.open(office.folder, today=date(2026, 7, 15))
    told = Decision(0, YEAR, "honbu", "2026-07-15", "1-1-02", "一部修正の上承認", note="周知の方法を改めること")
    with desk.ledger() as ledger, ledger.writing(desk.by, desk.at) as writer:
        writer.add_decision(dataclasses.replace(told, due="2026-10-30", lead="財政部長"))
    assert "instruction" not in waits(seen(office, "2026-09-30"))
    assert matter(seen(office, "2026-10-05"), "instruction")["late"] is False
    late = matter(seen(office, "2026-11-02"), "instruction")
    assert (late["late"], late["actors"]) == (True, ["財政部長"]) and "周知の方法を改めること" in late["items"][0]
    # The next year's sheet answers; while a sheet of that year says nothing, it stays late.
    assert matter(seen(office, "2027-04-20"), "instruction")["late"] is True
    reply = Settlement(YEAR + 1, "1-1-02", "response", "value", "広報紙で周知した。", "電話で確認", "架空 事務局")
    with desk.ledger() as ledger, ledger.writing(desk.by, desk.at) as writer:
        writer.add_settlement(reply)
    assert "instruction" not in waits(seen(office, "2027-04-20"))


def test_the_same_day_gives_the_same_bytes_and_nothing_is_recorded(office, tmp_path: Path, tree) -> None:
    before = tree(office.folder)
    made = []
    for name in ("a", "b"):
        files = (tmp_path / f"{name}.ics", tmp_path / f"{name}.html")
        assert office.run(*ASK, "--ics", str(files[0]), "--html", str(files[1]), day="2026-06-10") == 0, office.err
        made.append([one.read_bytes() for one in files])
    assert made[0] == made[1]
    assert tree(office.folder) == before


def test_the_command_alone_shows_the_day_inside_a_plan_folder_and_how_to_begin_elsewhere(
    office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(office.folder / "inbox" if (office.folder / "inbox").is_dir() else office.folder)
    assert run([]) == 0
    inside = capsys.readouterr().out
    assert "本日すること" in inside and "年間の予定を含む全体は fujiplan schedule" in inside
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert run([]) == 0
    assert "次のどれかから始めてください" in capsys.readouterr().out
    os.chdir(office.folder)


def test_a_year_outside_the_plan_and_a_line_without_its_meeting_are_told(office) -> None:
    assert office.run(*ASK, "--year", "R20") == 2
    path = office.folder / "fujiplan.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('meeting = "wg"', 'meeting = "council"'), encoding="utf-8")
    assert office.run(*ASK) == 3
    assert "fujiplan.toml" in office.err and "calendar[4].meeting" in office.err and "council" in office.err


def test_a_plan_without_a_calendar_still_tells_who_is_late(office) -> None:
    path = office.folder / "fujiplan.toml"
    text = path.read_text(encoding="utf-8")
    start, end = text.index("[[calendar]]"), text.index("# ---- 年度ごとに使う調書")
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    found = seen(office, "2026-05-01")
    assert found["calendar"] == [] and waits(found)["missing"] == (True, "2026-04-28")


def test_the_last_year_has_the_evaluation_of_the_whole_plan(office) -> None:
    lines = {
        year: {c["title"] for c in seen(office, "2026-04-20", "--year", year)["calendar"]} for year in ("R7", "R8")
    }
    assert lines["R8"] - lines["R7"] == {"計画全体評価（最終年度のみ）"}


def test_a_change_of_lead_needs_its_meeting_and_a_rename_is_none(office) -> None:
    def taken_in(department: str, *more: str) -> int:
        moved = dataclasses.replace(PROJECTS[1], department=department)
        path = office.folder / "register.xlsx"
        path.write_bytes(write_register(load_plan(office.folder), (PROJECTS[0], moved, PROJECTS[2])))
        return office.run("import", str(path), "--kind", "register", *more)

    assert taken_in("0102") == 2
    assert f"1-1-02 主担当 {FINANCE}→総務部 企画課" in office.err
    assert taken_in("0102", "--reason", "幹事会（令和8年4月17日）の決定による") == 0, office.err
    for one in PROJECTS:
        office.answer(one.number)
    office.run("collect", "--year", "R7")
    for meeting in ("wg", "kanjikai", "honbu"):
        assert office.run("report", "--year", "R7", "--meeting", meeting) == 0, office.err
        (page,) = (office.folder / "reports" / str(YEAR) / meeting).glob("*.html")
        text = page.read_text(encoding="utf-8")
        row = text[text.index("主担当（所管課）を変更した事業（1件）") :]
        assert all(
            word in row for word in (FINANCE, "総務部 企画課", "令和8年4月20日", "幹事会（令和8年4月17日）の決定による")
        )
    renamed = dataclasses.replace(PROJECTS[0], department="0109")  # 情報政策課, renamed デジタル戦略課
    path = office.folder / "register.xlsx"
    moved = dataclasses.replace(PROJECTS[1], department="0102")
    path.write_bytes(write_register(load_plan(office.folder), (renamed, moved, PROJECTS[2])))
    assert office.run("import", str(path), "--kind", "register") == 0, office.err
