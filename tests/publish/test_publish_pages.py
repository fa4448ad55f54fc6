"""The pages hold together: structure, links, marks, determinism."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import posixpath
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from publish_world import PLAN_FOLDER, given, with_fact

from fujiplan_cli.declare import load_method, load_plan
from fujiplan_cli.publish import Site, build_site
from fujiplan_cli.publish.build import slug_of


class Page(HTMLParser):
    """What the tests need of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.levels: list[int] = []
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.captions = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.attributes += known
        if "id" in known:
            self.ids.append(known["id"])
        if tag in ("a", "link") and known.get("rel") != "canonical":
            self.links.append(known.get("href", ""))
        if tag in ("h1", "h2", "h3", "h4"):
            self.levels.append(int(tag[1]))


def test_every_kind_of_page_exists(site: Site) -> None:
    wanted = (
        "index.html",
        "years/2024/index.html",
        "projects/index.html",
        "themes/index.html",
        "method/index.html",
        "changes/index.html",
        "data/index.html",
        "accessibility/index.html",
        "manifest.json",
        "assets/site.css",
    )
    assert set(wanted) <= site.files.keys()
    assert sum(p.startswith("themes/") for p in site.files) == 16
    assert sum(p.startswith("projects/") for p in site.files) == 8


def test_ids_are_unique_on_every_page(pages: dict[str, str]) -> None:
    for path, text in pages.items():
        ids = Page(text).ids
        assert len(ids) == len(set(ids)), path


def test_every_internal_link_leads_to_a_file_and_a_place_in_it(site: Site, pages: dict[str, str]) -> None:
    for path, text in pages.items():
        for link in Page(text).links:
            if link.startswith("https://"):
                continue
            target, _, place = link.partition("#")
            full = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
            assert full in site.files, f"{path} → {link}"
            assert not place or place in Page(site.files[full].decode()).ids, f"{path} → {link}"


def test_headings_start_at_one_and_skip_no_level(pages: dict[str, str]) -> None:
    for path, text in pages.items():
        levels = Page(text).levels
        assert levels[0] == 1 and levels.count(1) == 1, path
        assert all(b - a <= 1 for a, b in pairwise(levels)), path


def test_every_page_has_landmarks_title_language_and_a_strict_policy(pages: dict[str, str]) -> None:
    for path, text in pages.items():
        assert '<html lang="ja">' in text, path
        assert "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'" in text
        assert {"header", "nav", "main", "footer"} <= set(Page(text).tags), path
        assert 'href="#main"' in text and 'aria-label="現在の位置"' in text, path
        assert "公共データ利用規約" in text and "公表日" in text, path
    titles = [text.partition("<title>")[2].partition("</title>")[0] for text in pages.values()]
    assert len(set(titles)) == len(titles)


def test_no_page_carries_script_style_or_an_outside_resource(pages: dict[str, str]) -> None:
    for path, text in pages.items():
        page = Page(text)
        assert not {"script", "style", "iframe", "img", "form"} & set(page.tags), path
        assert "style" not in page.attributes and not [a for a in page.attributes if a.startswith("on")], path


def test_every_table_has_a_caption_and_scoped_headings(pages: dict[str, str]) -> None:
    for path, text in pages.items():
        assert text.count("<table") == text.count("<caption"), path
        assert "<th>" not in text, path


def test_invented_data_is_marked_on_every_page_and_real_data_on_none(pages: dict[str, str]) -> None:
    assert all("架空のデータです" in text for text in pages.values())
    made = given()
    real = build_site(dataclasses.replace(made, plan=dataclasses.replace(made.plan, sample=False)))
    assert not [p for p, content in real.files.items() if "架空のデータです".encode() in content]


def test_a_preview_is_marked_on_every_page_and_hidden_from_search(pages: dict[str, str]) -> None:
    preview = {p: c.decode() for p, c in build_site(given(preview=True)).files.items() if p.endswith(".html")}
    assert preview.keys() == pages.keys()
    assert all("未承認・確認用" in text and 'content="noindex' in text for text in preview.values())
    assert not [p for p, text in pages.items() if "未承認" in text or "noindex" in text]


