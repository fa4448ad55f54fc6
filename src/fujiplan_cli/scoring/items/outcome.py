"""成果指標: the mean of the indicators' levels (domain.md §4.3); pending ones leave it, missing ones count as 0."""

from __future__ import annotations

import re
from fractions import Fraction

from fujiplan_cli.model.method import OutcomeRule
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import Evidence, IndicatorScore
from fujiplan_cli.scoring.evidence import BLANK_WORD, NONE_WORD, evidence
from fujiplan_cli.scoring.items.indicator import score_indicator
from fujiplan_cli.scoring.rating import TOP, Rating
from fujiplan_cli.scoring.rounding import plain

_INDICATOR = re.compile(r"^kpi_(\d+)_(?:kind|name)$")


def indicators_of(record: Record, rule: OutcomeRule) -> tuple[IndicatorScore, ...]:
    """Every indicator of the register, scored or only shown, in the order of its number."""
    numbers = {int(m[1]) for f in record.facts if (m := _INDICATOR.match(f)) and record.value(f) is not None}
    return tuple(score_indicator(record, n, rule) for n in sorted(numbers))


def rate_outcome(record: Record, rule: OutcomeRule) -> Rating:
    """The outcome level. Not applicable when the register has no 成果指標 with a target."""
    indicators = indicators_of(record, rule)
    scored = [i for i in indicators if i.scored]
    facts = tuple(e for i in indicators for e in _evidence(record, i))
    if not scored:
        words = f"目標のある{rule.scored_kind}が台帳にないため、対象外"
        return Rating(None, words, applicable=False, evidence=facts, indicators=indicators)
    levels = [i.level for i in scored if i.level is not None]
    pending = len(scored) - len(levels)
    return Rating(
        Fraction(sum(levels), len(levels)) if levels else None,
        _rule_words(levels, pending),
        answered=any(i.actual is not None for i in scored),
        evidence=facts,
        indicators=indicators,
        pending=pending,
        low=Fraction(sum(levels), len(scored)) if pending else None,
        high=Fraction(sum(levels) + TOP * pending, len(scored)) if pending else None,
    )


def _rule_words(levels: list[int], pending: int) -> str:
    if not levels:
        return "全ての成果指標の実績が未確定のため、評価保留"
    total = "＋".join(str(level) for level in levels)
    words = f"成果指標の水準の平均（{total}）÷ {len(levels)} ＝ {plain(Fraction(sum(levels), len(levels)))}"
    return f"{words}（未確定の{pending}指標を除く）" if pending else words


def _evidence(record: Record, one: IndicatorScore) -> tuple[Evidence, ...]:
    n, unit = one.number, one.unit
    no_actual = "未確定" if one.pending else BLANK_WORD
    facts = [
        evidence(record, f"kpi_{n}_base", f"指標{n} 基準値", unit=unit, blank=NONE_WORD),
        evidence(record, f"kpi_{n}_target", f"指標{n} 目標値", unit=unit, blank=NONE_WORD),
        evidence(record, f"kpi_{n}_actual", f"指標{n} 実績値", unit=unit, blank=no_actual),
    ]
    if one.pending:
        facts.append(evidence(record, f"kpi_{n}_pending", f"指標{n} 確定予定"))
    return tuple(facts)
