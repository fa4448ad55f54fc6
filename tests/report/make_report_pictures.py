"""Make docs/report-*.png: contact sheets of the meeting material of a demo folder, in colour and in greyscale.

    python tests/report/make_report_pictures.py demo [--out docs]

Needs pdftoppm (poppler) and playwright's Chromium, both of which CI has.
"""

from __future__ import annotations

import argparse
import base64
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

MEETINGS = {"wg": (1, 2, 6, 10, 11, 12), "kanjikai": (1, 2, 3, 4), "honbu": (1, 2, 3, 4)}
"""Pages shown: the first ones, the list, and pages per project."""
WIDTH, ACROSS = 460, 3


def pictures(pdf: Path, pages: tuple[int, ...] | None, grey: bool) -> list[bytes]:
    """Pages of a PDF as PNG; all when ``pages`` is None."""
    with tempfile.TemporaryDirectory() as folder:
        look = ["-gray"] if grey else []
        subprocess.run(
            ["pdftoppm", "-r", "72", *look, "-png", str(pdf), f"{folder}/p"], check=True, capture_output=True
        )
        made = sorted(Path(folder).glob("p-*.png"))
        chosen = made if pages is None else [made[n - 1] for n in pages if n <= len(made)]
        return [one.read_bytes() for one in chosen]


def contact_sheet(images: list[bytes], across: int = ACROSS, width: int = WIDTH) -> bytes:
    """One PNG with the pages in rows."""
    shown = "".join(
        f'<img style="width:{width}px;border:1px solid #999;background:#fff" '
        f'src="data:image/png;base64,{base64.b64encode(one).decode()}">'
        for one in images
    )
    grid = f"display:grid;grid-template-columns:repeat({across},{width}px);gap:12px;padding:12px;background:#d5d9df"
    with sync_playwright() as driver:
        system = shutil.which("chromium")
        browser = driver.chromium.launch(executable_path=system, args=["--no-sandbox"] if system else [])
        page = browser.new_page(viewport={"width": across * (width + 14) + 24, "height": 200})
        page.set_content(f'<body style="margin:0"><div style="{grid}">{shown}</div></body>')
        page.wait_for_function("Array.from(document.images).every(one => one.complete)")
        made = page.screenshot(full_page=True)
        browser.close()
    return made


def main() -> int:
    """Sheets of every meeting's PDF, and the first pages in greyscale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--year", default="2025")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[2] / "docs")
    given = parser.parse_args()
    greys = []
    for meeting, pages in MEETINGS.items():
        pdf = max((given.folder / "reports" / given.year / meeting).glob("*.pdf"))
        (given.out / f"report-{meeting}.png").write_bytes(contact_sheet(pictures(pdf, pages, grey=False)))
        greys += pictures(pdf, (pages[0],) if meeting != "wg" else (pages[0], pages[2], pages[3]), grey=True)
    (given.out / "report-grey.png").write_bytes(contact_sheet(greys))
    return 0


if __name__ == "__main__":
    sys.exit(main())
