"""A scorecard as contract.md describes it in the JSON of `score`."""

from __future__ import annotations

from typing import Any

from fujiplan_cli.model.scorecard import Evidence, IndicatorScore, ItemScore, Scorecard
from fujiplan_cli.model.values import number_json


def card_json(card: Scorecard) -> dict[str, Any]:
    """Plain JSON data: ratios and points unrounded, the score to its one decimal, whole levels as integers."""
    return {
        "project": card.project,
        "eval_stage": card.eval_stage,
        "stage": card.stage or None,
        "status": card.status or None,
        "view": card.view,
        "items": [_item(item) for item in card.items],
        "answered_weight": number_json(card.answered_weight) if card.items else None,
        "score": None if card.score is None else float(card.score),
        "grade": card.grade,
        "provisional": card.provisional,
        "range": None if card.range is None else [float(end) for end in card.range],
        "caps": [{"cap": c.cap, "item": c.item or None, "reason": c.reason} for c in card.caps],
        "warnings": [{"warning": w.warning, "reason": w.reason} for w in card.warnings],
        "marked": card.marked,
        "repeated": card.repeated,
        "rank": card.rank,
        "rank_of": card.rank_of,
        "rank_interval": None if card.rank_interval is None else list(card.rank_interval),
        "grade_stability": number_json(card.grade_stability),
    }


def _item(item: ItemScore) -> dict[str, Any]:
    return {
        "item": item.item,
        "title": item.title,
        "weight": item.weight,
        "applicable": item.applicable,
        "answered": item.answered,
        "level": number_json(item.level),
        "level_before": number_json(item.level_before),
        "points": number_json(item.points),
        "source": item.source,
        "basis": item.basis,
        "rule": item.rule,
        "details": [_indicator(i) for i in item.indicators],
        "evidence": [evidence_json(e) for e in item.evidence],
    }


def _indicator(one: IndicatorScore) -> dict[str, Any]:
    return {
        "number": one.number,
        "kind": one.kind,
        "name": one.name,
        "unit": one.unit,
        "direction": one.direction,
        "base": number_json(one.base),
        "target": number_json(one.target),
        "target_original": number_json(one.target_original),
        "target_source": one.target_source,
        "actual": number_json(one.actual),
        "pending": one.pending or None,
        "rate": number_json(one.rate),
        "achievement": number_json(one.achievement),
        "level": one.level,
        "scored": one.scored,
        "rule": one.rule,
    }


def evidence_json(one: Evidence) -> dict[str, Any]:
    """One value the calculation used, with its place."""
    return {
        "field": one.field,
        "label": one.label,
        "value": one.value,
        "origin": one.origin or None,
        "file": one.file or None,
        "sheet": one.sheet or None,
        "cell": one.cell or None,
        "sha256": one.sha256 or None,
    }
