"""What would have changed the grade: every claim is recomputed from a changed record; one level less is not enough."""

from __future__ import annotations

import dataclasses
import json
import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scoring_cases import indicator, record

from fujiplan_cli.model.record import Fact
from fujiplan_cli.model.values import YearMonth
from fujiplan_cli.scoring import card_of, changes, changes_json
from fujiplan_cli.scoring.rounding import half_up

STAGES = ("S1", "S2", "S3", "S4", "S5", "S6")
LETTERS = "DCBA"
ACTUALS = (0, 20, 50, 80, 100)
"""Actual value for each level against a target of 100."""
SPENT = (400, 500, 700, 800, 900)
"""Of a budget of 1000: 支出済額 for each level."""
LATE = {4: None, 3: 1, 2: 3, 1: 6}


def with_values(one, **values):
    """The record with other values in these fields; None takes a value away."""
    source = next(iter(one.facts.values())).source
    return dataclasses.replace(one, facts={**one.facts, **{f: Fact(v, source, str(v)) for f, v in values.items()}})


def made(one, item, level, view):
    """The record with one item at a level, by the answers that give it."""
    if item == "schedule":
        if level == 4:
            return with_values(one, status="計画どおり")
        return with_values(one, status="遅れ", delay_months=LATE[int(level)], recovery=YearMonth(2026, 9))
    if item == "cost":
        return with_values(one, budget_initial=Decimal(1000), executed=Decimal(SPENT[int(level)]), cost_reason=None)
    if item == "outcome":
        return with_outcome(one, level)
    who = "confirmed" if view == "confirmed" and one.value(f"confirmed_{item}") is not None else "self"
    return with_values(one, **{f"{who}_{item}": int(level)})


def with_outcome(one, level):
    """Indicators whose levels sum to what the mean asks for; the pending stay pending."""
    numbers = [n for n in (1, 2, 3) if one.value(f"kpi_{n}_kind") == "成果指標" and not one.value(f"kpi_{n}_pending")]
    if not numbers:
        return with_values(one, **indicator(1, target=100, actual=ACTUALS[int(level)]))
    rest, values = int(level * len(numbers)), {}
    assert Fraction(rest, len(numbers)) == level
    for n in numbers:
        own = min(4, rest)
        rest -= own
        values[f"kpi_{n}_actual"] = Decimal(ACTUALS[own])
    return with_values(one, **values)


def grade_of(one, method, view):
    return card_of(one, method, view).grade


def better(letter, than):
    return LETTERS.index(letter) > LETTERS.index(than)


def verified(one, method, view="self"):
    """The changes of a record, after every one of them was recomputed."""
    card = card_of(one, method, view)
    found = changes(card, one, method)
    if card.grade not in LETTERS:
        assert found is None
        return found
    target = LETTERS[LETTERS.index(card.grade) + 1] if card.grade != "A" else ""
    assert found.target == target
    for claim in found.changes:
        before = one if not claim.needs_basis else with_values(one, **{f"basis_{claim.item}": "点検表"})
        after = made_by(claim, before, view)
        again = card_of(after, method, view)
        assert (again.grade, again.score, again.exact) == (claim.grade, claim.score, claim.exact), claim
        assert not better(target, again.grade)
        if claim.kind == "level":
            for lower in lower_levels(claim, one):
                less = made_by(dataclasses.replace(claim, level=lower), before, view)
                assert better(target, grade_of(less, method, view)), (claim, lower)
    claimed = {c.item for c in found.changes if c.item}
    for item in card.items:
        # What is not claimed would not do, even at the top.
        if item.item not in claimed and item.applicable and item.level is not None and target:
            top = made(with_values(one, **{f"basis_{item.item}": "点検表"}), item.item, 4, view)
            assert better(target, grade_of(top, method, view)), item.item
    assert_points(card, found, method)
    return found


def made_by(claim, one, view):
    if claim.kind == "basis":
        return one
    if claim.kind == "cap":
        undone = {
            "incident": {"incident": "なし"},
            "long_delay": {"status": "遅れ", "delay_months": 6, "recovery": YearMonth(2026, 9)},
        }
        return with_values(one, **undone[claim.cap])
    return made(one, claim.item, claim.level, view)


def lower_levels(claim, one):
    """The next level below that can be had and still differs from the one now."""
    step = Fraction(1)
    if claim.item == "outcome":
        known = [n for n in (1, 2, 3) if one.value(f"kpi_{n}_kind") and not one.value(f"kpi_{n}_pending")]
        step = Fraction(1, len(known) or 1)
    lower = claim.level - step
    now = Fraction(-1) if claim.level_from is None else claim.level_from
    return [lower] if lower > now and lower >= 0 and not (claim.item == "schedule" and lower == 0) else []


