"""WG: what is to be confirmed today, every project in one table, and a page each."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from report_reading import numbers, parsed, rows, section, text
from report_world import EXTENSION, LATE, NAME, entry, finding, given

from fujiplan_cli.report import render_html

SHIFT = {"self_control": 4, "confirmed_control": 2, "reason_control": "点検の記録が半年分しかない。"}


def test_only_projects_whose_levels_differ_are_listed_with_both_levels_and_reasons():
    same = {"self_control": 3, "confirmed_control": 3, "reason_control": "確認した。"}
    tree = parsed(given([entry("A-1"), entry("A-2", **SHIFT), entry("A-3", **same)]))
    table = rows(tree, "shifts")
    assert numbers(tree, "shifts") == ["A-2"]
    assert table[0][2:5] == [
        "体制・リスク↓−2",
        "4体制・手順・点検が整い、課題を早期に解消した毎月点検した。",
        "2一部に不備があるが、影響は限られ、是正の予定がある点検の記録が半年分しかない。",
    ]


def test_the_first_page_tells_how_many_departments_have_answered():
    facts = rows(parsed(given([entry("A-1"), entry("A-2", **SHIFT)])), "facts")
    assert facts == [["2/3課", "2件", "1件", "0件", "0件", "0件"]]


def test_a_returned_sheet_is_told_in_the_words_of_the_catalogue():
    one = entry("A-1", submission="修正依頼", findings=(finding("kpi_1_actual"),))
    words = text(section(parsed(given([one, entry("A-2")])), "2修正依頼中"))
    assert "「実績値」（進行管理調書D18セル）が「約21,000」です。" in words
    assert "確定値を記入してください" in words


def test_a_review_is_listed_as_事務局確認中_without_commands_for_the_office():
    one = entry("A-1", verdict="review", findings=(finding("status", "stop_undecided", "review", "休止"),))
    words = text(section(parsed(given([one])), "3事務局確認中"))
    assert "A-1" in words and "fujiplan" not in words


def test_a_project_without_an_answer_is_named_as_not_returned():
    tree = parsed(given([entry("A-1", submission="未提出")]))
    assert "A-1架空事業A-1（総務部架空課）" in text(section(tree, "4未提出"))


def test_names_and_extensions_never_appear_even_in_findings():
    findings = (
        finding("contact_name", "text_too_long", value=NAME),
        finding("issue", "comment_on_cell", "error", f"{NAME}に確認"),
    )
    one = entry("A-1", submission="修正依頼", findings=findings)
    for meeting in ("wg", "kanjikai", "honbu"):
        page = render_html(given([one], meeting))
        assert NAME not in page and EXTENSION not in page and "富架第1234号" not in page
        assert "架空 太郎" not in page  # who froze it


def test_projects_stand_by_stage_and_then_by_number():
    tree = parsed(given([entry("A-10"), entry("A-2"), entry("B-1", "S2"), entry("A-1", "S6")]))
    assert numbers(tree, "list") == ["B-1", "A-2", "A-10", "A-1"]


def test_pages_stand_by_number_so_that_they_can_be_found():
    tree = parsed(given([entry("A-10"), entry("A-2"), entry("A-1", "S6")]))
    assert [text(p) for p in tree.xpath("//p[@class='pno']")] == ["A-1", "A-2", "A-10"]


def test_the_list_shows_levels_score_grade_last_year_and_rank():
    before = entry("x", kpi_1_actual=Decimal(60)).card
    row = rows(parsed(given([dataclasses.replace(entry("A-1"), previous=before), entry("A-2")])), "list")[1]
    moved = f"B↑+{entry('A-1').card.score - before.score}"
    assert row[:4] == ["A-1", "架空事業A-1", "架空課", "計画どおり"]
    assert row[4:10] == ["4", "／", "4", "4", "4", "4"]
    assert row[10:] == ["100.0", "A", moved, "1/2"]


def test_an_unanswered_level_is_not_shown_as_zero():
    row = rows(parsed(given([entry("A-1", self_control=None)])), "list")[1]
    assert row[9] == "未"


def test_every_project_has_a_page_with_last_year_beside():
    last = entry("A-1", year=2024, kpi_1_actual=Decimal(70), executed=Decimal(500))
    tree = parsed(given([entry("A-1"), entry("A-2")], last_year=[last]))
    pages = tree.xpath("//article")
    assert [text(p.xpath(".//p[@class='pno']")[0]) for p in pages] == ["A-1", "A-2"]
    assert [text(c) for c in pages[0].xpath(".//table[@class='kpi']//tbody//td")][4:9] == [
        "100",
        "100.0%",
        "−",
        "4",
        "7070.0%",
    ]
    money = [[text(c) for c in r.xpath("./th|./td")] for r in pages[0].xpath(".//table[@class='money']//tbody/tr")]
    assert money == [
        ["令和7年度（決算見込）", "900", "880", "−", "20", "97.8%"],
        ["令和6年度（出納閉鎖後）", "900", "500", "−", "400", "55.6%"],
    ]


def test_a_page_gives_the_sum_of_the_points_and_binding_caps():
    page = parsed(given([entry("A-3", "S4", **LATE)])).xpath("//article")[0]
    assert text(page.xpath(".//tr[@class='sum']/td")[0]).startswith("0.00＋25.00＋15.00＋25.00＝65.00→65.0点")
    assert "遅れ8か月、回復見込令和8年9月" in text(page)


def test_a_pending_indicator_shows_when_it_is_due_and_the_range_of_the_score():
    from fujiplan_cli.model.values import YearMonth

    two = {k.replace("kpi_1", "kpi_2"): v for k, v in entry("A-1").record.facts.items() if k.startswith("kpi_1")}
    facts = {k: f.value for k, f in two.items()} | {"kpi_2_actual": None, "kpi_2_pending": YearMonth(2026, 9)}
    page = parsed(given([entry("A-1", **facts)])).xpath("//article")[0]
    assert "未確定（令和8年9月）" in text(page)
    assert "77.5〜100.0点" in text(page) and "暫定" in text(page)


def test_a_project_without_items_says_why():
    page = parsed(given([entry("A-1", status="休止", stop_decided="1")])).xpath("//article")[0]
    assert "「休止」のため、点数を付けていません。" in text(page)


def test_the_last_instruction_and_its_answer_stand_on_the_page():
    page = parsed(given([entry("A-1", comment="地区を調べること。", response="集計した。")])).xpath("//article")[0]
    assert "前回会議の指摘地区を調べること。対応：集計した。" in text(page)
