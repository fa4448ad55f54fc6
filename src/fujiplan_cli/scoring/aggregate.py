"""集計 (domain.md §4.10): counts first, a mean only second with its n and rounding; every figure computed twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from fujiplan_cli.model.method import Method
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import Scorecard
from fujiplan_cli.model.tally import LETTERS, ConfirmationShift, StageCount
from fujiplan_cli.scoring.items.judged import confirmed_level, self_level
from fujiplan_cli.scoring.order import code_of
from fujiplan_cli.scoring.rounding import half_up
from fujiplan_cli.scoring.verify import must_agree

if TYPE_CHECKING:
    import pandas as pd

MEAN_DECIMALS = 1
_NO_LETTER = ""


def aggregate(
    cards: Sequence[Scorecard],
    *,
    axis: str = "eval_stage",
    key: Mapping[str, str] | None = None,
    order: Sequence[str] = (),
) -> tuple[StageCount, ...]:
    """One row per group, then the row of all (axis ``all``). 再掲 projects are left out and counted apart.

    Groups are 評価段階, or what ``key`` (project → group) says for another ``axis`` such as measure or division.
    ``order`` puts groups first in that order, even when empty; the others follow sorted. Raises ScoringFault when two
    ways of computing a figure disagree.
    """
    groups = [card.eval_stage if key is None else key.get(card.project, "") for card in cards]
    named = [*order, *sorted(set(groups) - set(order))]
    table = _table(cards, groups)
    rows = [_row(axis, g, table[table["group"] == g]) for g in named]
    everything = _row("all", "", table)
    for row in rows:
        _check(row, [c for c, g in zip(cards, groups, strict=True) if g == row.group])
    _check(everything, cards)
    _check_sums(rows, everything)
    return (*rows, everything)


def _table(cards: Sequence[Scorecard], groups: Sequence[str]) -> pd.DataFrame:
    """Flat columns; scores as int64 in units of the last decimal that any score has, so sums are exact."""
    import pandas as pd  # heavy, and `explain` does not need it

    decimals = _decimals(cards)
    units = [0 if c.score is None else int(c.score.scaleb(decimals)) for c in cards]
    frame = pd.DataFrame(
        {
            "group": pd.Series(list(groups), dtype="object"),
            "letter": pd.Series([c.grade or _NO_LETTER for c in cards], dtype="object"),
            "scored": pd.Series([c.score is not None for c in cards], dtype="bool"),
            "units": pd.Series(units, dtype="int64"),
            "provisional": pd.Series([c.provisional for c in cards], dtype="bool"),
            "marked": pd.Series([c.marked for c in cards], dtype="bool"),
            "repeated": pd.Series([c.repeated for c in cards], dtype="bool"),
        }
    )
    frame.attrs["decimals"] = decimals
    return frame


def _decimals(cards: Sequence[Scorecard]) -> int:
    return max((-int(c.score.as_tuple().exponent) for c in cards if c.score is not None), default=0)


def _row(axis: str, group: str, table: pd.DataFrame) -> StageCount:
    own = table[~table["repeated"]]
    counts: dict[str, int] = {str(k): int(v) for k, v in own["letter"].value_counts().items()}
    unscored = counts.pop(_NO_LETTER, 0)
    graded = int(own["scored"].sum())
    total = Decimal(int(own.loc[own["scored"], "units"].sum())).scaleb(-table.attrs["decimals"])
    mean, formula = mean_of(total, graded)
    return StageCount(
        axis=axis,
        group=group,
        counts={letter: counts.get(letter, 0) for letter in _letters(counts)},
        projects=len(own),
        graded=graded,
        unscored=unscored,
        provisional=int(own["provisional"].sum()),
        marked=int(own["marked"].sum()),
        repeated=len(table) - len(own),
        total=total,
        mean=mean,
        formula=formula,
    )


def _letters(counts: Mapping[str, int]) -> tuple[str, ...]:
    """The nine letters, then any other that a method of its own uses."""
    return (*LETTERS, *sorted(set(counts) - set(LETTERS)))


def mean_of(total: Decimal, graded: int) -> tuple[Decimal | None, str]:
    """Mean of ``graded`` rounded scores that sum to ``total``, half up, and its formula in words; None, "" of none."""
    if not graded:
        return None, ""
    mean = half_up(Fraction(total) / graded, MEAN_DECIMALS)
    return mean, f"評価点の合計{total:,f}点 ÷ {graded}件 ＝ {mean:,f}点（小数第{MEAN_DECIMALS + 1}位を四捨五入）"


def _check(row: StageCount, cards: Sequence[Scorecard]) -> None:
    """The same figures once more, straight from the cards and without pandas."""
    own = [card for card in cards if not card.repeated]
    scores = [card.score for card in own if card.score is not None]
    letters = Counter(card.grade for card in own)
    where = f"{row.axis} {row.group}"
    must_agree(f"{where}: projects", row.projects, len(own))
    must_agree(f"{where}: counts", {k: v for k, v in row.counts.items() if v}, {k: v for k, v in letters.items() if k})
    must_agree(f"{where}: unscored", row.unscored, letters[None])
    must_agree(f"{where}: sum of counts", sum(row.counts.values()) + row.unscored, row.projects)
    must_agree(f"{where}: n", row.graded, len(scores))
    must_agree(f"{where}: total", row.total, sum(scores, Decimal(0)))
    must_agree(f"{where}: marked", row.marked, sum(card.marked for card in own))
    must_agree(f"{where}: provisional", row.provisional, sum(card.provisional for card in own))


def _check_sums(rows: Sequence[StageCount], everything: StageCount) -> None:
    """The groups add up to the row of all."""
    for letter in everything.counts:
        must_agree(f"{letter}", sum(row.counts.get(letter, 0) for row in rows), everything.counts[letter])
    for name in ("projects", "graded", "unscored", "provisional", "marked", "repeated"):
        must_agree(name, sum(getattr(row, name) for row in rows), getattr(everything, name))
    must_agree("total", sum((row.total for row in rows), Decimal(0)), everything.total)


def aggregate_json(rows: Sequence[StageCount]) -> list[dict[str, Any]]:
    """``aggregates`` of the JSON of `score`."""
    return [
        {
            "axis": row.axis,
            "group": row.group,
            "projects": row.projects,
            "counts": dict(row.counts),
            "unscored": row.unscored,
            "provisional": row.provisional,
            "marked": row.marked,
            "repeated": row.repeated,
            "mean": None if row.mean is None else float(row.mean),
            "mean_n": row.graded,
            "mean_total": float(row.total),
            "mean_formula": row.formula,
        }
        for row in rows
    ]


def confirmation_shift(records: Sequence[Record], method: Method) -> ConfirmationShift:
    """How confirmation moved the self levels of the items asked (再掲 and projects with a code left out)."""
    confirmed = raised = lowered = projects = 0
    for record in records:
        if record.repeated or record.eval_stage in method.unscored_stages or code_of(record, method):
            continue
        shifts = level_shifts(record, method)
        confirmed += len(shifts)
        raised += sum(shift > 0 for shift in shifts)
        lowered += sum(shift < 0 for shift in shifts)
        projects += any(shifts)
    return ConfirmationShift(confirmed, raised, lowered, projects)


def level_shifts(record: Record, method: Method) -> list[Fraction]:
    """Confirmed − self of every judged item that has both."""
    asked = [i for i in method.items if i.source == "judged" and i.asked_at(record.eval_stage)]
    pairs = [(self_level(record, i), confirmed_level(record, i)) for i in asked]
    return [after - before for before, after in pairs if before is not None and after is not None]
