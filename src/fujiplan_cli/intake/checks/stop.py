"""休止 and 中止.

WHAT: 進捗状況 休止 or 中止 without a recorded decision.
WHY: domain.md §4.1 and §7: the file is 事務局確認中 and the code is marked until the decision is recorded.
TESTED BY: tests/intake/test_stage.py
"""

from __future__ import annotations

from collections.abc import Iterator

from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.record import STOP_WORDS


def check(reading: Reading) -> Iterator[Finding]:
    """Review ``stop_undecided``."""
    if reading.values.get("status") in STOP_WORDS and not reading.expected.stop_decided:
        yield reading.finding("stop_undecided", "status")
