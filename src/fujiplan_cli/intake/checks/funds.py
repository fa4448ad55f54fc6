"""Sources of funds.

WHAT: 国 + 県 + 地方債 + その他 must not exceed 支出済額 (一般財源 would be negative).
WHY: domain.md §3: the rest of 支出済額 is 一般財源; §7 returns sums that do not add up.
TESTED BY: tests/intake/test_money.py
"""

from __future__ import annotations

from collections.abc import Iterator

from fujiplan_cli.intake.amounts import amount
from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.model.finding import Finding

_FUNDS = ("fund_national", "fund_prefecture", "fund_bond", "fund_other")


def check(reading: Reading) -> Iterator[Finding]:
    """Error ``funds_exceed``, at the greatest of the funds."""
    executed = amount(reading.values.get("executed"))
    typed = {name: value for name in _FUNDS if (value := amount(reading.values.get(name))) is not None}
    if executed is None or not typed or not reading.sound("executed", *_FUNDS):
        return
    total = sum(typed.values())
    greatest = max(typed, key=lambda name: (typed[name], name))
    if total > executed and greatest in reading.answers:
        yield reading.finding("funds_exceed", greatest, sum=f"{total:,f}", executed=f"{executed:,f}")
