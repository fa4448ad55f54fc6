"""所管課ごとの自己評価の傾向 (domain.md §4.11): only from five projects on, and never a ranking of departments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from fujiplan_cli.model.method import Method
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import Scorecard, ScoreWarning
from fujiplan_cli.model.tally import DepartmentTally
from fujiplan_cli.model.values import number_json
from fujiplan_cli.scoring.aggregate import level_shifts
from fujiplan_cli.scoring.rounding import percent, plain
from fujiplan_cli.scoring.warnings import watch_of

FEWEST = 5
"""Below this a department's figures say more of chance, or of one person, than of the department."""
_DAMPING = 4
"""shift = n/(n + 4) × mean: a mean of few projects is drawn towards 0."""


def department_tallies(
    cards: Sequence[Scorecard], records: Mapping[str, Record], method: Method, offices: Mapping[str, str]
) -> tuple[DepartmentTally, ...]:
    """One row per department, by name. ``offices``: project → name of its 課 ("" = unknown, left out).

    再掲 and projects without a score are left out. ``shift`` is self − confirmed in levels: the mean over the
    confirmed levels of its projects × n/(n + 4), n the number of projects with a confirmed level.
    """
    own: dict[str, list[Scorecard]] = {}
    for card in cards:
        office = offices.get(card.project, "")
        if office and card.score is not None and not card.repeated:
            own.setdefault(office, []).append(card)
    return tuple(_tally(name, own[name], records, method) for name in sorted(own))


def _tally(name: str, cards: Sequence[Scorecard], records: Mapping[str, Record], method: Method) -> DepartmentTally:
    top = sum(card.grade == method.grades[0].letter for card in cards)
    shifts = [found for card in cards if (found := level_shifts(records[card.project], method))]
    every = [-one for found in shifts for one in found]
    n = len(shifts)
    mean = sum(every, Fraction(0)) / len(every) if every else Fraction(0)
    return DepartmentTally(
        department=name,
        projects=len(cards),
        top=top,
        confirmed=n,
        levels=len(every),
        agreed=sum(one == 0 for one in every),
        shift=Fraction(n, n + _DAMPING) * mean if n >= FEWEST else None,
        warnings=_warnings(method, len(cards), top),
    )


def _warnings(method: Method, n: int, top: int) -> tuple[ScoreWarning, ...]:
    watch = watch_of(method, "department_all_top")
    if watch is None or n < FEWEST or Fraction(top, n) < watch.limit:
        return ()
    detail = f"{n}事業のうち{top}事業（{percent(Fraction(top, n), [watch.limit])}）が{method.grades[0].letter}"
    return (ScoreWarning(watch.id, f"{watch.reason}（{detail}）"),)


def shift_words(tally: DepartmentTally) -> str:
    """The shift in words that blame nobody; "" where too few projects were confirmed to say anything."""
    if tally.shift is None:
        return ""
    basis = f"確認した{tally.confirmed}事業・{tally.levels}項目、うち一致{tally.agreed}項目"
    if tally.shift == 0:
        return f"自己評価と事務局確認は平均して同じ（{basis}）"
    side = "高め" if tally.shift > 0 else "低め"
    return f"自己評価は事務局確認より平均して{plain(abs(tally.shift), 1)}{side}（{basis}。件数の少なさを割り引いた値）"


def tallies_json(tallies: Sequence[DepartmentTally]) -> list[dict[str, Any]]:
    """``departments`` of the JSON of `score`."""
    return [
        {
            "department": one.department,
            "projects": one.projects,
            "top": one.top,
            "confirmed": one.confirmed,
            "levels": one.levels,
            "agreed": one.agreed,
            "shift": number_json(one.shift),
            "warnings": [{"warning": w.warning, "reason": w.reason} for w in one.warnings],
        }
        for one in tallies
    ]
