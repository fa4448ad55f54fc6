"""A row of the 数値確定票.

WHAT: amounts typed in it are 出納閉鎖後. More spent and carried over than 予算現額, or a 支出済額 less than half or
more than twice the 決算見込 that is printed beside it, is for a person to see.
WHY: domain.md §3: executed_kind says how final money is; §7: 円 typed for 千円, or another project's row, can only be
settled by a person, and both amounts to compare with stand in the row.
TESTED BY: tests/commands/test_other_forms.py
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from fujiplan_cli.intake.amounts import amount
from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.model.finance import EXECUTED_KINDS
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.record import Answer

_FAR = 2
"""So many times the estimate, or the estimate so many times the amount."""
_SMALL = 100
"""千円: below it a change of any size is nothing to ask about."""


def findings(reading: Reading, found: list[Finding]) -> list[Finding]:
    """Reviews settled_over_budget or settled_far; a thousandfold of last year is not told beside them."""
    executed, carried = amount(reading.values.get("executed")), amount(reading.values.get("carried_out"))
    if executed is None or "executed" not in reading.answers or not reading.sound("executed", "carried_out"):
        return found
    budget, estimate = amount(reading.values.get("budget_total")), amount(reading.values.get("executed_estimate"))
    spent = executed + (carried or Decimal(0))
    rest = [f for f in found if not (f.code == "thousandfold" and f.field == "executed")]
    if budget is not None and spent > budget:
        return [*rest, reading.finding("settled_over_budget", "executed", spent=f"{spent:,f}", budget=f"{budget:,f}")]
    if estimate is not None and max(executed, estimate) > _SMALL and not _is_near(executed, estimate):
        return [*rest, reading.finding("settled_far", "executed", estimate=f"{estimate:,f}")]
    return found


def _is_near(executed: Decimal, estimate: Decimal) -> bool:
    return estimate <= executed * _FAR and executed <= estimate * _FAR


def derived(reading: Reading) -> Iterator[tuple[str, Answer]]:
    """executed_kind, where 支出済額 was typed."""
    executed = reading.answers.get("executed")
    if executed is not None and executed.value is not None:
        yield "executed_kind", replace(executed, field="executed_kind", value=EXECUTED_KINDS[1], repairs=())
