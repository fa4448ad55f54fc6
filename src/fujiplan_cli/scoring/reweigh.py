"""採点方法の配点を変えてみる: one item's weight is set, the others give or take in exact proportion (参考 only)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import Any

from fujiplan_cli.model.method import Item, Method
from fujiplan_cli.model.values import number_json
from fujiplan_cli.scoring.rounding import half_up

FULL = 100
SUFFIX = "+weights"
"""Follows the id of a method whose weights were changed: revised+weights."""
Weights = Mapping[tuple[str, str], int]
"""(評価段階, item id) → its new weight, 0-100."""


class ImpossibleWeights(ValueError):
    """The weights set for a stage leave no sum of 100: its words say why, for the user."""


@dataclass(frozen=True, slots=True)
class WeightChange:
    """An item's weight at one 評価段階, in exact points of 100."""

    eval_stage: str
    item: str
    title: str
    before: Fraction
    after: Fraction


def reweighed(method: Method, given: Weights) -> Method:
    """The method with these weights of 100; at a stage that is touched the others keep their exact proportion.

    A method holds whole weights and scores divide by their sum, so such a stage has every weight multiplied by what
    the proportion asks for: 30 of 100 beside 10:20:15:10 is 330 of 1100 beside 140:280:210:140, reduced. Only the
    ratios mean anything; `Method.shares` gives them in points of 100. An item of weight 0 is not evaluated. Raises
    ImpossibleWeights.
    """
    weights = {stage: _stage(method, stage, given) for stage in sorted({stage for stage, _ in given})}
    items = tuple(_with(item, weights) for item in method.items)
    title = f"{method.title}（配点を変更）"
    return dataclasses.replace(method, id=method.id + SUFFIX, title=title, items=items, sha256="")


def weight_changes(before: Method, after: Method) -> tuple[WeightChange, ...]:
    """Every weight that differs between a method and its `reweighed` one, by stage, then in the order of the items."""
    found = []
    for stage in sorted({stage for item in before.items for stage in item.weights}):
        old, new = before.shares(stage), after.shares(stage)
        pairs = [(item, old.get(item.id, Fraction(0)), new.get(item.id, Fraction(0))) for item in before.items]
        found += [WeightChange(stage, item.id, item.title, was, now) for item, was, now in pairs if was != now]
    return tuple(found)


def weight_changes_json(changed: tuple[WeightChange, ...]) -> list[dict[str, Any]]:
    """``weights`` of the JSON of `score --weight`: points of 100, unrounded."""
    return [
        {
            "eval_stage": one.eval_stage,
            "item": one.item,
            "title": one.title,
            "before": number_json(one.before),
            "after": number_json(one.after),
        }
        for one in changed
    ]


def weight_words(points: Fraction) -> str:
    """A weight for readers: 45, else one decimal, half up (16.7, 25.0). Whoever shows it says that it is rounded."""
    return str(points) if points.denominator == 1 else f"{half_up(points, 1):f}"


def _stage(method: Method, stage: str, given: Weights) -> dict[str, int]:
    own = method.weights(stage)
    fixed = {item: weight for (at, item), weight in given.items() if at == stage}
    rest = {item: weight for item, weight in own.items() if item not in fixed}
    left, total = FULL - sum(fixed.values()), sum(rest.values())
    if left < 0:
        raise ImpossibleWeights(f"評価段階{stage}の配点の合計が{FULL}を超えます（指定した配点の計は{FULL - left}）。")
    if not rest and left:
        raise ImpossibleWeights(f"評価段階{stage}のすべての項目を指定するときは、計を{FULL}にしてください。")
    # left points shared as weight ÷ total each; everything times the total is whole, and the sum is 100 × total.
    scaled = {item: weight * (total or 1) for item, weight in fixed.items()}
    scaled |= {item: left * weight for item, weight in rest.items()}
    common = gcd(*scaled.values())
    return {item: weight // common for item, weight in scaled.items()}


def _with(item: Item, weights: Mapping[str, Mapping[str, int]]) -> Item:
    changed = {stage: own[item.id] for stage, own in weights.items() if item.id in own}
    merged = {**item.weights, **changed}
    return dataclasses.replace(item, weights={stage: weight for stage, weight in merged.items() if weight})
