"""Printed amounts disputed.

WHAT: 印字額の確認 says 相違あり.
WHY: domain.md §7: the 事務局 compares with 財務会計; the sheet's amounts are not typed over.
TESTED BY: tests/intake/test_money.py
"""

from __future__ import annotations

from collections.abc import Iterator

from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.model.finding import Finding


def check(reading: Reading) -> Iterator[Finding]:
    """Review ``money_disputed``."""
    if reading.values.get("money_check") == "相違あり":
        note = str(reading.values.get("money_note") or "")
        yield reading.finding("money_disputed", "money_check", note=note)
