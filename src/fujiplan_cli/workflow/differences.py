"""What two versions of a project's answers say differently."""

from __future__ import annotations

from fujiplan_cli.model.record import Answer, Submission
from fujiplan_cli.model.values import Value


def changed_fields(before: Submission, after: Submission) -> tuple[str, ...]:
    """Fields that say something else, in printed order. A cell that is blank and one that is gone say the same."""
    names = dict.fromkeys((*before.answers, *after.answers))
    return tuple(n for n in names if _said(before.answers.get(n)) != _said(after.answers.get(n)))


def _said(answer: Answer | None) -> Value | str:
    """The value, whatever its notation; what was typed where it is no value."""
    if answer is None:
        return ""
    return answer.raw.strip() if answer.value is None else answer.value
