"""Every number that a reader sees has an address, and every address is answered; what has none is argued here."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser

import pytest
from publish_world import PLAN_FOLDER, PROJECTS, given, records

from fujiplan_cli.declare import load_method, load_plan
from fujiplan_cli.publish.build import build_view
from fujiplan_cli.publish.derived_trace import HEADS, trace_figure
from fujiplan_cli.publish.given import Correction, PublishInput
from fujiplan_cli.publish.site import build_site
from fujiplan_cli.workflow.computed_trace import reason_of

_VOID = frozenset(
    {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "rect", "circle", "path"}
)
_UNSEEN = frozenset({"head", "title", "desc", "style"})
_DIGIT = re.compile(r"[0-9０-９]")

ALLOWED = {
    "fiscal years and dates: calendar, no figure of the plan": (
        r"(?:令和|平成)(?:\d+|元)年度(?:（\d{4}年度）)?|\d{4}年度|(?:令和\d+|\d{4})年\d+月(?:\d+日)?|\d{4}-\d\d-\d\d"
    ),
    "codes of stages (S0 to S9)": r"(?<![A-Za-z0-9])S\d(?!\d)",
    "units and ends of a scale": r"点／100点|水準（0〜4）|AからDまで",
    "how much of a list is shown (paging)": r"はじめの15件",
    "contact": r"電話[\d-]+|内線[\d-]+|\d{2,4}-\d{2,4}-\d{4}|00-0000-0000",
    "constants of the method's formula, which the method page explains": (
        r"100 × （|÷ 4）|0から4まで|100を掛けます|水準の最大である4で割ります|小数第1位"
    ),
    "words about a chart, or about when it begins": r"縦軸の下端は0ではありません|2年度目の公表から",
    "words that explain how points are converted": r"配点の計が100でない|100点に換算",
    "version of a year's data": r"版\d{4}\.\d+",
    "name of a licence": r"CC BY 4\.0|PDL ?1\.0|（第1\.0版）",
}
"""Kinds of numbers that are no figures, by pattern."""
ALLOWED_PLACES = {
    "the method in words: numbers of the rules themselves, from the method's file, which the page names": (
        "method/index.html",
        ("history", "axes", "grades", "items", "formula", "views", "stages", "main"),
    ),
    "standards and limits of the statement": ("accessibility/index.html", ("standard", "done", "tested", "limits")),
    "the files and their columns: formats, sizes, lines, versions": (
        "data/index.html",
        ("main", "choose", "long", "years", "rules", "cite", "definitions", "codes"),
    ),
}
"""Page and sections whose numbers describe the method, the site or the files, never a project."""


class Walk(HTMLParser):
    """Words of a page outside every element with an address, with the section they stand in."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool, str]] = []
        self.found: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            place = known.get("aria-labelledby", "") if tag == "section" else ("main" if tag == "main" else "")
            self.open.append((tag, "data-trace" in known or tag in _UNSEEN, place))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if _DIGIT.search(data) and not any(covered for _, covered, _ in self.open):
            place = next((place for _, _, place in reversed(self.open) if place), "")
            self.found.append((place, data.strip()))


def untraced(path: str, text: str, names: list[str]) -> list[str]:
    """Words with a number that has no address and is of no allowed kind."""
    places = {place for page, own in ALLOWED_PLACES.values() if page == path for place in own}
    left = []
    for place, words in Walk(text).found:
        rest = words
        for name in names:
            rest = rest.replace(name, "")
        for pattern in ALLOWED.values():
            rest = re.sub(pattern, "", rest)
        if _DIGIT.search(rest) and place not in places:
            left.append(f"{path}: {words}")
    return left


def worlds() -> dict[str, PublishInput]:
    """The sample; the same with another method last year, a correction, 再掲, 継続審議 and no answer to 進捗状況."""
    made = given()
    old = load_method(PLAN_FOLDER, load_plan(PLAN_FOLDER), 2024, "old")
    entry = made.snapshots[2024].entry("A-03")
    assert entry is not None and entry.card.score is not None
    after = dataclasses.replace(entry.card, grade="D", score=entry.card.score - 5)
    repeated = tuple(
        dataclasses.replace(e, project=dataclasses.replace(e.project, repeated=e.project.number == "B-01"))
        for e in made.snapshots[2025].entries
    )
    other = dataclasses.replace(
        made,
        methods={2024: old, 2025: made.methods[2025]},
        corrections={2024: (Correction("A-03", "2026-06-15", entry.card, after),)},
        snapshots={**made.snapshots, 2025: dataclasses.replace(made.snapshots[2025], entries=repeated)},
    )
    return {"sample": made, "other": other}


NAMES = sorted(
    {
        *(words for p in PROJECTS for words in (p.number, p.name)),
        *(words for g in given().plan.goals for words in (g.title, *(m.title for m in g.measures))),
        given().plan.title,
        given().plan.publisher.legal_basis,
    },
    key=len,
    reverse=True,
)


@pytest.fixture(scope="module", params=["sample", "other"])
def world(request: pytest.FixtureRequest) -> tuple[PublishInput, dict[str, str]]:
    made = worlds()[request.param]
    return made, {p: c.decode() for p, c in build_site(made).files.items() if p.endswith(".html")}


def test_every_number_in_sight_has_an_address_or_is_of_an_argued_kind(
    world: tuple[PublishInput, dict[str, str]],
) -> None:
    _, pages = world
    assert [one for path, text in pages.items() for one in untraced(path, text, NAMES)] == []


def test_a_number_without_an_address_is_seen() -> None:
    page = "<body><main><section aria-labelledby='x'><p>令和7年度は<b data-trace='t'>3</b>件と4件</p></section></main>"
    assert untraced("index.html", page, []) == ["index.html: 件と4件"]
    assert untraced("method/index.html", page, []) == ["method/index.html: 件と4件"]


def test_the_reason_of_a_changed_target_is_traced_to_the_register() -> None:
    project, record = PROJECTS[0], records(2025)["A-01"]
    found = reason_of(project, record, "kpi_1_target_reason")
    assert found is not None and found.value == "国の制度が変わったため。" and "事業台帳" in found.how
    assert reason_of(project, record, "kpi_2_target_reason") is None
    assert reason_of(project, record, "kpi_1_target") is None


def test_every_figure_of_totals_is_worked_out_again_to_the_same_words(
    world: tuple[PublishInput, dict[str, str]],
) -> None:
    made, pages = world
    view = build_view(made)
    shown = {
        (trace, re.sub(r"[%↑↓ ]", "", text))
        for page in pages.values()
        for trace, text in re.findall(rf'data-trace="((?:{"|".join(HEADS)})/[^"]*)"[^>]*>([^<]*)<', page)
    }
    assert {trace.partition("/")[0] for trace, _ in shown} >= set(HEADS) - {"repeated"}
    for trace, text in sorted(shown):
        found = trace_figure(view, trace)
        assert found is not None, trace
        assert text in (found.text, found.text.lstrip("+−")), (trace, text, found.text)
