"""The body-only pages for a CMS: what is left, what is gone, where the links lead; headers and zip for the web team."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from publish_world import given

from fujiplan_cli.publish import Site, prove
from fujiplan_cli.publish.fragments import NoMain, fragment_files, prefix_of
from fujiplan_cli.publish.headers import TOP, headers_text
from fujiplan_cli.workflow.site_bundle import Released, released_in, site_bundle

GIVEN = given()
Fragments = dict[str, bytes]


@pytest.fixture(scope="module")
def made(site: Site) -> Fragments:
    """Fragments with relative links."""
    return fragment_files(site.files, given(base_url=""))


def pages_of(fragments: Fragments) -> dict[str, str]:
    return {path: data.decode() for path, data in fragments.items() if path.endswith(".html")}


def test_every_page_has_a_fragment_without_frame_script_style_or_its_own_heading(site: Site, made: Fragments) -> None:
    pages = pages_of(made)
    assert pages.keys() == {path for path in site.files if path.endswith(".html")}
    for path, text in pages.items():
        assert not re.search(r"<(?:html|head|body|main|header|footer|script|style|link|meta|svg|h1)\b", text), path
        assert not re.search(r"\s(?:class|style|tabindex|on\w+)=", text), path
        assert "公表日：" in text and "架空のデータです" in text


def test_ids_have_the_pages_prefix_and_every_reference_finds_its_id(made: Fragments) -> None:
    pages = pages_of(made)
    ids = {path: re.findall(r'\bid="([^"]+)"', text) for path, text in pages.items()}
    everything = [one for own in ids.values() for one in own]
    assert len(everything) == len(set(everything)), "two fragments on one page of the CMS share no id"
    for path, text in pages.items():
        assert all(one.startswith(prefix_of(path)) for one in ids[path])
        for wanted in re.findall(r'aria-labelledby="([^"]+)"', text):
            assert set(wanted.split()) <= set(ids[path]), path


def test_a_link_to_an_id_of_another_page_has_that_pages_prefix(made: Fragments) -> None:
    pages = pages_of(made)
    target = re.findall(r'href="themes/index.html#([^"]+)"', pages["index.html"])
    assert target and all(f'id="{one}"' in pages["themes/index.html"] for one in target)


def test_with_an_address_every_link_and_picture_is_whole(site: Site) -> None:
    for path, text in pages_of(fragment_files(site.files, GIVEN)).items():
        for address in re.findall(r'(?:href|src)="([^"]*)"', text):
            assert address.startswith(("https://", "#")), (path, address)
    text = fragment_files(site.files, GIVEN)["index.html"].decode()
    assert 'href="https://example.invalid/ict/years/2024/"' in text


def test_a_chart_is_a_picture_with_words_and_paints_itself(made: Fragments) -> None:
    text = made["projects/A-01/index.html"].decode()
    image = re.search(r'<img src="../../(charts/[^"]+)" alt="([^"]+)" width="640" height="220">', text)
    assert image and "目標160に対し実績210" in image[2]
    picture = made[image[1]].decode()
    root = ElementTree.fromstring(picture)  # the picture is our own, just made
    assert root.tag == "{http://www.w3.org/2000/svg}svg" and "class=" not in picture and "<style" not in picture
    line = next(e for e in root if e.tag.endswith("path"))
    assert line.get("fill") == "none" and re.fullmatch(r"#[0-9a-f]{3,6}", line.get("stroke") or "")
    assert "●" in text, "the legend's signs are drawn by the style sheet, hence written here"


def test_figures_keep_their_addresses_and_nothing_withheld_comes_in(site: Site, made: Fragments) -> None:
    trace = 'data-trace="A-01/2025/kpi_1_actual"'
    assert trace in made["projects/A-01/index.html"].decode()
    assert prove(made, GIVEN) == ()
    planted = {"charts/x.svg": "<svg><desc>架空 花子</desc></svg>".encode()}
    assert {leak.field for leak in prove({**made, **planted}, GIVEN)} == {"contact_name"}


def test_a_page_without_main_is_named(site: Site) -> None:
    files = {**site.files, "index.html": site.files["index.html"].replace(b"<main", b"<div")}
    with pytest.raises(NoMain, match=r"index\.html"):
        fragment_files(files, given())


def test_a_preview_says_so_on_every_fragment_and_keeps_robots_out(site: Site) -> None:
    text = fragment_files(site.files, given(preview=True))["index.html"].decode()
    assert "未承認・確認用" in text
    assert "X-Robots-Tag: noindex" in headers_text(site.files, site.files[TOP], preview=True).decode()


def test_the_headers_repeat_the_pages_own_policy_and_name_every_media_type(site: Site) -> None:
    text = headers_text(site.files, site.files[TOP], preview=False).decode("utf-8-sig")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', site.files["index.html"].decode())
    assert policy and f"Content-Security-Policy: {policy[1]}; frame-ancestors 'none'\r\n" in text
    assert "X-Robots-Tag" not in text and "X-Content-Type-Options: nosniff" in text
    assert "application/octet-stream" not in text
    for end in {path.rpartition(".")[2] for path in site.files}:
        assert f"\r\n.{end}: " in text


def test_the_zip_has_the_same_bytes_every_time_and_gives_the_site_back(site: Site, made: Fragments) -> None:
    released = Released(site.files, made)
    zipped = site_bundle(released, preview=False)
    turned = Released(dict(reversed(site.files.items())), dict(reversed(made.items())))
    assert site_bundle(turned, preview=False) == zipped
    assert released_in(zipped) == released
