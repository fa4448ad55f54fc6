"""Each version opens with what changed since the one before."""

from __future__ import annotations

from decimal import Decimal

from report_reading import parsed, rows, text
from report_world import LATE, entry, given

from fujiplan_cli.report.meeting import changes_of


def _changes(before, after):
    found = changes_of(given(after, "kanjikai", previous=before))
    return {(p.number, c.kind, c.what): (c.before, c.after) for p in found.projects for c in p.changes}


def test_grade_status_and_money_are_told_from_and_to():
    found = _changes([entry("A-1", "S4")], [entry("A-1", "S4", **LATE, executed=Decimal(700))])
    assert found["A-1", "grade", "評価・点"] == ("A（100.0点）", "C（57.5点）")
    assert found["A-1", "status", "進捗状況"] == ("計画どおり", "遅れ")
    assert found["A-1", "money", "支出済額（千円）"] == ("880", "700")
    assert found["A-1", "money", "不用額（千円）"] == ("20", "200")
    assert found["A-1", "level", "水準：工程"] == ("4", "0")


def test_a_changed_score_within_a_grade_is_told_apart():
    found = _changes([entry("A-1")], [entry("A-1", self_control=3)])
    assert found["A-1", "score", "点"] == ("A（100.0点）", "A（97.5点）")


def test_new_and_dropped_projects_are_told():
    found = _changes([entry("A-1")], [entry("A-2")])
    assert found == {
        ("A-1", "list", "掲載"): ("掲載", "今回は掲載なし"),
        ("A-2", "list", "掲載"): ("−", "今回から掲載"),
    }


def test_an_indicator_that_was_settled_is_told():
    found = _changes([entry("A-1", kpi_1_actual=Decimal(90))], [entry("A-1")])
    assert found["A-1", "indicator", "実績値：電子申請の割合"] == ("90", "100")


def test_without_a_change_the_material_says_so_and_names_the_version_before():
    tree = parsed(given([entry("A-1")], "honbu", previous=[entry("A-1")]))
    words = text(tree.xpath("//section[@class='since']")[0])
    assert words == "前の版からの変更前の版（第2版（幹事会）、令和8年5月20日現在）からの変更はありません。"


def test_the_changes_come_before_everything_else():
    tree = parsed(given([entry("A-1", self_control=0)], "kanjikai", previous=[entry("A-1")]))
    assert text(tree.xpath("//h2")[0]) == "前の版からの変更"
    assert rows(tree, "changes")[0][:5] == ["A-1", "架空事業A-1総務部架空課", "点", "A（100.0点）", "A（90.0点）"]


def test_the_first_version_of_a_year_has_no_changes_section():
    assert not parsed(given([entry("A-1")], "wg")).xpath("//section[@class='since']")
