"""The score of one project in one year with its whole calculation (contract.md, JSON of `score`)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

View = Literal["self", "confirmed", "approved"]
VIEW_WORDS = {"self": "自己評価", "confirmed": "事務局確認", "approved": "本部承認"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A value the calculation used: field id, label, what it says, and where it stands."""

    field: str
    label: str
    value: str
    file: str = ""
    sheet: str = ""
    cell: str = ""
    sha256: str = ""
    origin: str = ""
    """sheet, register, settle, computed …"""


@dataclass(frozen=True, slots=True)
class IndicatorScore:
    """One indicator. ``rate`` 達成率 and ``achievement`` are unrounded ratios."""

    number: int
    kind: str
    name: str
    unit: str
    direction: str
    base: Fraction | None
    target: Fraction | None
    target_original: Fraction | None
    target_source: str
    actual: Fraction | None
    pending: str
    """Year-month the actual is expected, "" when not pending."""
    rate: Fraction | None
    achievement: Fraction | None
    level: int | None
    """None: not scored (活動指標, no target) or pending."""
    scored: bool
    """Whether it is a 成果指標 with a target."""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One item. ``level`` is after caps; ``level_before`` before them; both None when not applicable
    (a method with ``absent_level`` counts such an item as that level) or when every 成果指標 is pending."""

    item: str
    title: str
    weight: int
    applicable: bool
    answered: bool
    level: Fraction | None
    level_before: Fraction | None
    source: Literal["computed", "judged"]
    basis: str
    """The department's or secretariat's words for the level; "" if none."""
    rule: str
    """The rule that gave the level, in words."""
    evidence: tuple[Evidence, ...] = ()
    indicators: tuple[IndicatorScore, ...] = ()
    points: Fraction = Fraction(0)
    """100 × weight × level / 4 ÷ applicable weight: the points sum to the exact score."""


def state_of(item: ItemScore) -> str:
    """Why an item has no level, or none of its own: 対象外, 未確定, 未記入; "" otherwise."""
    if not item.applicable:
        return "対象外"
    if item.level is None:
        return "未確定"
    return "" if item.answered else "未記入"


@dataclass(frozen=True, slots=True)
class CapHit:
    """A cap that binds, with its reason. ``item`` is set for caps on a level."""

    cap: str
    reason: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class ScoreWarning:
    """What deserves a second look, and changes no score. ``warning``: its id in the method file; ``reason``: words."""

    warning: str
    reason: str


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The result of one project under one method and one view."""

    project: str
    year: int
    method: str
    method_sha256: str
    eval_stage: str
    stage: str
    status: str
    view: View
    items: tuple[ItemScore, ...]
    answered_weight: Fraction
    """% of the applicable weight."""
    exact: Fraction | None
    score: Decimal | None
    """Rounded half up to the method's decimals."""
    grade: str | None
    provisional: bool
    range: tuple[Decimal, Decimal] | None
    caps: tuple[CapHit, ...]
    marked: bool
    """The record awaits a person (事務局確認中), or the code awaits a recorded decision."""
    repeated: bool
    rank: int | None = None
    rank_of: int | None = None
    warnings: tuple[ScoreWarning, ...] = ()
    rank_interval: tuple[int, int] | None = None
    """Best and worst rank in 90 % of the draws of other weights (scoring/robustness.py); None without a rank."""
    grade_stability: Fraction | None = None
    """Share of those draws that keep the grade; None without a score."""
