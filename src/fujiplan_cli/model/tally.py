"""Counts of grades in a group of projects, and how confirmation moved self levels (domain.md §4.9, §4.10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from fujiplan_cli.model.scorecard import ScoreWarning

LETTERS = ("A", "B", "C", "D", "F", "Y", "H", "X", "Z")
"""Grades, then the codes that are counted and never averaged."""


@dataclass(frozen=True, slots=True)
class StageCount:
    """One group: a 評価段階, or a value of another axis; the last row of an aggregate is axis ``all``, group ""."""

    axis: str
    group: str
    counts: Mapping[str, int]
    """Letter → number of projects, every letter present, 再掲 left out."""
    projects: int
    """All projects of the group, 再掲 left out."""
    graded: int
    """n of the mean: those with a score."""
    unscored: int
    """S0: neither grade nor code."""
    provisional: int
    marked: int
    repeated: int
    """再掲, left out of every figure above."""
    total: Decimal
    """Sum of the rounded scores."""
    mean: Decimal | None
    """total ÷ graded, half up to one decimal; None without a score."""
    formula: str
    """The mean with its n and rounding, in words; "" without a score."""


@dataclass(frozen=True, slots=True)
class DepartmentTally:
    """What a department's results look like beside the 事務局's view of them. It ranks nobody."""

    department: str
    projects: int
    """With a score, 再掲 left out."""
    top: int
    """Of these with the highest grade."""
    confirmed: int
    """Projects with a confirmed level."""
    levels: int
    """Levels that have both views."""
    agreed: int
    shift: Fraction | None
    """self − confirmed in levels, drawn towards 0 for few projects; None below five confirmed projects."""
    warnings: tuple[ScoreWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfirmationShift:
    """How many judged levels the 事務局 confirmed, and how many of those it raised and lowered."""

    confirmed: int
    raised: int
    lowered: int
    projects: int
    """Projects with at least one changed level."""

    @property
    def kept(self) -> int:
        """Levels confirmed as the department gave them."""
        return self.confirmed - self.raised - self.lowered
