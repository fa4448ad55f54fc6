"""A page and a table of every kind, byte by byte: a change of the public site is seen before it is committed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fujiplan_cli.publish import Site

GOLDEN = Path(__file__).parent / "golden"
KINDS = (
    "index.html",
    "years/2025/reasons/index.html",
    "compare/index.html",
    "grades/index.html",
    "themes/1-1/index.html",
    "projects/A-01/index.html",
    "projects/B-02/index.html",
    "changes/index.html",
    "corrections/index.html",
    "method/index.html",
    "accessibility/index.html",
    "sitemap.xml",
    "feed.xml",
    "data/2025/projects.csv",
    "data/2025/wide.csv",
    "data/money.csv",
    "data/indicators.csv",
    "data/items.csv",
    "data/grade_counts.csv",
    "data/withheld.csv",
    "data/updates.csv",
    "data/columns.csv",
)


@pytest.mark.golden
@pytest.mark.parametrize("path", KINDS)
def test_a_file_of_the_site_is_that_of_the_golden_file(site: Site, path: str) -> None:
    kept = GOLDEN / path
    if os.environ.get("FUJIPLAN_GOLDEN") == "write":
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(site.files[path])
    assert site.files[path] == kept.read_bytes(), "make golden writes it anew; look at the difference first"
