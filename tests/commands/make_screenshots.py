"""Make docs/shot-*.png: what a department and the 事務局 see, from a demo folder (架空).

    python tests/commands/make_screenshots.py demo [--out docs]

Needs soffice, pdftoppm and playwright's Chromium, all of which CI has. The demo folder itself is left as it is.
"""

from __future__ import annotations

import argparse
import base64
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import sync_playwright

SHADES = 64
"""Colours kept in a PNG: the pictures are text on white, and stay small."""


def main() -> int:
    """Every picture of the manuals and of README."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[2] / "docs")
    given = parser.parse_args()
    folder = given.folder
    (sheet,) = (folder / "outbox/2025").glob("*/*/1-1-01_*.xlsx")
    # A marked copy of what came in, not a fresh sheet and not a request to send again.
    returned = min(p for p in (folder / "returns/2025").rglob("*.xlsx") if re.match(r"\d+_[\d-]+_修正依頼_", p.name))
    (letter,) = (folder / "outbox/2025").glob("総務部/デジタル戦略課/照会文.docx")
    honbu = max((folder / "reports/2025/honbu").glob("*.pdf"))
    filled = min((folder / "inbox/2025").rglob("1-1-01_*.xlsx"))
    with tempfile.TemporaryDirectory() as aside:
        pages = {
            "sheet": first_page(sheet, Path(aside) / "a"),
            "filled": first_page(filled, Path(aside) / "b"),
            "returned": first_page(returned, Path(aside) / "c"),
            "why": pdf_page(Path(aside) / "c/a.pdf", Path(aside) / "f", last=True),
            "letter": first_page(letter, Path(aside) / "d"),
            "report": pdf_page(honbu, Path(aside) / "e"),
        }
        site = web_page(folder / "site-preview/index.html")
    pictures = {
        "sheet": row([("届いた調書（空欄）", pages["sheet"]), ("記入した調書", pages["filled"])], 560),
        "returned": row([("「修正依頼」のシート", pages["why"]), ("直す欄に印の付いた調書", pages["returned"])], 560),
        "letter": row([("照会文", pages["letter"])], 520),
        "flow": row(
            [
                ("1 配る・集める（Excel の調書）", pages["filled"]),
                ("2 会議に諮る（本部の資料）", pages["report"]),
                ("3 公表する（市民向けのサイト）", site),
            ],
            330,
        ),
    }
    for name, data in pictures.items():
        (given.out / f"shot-{name}.png").write_bytes(small(data))
    return 0


def printed(source: Path, aside: Path) -> Path:
    """A workbook or a letter as PDF, as LibreOffice shows it."""
    aside.mkdir()
    copy = shutil.copy(source, aside / f"a{source.suffix}")
    profile = f"-env:UserInstallation={(aside / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(aside), str(copy)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return aside / "a.pdf"


def first_page(source: Path, aside: Path) -> bytes:
    """The first printed page of a workbook or a letter."""
    return pdf_page(printed(source, aside), aside)


def pdf_page(pdf: Path, aside: Path, *, last: bool = False) -> bytes:
    """The first or the last page of a PDF."""
    aside.mkdir(exist_ok=True)
    only = [] if last else ["-l", "1"]
    command = ["pdftoppm", "-r", "100", *only, "-png", str(pdf), str(aside / "p")]
    subprocess.run(command, check=True, capture_output=True)
    made = sorted(aside.glob("p-*.png"))
    return made[-1 if last else 0].read_bytes()


def web_page(source: Path) -> bytes:
    """The upper part of a page as a browser shows it."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 900, "height": 1270})
        page.goto(source.resolve().as_uri())
        made = page.screenshot()
        browser.close()
    return made


def row(shown: Iterable[tuple[str, bytes]], width: int) -> bytes:
    """Pictures side by side, each with its words above."""
    cells = "".join(
        f'<figure style="margin:0;width:{width}px">'
        f'<figcaption style="font:bold 15px sans-serif;padding:0 0 6px">{words}</figcaption>'
        f'<img style="width:{width}px;border:1px solid #888;background:#fff" '
        f'src="data:image/png;base64,{base64.b64encode(data).decode()}"></figure>'
        for words, data in shown
    )
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1240, "height": 200})
        page.set_content(
            f'<body style="margin:0"><div id="all" style="display:inline-flex;gap:14px;padding:14px;'
            f'background:#e6e9ee">{cells}</div></body>'
        )
        page.wait_for_function("Array.from(document.images).every(one => one.complete)")
        made = page.locator("#all").screenshot()
        browser.close()
    return made


def small(data: bytes) -> bytes:
    """The same picture in few colours, where Pillow is at hand; else as it is."""
    try:
        from PIL import Image
    except ImportError:
        return data
    import io

    buffer = io.BytesIO()
    Image.open(io.BytesIO(data)).convert("RGB").quantize(SHADES).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


if __name__ == "__main__":
    sys.exit(main())
