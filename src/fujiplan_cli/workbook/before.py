"""前年度の回答: last year's answers in small print beside this year's questions, where the sheet has room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.model.form import BEFORE_MARK, Field
from fujiplan_cli.model.place import address
from fujiplan_cli.model.values import Value
from fujiplan_cli.workbook.canvas import Block, SheetPlan

_MONEY = ("budget_total", "executed")
"""Amounts worth comparing."""
_STEM = "actual"

Before = Mapping[str, Value | None]


def recalls(fields: Iterable[Field]) -> bool:
    """Whether a section's heading has something of last year to show."""
    return any(_is_recalled(one) for one in fields)


def _is_recalled(one: Field) -> bool:
    """Choices that are no secret, actuals of indicators, and the chief amounts. Levels have a place of their own."""
    chosen = one.kind == "choice" and one.origin == "input" and one.disclosure != "never"
    return chosen or one.id in _MONEY or (bool(one.index) and one.stem == _STEM)


def before_texts(plan: SheetPlan, before: Before) -> dict[str, str | None]:
    """Address → text of every place for last year's answers; None where there is none."""
    return {address(b.row, b.column): _text(plan, b, before) or None for b in places(plan)}


def places(plan: SheetPlan) -> list[Block]:
    """The blocks that show last year's answers."""
    return [b for b in plan.blocks if b.role in ("before", "earlier")]


def _text(plan: SheetPlan, place: Block, before: Before) -> str:
    if place.role == "earlier":
        value = before.get(place.field)
        return "" if value is None else f"{BEFORE_MARK}{value}"
    own = [one for one in plan.fields.values() if one.section == place.field and _is_recalled(one)]
    told = [_told(one, value) for one in own if (value := before.get(one.id)) is not None and value != ""]
    return BEFORE_MARK + "　".join(told) if told else ""


def _told(one: Field, value: Value) -> str:
    """「進捗状況 計画どおり」. 「当年度末の段階」 would mislead in a note on the year before."""
    shown = KINDS[one.kind].show(value, one)
    name = f"指標{one.index}の{one.label}" if one.index else one.label.removeprefix("当年度末の")
    return f"{name} {shown}"
