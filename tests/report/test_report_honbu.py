"""本部: three items on the first page, at most five projects, no mean and no chart."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from report_reading import numbers, parsed, rows, section, text
from report_world import LATE, POOR, entry, given

from fujiplan_cli.model.snapshot import Instruction

STOP = {"status": "休止", "stop_decided": "1", "deviation": "国の方針の見直しを待つ。"}


def test_grade_d_comes_before_incident_before_delay_before_stop():
    entries = [
        entry("A-1", **STOP),
        entry("A-2", "S4", **LATE),
        entry("A-3", incident="重大"),
        entry("A-4", **POOR),
        entry("A-5"),
    ]
    table = rows(parsed(given(entries, "honbu")), "agenda")
    assert [row[0][:3] for row in table] == ["A-4", "A-3", "A-2", "A-1"]
    assert "情報セキュリティ事案：重大。" in table[1][1]
    assert "遅れ8か月、回復見込令和8年9月。機器の納入が遅れたため、開始を延ばした。" in table[2][1]


def test_never_more_than_five_are_talked_about_and_the_others_are_counted():
    tree = parsed(given([entry(f"A-{n}", **POOR) for n in range(8)], "honbu"))
    assert len(rows(tree, "agenda")) == 5
    assert "（ほかに該当3件）" in text(section(tree, "お諮りする事項"))


def test_proposal_deadline_and_director_are_left_to_be_written():
    row = rows(parsed(given([entry("A-1", **POOR)], "honbu")), "agenda")[0]
    assert row[3:] == ["", "", ""]
    assert row[2] == "ア改善計画を定めて継続イ縮小・他事業と統合ウ中止"


def test_the_rule_of_selection_is_printed():
    words = text(section(parsed(given([entry("A-1", **POOR)], "honbu")), "お諮りする事項"))
    assert "①評価がD、②重大な情報セキュリティ事案、③6か月を超える遅れ" in words


def test_a_delay_without_prospect_or_months_counts_as_long():
    blank = entry("A-1", "S4", **{**LATE, "delay_months": None})
    hopeless = entry("A-2", "S4", **{**LATE, "delay_months": 1, "recovery": "見込みなし"})
    short = entry("A-3", "S4", **{**LATE, "delay_months": 2})
    table = rows(parsed(given([blank, hopeless, short], "honbu")), "agenda")
    assert sorted(row[0][:3] for row in table) == ["A-1", "A-2"]


def test_再掲_projects_are_not_talked_about_twice():
    tree = parsed(given([entry("A-1"), entry("A-2", repeated=True, **POOR)], "honbu"))
    assert "個別に協議する事業はありません" in text(section(tree, "お諮りする事項"))


def test_the_first_page_has_neither_mean_nor_chart():
    tree = parsed(given([entry("A-1"), entry("A-2", **POOR)], "honbu", last_year=[entry("A-1")]))
    first = text(section(tree, "お諮りする事項")) + text(section(tree, "評価の件数"))
    assert "平均" not in first
    assert not tree.xpath("//svg|//img|//canvas")


def test_instructions_without_an_answer_are_counted_as_open():
    entries = [
        entry("A-1", comment="工程を示すこと。", response="示した。"),
        entry("A-2", comment="縮減案を示すこと。"),
        entry("A-3"),
    ]
    tree = parsed(given(entries, "honbu"))
    assert "前回指示2件中未了1件" in text(section(tree, "評価の件数"))
    assert [row[4] for row in rows(tree, "instructions")] == ["対応済調書の対応を受付", "未了"]


def test_every_changed_target_is_listed_old_beside_new():
    eased = entry("A-1", kpi_1_target=Decimal(80), kpi_1_target_original=Decimal(120), kpi_1_actual=Decimal(80))
    tree = parsed(given([eased, entry("A-2")], "honbu"))
    assert numbers(tree, "targets") == ["A-1"]
    assert rows(tree, "targets")[0][3:] == ["120", "80緩和", "66.7%", "100.0%", "国の制度が変わったため。"]


def test_the_appendix_holds_every_project():
    tree = parsed(given([entry("A-1"), entry("A-2"), entry("A-3", repeated=True)], "honbu"))
    assert numbers(tree, "list") == ["A-1", "A-2", "A-3"]


def test_an_overdue_instruction_is_named_and_one_recorded_as_done_says_why():
    told = Instruction("工程を示すこと。", "2025-10-30")
    done = Instruction("工程を示すこと。", "2025-10-30", "令和7年11月1日：計画書を受領")
    both = (Instruction("【令和5年度実績の本部】体制を示すこと。"), done)
    twice = (told, dataclasses.replace(told, words="【幹事会】体制を示すこと。"))
    entries = [
        dataclasses.replace(entry(number, comment=told.words), instructions=own)
        for number, own in (("A-1", twice), ("A-2", both))
    ]
    tree = parsed(given(entries, "honbu"))
    assert "前回指示4件中未了3件うち期限を過ぎたもの2件（A-1）" in text(section(tree, "評価の件数"))
    assert [(row[0], row[2], row[4]) for row in rows(tree, "instructions")] == [
        ("A-1", "工程を示すこと。", "未了期限超過令和7年10月30日"),
        ("A-1", "【幹事会】体制を示すこと。", "未了期限超過令和7年10月30日"),
        ("A-2", "【令和5年度実績の本部】体制を示すこと。", "未了"),
        ("A-2", "工程を示すこと。", "対応済事務局が完了と記録（令和7年11月1日：計画書を受領）"),
    ]
