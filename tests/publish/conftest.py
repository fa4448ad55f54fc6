"""A built site, made once: tests only read it."""

from __future__ import annotations

import pytest
from publish_world import given

from fujiplan_cli.publish import Site
from fujiplan_cli.publish.site import build_site


@pytest.fixture(scope="session")
def site() -> Site:
    """The sample's site, approved by 本部."""
    return build_site(given())


@pytest.fixture(scope="session")
def pages(site: Site) -> dict[str, str]:
    """Its HTML pages as text."""
    return {path: content.decode() for path, content in site.files.items() if path.endswith(".html")}