def assert_points(card, found, method):
    """Missing and margin are exact: with them the score just rounds to the letter, and with less it does not."""
    minimum = {g.letter: g.minimum for g in method.grades}
    tiny = Fraction(1, 10**9)
    if found.target and found.missing:
        assert half_up(card.exact + found.missing, 1) >= minimum[found.target]
        assert half_up(card.exact + found.missing - tiny, 1) < minimum[found.target]
    if found.margin is not None:
        assert half_up(card.exact - found.margin, 1) >= minimum[card.grade]
        assert half_up(card.exact - found.margin - tiny, 1) < minimum[card.grade]


def random_answers(seed):
    draw = random.Random(seed)
    stage = draw.choice(STAGES)
    values = {"status": draw.choice(["計画どおり", "遅れ", "遅れ", "未着手", None])}
    if values["status"] == "遅れ":
        values |= {"delay_months": draw.choice([1, 3, 5, 8, None]), "recovery": draw.choice([YearMonth(2026, 9), None])}
    for item in ("deliverables", "uptake", "control"):
        values |= {f"self_{item}": draw.choice([0, 1, 2, 3, 4, None]), f"basis_{item}": draw.choice(["記録", None])}
        if draw.random() < 0.2:
            values |= {f"confirmed_{item}": draw.randint(0, 4), f"reason_{item}": "確認"}
    values |= {"incident": draw.choice(["なし"] * 4 + ["重大", None])}
    money = draw.choice(["none", "spent", "spent", "blank"])
    if money == "none":
        values |= {"has_budget": False, "budget_initial": None, "executed": None}
    else:
        values |= {"executed": Decimal(draw.choice(SPENT)) if money == "spent" else None}
    for n in range(1, draw.choice([0, 1, 2, 3]) + 1):
        pending = draw.random() < 0.2
        values |= indicator(n, target=100, actual=None if pending else draw.choice([*ACTUALS, None]))
        values |= {f"kpi_{n}_pending": YearMonth(2026, 9) if pending else None}
    return record(stage, kpi=False, **values)


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(["self", "confirmed"]))
def test_every_claimed_change_gives_the_letter_and_one_level_less_does_not(revised, seed, view):
    verified(random_answers(seed), revised, view)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**9))
def test_it_holds_under_the_old_method_too(old, seed):
    one = random_answers(seed)
    found = changes(card_of(one, old), one, old)
    for claim in found.changes if found else ():
        # Items that the old method counts without asking cannot be answered otherwise.
        assert claim.kind == "level" and not claim.cap
        assert grade_of(made(one, claim.item, claim.level, "self"), old, "self") == claim.grade


def claims(one, method):
    return {c.item or c.cap: (c.kind, c.level, c.grade) for c in verified(one, method).changes}


def test_each_item_gives_its_lowest_level_and_its_own_words(revised):
    # 10 + 45×2/4 + 20×2/4 + 15 + 10×2/4 = 62.5: to 80 only 成果指標 can lift, at 4
    one = record("S5", kpi_1_actual=Decimal(70), self_uptake=2, self_control=2)
    found = verified(one, revised)
    assert claims(one, revised) == {"outcome": ("level", 4, "A")}
    assert (found.missing, found.margin) == (Fraction("17.45"), Fraction("2.55"))
    result = "評価は「A 良好」（85.0点）になる計算です（水準4：「オンライン申請率」の実績値が100％以上）。"
    assert found.words == (
        f"「成果指標」が水準4（今は2）なら、{result}",
        "評価点が60点を下回ると、評価は「C」になります（今は62.5点で、差は2.5点）。",
    )


def test_a_missing_basis_is_named_before_any_other_level(revised):
    # 10 + 45 + 10（4→2） + 15×1/4 + 10 = 78.75
    one = record("S5", basis_uptake=None, executed=Decimal(500))
    assert claims(one, revised) == {"uptake": ("basis", 4, "A"), "cost": ("level", 2, "A")}
    words = verified(one, revised).words
    assert (
        words[0]
        == "「利用・定着」の根拠が示されていれば、水準4のまま認められ、評価は「A 良好」（88.8点）になる計算です。"
    )
    assert "（水準2：不用額（超過した場合も含む。）が予算現額の30％以内）" in words[1]


def test_a_level_above_the_cap_asks_for_its_basis_too(revised):
    # S1: 工程30 + 成果物40×2/4 + 経費10 + 体制20 = 80 → 工程 late 1 month 22.5 → 72.5
    one = record(
        "S1", status="遅れ", delay_months=1, recovery=YearMonth(2026, 9), self_deliverables=2, basis_deliverables=None
    )
    change = next(c for c in verified(one, revised).changes if c.item == "deliverables")
    assert (change.level, change.needs_basis, change.kind) == (3, True, "level")
    assert "その根拠が示されているなら" in " ".join(verified(one, revised).words)


@pytest.mark.parametrize(
    "values, expected",
    [
        ({"incident": "重大"}, {"incident": ("cap", None, "A")}),
        ({"status": "遅れ", "delay_months": 9}, {"schedule": ("level", 1, "A")}),
    ],
)
def test_a_cap_that_binds_must_go(revised, values, expected):
    one = record("S5", **values)
    assert claims(one, revised) == expected
    assert verified(one, revised).caps and verified(one, revised).missing == 0


