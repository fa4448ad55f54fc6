"""A name in a roster of 情報化推進リーダー is found wherever it gets into the site (架空)."""

from __future__ import annotations

import pytest
from publish_world import given

from fujiplan_cli.publish import Site, prove

NAME = "架空 権左衛門"


@pytest.mark.parametrize("planted", [NAME, "架空権左衛門", "架空<b>権左衛門</b>", "架空&#32;権左衛門"])
def test_a_leaders_name_on_a_page_is_a_leak(site: Site, planted: str) -> None:
    files = dict(site.files)
    files["index.html"] = files["index.html"].replace(b"</main>", f"<p>{planted}</p></main>".encode())
    assert prove(files, given()) == (), "the canary is found because a roster says it, not by chance"
    leaks = prove(files, given(names=(NAME,)))
    assert {(leak.path, leak.field) for leak in leaks} == {("index.html", "leader")}
    assert all(NAME not in leak.why for leak in leaks)


def test_the_site_itself_names_no_leader(site: Site) -> None:
    assert prove(site.files, given(names=(NAME,))) == ()
