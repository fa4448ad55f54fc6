"""From a record to shown values: nothing gets past `Figures.take`, which asks the allow-list first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from fujiplan_cli.model.form import Field, Form
from fujiplan_cli.model.formula import Formula, parse_formula
from fujiplan_cli.model.project import Project
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import IndicatorScore, Scorecard
from fujiplan_cli.model.values import Value
from fujiplan_cli.publish.allow import Standing
from fujiplan_cli.publish.view import PublicIndicator, Shown
from fujiplan_cli.publish.words import (
    BLANK,
    HIDDEN_COUNT,
    data_value,
    number_words,
    percent,
    plain,
    rounded,
    value_words,
)

_NEEDED = frozenset({"executed"})
"""Amounts that every difference needs; others (繰越, 国庫) may stay blank, which means none."""
_PEOPLE = ("人", "名")
_FEWEST = 10
_KPI = re.compile(r"kpi_([1-9])_")
_LINE_PLACES = 2
"""Decimals of a target that lies on the straight line from base to final value."""


@dataclass(frozen=True, slots=True)
class FormFields:
    """What figures ask of a form, looked up once: a plan has some hundred fields and thousands of records."""

    facts: tuple[Field, ...]
    """Fields that stand for themselves: not those of indicators."""
    money: tuple[Field, ...]
    kinds: Mapping[str, str]
    formulas: Mapping[str, Formula]
    rates: frozenset[str]
    """Fields whose formula is a quotient."""

    @classmethod
    def of(cls, form: Form) -> FormFields:
        """The fields of a form, in its order."""
        facts = tuple(f for f in form.fields if not f.stem and not _kpi_number(f.id))
        formulas = {f.id: parse_formula(f.formula) for f in form.fields if f.formula}
        return cls(
            facts=facts,
            money=tuple(f for f in facts if f.kind == "money"),
            kinds={f.id: f.kind for f in form.fields},
            formulas=formulas,
            rates=frozenset(f for f, formula in formulas.items() if formula.under is not None),
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """Gives the shown values of one project in one year."""

    form: FormFields
    standing: Standing
    open: Mapping[str, bool]
    """Field → whether it may be published of this project (`AllowList.answers`)."""
    record: Record

    def take(self, field_id: str, value: Value | None, kind: str = "") -> Shown | None:
        """The value as shown; None when it may not be published. A blank value is shown as −."""
        if not self.open[field_id]:
            return None
        words, raw = (value, value) if type(value) is str else _said(value, kind)  # most are texts
        return Shown(words, raw, self.record.project, self.record.year, field_id)

    def say(self, field_id: str, words: str, raw: str | int | Decimal | None) -> Shown | None:
        """A value whose words are given."""
        if not self.open[field_id]:
            return None
        return Shown(words, raw, self.record.project, self.record.year, field_id)

    def facts(self) -> dict[str, Shown]:
        """Every declared, allowed and known value but those of indicators, in the form's order."""
        taken: dict[str, Shown] = {}
        record, known = self.record, self.record.facts
        project, year = record.project, record.year
        for field in self.form.facts:
            field_id = field.id
            fact = known.get(field_id)
            value = None if fact is None or fact.faulty else fact.value
            if value is None and field.formula:
                value = self._computed(self.form.formulas[field_id])
            if value is None or not self.open[field_id]:
                continue
            if field_id in self.form.rates:
                if shown := self._rate(field_id):
                    taken[field_id] = shown
            else:  # as `take` does it: this is asked a hundred thousand times
                words, raw = (value, value) if type(value) is str else _said(value, field.kind)
                taken[field_id] = Shown(words, raw, project, year, field_id)
        return taken

    def money(self, facts: Mapping[str, Shown]) -> tuple[tuple[str, Shown], ...]:
        """Label and amount of every published money field that is known (in ``facts``), in the form's order."""
        pairs = [(f.label, facts.get(f.id)) for f in self.form.money]
        return tuple((label, shown) for label, shown in pairs if shown is not None and shown.known)

    def _computed(self, formula: Formula) -> Decimal | None:
        """A declared sum or quotient over the record. A difference is unknown while its first term, 支出済額 or an
        unreadable cell in it is: a blank must not pass for 0 and make an 不用額 that nobody reported.
        """
        amounts = [(sign, name, self._amount(name)) for sign, name in formula.over]
        if formula.under is not None:
            part, whole = amounts[0][2], self._amount(formula.under[0][1])
            return None if part is None or not whole else part / whole
        if all(amount is None for _, _, amount in amounts):
            return None
        if any(sign < 0 for sign, _, _ in amounts) and any(
            amount is None and (not place or name in _NEEDED or self._is_faulty(name))
            for place, (_, name, amount) in enumerate(amounts)
        ):
            return None
        return sum((sign * amount for sign, _, amount in amounts if amount is not None), Decimal(0))

    def _is_faulty(self, field_id: str) -> bool:
        fact = self.record.facts.get(field_id)
        return fact is not None and fact.faulty

    def _amount(self, field_id: str) -> Decimal | None:
        value = self.record.value(field_id)
        if value is None:
            formula = self.form.formulas.get(field_id)
            return self._computed(formula) if formula else None
        return Decimal(value) if isinstance(value, (int, Decimal)) else None

    def _rate(self, field_id: str) -> Shown | None:
        """A declared quotient in %, always computed from the amounts beside it."""
        formula = self.form.formulas[field_id]
        part, whole = (self._amount(name) for name in formula.names)
        share = percent(part, whole) if part is not None and whole else None
        return None if share is None else self.say(field_id, f"{number_words(share)}%", share)

    def indicators(self, project: Project, card: Scorecard | None) -> tuple[PublicIndicator, ...]:
        """Every indicator that the record or the register names."""
        scores = {s.number: s for s in _indicator_scores(card)}
        parts: dict[int, list[str]] = {}
        for field_id in self.record.facts:
            if number := _kpi_number(field_id):
                parts.setdefault(number, []).append(field_id)
        made = (self._indicator(n, project, scores.get(n), parts[n]) for n in sorted(parts))
        return tuple(one for one in made if one is not None)

    def _indicator(
        self, number: int, project: Project, score: IndicatorScore | None, fields: Sequence[str]
    ) -> PublicIndicator | None:
        name = f"kpi_{number}_name"
        if self.record.value(name) is None or not self.open[name]:
            return None
        get = self._getter(number)
        line = str(get("target_source") or "") == "line"
        parts = dict(self._plain_parts(number, fields, line=line))
        target, original = get("target"), get("target_original")
        changed = target is not None and original is not None and target != original and not line
        reason = (
            project.years[self.record.year].target_reasons.get(number) if self.record.year in project.years else None
        )
        if changed and (shown := self.take(f"kpi_{number}_target_reason", reason or None)):
            parts["target_reason"] = shown
        if parts.get("actual") and parts["actual"].text == HIDDEN_COUNT:
            return PublicIndicator(number, parts, changed, line)
        return PublicIndicator(number, parts | dict(self._results(number, score)), changed, line)

    def _getter(self, number: int) -> _Getter:
        return _Getter(self.record, number)

    def _plain_parts(self, number: int, fields: Sequence[str], *, line: bool) -> Iterator[tuple[str, Shown]]:
        """The printed and typed parts. A count of people under 10 is hidden (base and actual)."""
        known, kinds = self.record.facts, self.form.kinds
        prefix = f"kpi_{number}_"
        counts_people = self.record.value(f"{prefix}unit") in _PEOPLE
        has_actual = self.record.value(f"{prefix}actual") is not None
        for field_id in fields:
            fact = known[field_id]
            value, stem = None if fact.faulty else fact.value, field_id[len(prefix) :]
            if value is None or (stem == "as_of" and not has_actual):
                continue  # the printed date says nothing without a value
            if field_id not in kinds and stem != "target_original":
                continue
            if line and stem == "target" and isinstance(value, Decimal):
                value = rounded(value, _LINE_PLACES)
            few = counts_people and stem in ("actual", "base") and _is_few(value)
            shown = (
                self.say(field_id, HIDDEN_COUNT, None) if few else self.take(field_id, value, kinds.get(field_id, ""))
            )
            if shown is not None:
                yield stem, shown

    def _results(self, number: int, score: IndicatorScore | None) -> Iterator[tuple[str, Shown]]:
        """達成率, 基準値からの改善率 and the level. The rate is recomputed from the two published values."""
        get = self._getter(number)
        rate = achievement_rate(get("actual"), get("target"), str(get("direction") or ""))
        wanted: Mapping[str, tuple[str, str | int | Decimal | None] | None] = {
            "rate": None if rate is None else (f"{number_words(rate)}%", rate),
            "achievement": _percent_of(score.achievement) if score and score.scored else None,
            "level": _level_of(score) if score and self.standing.approved else None,
        }
        for stem, pair in wanted.items():
            if pair is not None and (shown := self.say(f"kpi_{number}_{stem}", *pair)):
                yield stem, shown


