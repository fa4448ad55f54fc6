"""A department that changes, and the change of year: told exactly, and refused while projects would be left behind."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

from office_world import DAY, PROJECTS, YEAR
from openpyxl import load_workbook

from fujiplan_cli.declare import load_plan
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.workbook.register_book import write_register

WHEN, WHY = ("--date", "2026-10-01"), ("--reason", "機構改革")


def changed(office, *more: str, day: str = "2026-10-01") -> dict:
    return office.json("revise", "--department", "0201", *more, *WHEN, *WHY, day=day)


def plan_bytes(office) -> bytes:
    return (office.folder / "fujiplan.toml").read_bytes()


def test_a_department_that_ends_with_projects_in_its_hands_is_refused_with_the_list(office) -> None:
    before = plan_bytes(office)
    assert office.run("revise", "--department", "0201", *WHEN, *WHY) == 2
    assert "財政部 財政課が所管する事業のうち、引き継ぐ課のないものが2件" in office.err
    assert "1-1-02 書かない窓口" in office.err and "1-1-03 施設予約の共通化" in office.err
    split = ("--into", "0291=一課", "--into", "0292=二課", "--assign", "1-1-02=0291")
    assert office.run("revise", "--department", "0201", *split, *WHEN, *WHY, day="2026-10-01") == 2
    assert "1-1-03 施設予約の共通化" in office.err and "1-1-02 書かない" not in office.err
    assert office.run("revise", "--department", "0201", "--into", "0291=財務課", *WHEN) == 2 and "理由" in office.err
    assert plan_bytes(office) == before
    with Ledger.open(office.folder) as ledger:
        assert not ledger.acts("revision")


def test_a_renamed_department_is_written_into_the_plan_file_and_nothing_else_of_it_is_touched(office) -> None:
    before = plan_bytes(office)
    told = changed(office, "--into", "0291=財務課", "--dry-run", day=DAY)
    assert not told["recorded"] and plan_bytes(office) == before
    told = changed(office, "--into", "0291=財務課", day=DAY)  # in spring, for October
    assert told["projects"] == ["1-1-02 書かない窓口", "1-1-03 施設予約の共通化"]
    new = '\n[[departments]]\ncode = "0291"\ndivision = "財政部"\nname = "財務課"\nvalid_from = 2026-10-01\n'
    lines = 'code = "0201"\nvalid_until = 2026-09-30\nsuccessor = "0291"\n'
    after = plan_bytes(office).decode()
    assert after.count(new) == 1 and after.count(lines) == 1
    assert after.replace(new, "").replace(lines, 'code = "0201"\n').encode() == before
    assert (office.folder / "fujiplan_以前.toml").read_bytes() == before
    plan = load_plan(office.folder)
    assert plan.department_on("0201", date(2026, 9, 30)).name == "財政課"
    assert plan.department_on("0201", date(2026, 10, 1)).full_name == "財政部 財務課"
    with Ledger.open(office.folder) as ledger:
        (act,) = ledger.acts("revision")
        assert ledger.register_version() == 1, "the register keeps the code: the plan file follows it"
    assert (act.date, act.reason, act.facts["into"]) == ("2026-10-01", "機構改革", "0291")
    page = next(office.folder / one for one in told["files"] if one.endswith(".html")).read_text("utf-8")
    assert "財政部 財務課" in page and "2事業（課の改廃 1件、変更 2件）" in page.replace("\n", "")
    again = office.json("revise", "--department", "0291", "--into", "0202", "--date", "2027-01-01", *WHY)
    assert again["own_lines"] == ["valid_until = 2026-12-31", 'successor = "0202"']
    assert again["projects"] == told["projects"] and not again["new_blocks"]
    assert load_plan(office.folder).department_on("0201", date(2027, 1, 1)).code == "0202"


def test_a_split_department_gives_each_project_to_one_of_the_new_ones_in_the_same_step(office) -> None:
    split = ("--into", "0291=財務一課", "--into", "0292=市民部/財務二課", "--assign", "1-1-02=0291")
    whole = ("revise", "--department", "0201", *split, "--assign", "1-1-03=0292", *WHEN, *WHY)
    assert office.run(*whole, day=DAY) == 2 and "まだ来ていない日付" in office.err
    told = changed(office, *split, "--assign", "1-1-03=0292")
    assert {one["number"]: one["changes"][0]["after"] for one in told["revision"]["projects"]} == {
        "0201": "財政部 財務一課、市民部 財務二課",
        "1-1-02": "財政部 財務一課",
        "1-1-03": "市民部 財務二課",
    }
    with Ledger.open(office.folder) as ledger:
        assert {p.number: p.department for p in ledger.projects()} == {
            "1-1-01": "0101",
            "1-1-02": "0291",
            "1-1-03": "0292",
        }
    assert load_plan(office.folder).department("0201").successor is None
    rows = load_workbook(office.folder / "register.xlsx").worksheets[0].iter_rows(values_only=True)
    assert any("1-1-02" in row and "0291" in row for row in rows)


def test_a_plan_file_of_windows_keeps_its_line_ends_and_comments(office) -> None:
    path = office.folder / "fujiplan.toml"
    text = path.read_text("utf-8").replace('code = "0201"\n', "code = '0201'  # 財政\n")
    path.write_bytes(text.replace("\n", "\r\n").encode())
    changed(office, "--into", "0291=財務課")
    after = plan_bytes(office)
    assert b"code = '0201'  # \xe8\xb2\xa1\xe6\x94\xbf\r\nvalid_until = 2026-09-30\r\n" in after
    assert after.count(b"\n") == after.count(b"\r\n")


def test_a_plan_file_with_another_layout_is_left_alone_and_the_lines_are_told(office) -> None:
    path = office.folder / "fujiplan.toml"
    path.write_text(path.read_text("utf-8").replace('code = "0201"\n', '"code" = "0201"\n'), "utf-8")
    before = plan_bytes(office)
    assert office.run("revise", "--department", "0201", "--into", "0291=財務課", *WHEN, *WHY) == 2
    assert "valid_until = 2026-09-30" in office.err and 'code = "0291"' in office.err
    assert plan_bytes(office) == before


def test_a_full_disk_leaves_plan_and_ledger_as_they_were(office, monkeypatch) -> None:
    from fujiplan_cli.workflow import departments
    from fujiplan_cli.workflow.desk import Refused

    def full(path: Path, data: bytes) -> None:
        raise Refused("書き込めません。", "空き容量を確認してください。", status=4)

    before = plan_bytes(office)
    monkeypatch.setattr(departments, "write_file", full)
    assert office.run("revise", "--department", "0201", "--into", "0291=財務課", *WHEN, *WHY) == 4
    assert plan_bytes(office) == before
    with Ledger.open(office.folder) as ledger:
        assert not ledger.acts("revision")


def test_unknown_and_own_and_used_codes_are_refused(office) -> None:
    for arguments, words in (
        (("9999",), "課「9999」は fujiplan.toml にありません"),
        (("0201", "--into", "0201"), "それ自身"),
        (("0201", "--into", "0202=別の名前"), "既に"),
        (("0201", "--into", "0299"), "名前がありません"),
        (("0101", "--into", "0102"), "既に最後の日"),
    ):
        assert office.run("revise", "--department", *arguments, *WHEN, *WHY) == 2
        assert words in office.err, office.err


def test_the_new_year_takes_over_stage_and_plan_and_names_what_needs_a_hand(office) -> None:
    office.answer("1-1-01")
    office.answer("1-1-02", stage="S9 終了", status="完了", stage_reason="完了のため")
    office.run("collect", "--year", "R7")
    told = office.json("revise", "--new-year", str(YEAR + 1))
    by_number = {one["number"]: one for one in told["projects"]}
    first = by_number["1-1-01"]
    assert (first["stage"], first["plan"]) == ("S5 運用・改善", "対象の手続を増やす。")
    assert first["plan_from"] == "前年度の「今年度の取組」" and first["attention"] == []
    assert "直線" in first["targets_from"]
    assert "計画した取組がありません" in by_number["1-1-03"]["attention"]
    assert any("S9" in one for one in by_number["1-1-02"]["attention"])
    rows = list(load_workbook(office.folder / told["file"]).active.iter_rows(min_row=4, values_only=True))
    assert [row[0] for row in rows] == [one.number for one in PROJECTS]


def test_a_project_is_not_given_to_a_department_that_is_gone(office) -> None:
    path = office.folder / "fujiplan.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('code = "0203"\n', 'code = "0203"\nvalid_until = 2026-03-31\n', 1), encoding="utf-8")
    to_it = ("revise", "--change", "1-1-01", "--set", "所管課=0203", "--reason", "x", "--date", "2026-04-15")
    assert office.run(*to_it) == 2
    assert "市民税課（0203、令和8年3月31日まで）：1-1-01 電子申請の利用促進" in office.err
    with Ledger.open(office.folder) as ledger:
        assert ledger.register_version() == 1 and not ledger.acts("revision")


def test_a_department_that_ends_with_projects_in_its_hands_is_refused_with_all_of_them(office) -> None:
    """Whatever the revision itself is about, and until they are handed over."""
    path = office.folder / "fujiplan.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('code = "0201"\n', 'code = "0201"\nvalid_until = 2026-03-31\n', 1), encoding="utf-8")
    why = ("--reason", "機構改革", "--date", "2026-04-15")
    assert office.run("revise", "--change", "1-1-01", "--set", "事業名=別の名前", *why) == 2
    assert "1-1-02 書かない窓口、1-1-03 施設予約の共通化" in office.err
    with Ledger.open(office.folder) as ledger:
        assert ledger.register_version() == 1 and not ledger.acts("revision")
    moved = [dataclasses.replace(one, department="0101") for one in PROJECTS]
    book = office.folder / "引継ぎ後.xlsx"
    book.write_bytes(write_register(load_plan(office.folder), moved, 1))
    assert office.run("revise", "--from", str(book), *why) == 0, office.err
