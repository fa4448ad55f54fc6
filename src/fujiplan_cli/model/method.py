"""A 採点方法 as declared in methods/*.toml (domain.md §4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

ItemSource = Literal["schedule", "outcome", "cost", "judged"]


@dataclass(frozen=True, slots=True)
class Band:
    """``level`` (or achievement) when the measured value reaches / stays within ``limit``."""

    limit: Fraction
    level: Fraction


@dataclass(frozen=True, slots=True)
class Item:
    """An evaluation item. ``weights`` by 評価段階; a stage that is missing does not weigh the item."""

    id: str
    title: str
    source: ItemSource
    weights: Mapping[str, int]
    field: str = ""
    """judged: the sheet's level field (self_…)."""
    basis: str = ""
    """judged: the sheet's basis field."""
    confirmed: str = ""
    """judged: the 事務局's field (confirmed_…)."""
    reason: str = ""
    """judged: the 事務局's reason field (reason_…)."""
    rubric: tuple[str, ...] = ()
    """judged: words for level 0, 1, 2, 3, 4."""
    rule: str = ""
    """The rule in words, for explain and the method page."""
    asked: frozenset[str] = frozenset()
    """評価段階 at which the sheet asks for the item; empty = wherever it weighs. Where an item weighs but is not
    asked it counts as ``Method.absent_level`` (旧採点方法)."""

    def asked_at(self, stage: str) -> bool:
        """Whether an answer is to be expected at this 評価段階."""
        return bool(self.weights.get(stage)) and (not self.asked or stage in self.asked)


@dataclass(frozen=True, slots=True)
class Grade:
    """A letter, its words and the lowest rounded score that earns it."""

    letter: str
    title: str
    minimum: Decimal


@dataclass(frozen=True, slots=True)
class Code:
    """A letter where no grade is fair: F 終了, Y 中止, H 休止, X 着手前, Z 評価保留."""

    letter: str
    title: str


@dataclass(frozen=True, slots=True)
class ScheduleRule:
    """Level from 進捗状況 and delay (months)."""

    full: tuple[str, ...]
    """Statuses that earn 4."""
    none: tuple[str, ...]
    """Statuses that earn 0."""
    delayed: str
    """The status that is graded by months."""
    bands: tuple[Band, ...]
    """delay ≤ limit months → level, in rising order; beyond the last: 0."""
    no_prospect: str = "見込みなし"
    """The word in 回復見込 that counts as a delay beyond the last band."""


@dataclass(frozen=True, slots=True)
class OutcomeRule:
    """Level from the unrounded achievement of each 成果指標, then the mean."""

    scored_kind: str
    """成果指標."""
    bands: tuple[Band, ...]
    """achievement ≥ limit → level, falling order; below the last: 0."""
    keep_bands: tuple[Band, ...]
    """維持: deviation ≤ limit × tolerance → achievement, rising order; beyond the last: 0."""
    tolerance: Fraction
    """Default 許容幅 as a ratio (0.10)."""


@dataclass(frozen=True, slots=True)
class CostRule:
    """Level from d = |不用額| / 予算現額."""

    bands: tuple[Band, ...]
    """d ≤ limit → level, rising order; beyond the last: 0."""
    saving_reason: str
    """cost_reason that lifts to ``saving_level`` while 不用額 is positive, has a cost_basis and d ≤ saving_limit."""
    saving_limit: Fraction
    saving_level: int


CapId = Literal["no_basis", "no_outcome", "long_delay", "incident"]
CAP_WORDS: Mapping[str, str] = {
    "no_basis": "根拠のない自己評価",
    "no_outcome": "目標のある成果指標がない事業",
    "long_delay": "長い遅れ又は回復の見込みがない事業",
    "incident": "重大な情報セキュリティ事案のある事業",
}
"""What each cap is about, as a noun: its ``reason`` speaks of a result that it has already capped."""


@dataclass(frozen=True, slots=True)
class Cap:
    """A cap: ``level`` caps an item's level, ``grade`` caps the grade letter."""

    id: CapId
    level: int | None
    grade: str | None
    stages: frozenset[str]
    """Empty = every stage."""
    reason: str
    public_reason: str = ""


WatchId = Literal[
    "self_above_confirmed",
    "department_all_top",
    "levels_equal",
    "no_indicator",
    "rate_high",
    "indicator_fell",
    "same_text",
    "target_lower",
    "budget_up",
    "lowest_twice",
    "bid_difference",
]


@dataclass(frozen=True, slots=True)
class Watch:
    """A warning that the method asks for. It changes no score.

    ``limit``: a ratio (0.30 = 30 %), a number of levels or of items, as the warning has it; 0 where it needs none.
    """

    id: WatchId
    reason: str
    limit: Fraction = Fraction(0)
    stages: frozenset[str] = frozenset()
    """Empty = every stage."""


@dataclass(frozen=True, slots=True)
class Method:
    """A versioned scoring method. ``sha256`` is that of its file."""

    id: str
    version: str
    title: str
    first_year: int
    last_year: int
    reason: str
    items: tuple[Item, ...]
    grades: tuple[Grade, ...]
    """Falling order."""
    codes: tuple[Code, ...]
    schedule: ScheduleRule
    outcome: OutcomeRule
    cost: CostRule
    caps: tuple[Cap, ...]
    answered_minimum: Fraction
    """Below this share of the applicable weight the grade is Z (0.60)."""
    absent_level: int | None
    """None: an item that is not applicable leaves the weights. A level: it counts as that (旧採点方法: 2)."""
    decimals: int = 1
    unscored_stages: tuple[str, ...] = ("S0",)
    ended_stages: tuple[str, ...] = ("S9",)
    sha256: str = ""
    warnings: tuple[Watch, ...] = ()

    def weights(self, stage: str) -> dict[str, int]:
        """item id → weight at a 評価段階."""
        return {i.id: i.weights[stage] for i in self.items if i.weights.get(stage)}

    def shares(self, stage: str) -> dict[str, Fraction]:
        """item id → its weight at a 評価段階 in exact points of 100, whatever the weights sum to."""
        own = self.weights(stage)
        total = sum(own.values())
        return {item: Fraction(100 * weight, total) for item, weight in own.items()}

    def letter_title(self, letter: str) -> str:
        """The words of a grade or code letter; "" for an unknown one."""
        titles = {g.letter: g.title for g in self.grades} | {c.letter: c.title for c in self.codes}
        return titles.get(letter, "")
