"""What an item's rule gives back before weights and caps: one level with its reason and evidence."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from fujiplan_cli.model.scorecard import Evidence, IndicatorScore

TOP = 4
"""The highest level; every item runs from 0 to 4."""


@dataclass(frozen=True, slots=True)
class Rating:
    """Level of one item, 0-4. Not applicable, unanswered and pending are three things (domain.md §4.6)."""

    level: Fraction | None
    """None: not applicable, or every indicator pending."""
    rule: str
    """The rule that gave the level, in words."""
    applicable: bool = True
    answered: bool = True
    basis: str = ""
    evidence: tuple[Evidence, ...] = ()
    indicators: tuple[IndicatorScore, ...] = ()
    pending: int = 0
    """How many scored indicators are pending."""
    low: Fraction | None = None
    """The level if every pending indicator turns out 0; None when nothing is pending."""
    high: Fraction | None = None
    """The same with 4."""
