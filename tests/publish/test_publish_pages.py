"""The pages hold together: structure, links, marks, determinism."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import posixpath
import re
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from publish_world import PLAN_FOLDER, given, with_fact, words_of

from fujiplan_cli.declare import load_method, load_plan
from fujiplan_cli.publish import Site
from fujiplan_cli.publish.build import build_view, slug_of
from fujiplan_cli.publish.chart import line_chart
from fujiplan_cli.publish.given import Correction
from fujiplan_cli.publish.lists import place_of
from fujiplan_cli.publish.site import build_site
from fujiplan_cli.publish.view import Shown

ATOM = "{http://www.w3.org/2005/Atom}"


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
        "years/2025/index.html",
        "years/2025/reasons/index.html",
        "compare/index.html",
        "grades/index.html",
        "stages/index.html",
        "departments/index.html",
        "corrections/index.html",
        "sitemap/index.html",
        "feed.xml",
        "sitemap.xml",
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
        tags = Page(text).tags
        marks = [tags.index(one) for one in ("header", "nav", "main", "footer")]
        assert marks == sorted(marks) and tags.count("main") == 1, f"{path}: landmarks in the order they are read"
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
    assert [p for p in site.files if p.startswith("years/")] == [
        "years/2025/grades/index.html",
        "years/2025/index.html",
        "years/2025/reasons/index.html",
        "years/2025/stages/index.html",
    ]
    assert "推移は、2年度目の公表から示します。" in site.files["index.html"].decode()


def test_a_year_without_any_project_is_complete() -> None:
    made = given()
    empty = {2025: dataclasses.replace(made.snapshots[2025], entries=())}
    site = build_site(dataclasses.replace(made, snapshots=empty))
    assert "公表する事業は0件" in words_of(site.files["index.html"])


def test_a_later_year_is_not_published(site: Site) -> None:
    past = build_site(given(year=2024))
    assert "令和7年度（2025年度）の進捗" not in past.files["index.html"].decode()
    assert "A-01/2025" not in past.files["projects/A-01/index.html"].decode()


@pytest.mark.parametrize("number", ["../../etc", "あ-1", "A/1", "con:1"])
def test_any_project_number_becomes_a_safe_folder(number: str) -> None:
    slug = slug_of(number)
    assert slug.isascii() and slug.replace("-", "").replace(".", "").isalnum() and not slug.startswith(".")


def test_the_overview_says_in_words_what_changed(pages: dict[str, str]) -> None:
    page = words_of(pages["index.html"])
    assert "前年度から評価が上がった事業は1件" in page
    assert "↑ BからAへ" in pages["years/2025/reasons/index.html"]
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
    assert "100 × （380 ÷ 4） ÷ 100 ＝" in words_of(pages["method/index.html"])
    assert 'data-trace="A-01/2025/score">95.0<' in pages["method/index.html"]


def test_the_year_keeps_its_address_when_a_newer_one_comes(pages: dict[str, str]) -> None:
    """What stands at years/2025/ today is what stood at the top while 令和7年度 was the newest year."""
    top, own = pages["index.html"], pages["years/2025/index.html"]
    main = [text.partition("<main")[2].partition("</main>")[0].replace("../", "") for text in (top, own)]
    assert main[0].replace('href="index.html"', 'href="years/2025/index.html"') == main[1]


def test_projects_are_listed_by_grade_stage_and_department(pages: dict[str, str]) -> None:
    grades, stages, departments = (pages[f"{one}/index.html"] for one in ("grades", "stages", "departments"))
    listed = set(re.findall(r'href="\.\./projects/([^/]+)/index\.html"', grades))
    assert listed == {"A-01", "A-02", "A-03", "B-01", "C-10"}, "each project once, withheld ones never"
    for page in (stages, departments):
        assert set(re.findall(r'href="\.\./projects/([^/]+)/index\.html"', page)) == listed
    assert 'id="total.2025.grade.A" data-trace="total/2025/grade/A">2</span>件' in grades
    assert 'id="stage-S5"' in stages and "担当課の間で評価を比べることはしていません" in departments
    assert place_of("総務部 デジタル戦略課") in departments


def test_every_published_year_has_its_lists_by_grade_and_stage_at_an_address_that_stays(pages: dict[str, str]) -> None:
    for year in (2024, 2025):
        for kind in ("grades", "stages"):
            page = pages[f"years/{year}/{kind}/index.html"]
            assert f'href="../../../years/{year}/{kind}/index.html" aria-current="page"' in page
            shown = set(re.findall(rf'data-trace="total/(\d+)/{kind[:-1]}/', page))
            assert shown == {str(year)}, "counts of that year alone"
            assert set(re.findall(r'href="\.\./\.\./\.\./projects/([^/]+)/index\.html"', page)) == {
                *("A-01", "A-02", "A-03", "B-01", "C-10")
            }
        assert f'href="years/{year}/grades/index.html#grade-' in pages["index.html"] or year != 2025
        assert f'href="../../years/{year}/stages/index.html#stage-' in pages[f"years/{year}/index.html"]
    assert 'href="../years/2024/grades/index.html"' in pages["grades/index.html"]
    assert 'href="../grades/index.html" aria-current="page"' in pages["grades/index.html"]


def test_counts_by_stage_add_up_to_all_projects(pages: dict[str, str]) -> None:
    counts = re.findall(r'id="[^"]*" data-trace="total/2025/stage/[^"]+"[^>]*>(\d+)<', pages["index.html"])
    assert sum(map(int, counts)) == 5


def test_raised_and_lowered_self_levels_are_counted_by_item(pages: dict[str, str]) -> None:
    page = pages["index.html"]
    assert 'data-trace="total/2025/lowered/control">1<' in page
    assert 'data-trace="total/2025/raised/control" class="zero">0<' in page
    assert "引き上げたものは0件、引き下げたものは1件" in words_of(page)


def test_years_stand_beside_each_other(pages: dict[str, str]) -> None:
    page = pages["compare/index.html"]
    assert all(f'data-trace="total/{year}/executed"' in page for year in (2024, 2025))
    assert 'data-trace="A-01/2024/grade">B<' in page and 'data-trace="A-01/2025/grade">A<' in page
    assert "採点方法が変わった年度</span>" not in page


def test_a_changed_method_breaks_every_comparison_of_grades() -> None:
    old = load_method(PLAN_FOLDER, load_plan(PLAN_FOLDER), 2025, "old")
    made = given()
    site = build_site(dataclasses.replace(made, methods={2024: old, 2025: made.methods[2025]}))
    page, compare = site.files["index.html"].decode(), site.files["compare/index.html"].decode()
    assert "令和7年度から採点方法が変わりました" in page
    assert "令和7年度に採点方法が変わったため、令和6年度以前とは比べられません。" in page
    assert '<tr class="breaks">' in page and 'class="break"' in page, "marked in the table and in the chart"
    chart = page.partition('<figure class="chart">')[2].partition("</figure>")[0]
    assert 'class="line"' not in chart, "no line joins the two years"
    assert (
        "採点方法が変わった年度</span>" in compare and "この年度に変わった" in site.files["method/index.html"].decode()
    )
    grades = page.partition('id="grades-caption"')[2].partition("</table>")[0]
    assert "増減" not in grades and "別の採点方法" in grades


def test_an_indicator_that_became_another_one_is_not_joined_by_a_line() -> None:
    project = next(p for p in build_view(given()).projects if p.number == "A-01")
    assert len(line_chart(project, 1).lines) == 1
    newest = project.years[0]
    other = newest.indicators[0].parts | {"name": Shown("利用者の満足度", "利用者の満足度", "A-01", 2025, "kpi_1_name")}
    changed = dataclasses.replace(newest, indicators=(dataclasses.replace(newest.indicators[0], parts=other),))
    chart = line_chart(dataclasses.replace(project, years=(changed, *project.years[1:])), 1)
    assert chart.lines == () and len(chart.breaks) == 1
    assert "令和7年度に指標の内容が変わったため" in chart.sentence


def test_money_is_always_labelled_with_its_kind(pages: dict[str, str]) -> None:
    """Every page that shows an amount in 千円 says whether it is 決算見込 or later."""
    for path, text in pages.items():
        if re.search(r'data-trace="[^"]+/(?:executed|budget_total|spent)"', text):
            assert "出納閉鎖後" in text, path


def test_a_correction_is_listed_for_the_whole_site_and_announced(pages: dict[str, str]) -> None:
    assert "訂正はありません。" in pages["corrections/index.html"]
    assert all('corrections/index.html">訂正一覧' in text for text in pages.values()), "reachable from every page"
    made = given()
    entry = made.snapshots[2024].entry("A-03")
    assert entry is not None
    correction = Correction("A-03", "2026-06-15", entry.card, dataclasses.replace(entry.card, grade="D"))
    site = build_site(dataclasses.replace(made, corrections={2024: (correction,)}))
    page = site.files["corrections/index.html"].decode()
    assert "令和8年6月15日" in page and "訂正はありません" not in page
    assert 'id="correction-A-03-2024-1"' in page
    feed = ElementTree.fromstring(site.files["feed.xml"])
    ids = [e.findtext(f"{ATOM}id") for e in feed.iter(f"{ATOM}entry")]
    top = "https://example.invalid/ict"
    assert ids == [f"{top}/years/2025/", f"{top}/corrections/#correction-A-03-2024-1"]
    assert feed.findtext(f"{ATOM}updated") == "2026-07-31T00:00:00+09:00"


def test_feed_and_sitemap_need_a_base_address_and_no_preview() -> None:
    for made in (given(base_url=""), given(preview=True)):
        files = build_site(made).files
        assert not {"feed.xml", "sitemap.xml"} & files.keys()
        assert b"feed.xml" not in files["index.html"]


def test_the_accessibility_statement_names_date_standard_tests_limits_and_contact(pages: dict[str, str]) -> None:
    page = pages["accessibility/index.html"]
    for words in ("JIS X 8341-3:2016", "WCAG 2.2", "axe-core", "分かっている限界", "お問合せ", "令和8年7月31日"):
        assert words in page


def test_no_link_is_called_here_or_left_without_words(pages: dict[str, str]) -> None:
    for path, text in pages.items():
        for inner in re.findall(r"<a\b[^>]*>(.*?)</a>", text, re.DOTALL):
            words = re.sub(r"<[^>]*>", "", inner).strip()
            assert words and words not in ("こちら", "ここ", "詳細", "詳しくはこちら", "もっと見る"), path


def test_links_with_the_same_words_lead_to_the_same_page(pages: dict[str, str]) -> None:
    for path, text in pages.items():
        main = text.partition("<main")[2].partition("</main>")[0]
        found: dict[str, set[str]] = {}
        for href, inner in re.findall(r'<a\b[^>]*?href="([^"#]+)[^"]*"[^>]*>(.*?)</a>', main, re.DOTALL):
            found.setdefault(re.sub(r"<[^>]*>", "", inner).strip(), set()).add(href)
        assert not {words: to for words, to in found.items() if len(to) > 1}, path


@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        ("ink", "paper", 4.5),
        ("ink", "paper-soft", 4.5),
        ("ink", "sample", 4.5),
        ("ink-soft", "paper", 4.5),
        ("ink-soft", "paper-soft", 4.5),
        ("ink-soft", "brand-soft", 4.5),
        ("link", "paper", 4.5),
        ("link", "paper-soft", 4.5),
        ("link", "brand-soft", 4.5),
        ("visited", "paper", 4.5),
        ("visited", "paper-soft", 4.5),
        ("brand", "paper", 4.5),
        ("brand", "paper-soft", 4.5),
        ("a", "a-soft", 4.5),
        ("b", "b-soft", 4.5),
        ("c", "c-soft", 4.5),
        ("c", "paper", 4.5),
        ("d", "d-soft", 4.5),
        ("none", "none-soft", 4.5),
        ("paper", "preview", 4.5),
        ("a", "paper", 4.5),
        ("d", "paper", 4.5),
        ("brand", "line-soft", 3.0),
    ],
)
def test_the_palette_has_enough_contrast(site: Site, front: str, back: str, least: float) -> None:
    """WCAG 2.2 1.4.3 and 1.4.11 by their formula: axe cannot judge text in SVG."""
    css = site.files["assets/site.css"].decode()
    light, dark = sorted((_luminance(css, front), _luminance(css, back)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= least


def _luminance(css: str, name: str) -> float:
    digits = re.search(rf"--{re.escape(name)}: #([0-9a-f]+);", css)
    assert digits is not None, name
    text = digits[1] if len(digits[1]) == 6 else "".join(2 * d for d in digits[1])
    parts = [int(text[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
