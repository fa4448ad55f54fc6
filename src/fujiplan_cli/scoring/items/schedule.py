"""工程: level from 進捗状況 and the delay (domain.md §4.2); a blank counts as the worst answer (§4.6)."""

from __future__ import annotations

from fractions import Fraction

from fujiplan_cli.model.method import ScheduleRule
from fujiplan_cli.model.record import Record
from fujiplan_cli.scoring.evidence import BLANK_WORD, evidence, number, word
from fujiplan_cli.scoring.rating import TOP, Rating
from fujiplan_cli.scoring.rounding import plain


def rate_schedule(record: Record, rule: ScheduleRule) -> Rating:
    """The schedule level. Months of delay are used under 遅れ only."""
    status = _known_status(record, rule)
    facts = [evidence(record, "status", "進捗状況")]
    if status == rule.delayed:
        facts += [evidence(record, "delay_months", "遅れ月数", unit="か月"), evidence(record, "recovery", "回復見込")]
        level, words = _delayed(record, rule)
    elif status in rule.full:
        level, words = TOP, f"進捗状況が「{status}」のため、水準{TOP}"
    elif status:
        level, words = 0, f"進捗状況が「{status}」のため、水準0"
    else:
        level, words = 0, f"進捗状況が{BLANK_WORD}のため、月数の不明な遅れとして扱い、水準0"
    return Rating(Fraction(level), words, answered=bool(status), evidence=tuple(facts))


def long_delay_reason(record: Record, rule: ScheduleRule) -> str:
    """Why the delay counts as longer than the last band (a blank does); "" when it does not."""
    status = _known_status(record, rule)
    if not status:
        return f"進捗状況が{BLANK_WORD}"
    return _too_long(record, rule) if status == rule.delayed else ""


def _known_status(record: Record, rule: ScheduleRule) -> str:
    status = word(record, "status")
    return status if status in (*rule.full, *rule.none, rule.delayed) else ""


def _too_long(record: Record, rule: ScheduleRule) -> str:
    months = number(record, "delay_months")
    recovery = word(record, "recovery")
    limit = rule.bands[-1].limit
    if recovery == rule.no_prospect:
        return f"回復見込が「{rule.no_prospect}」"
    if months is None or months < 1:
        return f"遅れ月数が{BLANK_WORD}（{plain(limit)}か月を超える遅れとして扱う）"
    if months > limit:
        return f"遅れが{plain(months)}か月（{plain(limit)}か月を超える）"
    if not recovery:
        return f"回復見込が{BLANK_WORD}（{plain(limit)}か月を超える遅れとして扱う）"
    return ""


def _delayed(record: Record, rule: ScheduleRule) -> tuple[Fraction | int, str]:
    too_long = _too_long(record, rule)
    if too_long:
        return 0, f"{too_long}のため、水準0"
    months = number(record, "delay_months") or Fraction(0)
    band = next(b for b in rule.bands if months <= b.limit)
    return band.level, f"遅れが{plain(months)}か月（{plain(band.limit)}か月以内）のため、水準{plain(band.level)}"
