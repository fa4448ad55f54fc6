"""Make docs/site.png: a contact sheet of the public site's kinds of pages, from a demo's site-preview (架空).

    python tests/publish/make_site_picture.py demo/site-preview [--out docs/site.png]

The site itself is left as it is. Needs playwright's Chromium and Japanese fonts, which CI has; with Pillow the picture
is kept in few colours.
"""

from __future__ import annotations

import argparse
import base64
import io
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

SHADES = 96
"""Colours kept in the PNG: text on white, which stays readable and small."""
WIDE, HEIGHT = 1280, 1460
COLUMN, SMALL = 448, 219
"""Width of a picture in the sheet: of a PC's page, of a telephone's."""

PAGES: tuple[tuple[str, str], ...] = (
    ("年度の結果", "index.html"),
    ("事業のページ", "projects/1-1-01/index.html"),
    ("年度の比較", "compare/index.html"),
    ("変化と理由", "years/2025/reasons/index.html"),
    ("評価から探す", "grades/index.html"),
    ("令和6年度の評価の一覧", "years/2024/grades/index.html"),
    ("令和6年度の段階の一覧", "years/2024/stages/index.html"),
    ("担当課から探す", "departments/index.html"),
    ("施策から探す", "themes/index.html"),
    ("目標の変更", "changes/index.html"),
    ("評価の方法", "method/index.html"),
    ("令和6年度の結果", "years/2024/index.html"),
    ("訂正一覧", "corrections/index.html"),
    ("オープンデータ", "data/index.html"),
    ("アクセシビリティ方針", "accessibility/index.html"),
)
"""Words and page, on a wide screen."""
NARROW: tuple[tuple[str, str, int], ...] = (
    ("年度の結果（375）", "index.html", 375),
    ("年度の結果（320）", "index.html", 320),
    ("事業のページ（375）", "projects/1-1-01/index.html", 375),
    ("事業のページ（320）", "projects/1-1-01/index.html", 320),
    ("評価から探す（375）", "grades/index.html", 375),
    ("令和6年度の一覧（375）", "years/2024/grades/index.html", 375),
)
"""The same with the width of the screen."""


def main() -> int:
    """Draw the sheet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path, help="site-preview of a demo folder")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[2] / "docs" / "site.png")
    given = parser.parse_args()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        wide = [(words, shot(page, given.site / path, WIDE)) for words, path in PAGES]
        narrow = [(words, shot(page, given.site / path, width)) for words, path, width in NARROW]
        sheet = browser.new_page(viewport={"width": 3 * COLUMN + 80, "height": 200})
        sheet.set_content(body(wide, narrow))
        sheet.wait_for_function("Array.from(document.images).every(one => one.complete)")
        made = sheet.locator("#all").screenshot()
        browser.close()
    given.out.write_bytes(small(made))
    return 0


def shot(page: Page, source: Path, width: int) -> bytes:
    """What stands on a screen of that width when the page is opened."""
    height = HEIGHT if width == WIDE else int(width * 2.6)
    page.set_viewport_size({"width": width, "height": height})
    page.goto(source.resolve().as_uri())
    return page.screenshot()


def body(wide: list[tuple[str, bytes]], narrow: list[tuple[str, bytes]]) -> str:
    """The sheet: three wide pages in a row, then the narrow ones in one."""
    figures = [figure(words, data, COLUMN) for words, data in wide]
    phones = [figure(words, data, SMALL) for words, data in narrow]
    row = "display:flex;flex-wrap:wrap;gap:14px;align-items:flex-start"
    return (
        f'<body style="margin:0"><div id="all" style="width:{3 * COLUMN + 28}px;padding:14px;background:#e6e9ee">'
        f'<div style="{row}">{"".join(figures)}</div>'
        f'<div style="{row};margin-top:18px;justify-content:space-between;flex-wrap:nowrap">{"".join(phones)}</div>'
        "</div></body>"
    )


def figure(words: str, data: bytes, width: int) -> str:
    """A picture with its words above."""
    return (
        f'<figure style="margin:0;width:{width}px">'
        f'<figcaption style="font:bold 15px sans-serif;padding:0 0 6px">{words}</figcaption>'
        f'<img style="display:block;width:{width - 2}px;border:1px solid #888;background:#fff" '
        f'src="data:image/png;base64,{base64.b64encode(data).decode()}"></figure>'
    )


def small(data: bytes) -> bytes:
    """The same picture in few colours, where Pillow is at hand; else as it is."""
    try:
        from PIL import Image
    except ImportError:
        return data
    buffer = io.BytesIO()
    Image.open(io.BytesIO(data)).convert("RGB").quantize(SHADES).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


if __name__ == "__main__":
    sys.exit(main())
