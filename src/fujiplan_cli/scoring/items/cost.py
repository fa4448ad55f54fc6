"""経費: level from d = |不用額| ÷ 予算現額 (domain.md §4.4). Amounts in 千円, exact."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from fujiplan_cli.model.method import CostRule
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import Evidence
from fujiplan_cli.scoring.evidence import BLANK_WORD, answered, evidence, known_evidence, number, word
from fujiplan_cli.scoring.rating import Rating
from fujiplan_cli.scoring.rounding import percent, plain

BUDGET_PARTS = (
    ("budget_initial", "当初予算額"),
    ("budget_supplementary", "補正予算額"),
    ("budget_carried_in", "前年度繰越額"),
    ("budget_reserve", "予備費充用額"),
    ("budget_moved", "流用額"),
)
SPENT = (("executed", "支出済額"), ("carried_out", "翌年度繰越額"))
MONEY = BUDGET_PARTS + SPENT
REASON = (("cost_reason", "不用額の理由"), ("cost_basis", "その説明"))
UNIT = "千円"


@dataclass(frozen=True, slots=True)
class Amounts:
    """予算現額, 支出済額, 翌年度繰越額 of a project; None = nothing is known. ``gap``: label of a blank typed cell."""

    budget: Fraction | None
    executed: Fraction | None
    carried_out: Fraction
    gap: str

    @property
    def unused(self) -> Fraction:
        """不用額 = 予算現額 − 支出済額 − 翌年度繰越額."""
        return (self.budget or Fraction(0)) - (self.executed or Fraction(0)) - self.carried_out

    @property
    def nothing(self) -> bool:
        """Both 予算現額 and 支出済額 are 0 or blank."""
        return not self.budget and not self.executed


def amounts_of(record: Record) -> Amounts:
    """The amounts of a record. A total is the sum of its parts; 予算現額 itself is taken only without any part."""
    parts = [number(record, field) for field, _ in BUDGET_PARTS]
    known = [p for p in parts if p is not None]
    budget = sum(known, Fraction(0)) if known else number(record, "budget_total")
    executed = number(record, "executed")
    carried_out = number(record, "carried_out") or Fraction(0)
    return Amounts(budget, executed, carried_out, _gap(record, budget, executed))


def _gap(record: Record, budget: Fraction | None, executed: Fraction | None) -> str:
    """The first money cell that a project with a budget should have filled and did not; "" when there is none.

    当初 (or the whole budget) and 支出済額 are always needed. Another part may stay blank (= none) unless the cell is
    unreadable or the form requires it: then the sheet has an error there, and the blank must not pass for 0.
    """
    if not record.has_budget:
        return ""
    typed = any(record.facts[f].source.kind == "sheet" for f, _ in MONEY if f in record.facts)
    first = number(record, BUDGET_PARTS[0][0])
    if budget is None or (typed and first is None and record.value("budget_total") is None):
        return BUDGET_PARTS[0][1]
    if executed is None:
        return SPENT[0][1]
    wrong = {f.field for f in record.findings if f.severity == "error"}
    blank = [(field, label) for field, label in MONEY if number(record, field) is None]
    return next((label for field, label in blank if _faulty(record, field, wrong)), "")


def _faulty(record: Record, field: str, wrong: set[str]) -> bool:
    fact = record.facts.get(field)
    return fact is not None and fact.source.kind == "sheet" and (fact.faulty or field in wrong)


def rate_cost(record: Record, rule: CostRule) -> Rating:
    """The cost level; not applicable when there is neither budget nor spending."""
    amounts = amounts_of(record)
    facts = _evidence(record)
    if amounts.gap:
        words = f"{amounts.gap}が{BLANK_WORD}のため、水準0"
        return Rating(Fraction(0), words, answered=False, evidence=facts)
    if amounts.nothing:
        return Rating(None, "予算現額・支出済額がともにないため、対象外", applicable=False, evidence=facts)
    level, words = _level(record, rule, amounts)
    return Rating(Fraction(level), words, answered=amounts.executed is not None, evidence=facts)


def _level(record: Record, rule: CostRule, amounts: Amounts) -> tuple[Fraction | int, str]:
    budget = amounts.budget or Fraction(0)
    if budget < 0:
        return 0, f"予算現額が負（{plain(budget)}{UNIT}）のため、水準0"
    if budget == 0:
        return 0, f"予算がないのに支出済額が{plain(amounts.executed or Fraction(0))}{UNIT}あるため、水準0"
    gap = abs(amounts.unused) / budget
    sentence = f"不用額{plain(amounts.unused)}{UNIT} ÷ 予算現額{plain(budget)}{UNIT} ＝ "
    sentence += percent(amounts.unused / budget, [end for b in rule.bands for end in (b.limit, -b.limit)])
    if _is_saving(record, rule, amounts, gap):
        return rule.saving_level, f"{sentence}、理由が「{rule.saving_reason}」で説明があるため、水準{rule.saving_level}"
    for band in rule.bands:
        if gap <= band.limit:
            return band.level, f"{sentence}（差が{percent(band.limit)}以内）のため、水準{plain(band.level)}"
    return 0, f"{sentence}（差が{percent(rule.bands[-1].limit)}を超える）のため、水準0"


def _is_saving(record: Record, rule: CostRule, amounts: Amounts, gap: Fraction) -> bool:
    """入札差金・経費節減 is no fault while money is left over, is explained, and is not too much."""
    reason = word(record, "cost_reason") == rule.saving_reason and answered(record, "cost_basis")
    return reason and amounts.unused > 0 and gap <= rule.saving_limit


def _evidence(record: Record) -> tuple[Evidence, ...]:
    money = known_evidence(record, (*BUDGET_PARTS, ("budget_total", "予算現額"), *SPENT), unit=UNIT)
    told = known_evidence(record, [(f, label) for f, label in REASON if answered(record, f)])
    if money:
        return money + told
    return (evidence(record, "budget_total", "予算現額"), evidence(record, "executed", "支出済額"))
