"""What `aggregate` says, from the columns alone: a second way to the same figures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from fujiplan_cli.model.method import Method
from fujiplan_cli.model.tally import LETTERS, StageCount
from fujiplan_cli.scoring.aggregate import mean_of
from fujiplan_cli.scoring.columns import UNSCORED, Bools, Columns
from fujiplan_cli.scoring.table import NO_SCORE, TableScores
from fujiplan_cli.scoring.verify import must_agree


def table_totals(columns: Columns, scores: TableScores, method: Method) -> tuple[StageCount, ...]:
    """What `aggregate` gives for the same projects: a row per 評価段階, sorted, then the row of all.

    Raises ScoringFault when the rows do not add up to the row of all.
    """
    import numpy as np

    stages = sorted({stage for _, stage in columns.groups})
    of_group = np.array([stages.index(stage) for _, stage in columns.groups], dtype=np.int64)
    stage_of = of_group[columns.group] if len(stages) else columns.group
    rows = [_total("eval_stage", s, stage_of == i, columns, scores, method) for i, s in enumerate(stages)]
    everything = _total("all", "", np.ones(len(columns.projects), dtype=bool), columns, scores, method)
    for name in ("projects", "graded", "unscored", "provisional", "marked", "repeated"):
        must_agree(name, sum(getattr(row, name) for row in rows), getattr(everything, name))
    must_agree("total", sum((row.total for row in rows), Decimal(0)), everything.total)
    return (*rows, everything)


def _total(axis: str, group: str, members: Bools, columns: Columns, scores: TableScores, method: Method) -> StageCount:
    import numpy as np

    own = members & ~columns.repeated
    scored = own & (scores.units != NO_SCORE)
    lettered = scores.letter[own & (scores.letter != UNSCORED)]
    found = np.bincount(lettered, minlength=len(columns.letters)).tolist()
    counts = dict.fromkeys(LETTERS, 0) | {
        letter: n for letter, n in zip(columns.letters, found, strict=True) if n or letter in LETTERS
    }
    total = Decimal(int(scores.units[scored].sum())).scaleb(-method.decimals)
    graded = int(scored.sum())
    mean, formula = mean_of(total, graded)
    return StageCount(
        axis=axis,
        group=group,
        counts=counts,
        projects=int(own.sum()),
        graded=graded,
        unscored=int((own & (scores.letter == UNSCORED)).sum()),
        provisional=int((own & scores.provisional).sum()),
        marked=int((own & columns.marked).sum()),
        repeated=int((members & columns.repeated).sum()),
        total=total,
        mean=mean,
        formula=formula,
    )


def exact_scores(scores: TableScores) -> Sequence[Fraction | None]:
    """The unrounded scores, for whoever holds them against the cards."""
    triples = zip(scores.units.tolist(), scores.numerator.tolist(), scores.denominator.tolist(), strict=True)
    return [None if u == NO_SCORE else Fraction(n, d) for u, n, d in triples]
