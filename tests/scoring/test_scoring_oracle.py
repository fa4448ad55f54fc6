"""The program against a second scorer written from the rules alone, on many random records."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from oracle import expected
from scoring_cases import GOOD, MONEY, record

from fujiplan_cli.model.values import YearMonth
from fujiplan_cli.scoring import card_of

STAGES = ("S0", "S1", "S2", "S3", "S4", "S5", "S6", "S9")
STATUSES = (
    ["計画どおり"] * 6 + ["計画より進んでいる", "完了"] + ["遅れ"] * 6 + ["未着手", "未着手", "休止", "中止", None]
)
TEXTS = ("報告書のとおり", "　", None)


def often(draw: random.Random, value: object, blank_share: float = 0.12) -> object:
    return None if draw.random() < blank_share else value


def random_indicator(draw: random.Random, n: int) -> dict[str, object]:
    def value() -> Decimal:
        return Decimal(draw.choice((-20, 0, 1, 5, 10, 20, 50, 80, 95, 100, 104, 120, 130, 140, "79.96", "33.3")))

    pending = draw.random() < 0.25
    near = draw.choice((value(), value(), Decimal(100), Decimal(80)))
    facts = {
        "kind": draw.choice(("成果指標", "成果指標", "成果指標", "活動指標")),
        "name": f"指標{n}",
        "direction": draw.choice(("増", "減", "維持")),
        "base": often(draw, value(), 0.5),
        "target": often(draw, draw.choice((Decimal(100), value())), 0.12),
        "tolerance": often(draw, Decimal("0.05"), 0.7),
        "actual": None if pending else often(draw, near),
        "pending": YearMonth(2026, 9) if pending or draw.random() < 0.05 else None,
    }
    return {f"kpi_{n}_{key}": v for key, v in facts.items()}


def random_values(draw: random.Random) -> dict[str, object]:
    values: dict[str, object] = {
        "status": draw.choice(STATUSES),
        "delay_months": often(draw, draw.choice((1, 2, 3, 4, 6, 7, 12)), 0.2),
        "recovery": draw.choice((YearMonth(2026, 6), YearMonth(2026, 6), YearMonth(2026, 6), "見込みなし", None)),
        "start_year": draw.choice((2023, 2025, 2026)),
        "incident": draw.choice(("なし", "なし", "なし", "軽微", "重大", None)),
        "cost_reason": draw.choice(("入札差金・経費節減", "規模の変更", None)),
        "cost_basis": draw.choice(TEXTS),
    }
    for field in MONEY:
        big = field in ("budget_initial", "executed")
        amount = draw.choice((0, 500, 900, 1000, 1100, 1200) if big else (0, 0, 0, 50, 100))
        values[field] = often(draw, Decimal(-amount if field == "budget_moved" else amount), 0.04)
    if draw.random() < 0.1:
        values |= dict.fromkeys(MONEY, draw.choice((None, Decimal(0))))
    for item in ("deliverables", "uptake", "control"):
        values[f"self_{item}"] = often(draw, draw.randint(0, 4))
        values[f"basis_{item}"] = draw.choice(TEXTS)
        values[f"confirmed_{item}"] = often(draw, draw.randint(0, 4), 0.5)
        values[f"reason_{item}"] = draw.choice(TEXTS)
    for n in range(1, draw.randint(0, 3) + 1):
        values |= random_indicator(draw, n)
    if draw.random() < 0.4:
        values |= {f: v for f, v in GOOD.items() if f != "stage" and draw.random() < 0.9}
    return values


@pytest.mark.parametrize("method_id", ["revised", "old"])
@pytest.mark.parametrize("view", ["self", "confirmed"])
def test_a_second_scorer_from_the_rules_alone_agrees_on_2000_random_records(method_id, view, request):
    method = request.getfixturevalue(method_id)
    draw = random.Random(f"{method_id} {view}")
    seen = set()
    for _ in range(2000):
        values, stage = random_values(draw), draw.choice(STAGES)
        has_budget, printed = draw.random() < 0.8, draw.random() < 0.3
        typed = not printed
        one = record(
            stage,
            has_budget=has_budget,
            printed_money=printed,
            required=MONEY if typed and has_budget else (),
            kpi=False,
            **values,
        )
        card = card_of(one, method, view)
        want = expected(values, stage, 2025, has_budget, typed, confirmed=view == "confirmed", old=method_id == "old")
        about = (stage, values)
        assert card.grade == want["grade"], about
        assert (None if card.score is None else Fraction(card.score)) == want["score"], about
        assert card.exact == want.get("exact"), about
        assert (None if card.range is None else tuple(map(Fraction, card.range))) == want["range"], about
        assert {(c.cap, c.item) for c in card.caps} == want["caps"], about
        assert card.answered_weight == want["answered"], about
        assert {i.item: i.level for i in card.items} == want["levels"], about
        seen.add((stage, card.grade))
    letters = {grade for _, grade in seen}
    assert letters >= {"A", "B", "C", "D", "F", "Y", "H", "X", "Z", None}, "the draw reaches every letter"
