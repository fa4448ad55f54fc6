"""Completed with an open stage.

WHAT: 進捗状況 完了 while 当年度末の段階 is not S9 終了.
WHY: domain.md §2: 段階 and 進捗状況 are two axes; 完了 in an open stage is often a mix-up of the two.
TESTED BY: tests/intake/test_stage.py
"""

from __future__ import annotations

from collections.abc import Iterator

from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.model.finding import Finding


def check(reading: Reading) -> Iterator[Finding]:
    """Warning ``completed_open``."""
    stage = reading.values.get("stage")
    if reading.values.get("status") == "完了" and stage and not str(stage).startswith("S9"):
        yield reading.finding("completed_open", "status", stage=str(stage))
