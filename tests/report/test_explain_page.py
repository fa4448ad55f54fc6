"""One score as an HTML page: the parts add up as printed, nothing comes from elsewhere, nobody's name is told."""

from __future__ import annotations

import dataclasses
import random
import re
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html as parser
from office_world import GOOD as ANSWERS
from office_world import _distributed, office
from playwright.sync_api import sync_playwright
from report_world import EXTENSION, METHOD, NAME, PLAN, entry
from test_report_print import ARGUMENTS, SHEET_WIDTH

from fujiplan_cli.model.resources import template_folders
from fujiplan_cli.model.values import YearMonth
from fujiplan_cli.report.explain_given import ExplainInput
from fujiplan_cli.report.explain_page import explain_page
from fujiplan_cli.report.explain_sum import addition
from fujiplan_cli.scoring import changes, explanation
from fujiplan_cli.scoring.explanation import place_words

__all__ = ["_distributed", "office"]


def given(one, **more):
    """What workflow would pass for this project."""
    words, found = explanation(one.card, METHOD), changes(one.card, one.record, METHOD)
    base = ExplainInput(
        plan=PLAN,
        method=METHOD,
        day=date(2026, 5, 20),
        project=one.project,
        office=one.department,
        card=one.card,
        cards=one.cards,
        record=one.record,
        reference=False,
        caps=words.caps,
        notes=words.notes,
        changes=found.words if found else (),
        place=place_words,
        template_folders=template_folders(None, "report"),
    )
    return dataclasses.replace(base, **more)


def page_of(one, **more):
    text = explain_page(given(one, **more))
    return text, parser.fromstring(text)


def rows_of(page, name):
    return [[cell.text_content().strip() for cell in row] for row in page.xpath(f"//table[@class='{name}']//tbody/tr")]


def random_entry(seed):
    draw = random.Random(seed)
    facts = {f"self_{item}": draw.randint(0, 4) for item in ("deliverables", "uptake", "control")}
    facts |= {f"basis_{item}": draw.choice(["点検表", None]) for item in ("deliverables", "uptake", "control")}
    facts |= {"executed": Decimal(draw.randint(1, 900)), "kpi_1_actual": Decimal(draw.randint(0, 120))}
    for n in (2, 3)[: draw.randint(0, 2)]:
        facts |= {f"kpi_{n}_kind": "成果指標", f"kpi_{n}_name": f"指標その{n}", f"kpi_{n}_direction": "増"}
        facts |= {f"kpi_{n}_target": Decimal(100), f"kpi_{n}_actual": Decimal(draw.randint(0, 120))}
    if draw.random() < 0.4:
        facts |= {"budget_initial": None, "budget_supplementary": None, "executed": None}
    return entry("1-1-01", draw.choice(("S1", "S2", "S3", "S4", "S5", "S6")), **facts)


@pytest.mark.parametrize("seed", range(60))
def test_the_parts_add_up_to_the_score_exactly_as_printed(seed):
    one = random_entry(seed)
    made = addition(one.card, METHOD)
    if one.card.score is None:
        assert made.total is None and all(part.points is None for part in made.parts)
        return
    _, page = page_of(one)
    *parts, rest, total = rows_of(page, "sum-table")
    printed = [Decimal(row[-1].replace("−", "-")) for row in (*parts, rest) if row[-1] != "−"]
    assert sum(printed) == Decimal(total[-1]) == one.card.score
    # What rounding leaves is never more than the rounding of score and parts can be.
    assert abs(Decimal(rest[-1].replace("−", "-"))) <= Decimal("0.05") + len(parts) * Decimal("0.005")


def test_a_sum_that_does_not_end_shows_its_fractions():
    facts = {f"kpi_{n}_{k}": v for n in (2, 3) for k, v in (("kind", "成果指標"), ("direction", "増"))}
    facts |= {"kpi_2_target": Decimal(100), "kpi_3_target": Decimal(100)}
    one = entry("1-1-01", kpi_2_actual=Decimal(100), kpi_3_actual=Decimal(0), **facts)
    text, _ = page_of(one)
    assert (
        "100 ×（10×4 ＋ 45×（8÷3） ＋ 20×4 ＋ 15×4 ＋ 10×4）÷（4×100）＝ 85点 → 85.0点（小数第2位を四捨五入）" in text
    )


def test_each_item_has_its_rule_level_weight_points_and_cell():
    text, page = page_of(entry("1-1-01", executed=Decimal(500), budget_supplementary=None))
    assert [row[0] for row in rows_of(page, "sum-table")] == [
        "工程", "成果指標", "利用・定着", "経費", "体制・リスク", "端数の調整", "評価点（計）",
    ]  # fmt: skip
    assert "不用額500千円 ÷ 予算現額1,000千円 ＝ 50.0％（差が50.0％以内）のため、水準1" in text
    spent = next(row for table in page.xpath("//table[@class='sources']") for row in table.xpath("tbody/tr")
                 if row[0].text_content() == "支出済額")  # fmt: skip
    assert [cell.text_content() for cell in spent] == ["支出済額", "500千円", "資料1", "進行管理調書 D18セル"]
    assert rows_of(page, "files") == [["資料1", "inbox/2025/架空課/A-01.xlsx", "a" * 12]]


