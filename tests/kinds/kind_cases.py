"""Helpers of the kinds' tests: fields and cells in a few words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from fujiplan_cli.kinds.base import Parsed
from fujiplan_cli.kinds.registry import parse
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.grid import Cell

STAGES = (
    "S0 構想・提案",
    "S1 調査・基礎研究",
    "S2 企画・計画",
    "S3 予算化・調達",
    "S4 構築・移行",
    "S5 運用・改善",
    "S6 評価・更新検討",
    "S9 終了",
)
STATUSES = ("計画より進んでいる", "計画どおり", "遅れ", "未着手", "休止", "中止", "完了")


def field(kind: str, **given: Any) -> Field:
    for name in ("minimum", "maximum"):
        if name in given:
            given[name] = Decimal(str(given[name]))
    return Field("kpi_1_actual", "実績値", kind, "indicators", "input", "public", **given)


def text(raw: str) -> Cell:
    return Cell(kind="text", raw=raw)


def number(raw: str, *, as_date: bool = False) -> Cell:
    return Cell(kind="number", raw=raw, looks_like_date=as_date)


def formula(kind: Any, raw: str) -> Cell:
    return Cell(kind=kind, raw=raw, formula="SUM(A1:A3)")


def rules(parsed: Parsed) -> list[str]:
    return [repair.rule for repair in parsed.repairs]


def code(cell: Cell, one: Field) -> str | None:
    """Code of the problem; an error must leave no value."""
    parsed = parse(cell, one)
    if parsed.problem is None:
        return None
    assert parsed.problem.severity != "error" or parsed.value is None
    return parsed.problem.code
