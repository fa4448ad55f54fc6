"""One indicator: its target, 達成率, 基準値からの改善率 and level (domain.md §4.3). Exact ratios, nothing rounded."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from fujiplan_cli.model.method import OutcomeRule
from fujiplan_cli.model.project import straight_line
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import IndicatorScore
from fujiplan_cli.scoring.evidence import BLANK_WORD, number, word
from fujiplan_cli.scoring.rounding import percent, plain

UP, DOWN, KEEP = "増", "減", "維持"


@dataclass(frozen=True, slots=True)
class Achieved:
    """Achievement a (1 = target met) and how it was found, in words; "" when it is the 達成率 itself."""

    value: Fraction
    words: str


def target_of(record: Record, number_: int) -> tuple[Fraction | None, str]:
    """Target of the year and its source: ``current``, ``line`` (computed anew, exactly) or ``none``."""
    own = number(record, f"kpi_{number_}_target")
    source = word(record, f"kpi_{number_}_target_source")
    if own is not None and source != "line":
        return own, source or "current"
    line = straight_line(
        number(record, f"kpi_{number_}_base"),
        _year(record, f"kpi_{number_}_base_year"),
        number(record, f"kpi_{number_}_final"),
        _year(record, f"kpi_{number_}_final_year"),
        record.year,
    )
    target = own if line is None else line
    return target, "none" if target is None else "line"


def attainment_rate(direction: str, target: Fraction | None, actual: Fraction | None) -> Fraction | None:
    """達成率 = actual ÷ target (減: target ÷ actual); None where the ratio has no meaning."""
    if target is None or actual is None or target <= 0 or (direction == DOWN and actual <= 0):
        return None
    return target / actual if direction == DOWN else actual / target


def achieved(
    direction: str,
    base: Fraction | None,
    target: Fraction,
    actual: Fraction,
    tolerance: Fraction,
    rule: OutcomeRule,
) -> Achieved:
    """The unrounded achievement a of a known actual against a known target."""
    if direction == KEEP:
        return _kept(target, actual, tolerance, rule)
    if direction not in (UP, DOWN):
        return Achieved(Fraction(0), "目標の向き（増・減・維持）が台帳にないため、達成度0")
    met = actual >= target if direction == UP else actual <= target
    if base is None:
        rate = attainment_rate(direction, target, actual)
        if rate is None:
            return _met(met, "達成率を計算できないため、目標に達したかどうかで判定")
        return Achieved(rate, "")
    if (target <= base) if direction == UP else (target >= base):
        return _met(met, "目標値が基準値と同じ又は逆向きのため、目標に達したかどうかで判定")
    a = (actual - base) / (target - base)
    formula = f"（実績{plain(actual)} − 基準{plain(base)}）÷（目標{plain(target)} − 基準{plain(base)}）"
    return Achieved(a, f"基準値からの改善率 {formula} ＝ {percent(a, _limits(rule))}")


def _met(met: bool, why: str) -> Achieved:
    return Achieved(Fraction(int(met)), f"{why}：{'達成' if met else '未達成'}")


def _kept(target: Fraction, actual: Fraction, tolerance: Fraction, rule: OutcomeRule) -> Achieved:
    """維持: how many tolerances the actual is away from the target. A target of 0 must be met exactly."""
    distance = abs(actual - target)
    for band in rule.keep_bands:
        if distance <= band.limit * tolerance * abs(target):
            words = f"目標との差{plain(distance)}（許容幅{percent(tolerance)}の{plain(band.limit)}倍以内）"
            return Achieved(band.level, f"{words}、達成度{percent(band.level)}")
    return Achieved(Fraction(0), f"目標との差{plain(distance)}（許容幅{percent(tolerance)}を大きく超える）、達成度0")


def level_of(a: Fraction, rule: OutcomeRule) -> int:
    """Level of an achievement: the first band it reaches, else 0."""
    return next((int(band.level) for band in rule.bands if a >= band.limit), 0)


def score_indicator(record: Record, n: int, rule: OutcomeRule) -> IndicatorScore:
    """Indicator ``n`` of a record, scored when it is a 成果指標 with a target, else only shown."""
    kind, direction = word(record, f"kpi_{n}_kind"), word(record, f"kpi_{n}_direction")
    target, source = target_of(record, n)
    actual, base = number(record, f"kpi_{n}_actual"), number(record, f"kpi_{n}_base")
    pending = word(record, f"kpi_{n}_pending") if actual is None else ""
    tolerance = number(record, f"kpi_{n}_tolerance")
    rate = attainment_rate(direction, target, actual)
    found = None
    if target is not None and actual is not None:
        found = achieved(direction, base, target, actual, rule.tolerance if tolerance is None else tolerance, rule)
    scored = kind == rule.scored_kind and target is not None
    level = None
    if scored and not pending:
        level = level_of(found.value, rule) if found else 0
    return IndicatorScore(
        number=n,
        kind=kind,
        name=word(record, f"kpi_{n}_name"),
        unit=word(record, f"kpi_{n}_unit"),
        direction=direction,
        base=base,
        target=target,
        target_original=number(record, f"kpi_{n}_target_original"),
        target_source=source,
        actual=actual,
        pending=pending,
        rate=rate,
        achievement=found.value if found else None,
        level=level,
        scored=scored,
        rule=_words(rule, kind, target, pending, found, rate, level),
    )


def _words(
    rule: OutcomeRule,
    kind: str,
    target: Fraction | None,
    pending: str,
    found: Achieved | None,
    rate: Fraction | None,
    level: int | None,
) -> str:
    """The rule that held, in words. 達成率, the figure people know, is always told where there is one."""
    if target is None:
        return "当年度の目標値がないため、表示のみ"
    if kind != rule.scored_kind:
        told = "" if rate is None else f"達成率{percent(rate)}。"
        return f"{told}{rule.scored_kind}でないため、表示のみ"
    if pending:
        return "実績が未確定のため、平均から除く"
    if found is None:
        return f"実績値が{BLANK_WORD}のため、水準{level}"
    known = "" if rate is None else f"達成率{percent(rate, () if found.words else _limits(rule))}"
    return "、".join(part for part in (known, found.words) if part) + f"のため、水準{level}"


def _limits(rule: OutcomeRule) -> tuple[Fraction, ...]:
    return tuple(band.limit for band in rule.bands)


def _year(record: Record, field: str) -> int | None:
    value = number(record, field)
    return None if value is None else int(value)
