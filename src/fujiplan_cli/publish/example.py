"""A worked example for the method page: one published project, its points added up to its score."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fujiplan_cli.publish.view import PublicItem, PublicProject, PublicView, PublicYear
from fujiplan_cli.publish.words import number_words


@dataclass(frozen=True, slots=True)
class Example:
    """A project, its items that count, and the sums they give."""

    project: PublicProject
    year: PublicYear
    lines: tuple[PublicItem, ...]
    weights: int
    earned: Decimal
    """Σ weight × level."""
    products: tuple[str, ...]


def worked_example(view: PublicView) -> Example | None:
    """The first project at 評価段階 S5 (else at any) with a score, whole levels and no cap; None when there is none."""
    fit = [(p, y) for p, y in view.open_in(view.year) if _fits(y)]
    chosen = next((pair for pair in fit if pair[1].eval_stage == "S5"), fit[0] if fit else None)
    if chosen is None:
        return None
    project, year = chosen
    lines = tuple(i for i in year.points if i.applicable)
    products = [Decimal(i.level.raw) * i.weight if i.level.raw is not None else Decimal(0) for i in lines]
    return Example(
        project,
        year,
        lines,
        sum(i.weight for i in lines),
        sum(products, Decimal(0)),
        tuple(number_words(p) for p in products),
    )


def _fits(year: PublicYear) -> bool:
    counted = [i for i in year.points if i.applicable]
    whole = all(i.level.raw is not None and Decimal(i.level.raw) % 1 == 0 for i in counted)
    return bool(year.score and year.grade and counted and whole and not year.caps and not year.provisional)
