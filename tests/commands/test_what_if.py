"""score --compare and --weight: the same records, other rules, and everything labelled 参考."""

from __future__ import annotations

import pytest
from office_world import PROJECTS, YEAR


def _scored(office) -> None:
    for one, level in zip(PROJECTS, (4, 3, 0), strict=True):
        office.answer(one.number, self_uptake=level, basis_uptake="利用の記録を確かめた。")
    assert office.run("collect", "--year", "R7") == 0, office.out


@pytest.fixture
def scored(office):
    return office.after(_scored)


def test_a_changed_weight_says_who_moves_why_and_what_becomes_of_the_counts(scored) -> None:
    found = scored.json("score", "--year", "R7", "--weight", "S5.uptake=60")
    assert (found["year"], found["reference"]) == (YEAR, True)
    assert {"eval_stage": "S5", "item": "uptake", "title": "利用・定着", "before": 20, "after": 60} in found["weights"]
    assert (found["method"], found["compared"]) == ("revised", "revised+weights")
    moves = {m["project"]: m for m in found["moves"]}
    assert moves["1-1-03"]["difference"] < 0 < moves["1-1-01"]["difference"] + 100
    assert moves["1-1-03"]["why"] == "平均より低い「利用・定着」（水準0）の重みが20から60に増えるため。"
    *stages, everything = found["distribution"]
    assert everything["eval_stage"] is None and everything["projects"] == len(PROJECTS)
    assert [row["eval_stage"] for row in stages] == sorted({row["eval_stage"] for row in stages})
    assert everything["before"]["counts"] == found["aggregates"][-1]["counts"]
    assert everything["after"]["mean"] == found["aggregates_compared"][-1]["mean"]
    for key in ("aggregates", "aggregates_compared"):
        assert found[key][-1]["projects"] == len(PROJECTS)
    assert found["aggregates"][-1]["counts"] != found["aggregates_compared"][-1]["counts"]
    scored.run("score", "--year", "R7", "--weight", "S5.uptake=60")
    assert "（参考）" in scored.out and "利用・定着：20 → 60" in scored.out and "評価段階別の件数" in scored.out


def test_nothing_of_a_what_if_stays(scored) -> None:
    before = scored.json("score", "--year", "R7")
    scored.run("score", "--year", "R7", "--weight", "*.control=50")
    assert scored.json("score", "--year", "R7") == before


def test_a_star_stands_for_every_stage_that_weighs_the_item(scored) -> None:
    found = scored.json("score", "--year", "R7", "--weight", "*.control=20")
    control = [(w["eval_stage"], w["after"]) for w in found["weights"] if w["title"] == "体制・リスク"]
    assert control == [("S2", 20), ("S3", 20), ("S4", 20), ("S5", 20), ("S6", 20)]  # it is 20 at S1 already


@pytest.mark.parametrize(
    ("weight", "told"),
    [
        ("S5.deliverables=40", "schedule（工程"),
        ("S9.outcome=40", "評価しません"),
        ("S5.usage=40", "uptake（利用・定着"),
        ("S5.outcome=101", "0〜100"),
        ("outcome=40", "S5.outcome=40"),
        ("S5.outcome=40％", "S5.outcome=40"),
    ],
)
def test_a_weight_that_cannot_be_is_told_with_what_can(scored, weight: str, told: str) -> None:
    assert scored.run("score", "--year", "R7", "--weight", weight) == 2
    assert told in scored.err


def test_weights_over_100_in_all_are_refused_and_so_is_a_mixture_of_questions(scored) -> None:
    both = ("--weight", "S5.outcome=70", "--weight", "S5.uptake=60")
    assert scored.run("score", "--year", "R7", *both) == 2 and "100を超えます" in scored.err
    assert scored.run("score", "--year", "R7", "--weight", "S5.outcome=70", "--compare", "old") == 2


def test_another_method_is_compared_with_counts_by_stage(scored) -> None:
    found = scored.json("score", "--year", "R7", "--compare", "old")
    assert (found["method"], found["compared"], found["weights"]) == ("revised", "old", [])
    scored.run("score", "--year", "R7", "--compare", "old")
    assert "旧採点方法（参考）" in scored.out and "今→参考" in scored.out
    assert scored.json("score", "--year", "R7", "--method", "old")["reference"] is True


def test_the_page_says_what_the_command_says_and_loads_nothing_from_elsewhere(scored, tmp_path) -> None:
    page = tmp_path / "比較.html"
    found = scored.json("score", "--year", "R7", "--compare", "old", "--html", str(page), "--all-years")
    text = page.read_text(encoding="utf-8")
    assert found["html"] and "令和7年度（2025年度）" in text and "旧採点方法" in text and "参考" in text
    graded = [m for m in found["moves"] if m["direction"] != "same"]
    assert all(f'<td class="no">{m["project"]}</td>' in text for m in graded)
    assert text.count('<td class="no">') == len(graded)
    assert "<script" not in text and "http://" not in text and "https://" not in text
    first = page.read_bytes()
    scored.run("score", "--year", "R7", "--compare", "old", "--html", str(page), "--all-years")
    assert page.read_bytes() == first


def test_a_page_needs_something_to_compare(scored, tmp_path) -> None:
    assert scored.run("score", "--year", "R7", "--html", str(tmp_path / "a.html")) == 2
    assert scored.run("score", "--year", "R7", "--compare", "old", "--all-years") == 2


def test_options_that_would_be_ignored_are_refused(scored) -> None:
    assert scored.run("score", "--year", "R7", "--compare", "old", "--view", "self") == 2
    assert scored.run("score", "--year", "R7", "--compare", "old", "--method", "old") == 2
    assert scored.run("score", "--year", "R7", "--weight", "S5.outcome=30", "--weight", "S5.outcome=40") == 2
    assert "2回" in scored.err