def test_the_same_input_gives_the_same_bytes(site: Site) -> None:
    again = build_site(given())
    assert again.files == site.files
    assert again.manifest_sha256 == site.manifest_sha256


def test_the_manifest_holds_the_hash_of_every_other_file(site: Site) -> None:
    manifest = json.loads(site.files["manifest.json"])
    others = {p: hashlib.sha256(c).hexdigest() for p, c in site.files.items() if p != "manifest.json"}
    assert manifest["files"] == others
    assert site.manifest_sha256 == hashlib.sha256(site.files["manifest.json"]).hexdigest()


def test_canonical_addresses_need_a_base_address(site: Site) -> None:
    page = site.files["projects/A-01/index.html"].decode()
    assert '<link rel="canonical" href="https://example.invalid/ict/projects/A-01/">' in page
    assert b"canonical" not in build_site(given(base_url="")).files["index.html"]


def test_markup_in_a_departments_text_is_shown_not_run() -> None:
    site = build_site(with_fact(given(), "A-01", "result", '<script>alert("x")</script> & <b>'))
    page = site.files["projects/A-01/index.html"].decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_first_year_without_a_year_before_is_complete() -> None:
    made = given()
    alone = dataclasses.replace(made, snapshots={2025: made.snapshots[2025]}, methods={2025: made.methods[2025]})
    site = build_site(alone)
    assert site.leaks == ()
    assert "令和6年度の公表はありません" in site.files["index.html"].decode()
    assert not [p for p in site.files if p.startswith("years/")]


def test_a_year_without_any_project_is_complete() -> None:
    made = given()
    empty = {2025: dataclasses.replace(made.snapshots[2025], entries=())}
    site = build_site(dataclasses.replace(made, snapshots=empty))
    assert "公表する0事業" in site.files["index.html"].decode()


def test_a_later_year_is_not_published(site: Site) -> None:
    past = build_site(given(year=2024))
    assert "令和7年度（2025年度）の進捗" not in past.files["index.html"].decode()
    assert "A-01/2025" not in past.files["projects/A-01/index.html"].decode()


@pytest.mark.parametrize("number", ["../../etc", "あ-1", "A/1", "con:1"])
def test_any_project_number_becomes_a_safe_folder(number: str) -> None:
    slug = slug_of(number)
    assert slug.isascii() and slug.replace("-", "").replace(".", "").isalnum() and not slug.startswith(".")


def test_the_overview_says_in_words_what_changed(pages: dict[str, str]) -> None:
    page = pages["index.html"]
    assert "前年度から評価が上がった事業は1件" in page
    assert "↑ BからAへ" in page
    assert "▲" not in page, "▲ means minus on municipal paper"


def test_old_and_new_targets_stand_side_by_side(pages: dict[str, str]) -> None:
    page = pages["changes/index.html"]
    assert 'data-trace="A-01/2025/kpi_1_target_original">180<' in page
    assert 'data-trace="A-01/2025/kpi_1_target">160<' in page
    assert "国の制度が変わったため。" in page


def test_the_method_page_follows_its_method(pages: dict[str, str]) -> None:
    """旧採点方法 has other sums, the same items at every stage, and leaves nothing out of the weights."""
    page = pages["method/index.html"]
    assert "前年度末の段階（評価段階）によって決まります。配点の計は、どの段階でも100です。" in page
    assert "対象とならない項目は配点から除きます。" in page and "対象となる項目の配点の計" in page
    old = load_method(PLAN_FOLDER, load_plan(PLAN_FOLDER), 2025, "old")
    site = build_site(dataclasses.replace(given(), methods={2024: old, 2025: old}))
    other = site.files["method/index.html"].decode()
    assert "項目と配点は、どの段階でも同じです。配点の計は、どの段階でも6です。" in other
    assert "配点を残し、水準2とみなして数えます。" in other and "除きます" not in other
    assert "全ての項目の配点の計" in other and "<td>40点未満</td>" in other


def test_the_worked_example_adds_up(pages: dict[str, str]) -> None:
    assert "100 × （380 ÷ 4） ÷ 100 ＝" in pages["method/index.html"]
    assert 'data-trace="A-01/2025/score">95.0<' in pages["method/index.html"]
