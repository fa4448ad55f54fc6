"""The 評価結果のお知らせ to a department: its own projects, their results and reasons (templates/mail/result.txt)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fujiplan_cli.report.letter import Block, worded

RESULT_TEMPLATE = "result.txt"


@dataclass(frozen=True, slots=True)
class ResultItem:
    """One evaluation item as printed; ``points`` of 100, two decimals."""

    title: str
    weight: int
    level: str
    points: str


@dataclass(frozen=True, slots=True)
class MovedLevel:
    """A level that the 事務局 confirmed otherwise than the department, with the 事務局's reason."""

    title: str
    own: str
    confirmed: str
    reason: str


@dataclass(frozen=True, slots=True)
class ResultProject:
    """One project of the letter. Texts are ready to print; "" where there is nothing to say."""

    number: str
    name: str
    stage: str
    status: str
    view: str
    approved: bool
    letter: str
    """A, B, …; "" when not scored."""
    grade: str
    """「B おおむね良好」; words also where there is no grade."""
    score: str
    provisional: bool
    range: str
    """What the score can still become while indicators are pending."""
    disclosure: str
    """概要のみ or 非公表; "" for a public one."""
    items: tuple[ResultItem, ...]
    total: str
    """The addition in one line, with its rounding; "" without a score."""
    reasons: tuple[str, ...]
    """A sentence for each item below the highest level."""
    caps: tuple[str, ...]
    moved: tuple[MovedLevel, ...]
    changes: tuple[str, ...]
    """What would have changed the grade."""
    notes: tuple[str, ...]
    decision: tuple[str, ...]
    """What 本部 decided and asked for."""


@dataclass(frozen=True, slots=True)
class ResultLetter:
    """What the letter to one department says. Days and years come in words. No names, no extensions, no ranks."""

    day: str
    addressee: str
    sender: str
    plan: str
    year: str
    year_both: str
    method: str
    due: str
    return_to: str
    projects: tuple[ResultProject, ...]
    sample: bool = False

    @property
    def approved(self) -> bool:
        """Whether 本部 has approved every one of its results."""
        return all(project.approved for project in self.projects)


def result_blocks(letter: ResultLetter, folders: Sequence[Path]) -> tuple[Block, ...]:
    """The letter as worded by the first ``result.txt`` of the folders. Raises jinja2 errors for a faulty template."""
    return worded(RESULT_TEMPLATE, folders, letter=letter)
