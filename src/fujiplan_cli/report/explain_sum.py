"""The score of the explanation page as an addition that adds up as printed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from fujiplan_cli.model.method import Method
from fujiplan_cli.model.scorecard import ItemScore, Scorecard, state_of
from fujiplan_cli.report.words import BLANK, digits, half_up, short

_FULL = 4


@dataclass(frozen=True, slots=True)
class Part:
    """One term of the addition: two decimals more than enough to read, half up."""

    title: str
    weight: int
    level: str
    boxes: tuple[str, ...]
    state: str
    formula: str
    points: Decimal | None
    """None where the item has no part in the sum."""

    @property
    def words(self) -> str:
        """The points as printed; − without any."""
        return BLANK if self.points is None else f"{self.points:,f}"


@dataclass(frozen=True, slots=True)
class Addition:
    """The parts, what rounding each of them left over, and the score: the parts and the rest sum to it exactly."""

    parts: tuple[Part, ...]
    rest: Decimal
    total: Decimal | None
    weights: int
    formula: str
    """The same in one line, unrounded until its end; "" without a score."""

    @property
    def rest_words(self) -> str:
        """The rest with its sign: +0.01, −0.03, 0.00."""
        sign = "+" if self.rest > 0 else "−" if self.rest < 0 else ""
        return f"{sign}{abs(self.rest):f}"


def addition(card: Scorecard, method: Method) -> Addition:
    """The score as an addition that adds up as printed: points rounded once more than the score, and the rest."""
    places = method.decimals + 1
    weights = sum(i.weight for i in card.items if i.level is not None)
    parts = tuple(_part(item, weights, places, scored=card.exact is not None) for item in card.items)
    if card.exact is None or card.score is None:
        return Addition(parts, Decimal(0), None, weights, "")
    rest = card.score - sum((p.points for p in parts if p.points is not None), Decimal(0))
    terms = " ＋ ".join(f"{i.weight}×{_exact(i.level)}" for i in card.items if i.level is not None)
    formula = (
        f"100 ×（{terms}）÷（{_FULL}×{weights}）＝ {_long(card.exact)}点 → "
        f"{digits(card.score, method.decimals)}点（小数第{method.decimals + 1}位を四捨五入）"
    )
    return Addition(parts, rest, card.score, weights, formula)


def _part(item: ItemScore, weights: int, places: int, *, scored: bool) -> Part:
    counted = scored and item.level is not None
    formula = f"100 × {item.weight} ÷ {weights} × {_exact(item.level)} ÷ {_FULL}" if counted else ""
    return Part(
        title=item.title,
        weight=item.weight,
        level=BLANK if item.level is None else short(item.level, 2),
        boxes=_boxes(item),
        state=state_of(item),
        formula=formula,
        points=half_up(item.points, places) if counted else None,
    )


def _boxes(item: ItemScore) -> tuple[str, ...]:
    if item.level is None:
        return ()
    rest = [item.level - place for place in range(_FULL)]
    return tuple("full" if r >= 1 else "half" if r > 0 else "empty" for r in rest)


def _exact(level: Fraction | None) -> str:
    """A level that loses nothing: 3, 2.5, and （8÷3） where decimals would not end."""
    if level is None:
        return BLANK
    shown = short(level, 3)
    return shown if Fraction(shown) == level else f"（{level.numerator}÷{level.denominator}）"


def _long(value: Fraction) -> str:
    """A value with up to four decimals, 「…」 behind where there are more."""
    shown = short(value, 4)
    return shown if Fraction(shown.replace(",", "")) == value else f"約{shown}"
