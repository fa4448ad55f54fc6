"""Printed by a browser on A4: pages, rows and nothing that runs out of its cell."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import sync_playwright
from report_world import given, large

from fujiplan_cli.report import render_html

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHEET_WIDTH = 695
"""A4 less both margins, in CSS pixels (184 mm)."""


@pytest.fixture(scope="module")
def browser(chromium):
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def year():
    return large(100)


def _open(browser, html, width=SHEET_WIDTH):
    page = browser.new_page(viewport={"width": width, "height": 1000})
    page.emulate_media(media="print")
    page.set_content(html)
    return page


def _pages(page):
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("meeting", ["wg", "kanjikai", "honbu"])
def test_no_text_runs_out_of_its_cell_and_no_row_may_be_cut(browser, year, meeting):
    page = _open(browser, render_html(given(year, meeting, previous=year[:90], last_year=year[:50])))
    over = page.evaluate(
        "[...document.querySelectorAll('td, th')].filter(c => c.scrollWidth > c.clientWidth + 2)"
        ".map(c => c.closest('table').className + ': ' + c.innerText).slice(0, 5)"
    )
    assert over == []
    assert page.evaluate("document.documentElement.scrollWidth") <= SHEET_WIDTH
    loose = page.evaluate(
        "[...document.querySelectorAll('tr')].filter(r => getComputedStyle(r).breakInside !== 'avoid').length"
    )
    assert loose == 0
    assert page.evaluate("[...document.querySelectorAll('table')].every(t => t.tHead || t.rows.length < 4)")
    page.close()


def test_本部_reads_at_most_three_pages_before_the_annexes(browser, year):
    page = _open(browser, render_html(given(year, "honbu", previous=year[:90], last_year=year[:50])))
    whole = _pages(page)
    page.evaluate("document.querySelectorAll('.newpage, .annex').forEach(s => s.remove())")
    body = _pages(page)
    assert body <= 3 < whole <= 10
    page.evaluate("document.querySelectorAll('.figures ~ section').forEach(s => s.remove())")
    assert _pages(page) == 1
    page.close()


def test_a_usual_project_takes_one_page_and_the_longest_two(browser, year):
    page = _open(browser, render_html(given([year[8]])))
    alone = "document.querySelectorAll('body > *:not(article)').forEach(s => s.remove())"
    page.evaluate(alone)
    assert _pages(page) == 1
    page.close()
    page = _open(browser, render_html(given([year[5]])))
    page.evaluate(alone)
    assert _pages(page) == 2
    page.close()


@pytest.mark.parametrize("width", [375, 1280])
def test_on_a_screen_only_tables_scroll_sideways(browser, year, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.set_content(render_html(given(year[:12], "honbu", last_year=year[:5])))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
