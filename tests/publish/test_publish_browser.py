"""In a real browser: axe, small screens, no outside request, nothing in the console."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright
from publish_world import given

from fujiplan_cli.publish import build_site

KINDS = (
    "index.html",
    "years/2024/index.html",
    "projects/index.html",
    "projects/A-01/index.html",
    "projects/A-03/index.html",
    "projects/B-02/index.html",
    "themes/index.html",
    "themes/1-1/index.html",
    "changes/index.html",
    "method/index.html",
    "data/index.html",
    "accessibility/index.html",
)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("site")
    for path, content in build_site(given(preview=True)).files.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_bytes(content)
    return top


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
        )
        yield started
        started.close()


@pytest.mark.parametrize("width", [1280, 375, 320])
def test_every_kind_of_page_is_accessible_and_fits_at_this_width(browser: Browser, folder: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    messages: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    faults: dict[str, Any] = {}
    for path in KINDS:
        page.goto((folder / path).as_uri())
        wide = page.evaluate("document.documentElement.scrollWidth")
        for details in page.query_selector_all("details"):
            details.evaluate("e => e.setAttribute('open', '')")
        found = Axe().run(page, options={"runOnly": TAGS, "preload": False}).response["violations"]
        names = [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found]
        if names or wide > width:
            faults[path] = (names, wide)
    page.close()
    assert faults == {}
    assert messages == []
    assert [url for url in requests if not url.startswith(folder.as_uri())] == []
