"""The sentences above tables and charts: ties, all down, a single group, no last year, a changed method."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from publish_world import given, with_entry

from fujiplan_cli.model.scorecard import Scorecard
from fujiplan_cli.publish.findings import money_finding
from fujiplan_cli.publish.sentences import (
    Named,
    YearValue,
    most_sentence,
    moved_sentence,
    quoted,
    shares_sentence,
    trend_sentence,
)
from fujiplan_cli.publish.site import build_site

WHAT = "A又はBの割合"
LAST = "令和6年度"


def shares(*rows: tuple[str, str | None, str | None], before: str = LAST, broken: bool = False) -> str:
    named = [Named(words, _decimal(now), _decimal(then)) for words, now, then in rows]
    return shares_sentence(named, WHAT, "基本目標", before, broken=broken)


def trend(*values: tuple[int, str | None] | tuple[int, str | None, bool], unit: str = "%") -> str:
    made = [YearValue(v[0], _decimal(v[1]), *v[2:]) for v in values]
    return trend_sentence(made, "割合", unit, "採点方法が変わった")


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def test_names_are_joined_as_official_japanese_does() -> None:
    assert [quoted(words) for words in ("", "あ", "あい", "あいう")] == [
        "",
        "「あ」",
        "「あ」及び「い」",
        "「あ」、「い」及び「う」",
    ]


def test_the_largest_row_is_named_and_a_tie_names_all() -> None:
    rows = [Named("A", 35), Named("B", 25), Named("C", 0)]
    assert most_sentence(rows, "評価", 100) == "最も多い評価は、「A」の35件（35.0%）です。"
    tied = [Named("A", 30), Named("B", 30), Named("C", 10)]
    assert most_sentence(tied, "評価", 100) == "最も多い評価は、「A」及び「B」で、同数の30件（それぞれ30.0%）です。"
    assert most_sentence([Named("A", 0)], "評価", 0) == ""


def test_every_item_that_fell_is_named_with_both_levels_and_their_addresses() -> None:
    made = given()
    lower = with_entry(made, "A-01", lambda e: dataclasses.replace(e, cards=lowered(e.cards)))
    page = build_site(lower).files["years/2025/reasons/index.html"].decode()
    down = page.partition('id="down"')[2].partition("</table>")[0]
    assert down.count("に下がりました。") > 1
    assert 'から<span data-trace="A-01/2025/level_control">0</span>に下がりました。' in down


def lowered(cards: Mapping[str, Scorecard]) -> dict[str, Scorecard]:
    """Every view with all levels at 0 and a D."""
    return {
        view: dataclasses.replace(
            card, grade="D", items=tuple(dataclasses.replace(i, level=Fraction(0)) for i in card.items)
        )
        for view, card in cards.items()
    }


def test_what_grew_and_fell_is_told_only_within_one_method() -> None:
    rows = [Named("A", 3, 5), Named("B", 4, 4), Named("C", 2, 1)]
    assert moved_sentence(rows, LAST, broken=False) == "令和6年度と比べて、「C」が増え、「A」が減りました。"
    assert moved_sentence([Named("A", 1, 2)], LAST, broken=False) == "令和6年度と比べて、「A」が減りました。"
    assert moved_sentence([Named("A", 2, 2)], LAST, broken=False) == "令和6年度と同じ件数です。"
    assert moved_sentence(rows, "", broken=False) == ""
    assert moved_sentence(rows, LAST, broken=True) == "採点方法が変わったため、前年度とは比べられません。"


def test_shares_all_down_all_up_and_mixed() -> None:
    assert shares(("甲", "70", "80"), ("乙", "60", "65")) == f"{WHAT}は、すべての基本目標で令和6年度より下がりました。"
    assert shares(("甲", "90", "80"), ("乙", "70", "65")) == f"{WHAT}は、すべての基本目標で令和6年度より上がりました。"
    mixed = shares(("甲", "90", "80"), ("乙", "60", "65"), ("丙", "50", "50"))
    assert mixed == f"{WHAT}が令和6年度より上がったのは「甲」、下がったのは「乙」です。"
    assert shares(("甲", "80", "80"), ("乙", "60", "60")) == f"{WHAT}は、どの基本目標も令和6年度と同じです。"


def test_a_group_without_last_year_keeps_all_from_being_said() -> None:
    assert "すべて" not in shares(("甲", "70", "80"), ("乙", "60", None))


def test_shares_of_a_single_group() -> None:
    assert shares(("甲", "74.1", "81.9")) == f"「甲」の{WHAT}は74.1%です（令和6年度は81.9%）。"
    assert shares(("甲", "74.1", None), before="") == f"「甲」の{WHAT}は74.1%です。"
    assert "比べられません" in shares(("甲", "74.1", "81.9"), broken=True)


def test_shares_without_last_year_name_the_highest_and_ties() -> None:
    assert shares(("甲", "70", None), ("乙", "60", None), before="") == f"{WHAT}が最も高いのは、「甲」（70%）です。"
    tied = shares(("甲", "70", None), ("乙", "70", None), ("丙", "60", None), before="")
    assert tied == f"{WHAT}が最も高いのは、「甲」及び「乙」（70%）です。"
    assert shares(("甲", "70", None), ("乙", "70", None), before="") == f"{WHAT}は、どの基本目標も70%です。"
    assert shares(("甲", None, None), before="") == ""


def test_shares_are_not_compared_across_methods() -> None:
    words = shares(("甲", "70", "80"), ("乙", "60", "65"), broken=True)
    assert words == f"{WHAT}が最も高いのは、「甲」（70%）です。採点方法が変わったため、前年度とは比べられません。"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([], ""),
        ([(2025, None)], ""),
        ([(2025, "74.1")], "令和7年度の割合は74.1%です。推移は、2年度目の公表から示します。"),
        ([(2024, "80"), (2025, "70")], "割合は、令和6年度の80%から下がり、令和7年度は70%です。"),
        (
            [(2023, "90"), (2024, "80"), (2025, "70")],
            "割合は、令和5年度の90%から毎年度下がり、令和7年度は70%です。",
        ),
        (
            [(2023, "90"), (2024, "95"), (2025, "70")],
            "割合は、令和5年度の90%から下がり、令和7年度は70%です。",
        ),
        ([(2024, "80"), (2025, "80")], "割合は、令和6年度から令和7年度まで80%のまま変わっていません。"),
        (
            [(2023, "80"), (2024, "90"), (2025, "80")],
            "割合は、令和5年度も令和7年度も80%です。",
        ),
    ],
)
def test_a_trend_in_words(values: list[tuple[int, str | None]], words: str) -> None:
    assert trend(*values) == words


def test_a_trend_with_a_missing_year_is_not_said_to_move_every_year() -> None:
    assert "毎年度" not in trend((2022, "90"), (2023, None), (2024, "80"), (2025, "70"))


def test_a_trend_starts_anew_where_the_method_changed() -> None:
    words = trend((2022, "60"), (2023, "50"), (2024, "80", True), (2025, "70"))
    expected = "割合は、令和6年度の80%から下がり、令和7年度は70%です。"
    assert words == f"{expected}令和6年度に採点方法が変わったため、令和5年度以前とは比べられません。"
    alone = trend((2024, "80"), (2025, "70", True))
    assert alone.startswith("令和7年度の割合は70%です。") and "比べられません" in alone
    assert "比べられません" in trend((2023, "80"), (2024, None, True), (2025, "70")), "the break lies in a gap"


def test_counts_grow_and_percentages_rise() -> None:
    assert "増え" in trend((2024, "1"), (2025, "2"), unit="件")
    assert "上がり" in trend((2024, "1"), (2025, "2"))


def test_money_names_its_kind_and_that_of_last_year_when_it_differs() -> None:
    now, then = Decimal(900), Decimal(1000)
    same = money_finding(now, then, ("決算見込", "決算見込"), LAST)
    assert same == "支出済額（決算見込）は900千円で、令和6年度より100千円減りました。"
    other = money_finding(now, then, ("決算見込", "議会認定後"), LAST)
    assert other == "支出済額（決算見込）は900千円で、令和6年度（議会認定後）より100千円減りました。"
    assert money_finding(now, None, ("決算見込", ""), "") == "支出済額（決算見込）は900千円です。"
    assert money_finding(now, now, ("決算見込", "決算見込"), LAST).endswith("令和6年度と同じです。")
    assert money_finding(None, then, ("", ""), LAST) == ""
