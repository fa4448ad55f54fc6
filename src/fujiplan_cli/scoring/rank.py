"""順位: within one year and 評価段階, by score, ties share a rank; never over stages, never of departments."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from decimal import Decimal

from fujiplan_cli.model.scorecard import Scorecard


def ranked(cards: Sequence[Scorecard]) -> tuple[Scorecard, ...]:
    """The same cards in the same order with ranks. 再掲 projects, codes and Z get none and are not counted."""
    groups: dict[tuple[int, str], list[Decimal]] = {}
    for card in cards:
        if card.score is not None and not card.repeated:
            groups.setdefault((card.year, card.eval_stage), []).append(card.score)
    places = {group: _places(scores) for group, scores in groups.items()}
    return tuple(_with_rank(card, places) for card in cards)


def _places(scores: list[Decimal]) -> tuple[dict[Decimal, int], int]:
    """Score → rank (1 + how many are better), and how many are ranked."""
    places: dict[Decimal, int] = {}
    for place, score in enumerate(sorted(scores, reverse=True), start=1):
        places.setdefault(score, place)
    return places, len(scores)


def _with_rank(card: Scorecard, places: dict[tuple[int, str], tuple[dict[Decimal, int], int]]) -> Scorecard:
    if card.score is None or card.repeated:
        return dataclasses.replace(card, rank=None, rank_of=None)
    rank, of = places[(card.year, card.eval_stage)]
    return dataclasses.replace(card, rank=rank[card.score], rank_of=of)
