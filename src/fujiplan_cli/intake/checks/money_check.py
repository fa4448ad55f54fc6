"""Printed amounts disputed.

WHAT: 印字額の確認 says 相違あり.
WHY: domain.md §7: the 事務局 compares with 財務会計; the sheet's amounts are not typed over. As long as the 内容 is
blank there is nothing to compare: that is asked first (check required), and one cause gives one finding.
TESTED BY: tests/intake/test_money.py
"""

from __future__ import annotations

from collections.abc import Iterator

from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.model.finding import Finding


def check(reading: Reading) -> Iterator[Finding]:
    """Review ``money_disputed``."""
    note = reading.values.get("money_note")
    if reading.values.get("money_check") == "相違あり" and not ("money_note" in reading.fields and note is None):
        yield reading.finding("money_disputed", "money_check", note=str(note or ""))
