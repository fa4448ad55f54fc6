"""事業費: the amounts of a project as the form declares them, and totals that are computed twice (千円, exact)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from fujiplan_cli.model.form import Form
from fujiplan_cli.model.formula import Terms, sum_terms
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.snapshot import Snapshot, SnapshotEntry
from fujiplan_cli.report.given import ReportFault
from fujiplan_cli.report.words import number_of, text_of

MONEY = (
    ("budget_total", "予算現額"),
    ("executed", "支出済額"),
    ("carried_out", "翌年度繰越額"),
    ("unused", "不用額"),
)
NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a project, or all of them, had and spent. None: nothing is known. Unit: 千円."""

    budget_total: Fraction | None
    executed: Fraction | None
    carried_out: Fraction | None
    unused: Fraction | None
    projects: int = 1

    @property
    def known(self) -> bool:
        """Whether there is any amount at all."""
        return self.budget_total is not None or self.executed is not None

    @property
    def rate(self) -> Fraction | None:
        """執行率 = 支出済額 ÷ 予算現額; None without a budget."""
        if self.executed is None or not self.budget_total:
            return None
        return self.executed / self.budget_total


def amounts_of(form: Form, record: Record) -> Amounts:
    """The amounts of a record; totals follow the formulas that the form declares."""
    budget = _computed(form, record, "budget_total")
    executed = number_of(record, "executed")
    carried = number_of(record, "carried_out")
    unused = None
    if budget is not None and executed is not None:
        unused = budget - executed - (carried or NONE)
    return Amounts(budget, executed, carried, unused)


def parts_of(form: Form, record: Record) -> tuple[tuple[str, Fraction], ...]:
    """The known parts of 予算現額 with their labels, in the order of the form's formula."""
    found = []
    for sign, part in _terms(form, "budget_total"):
        value = number_of(record, part)
        if value:
            found.append((_label(form, part), sign * value))
    return tuple(found)


def total_of(form: Form, entries: Iterable[SnapshotEntry]) -> Amounts:
    """The sum over the projects, 再掲 left out. Raises ReportFault when two ways of adding up disagree."""
    own = [e for e in entries if not e.project.repeated and not e.record.repeated]
    found = [amounts_of(form, e.record) for e in own]
    known = [a for a in found if a.known]
    total = Amounts(
        sum((a.budget_total or NONE for a in known), NONE),
        sum((a.executed or NONE for a in known), NONE),
        sum((a.carried_out or NONE for a in known), NONE),
        sum((a.unused or NONE for a in known), NONE),
        projects=len(known),
    )
    _agree("予算現額", total.budget_total, _budget_by_columns(form, own))
    for name in ("budget_total", "executed", "carried_out", "unused"):
        _agree(name, getattr(total, name), _by_division(own, found, name))
    half_known = sum((_incomplete(a) for a in known), NONE)
    expected = (total.budget_total or NONE) - (total.executed or NONE) - (total.carried_out or NONE)
    _agree("不用額", total.unused, expected - half_known)
    return total


def kind_of(snapshot: Snapshot, entry: SnapshotEntry) -> str:
    """決算見込, 出納閉鎖後 … as the record says; the meeting's own word where it says nothing."""
    return text_of(entry.record, "executed_kind") or snapshot.money_kind


def kinds_of(form: Form, snapshot: Snapshot) -> str:
    """How firm the amounts are: one word when all are alike, else each with its number of projects."""
    own = [e for e in snapshot.entries if not e.card.repeated and amounts_of(form, e.record).known]
    counts = Counter(kind_of(snapshot, e) for e in own)
    if len(counts) < 2:
        return next(iter(counts), snapshot.money_kind)
    return "、".join(f"{kind}{number}件" for kind, number in sorted(counts.items()))


def _incomplete(one: Amounts) -> Fraction:
    """What a project without a known 不用額 adds to 予算現額 − 支出済額 − 翌年度繰越額."""
    if one.unused is not None:
        return NONE
    return (one.budget_total or NONE) - (one.executed or NONE) - (one.carried_out or NONE)


def _budget_by_columns(form: Form, entries: list[SnapshotEntry]) -> Fraction:
    """The second way: column by column (all 当初, then all 補正 …) instead of project by project."""
    parts = _terms(form, "budget_total")
    stated = [e.record for e in entries if all(number_of(e.record, p) is None for _, p in parts)]
    total = sum((number_of(r, "budget_total") or NONE for r in stated), NONE)
    for sign, part in parts:
        column = sum((number_of(e.record, part) or NONE for e in entries), NONE)
        total += sign * column
    return total


def _by_division(entries: list[SnapshotEntry], found: list[Amounts], name: str) -> Fraction:
    sums: dict[str, Fraction] = {}
    for entry, amounts in zip(entries, found, strict=True):
        sums[entry.division] = sums.get(entry.division, NONE) + (getattr(amounts, name) or NONE if amounts.known else 0)
    return sum(sums.values(), NONE)


def _agree(what: str, one: Fraction | None, other: Fraction | None) -> None:
    if one != other:
        raise ReportFault(f"{what}: {one} is not {other}")


def _computed(form: Form, record: Record, field_id: str) -> Fraction | None:
    """The declared sum of the known parts; the stated total where no part is known."""
    values = [(sign, number_of(record, part)) for sign, part in _terms(form, field_id)]
    known = [sign * value for sign, value in values if value is not None]
    return sum(known, NONE) if known else number_of(record, field_id)


def _terms(form: Form, field_id: str) -> Terms:
    return sum_terms(next((f.formula for f in form.fields if f.id == field_id), ""))


def _label(form: Form, field_id: str) -> str:
    return next((f.label for f in form.fields if f.id == field_id), field_id).removesuffix("額")