def test_the_three_views_stand_side_by_side_and_none_is_overwritten():
    one = entry("1-1-01", confirmed_uptake=2, reason_uptake="記録が半年分しかないため。")
    _, page = page_of(one)
    rows = {row[0]: row[1:] for row in rows_of(page, "views")}
    assert rows["利用・定着"] == ["4", "2", "なし", "事務局：記録が半年分しかないため。"]
    assert rows["評価点"][:3] == ["100.0", "90.0", "なし"] and rows["経費"] == ["4", "4", "なし", ""]


def test_provisional_caps_codes_and_cautions_are_said():
    pending = {"kpi_2_kind": "成果指標", "kpi_2_name": "件数", "kpi_2_direction": "増", "kpi_2_target": Decimal(9)}
    text, _ = page_of(entry("1-1-01", kpi_2_pending=YearMonth(2026, 9), **pending))
    assert "暫定の範囲：77.5点 〜 100.0点" in text
    text, _ = page_of(entry("1-1-01", incident="重大"))
    assert "評価は、上限の定めにより「C 改善が必要」です。" in text and "市が発表していない情報" in text
    assert "● 100.0点（上限の定めによる）" in text
    text, _ = page_of(entry("1-1-01", incident="重大", incident_announced="1"))
    assert "市が発表していない情報" not in text
    text, page = page_of(entry("1-1-01", "S9"))
    assert "評価段階が終了のため、採点しません。" in text and not page.xpath("//table[@class='sum-table']")
    one = entry("1-1-01")
    hidden = dataclasses.replace(one, project=dataclasses.replace(one.project, disclosure="非公表"))
    assert "公表区分が「非公表」の事業です。" in page_of(hidden)[0]
    assert "本部承認前（内部資料）" in page_of(one)[0] and "参考の計算です" in page_of(one, reference=True)[0]


@pytest.mark.parametrize("seed", range(8))
def test_it_is_one_file_of_plain_accessible_html(seed):
    text, page = page_of(random_entry(seed))
    assert page.get("lang") == "ja" and len(page.xpath("//h1")) == 1
    assert not page.xpath("//script|//link|//img|//iframe|//@src|//@href|//@onclick")
    assert not re.search(r"https?:|//[a-z]|url\(|@import|<script", text.replace("Content-Security-Policy", ""))
    levels = [int(h.tag[1]) for h in page.xpath("//h1|//h2|//h3|//h4")]
    assert levels[0] == 1 and all(later - before <= 1 for before, later in pairwise(levels))
    for table in page.xpath("//table"):
        assert table.xpath("caption") and table.xpath("thead/tr/th") and not table.xpath(".//th[not(@scope)]")
    assert "架空のデータです" in text


def test_no_name_and_no_extension_and_what_is_typed_is_escaped():
    text, _ = page_of(entry("1-1-01", name="<b>事業</b>", basis_uptake="<script>alert(1)</script>"))
    assert NAME not in text and EXTENSION not in text and "富架第1234号" not in text
    assert "<script" not in text and "<b>事業</b>" not in text


def test_same_input_same_bytes_and_changes_are_told():
    one = entry("1-1-01", self_uptake=1, self_control=1)
    assert explain_page(given(one)) == explain_page(given(one))
    words = changes(one.card, one.record, METHOD).words
    _, page = page_of(one)
    assert tuple(li.text_content() for li in page.xpath("//ul[@class='what-if']/li")) == words


def test_it_prints_on_a4_and_no_text_runs_out_of_its_cell(chromium):
    """And axe finds nothing, at the level that the public site keeps too."""
    long = {f"basis_{i}": "利用者の意見を聴き、手順を改めて関係課と共有した。" * 5 for i in ("uptake", "control")}
    text, _ = page_of(
        entry("1-1-01", confirmed_uptake=2, reason_uptake="記録がないため。" * 12, self_control=1, **long)
    )
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": SHEET_WIDTH, "height": 1000})
        page.emulate_media(media="print")
        page.set_content(text)
        over = page.evaluate(
            "[...document.querySelectorAll('td, th')].filter(c => c.scrollWidth > c.clientWidth + 2)"
            ".map(c => c.closest('table').className + ': ' + c.innerText)"
        )
        assert over == [] and page.evaluate("document.documentElement.scrollWidth") <= SHEET_WIDTH
        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) <= 4
        wide = browser.new_context(bypass_csp=True).new_page()  # axe itself is a script
        wide.set_content(text)
        tags = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
        found = Axe().run(wide, options={"runOnly": tags}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        browser.close()


def test_the_command_writes_the_page_and_tells_what_would_have_changed(office):
    office.answer("1-1-01", kpi_1_actual=131, kpi_note="周知の不足")
    office.run("collect", "--year", "R7")
    place = office.folder / "説明.html"
    document = office.json("explain", "1-1-01", "--year", "R7", "--html", str(place))
    assert document["html"] == "説明.html" and document["changes"]["grade"] == document["grade"] == "B"
    single = {one["item"]: (one["level"], one["grade"]) for one in document["changes"]["single"]}
    # 10 + 45×2/4 + 20×3/4 + 15 + 10 = 72.5
    assert single == {"outcome": (3, "A")} and document["changes"]["missing"] == 7.45
    text = place.read_text(encoding="utf-8")
    assert "「電子申請の件数」の実績値が148件以上" in text
    assert ANSWERS["contact_name"] not in text and ANSWERS["approval_no"] not in text
    first = place.read_bytes()
    assert office.run("explain", "1-1-01", "--year", "R7", "--html", str(place)) == 0 and place.read_bytes() == first
    assert office.run("explain", "1-1-01", "--year", "R7") == 0
    assert "評価が変わる条件（ほかの項目は同じままとした計算）" in office.out
