"""What an auditor, a councillor and a researcher found missing: unknown amounts, reasons for a fall, addresses."""

from __future__ import annotations

import dataclasses
import re
from datetime import date

from publish_world import PROJECTS, SHEET, given, rows, with_entry, with_fact, words_of

from fujiplan_cli.model.record import Fact
from fujiplan_cli.model.snapshot import SnapshotEntry
from fujiplan_cli.publish.site import build_site


def page(site, path: str) -> str:
    return site.files[path].decode()


def test_a_blank_amount_spent_makes_no_unused_amount() -> None:
    def unspent(entry: SnapshotEntry) -> SnapshotEntry:
        facts = {**entry.record.facts, "executed": Fact(None, SHEET, raw="15.3百万円", faulty=True)}
        return dataclasses.replace(entry, record=dataclasses.replace(entry.record, facts=facts))

    site = build_site(with_entry(given(), "A-03", unspent))
    items = {r["amount_item"]: r["amount"] for r in rows(site, "money") if r["project_no"] == "A-03"}
    own = [r["amount_item"] for r in rows(site, "money") if r["project_no"] == "A-03" and r["fiscal_year"] == "2025"]
    assert items["budget_total"] == "11500"
    assert "unused" not in own and "executed" not in own and "fund_general" not in own
    assert "支出済額の記入がない1件は、予算現額だけを合計に含めています。" in words_of(page(site, "index.html"))


def test_a_project_without_any_amount_is_not_labelled_with_a_kind_of_amount() -> None:
    text = page(build_site(given()), "projects/C-10/index.html")
    assert "<dt>支出済額</dt>" in text and "支出済額（" not in text.partition('id="story"')[0]


def test_every_level_has_an_address_of_its_own() -> None:
    text = page(build_site(given()), "projects/A-01/index.html")
    levels = list(dict.fromkeys(re.findall(r'data-trace="A-01/2025/(level_\w+)"', text)))
    assert levels == ["level_schedule", "level_outcome", "level_uptake", "level_cost", "level_control"]
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))


def test_a_lower_grade_comes_with_the_items_that_fell() -> None:
    made = given()
    low, high = made.snapshots[2025].entry("A-03"), made.snapshots[2024].entry("A-01")
    assert low is not None and high is not None
    card = dataclasses.replace(low.card, grade="D")
    before = dataclasses.replace(low.card, grade="B", items=tuple(_raised(i) for i in low.card.items))
    made = with_entry(made, "A-03", lambda e: dataclasses.replace(e, cards={"self": card}, view="self"))
    made = with_entry(made, "A-03", lambda e: dataclasses.replace(e, cards={"self": before}, view="self"), 2024)
    text = page(build_site(made), "index.html")
    table = text.partition('id="changed"')[2].partition("</table>")[0]
    assert "評価が下がった事業とその理由（1件）" in words_of(table)
    assert "↓ BからDへ" in table
    assert "工程の水準が4から0に下がりました。" in words_of(table)


def _raised(item):
    return dataclasses.replace(item, level=item.level_before.__class__(4)) if item.level is not None else item


def test_a_past_years_page_names_the_department_of_that_year() -> None:
    made = with_fact(given(), "A-01", "result", "手続を24件増やした。")
    site = build_site(made)
    assert "総務部 情報政策課" in page(site, "projects/A-01/index.html")
    assert "総務部 デジタル戦略課</td>" not in page(site, "years/2024/index.html")


def test_a_sitemap_needs_a_known_address_and_an_approved_site() -> None:
    pages = [p for p in build_site(given()).files if p.endswith(".html")]
    text = page(build_site(given()), "sitemap.xml")
    assert text.count("<loc>https://example.invalid/ict/") == len(pages)
    assert "<loc>https://example.invalid/ict/projects/A-01/</loc>" in text and "index.html" not in text
    assert date(2026, 7, 31).isoformat() in text
    assert "sitemap.xml" not in build_site(given(base_url="")).files
    assert "sitemap.xml" not in build_site(given(preview=True)).files


def test_tables_rely_on_their_own_semantics() -> None:
    """A role on a table or its cells is an error to the HTML checker, and browsers keep the semantics without."""
    for path, content in build_site(given()).files.items():
        if path.endswith(".html"):
            assert not re.search(r"<(?:table|thead|tbody|tr|th|td)\b[^>]*\brole=", content.decode()), path


def test_a_theme_shows_what_each_project_cost() -> None:
    text = page(build_site(given()), "themes/1-1/index.html")
    assert PROJECTS[0].name in text
    assert re.search(r'data-label="支出済額（千円）"[^>]*><span data-trace="A-01/2025/executed">10,900<', text)
