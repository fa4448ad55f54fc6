"""The page on two methods: weights of 100 by stage, caps as conditions, on a phone, a screen and paper.

Looked at is the page that the manual keeps (docs/methods/comparison.html; tests/sample holds it against the sample).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html as parser
from playwright.sync_api import sync_playwright
from test_report_print import ARGUMENTS, SHEET_WIDTH

PAGE = Path(__file__).resolve().parents[2] / "docs" / "methods" / "comparison.html"
TAGS = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def page():
    return parser.fromstring(PAGE.read_text(encoding="utf-8"))


def test_weights_stand_in_a_table_of_stages_as_shares_of_100(page) -> None:
    (table,) = page.xpath("//table[@class='weights']")
    assert [cell.text_content() for cell in table.xpath(".//thead//th")][1:] == ["S1", "S2", "S3", "S4", "S5", "S6"]
    rows = {row[0].text_content(): [cell.text_content() for cell in row[1:]] for row in table.xpath(".//tbody/tr")}
    assert rows["成果指標"] == ["−→16.7※"] * 4 + ["45→16.7", "35→16.7"]
    assert "重み1" not in page.text_content() and "四捨五入して示しています" in page.text_content()


def test_caps_are_conditions_and_no_past_results(page) -> None:
    (row,) = page.xpath("//table[@class='methods']//tr[th='上限']")
    assert "長い遅れ又は回復の見込みがない事業：評価Bまで" in row.text_content()
    assert "しました" not in row.text_content()


def test_every_moved_project_says_why_in_a_line_and_what_its_items_add(page) -> None:
    reasons = page.xpath("//table[@class='moves']//td[@class='why']")
    assert len(reasons) > 50
    for cell in reasons:
        assert cell.text.endswith(("ため。", "）。")), cell.text
        assert cell.xpath("./span[@class='parts']") or "評価点が付く" in cell.text or "記号" in cell.text


@pytest.mark.parametrize("width", [375, 1280])
def test_axe_finds_nothing_and_nothing_runs_off_the_screen(chromium, width: int) -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        context = browser.new_context(bypass_csp=True, viewport={"width": width, "height": 900})  # axe is a script
        screen = context.new_page()
        screen.set_content(PAGE.read_text(encoding="utf-8"))
        found = Axe().run(screen, options={"runOnly": TAGS}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        assert screen.evaluate("document.documentElement.scrollWidth") <= width
        browser.close()


def test_no_text_runs_out_of_its_cell_on_paper(chromium) -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        sheet = browser.new_page(viewport={"width": SHEET_WIDTH, "height": 1000})
        sheet.emulate_media(media="print")
        sheet.set_content(PAGE.read_text(encoding="utf-8"))
        over = sheet.evaluate(
            "[...document.querySelectorAll('td, th')].filter(c => c.scrollWidth > c.clientWidth + 2)"
            ".map(c => c.closest('table').className + ': ' + c.innerText)"
        )
        assert over == [] and sheet.evaluate("document.documentElement.scrollWidth") <= SHEET_WIDTH
        browser.close()
