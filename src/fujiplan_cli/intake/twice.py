"""The same project twice in one workbook or list: what the copies say differently is nobody's answer (domain.md §7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fujiplan_cli.model.record import Answer, Submission


def without_disputed(same: Sequence[Submission]) -> list[Submission]:
    """The copies as they came, with every field that they answer differently unanswered (kept as typed)."""
    names = {name for one in same for name in one.answers}
    disputed = {name for name in names if len({_said(one.answers.get(name)) for one in same}) > 1}
    return [_with_faulty(one, disputed) for one in same]


def is_same(same: Sequence[Submission]) -> bool:
    """Whether all copies give the same answers."""
    return len({tuple(sorted((n, *_said(a)) for n, a in one.answers.items())) for one in same}) == 1


def _said(answer: Answer | None) -> tuple[str]:
    """What an answer comes to, however it was typed."""
    if answer is None:
        return ("",)
    return (str(answer.value) if answer.value is not None else answer.raw,)


def _with_faulty(one: Submission, disputed: set[str]) -> Submission:
    answers = {n: replace(a, value=None, faulty=True) if n in disputed else a for n, a in one.answers.items()}
    return replace(one, answers=answers)
