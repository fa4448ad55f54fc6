"""該当なし beside a proposal.

WHAT: 「新規事業の有無」 says 該当なし, and other cells of the proposal are filled.
WHY: domain.md §3: 該当なし is an answer; beside a proposal it contradicts it, and only a person can say which holds.
TESTED BY: tests/commands/test_other_forms.py
"""

from __future__ import annotations

from collections.abc import Iterator

from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.model.finding import Finding

ASKED, NONE_WORD = "has_proposal", "該当なし"
_WITH_NONE = frozenset({ASKED, "contact_name", "contact_ext", "approval_no"})
"""What is asked of a department that proposes nothing, too."""


def check(reading: Reading) -> Iterator[Finding]:
    """Review ``none_but_filled``."""
    if is_none_but_filled(reading):
        yield reading.finding("none_but_filled", ASKED)


def is_none_but_filled(reading: Reading) -> bool:
    """Whether the sheet says that there is no proposal, and makes one."""
    filled = (name for name, answer in reading.answers.items() if answer.raw.strip() and name not in _WITH_NONE)
    return reading.values.get(ASKED) == NONE_WORD and next(filled, None) is not None