def test_a_long_delay_at_s6_is_a_cap_of_its_own(revised):
    one = record("S6", status="遅れ", delay_months=9)
    assert claims(one, revised) == {"long_delay": ("cap", None, "A")}
    assert (
        verified(one, revised).words[0].startswith("遅れが6か月以内で、回復の見込みが示されているなら、上限がなくなり")
    )


def test_a_cap_that_does_not_bind_yet_forbids_all_the_same(revised):
    """Score of a C and an incident: B is out of reach, though the cap is not listed as binding."""
    one = record("S5", incident="重大", kpi_1_actual=Decimal(10), self_uptake=2)
    card = card_of(one, revised)
    assert (card.grade, card.caps) == ("C", ())
    found = verified(one, revised)
    assert found.changes == () and len(found.caps) == 1 and found.missing > 0
    assert found.words[0].startswith("ほかが同じままで、ひとつの項目だけで評価が「B」に上がるものはありません。")


def test_without_an_indicator_the_indicator_must_come_first(revised):
    one = record("S5", kpi=False)
    assert claims(one, revised) == {"outcome": ("level", 3, "A")}
    found = verified(one, revised)
    assert found.words[0].startswith("目標値のある成果指標が台帳にあり、「成果指標」が水準")


def test_two_caps_at_once_leave_no_single_change(revised):
    one = record("S5", incident="重大", status="遅れ", delay_months=9, kpi=False)
    found = verified(dataclasses.replace(one), revised)
    assert (found.grade, found.target) == ("C", "B")
    assert [c.cap for c in found.changes] == ["incident"]


def test_several_indicators_say_the_sum_and_one_that_could_do_it_alone(revised):
    # 水準3と2、平均2.5: 10 + 28.125 + 20 + 15 + 5 = 78.125
    one = record(
        "S5", kpi=False, self_control=2, **indicator(1, target=160, actual=130), **indicator(2, target=9, actual=5)
    )
    change = next(c for c in verified_by_level(one, revised) if c.item == "outcome")
    assert (change.level_from, change.level) == (Fraction(5, 2), 3)
    assert change.condition == "2件の成果指標の水準の合計が6以上（例えば、「指標1」の実績値が160件以上）"


def verified_by_level(one, method):
    return changes(card_of(one, method), one, method).changes


@pytest.mark.parametrize(
    "direction, values, words",
    [
        ("増", {"target": 160, "base": 100, "actual": 100}, "「指標1」の実績値が160件以上"),
        ("減", {"target": 40, "actual": 100}, "「指標1」の実績値が40件以下"),
        ("減", {"target": 40, "base": 100, "actual": 90}, "「指標1」の実績値が40件以下"),
        ("維持", {"target": 40, "actual": 90}, "「指標1」の達成度が100％以上"),
        ("増", {"target": 0, "actual": -5}, "「指標1」の実績値が0件以上"),
    ],
)
def test_the_actual_value_that_would_do_is_named(revised, direction, values, words):
    # 10 + 0〜 + 10 + 15 + 10: D or C; the indicator lifts
    one = record("S5", kpi=False, self_uptake=2, self_control=2, **indicator(1, direction, **values))
    card = card_of(one, revised)
    found = changes(card, one, revised)
    change = next((c for c in found.changes if c.item == "outcome"), None)
    assert change is not None
    needed = {4: words}.get(int(change.level))
    if needed:
        assert change.condition == needed
    number = (
        change.condition.removeprefix("「指標1」の実績値が")
        .removesuffix("以上")
        .removesuffix("以下")
        .removesuffix("件")
    )
    if number.replace(".", "").isdigit():
        again = card_of(with_values(one, kpi_1_actual=Decimal(number)), revised)
        # A target that is met or not gives 4 at once.
        assert again.grade == change.grade or (values["target"] == 0 and better(again.grade, change.grade))


def test_the_best_and_the_lowest_and_what_has_no_grade(revised):
    best = record("S5")
    found = verified(best, revised)
    assert (found.target, found.changes, found.missing) == ("", (), 0)
    assert found.words[0] == "評価は、最も高い区分です。"
    lowest = record("S3", status="未着手", self_deliverables=0, self_control=0, executed=Decimal(0))
    assert verified(lowest, revised).margin is None
    assert changes(card_of(record("S9"), revised), record("S9"), revised) is None
    assert changes_json(None) is None


def test_json_is_plain_data(revised):
    one = record("S5", basis_uptake=None, executed=Decimal(500))
    data = changes_json(verified(one, revised))
    assert json.loads(json.dumps(data)) == data
    assert (data["grade"], data["target"], data["below"]) == ("B", "A", "C")
    assert data["single"][0] == {
        "kind": "basis", "item": "uptake", "level_from": 2, "level": 4, "needs_basis": True, "cap": "no_basis",
        "condition": "想定した利用者の大半が使い、業務・手続が置き換わった", "score": 88.8, "grade": "A",
    }  # fmt: skip
