"""採点方法の配点を変えてみる: one item's weight is set, the others give or take in proportion (参考 only)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from fractions import Fraction

from fujiplan_cli.model.method import Item, Method

FULL = 100
Weights = Mapping[tuple[str, str], int]
"""(評価段階, item id) → its new weight, 0-100."""


class ImpossibleWeights(ValueError):
    """The weights set for a stage leave no sum of 100: its words say why, for the user."""


def reweighed(method: Method, given: Weights) -> Method:
    """The method with these weights; at a stage that is touched the others keep their proportion and the sum is 100.

    Weights stay whole points, as in the method file: what is left over after rounding down goes to the largest
    remainders, and of equal ones to the item that stands first. Raises ImpossibleWeights.
    """
    weights = {stage: _stage(method, stage, given) for stage in sorted({stage for stage, _ in given})}
    items = tuple(_with(item, weights) for item in method.items)
    return dataclasses.replace(method, title=f"{method.title}（配点を変更）", items=items, sha256="")


def weight_changes(before: Method, after: Method) -> list[tuple[str, str, int, int]]:
    """(評価段階, title of the item, weight before, after) of every weight that differs, by stage."""
    stages = sorted({stage for item in before.items for stage in item.weights})
    pairs = list(zip(before.items, after.items, strict=True))
    return [
        (stage, old.title, old.weights.get(stage, 0), new.weights.get(stage, 0))
        for stage in stages
        for old, new in pairs
        if old.weights.get(stage, 0) != new.weights.get(stage, 0)
    ]


def _stage(method: Method, stage: str, given: Weights) -> dict[str, int]:
    own = method.weights(stage)
    fixed = {item: weight for (at, item), weight in given.items() if at == stage}
    rest = {item: weight for item, weight in own.items() if item not in fixed}
    left = FULL - sum(fixed.values())
    if left < 0:
        raise ImpossibleWeights(f"評価段階{stage}の配点の合計が{FULL}を超えます（指定した配点の計は{FULL - left}）。")
    if not rest and left:
        raise ImpossibleWeights(f"評価段階{stage}のすべての項目を指定するときは、計を{FULL}にしてください。")
    return {**fixed, **_shared(rest, left)}


def _shared(weights: Mapping[str, int], left: int) -> dict[str, int]:
    """``left`` points shared in proportion to the weights, whole."""
    total = sum(weights.values())
    exact = {item: Fraction(left * weight, total) for item, weight in weights.items()}
    result = {item: int(share) for item, share in exact.items()}
    by_remainder: Sequence[str] = sorted(exact, key=lambda item: result[item] - exact[item])
    for item in by_remainder[: left - sum(result.values())]:
        result[item] += 1
    return result


def _with(item: Item, weights: Mapping[str, Mapping[str, int]]) -> Item:
    changed = {stage: own[item.id] for stage, own in weights.items() if item.id in own}
    merged = {**item.weights, **changed}
    return dataclasses.replace(item, weights={stage: weight for stage, weight in merged.items() if weight})
