"""Files that were not read for a reason that lay with us: they are looked into again when the reason may be gone."""

from __future__ import annotations

from collections.abc import Sequence, Set

from fujiplan_cli.model.memory import Receipt
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.workbook.reader_foreign import FOREIGN
from fujiplan_cli.workflow.arrivals import Arrival
from fujiplan_cli.workflow.year_reading import Means

_LOCKED = frozenset({"file_password", "file_password_wrong", "file_password_tool"})
_LIMITS = frozenset({"file_crashed_reader", "file_too_slow", "file_too_large"})
LAY_WITH_US = _LOCKED | _LIMITS | FOREIGN.keys()
"""Findings by which a file was not read, but can be another time without a change of its bytes."""


def worth_another_try(plan: Plan, means: Means) -> frozenset[str]:
    """Those of them that may not hold in this run: a computer that was busy, a password that is now known, a plan that
    takes the format now."""
    taken = {code for code, kind in FOREIGN.items() if kind in plan.accept}
    return _LIMITS | taken | (_LOCKED if means.passwords else frozenset())


def is_unread(receipt: Receipt, codes: Set[str]) -> bool:
    """Whether a file was not read for one of these reasons."""
    return receipt.verdict == "rejected" and any(f.code in codes for f in receipt.findings)


def is_read_at_last(arrival: Arrival, known: Sequence[Receipt]) -> bool:
    """Whether a known file that could not be read says more now than it did then."""
    before = {f.code for receipt in known for f in receipt.findings}
    now = {f.code for submission in arrival.submissions for f in submission.findings}
    unread_before = all(is_unread(receipt, LAY_WITH_US) for receipt in known)
    return unread_before and not (before == now or (now and now <= _LIMITS))
