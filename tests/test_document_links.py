"""Links of README and docs: file and heading exist, as GitHub makes the heading's address."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*/README.md")])
FENCED = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)


@cache
def _text(page: Path) -> str:
    return FENCED.sub("", page.read_text(encoding="utf-8"))


@cache
def _anchors(page: Path) -> frozenset[str]:
    """Addresses of the page's headings; a second heading of the same words gets -1, and so on."""
    found: dict[str, int] = {}
    for words in re.findall(r"^#{1,6} +(.+?) *#*$", _text(page), re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", words).replace("`", "").replace("*", "").lower()
        slug = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        times = found.get(slug, 0)
        found[slug] = times + 1
        if times:
            found[f"{slug}-{times}"] = 1
    return frozenset(found)


@pytest.mark.parametrize("page", PAGES, ids=[page.relative_to(ROOT).as_posix() for page in PAGES])
def test_every_link_leads_to_a_file_and_to_a_heading(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", _text(page)):
        if "://" in target or target.startswith("mailto:"):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        if anchor and file.suffix == ".md":
            assert anchor in _anchors(file), f"{target}: {sorted(_anchors(file))}"


def test_a_heading_that_is_missing_would_be_noticed() -> None:
    assert "14-このツールを使う前の年度の実績を取り込む" in _anchors(ROOT / "docs/jimukyoku.md")
    assert "no-such-heading" not in _anchors(ROOT / "docs/jimukyoku.md")
