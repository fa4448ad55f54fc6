"""Facts that follow from answers (model.form.ANSWER_FACTS): they decide what else is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

from fujiplan_cli.intake.achievement import achievement
from fujiplan_cli.intake.amounts import amount, amount_of, sum_parts
from fujiplan_cli.kinds.register_columns import INDICATORS
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.values import Value

COST_GAP = Fraction(1, 10)
"""不用額の理由 is asked above this share of 予算現額 (domain.md §3)."""
SCORED_KIND = "成果指標"


def fields_behind(fact: str, fields: Mapping[str, Field]) -> tuple[str, ...]:
    """Fields whose answers decide a fact; empty for a structural one."""
    if fact == "executed_positive":
        return ("executed",)
    if fact == "cost_gap":
        total = fields.get("budget_total")
        return ("executed", "carried_out", *(sum_parts(total) if total else ()))
    if fact == "outcome_low":
        return tuple(f"kpi_{number}_actual" for number in INDICATORS)
    return ()


def answer_facts(
    values: Mapping[str, Value | None], fields: Callable[[str], Field | None], outcome_low_below: Fraction
) -> frozenset[str]:
    """Which of cost_gap, executed_positive, outcome_low hold. Faulty answers must be None in ``values``."""
    facts = set()
    gap = cost_gap(values, fields)
    if gap is not None and gap > COST_GAP:
        facts.add("cost_gap")
    executed = amount(values.get("executed"))
    if executed is not None and executed > 0:
        facts.add("executed_positive")
    if any(_is_low(values, number, outcome_low_below) for number in INDICATORS):
        facts.add("outcome_low")
    return frozenset(facts)


def cost_gap(values: Mapping[str, Value | None], fields: Callable[[str], Field | None]) -> Fraction | None:
    """|不用額| / 予算現額; None while 支出済額 is blank or 予算現額 is not positive."""
    executed = amount(values.get("executed"))
    total = amount_of("budget_total", values, fields)
    if executed is None or total is None or total <= 0:
        return None
    unused = total - executed - (amount(values.get("carried_out")) or Decimal(0))
    return Fraction(abs(unused)) / Fraction(total)


def _is_low(values: Mapping[str, Value | None], number: int, below: Fraction) -> bool:
    def one(stem: str) -> Value | None:
        return values.get(f"kpi_{number}_{stem}")

    actual, target = amount(one("actual")), amount(one("target"))
    if one("kind") != SCORED_KIND or actual is None or target is None:
        return False
    reached = achievement(str(one("direction")), actual, target, amount(one("base")), amount(one("tolerance")))
    return reached < below