@dataclass(frozen=True, slots=True)
class _Getter:
    record: Record
    number: int

    def __call__(self, stem: str) -> Value | None:
        return self.record.value(f"kpi_{self.number}_{stem}")


def achievement_rate(actual: Value | None, target: Value | None, direction: str) -> Decimal | None:
    """達成率 in %, one decimal half up: actual / target (減: target / actual); None where it has no meaning."""
    if not isinstance(actual, (int, Decimal)) or not isinstance(target, (int, Decimal)):
        return None
    part, whole = (target, actual) if direction == "減" else (actual, target)
    return percent(part, whole) if whole > 0 else None


def _percent_of(ratio: Fraction | None) -> tuple[str, Decimal] | None:
    share = None if ratio is None else rounded(ratio * 100, 1)
    return None if share is None else (f"{number_words(share)}%", share)


def _level_of(score: IndicatorScore) -> tuple[str, int] | None:
    return None if score.level is None else (str(score.level), score.level)


def _indicator_scores(card: Scorecard | None) -> tuple[IndicatorScore, ...]:
    return tuple(s for i in card.items for s in i.indicators) if card else ()


@lru_cache(maxsize=1 << 10)
def _kpi_number(field_id: str) -> int:
    """Number of the indicator that the field belongs to, from 1 on; 0: none."""
    match = _KPI.match(field_id)
    return int(match[1]) if match else 0


@lru_cache(maxsize=1 << 14, typed=True)
def _said(value: Value | None, kind: str) -> tuple[str, str | int | Decimal | None]:
    """Words and data of a value. Kept: the amounts, counts and dates of a plan are often the same."""
    return (BLANK, None) if value is None else (value_words(value, kind), data_value(value, kind))


def _is_few(value: Value) -> bool:
    return isinstance(value, (int, Decimal)) and 0 < value < _FEWEST


def level_words(level: Fraction | None) -> tuple[str, Decimal | None]:
    """A level for readers (2, 2.5, 3.33) and for data; − when there is none."""
    if level is None:
        return BLANK, None
    short = plain(rounded(level, 2))
    return str(short), short
