"""A department that changes, and the change of year: told exactly, and refused while projects would be left behind."""

from __future__ import annotations

import dataclasses

from office_world import PROJECTS, YEAR
from openpyxl import load_workbook

from fujiplan_cli.declare import load_plan
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.workbook.register_book import write_register

WHEN = ("--date", "2026-10-01")


def test_a_department_that_ends_with_projects_in_its_hands_is_refused_with_the_list(office) -> None:
    assert office.run("revise", "--department", "0201", *WHEN) == 2
    assert "財政課が所管する事業が2件" in office.err
    assert "1-1-02 書かない窓口" in office.err and "1-1-03 施設予約の共通化" in office.err
    assert office.run("revise", "--department", "0201", "--into", "0291=一課", "--into", "0292=二課", *WHEN) == 2


def test_the_lines_that_are_told_make_a_sound_plan_in_which_the_projects_moved_along(office) -> None:
    told = office.json("revise", "--department", "0201", "--into", "0291=財務課", *WHEN)
    assert told["projects"] == ["1-1-02 書かない窓口", "1-1-03 施設予約の共通化"]
    path = office.folder / "fujiplan.toml"
    text = path.read_text(encoding="utf-8").replace(
        'code = "0201"\n', "\n".join(('code = "0201"', *told["own_lines"], "")), 1
    )
    at = text.index('[[departments]]\ncode = "0202"')
    path.write_text(text[:at] + "\n".join((*told["new_blocks"], "", "")) + text[at:], encoding="utf-8")
    again = office.json("revise", "--department", "0291", "--into", "0202", "--date", "2027-01-01")
    assert again["own_lines"] == ["valid_until = 2026-12-31", 'successor = "0202"']
    assert again["projects"] == told["projects"]
    wrong = ("revise", "--change", "1-1-01", "--set", "所管課=0201", "--reason", "x", "--date", "2026-04-15")
    assert office.run(*wrong) == 0, office.err  # it has a successor


def test_unknown_and_own_and_used_codes_are_refused(office) -> None:
    for arguments, words in (
        (("9999",), "課「9999」は fujiplan.toml にありません"),
        (("0201", "--into", "0201"), "それ自身"),
        (("0201", "--into", "0202=別の名前"), "既に"),
        (("0201", "--into", "0299"), "名前がありません"),
        (("0101", "--into", "0102"), "既に最後の日"),
    ):
        assert office.run("revise", "--department", *arguments, *WHEN) == 2
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
