"""From a record to shown values: nothing gets past `Figures.take`, which asks the allow-list first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from fujiplan_cli.model.form import Field, Form
from fujiplan_cli.model.formula import Terms, sum_terms
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
_DIGIT, _DIGIT_END = len("kpi_"), len("kpi_") + 1
"""Where the number of an indicator stands in the id of its field."""
_LINE_PLACES = 2
"""Decimals of a target that lies on the straight line from base to final value."""


@dataclass(frozen=True, slots=True)
class FormFields:
    """What figures ask of a form, looked up once: a plan has some hundred fields and thousands of records."""

    facts: tuple[Field, ...]
    """Fields that stand for themselves: not those of indicators."""
    money: tuple[Field, ...]
    kinds: Mapping[str, str]
    formulas: Mapping[str, str]

    @classmethod
    def of(cls, form: Form) -> FormFields:
        """The fields of a form, in its order."""
        facts = tuple(f for f in form.fields if not f.stem and not _is_kpi(f.id))
        return cls(
            facts=facts,
            money=tuple(f for f in facts if f.kind == "money"),
            kinds={f.id: f.kind for f in form.fields},
            formulas={f.id: f.formula for f in form.fields if f.formula},
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
        words: str
        raw: str | int | Decimal | None
        if isinstance(value, str):  # most are
            words = raw = value
        else:
            words, raw = (BLANK, None) if value is None else (value_words(value, kind), data_value(value, kind))
        return Shown(words, raw, self.record.project, self.record.year, field_id)

    def say(self, field_id: str, words: str, raw: str | int | Decimal | None) -> Shown | None:
        """A value whose words are given."""
        if not self.open[field_id]:
            return None
        return Shown(words, raw, self.record.project, self.record.year, field_id)

    def facts(self) -> dict[str, Shown]:
        """Every declared, allowed and known value but those of indicators, in the form's order."""
        taken: dict[str, Shown] = {}
        for field in self.form.facts:
            value = self._value(field)
            if value is None:
                continue
            shown = self._rate(field) if "/" in field.formula else self.take(field.id, value, field.kind)
            if shown is not None:
                taken[field.id] = shown
        return taken

    def money(self, facts: Mapping[str, Shown]) -> tuple[tuple[str, Shown], ...]:
        """Label and amount of every published money field that is known (in ``facts``), in the form's order."""
        pairs = [(f.label, facts.get(f.id)) for f in self.form.money]
        return tuple((label, shown) for label, shown in pairs if shown is not None and shown.known)

    def _value(self, field: Field) -> Value | None:
        known = self.record.value(field.id)
        if known is not None or not field.formula:
            return known
        return self._computed(field.formula)

    def _computed(self, formula: str) -> Decimal | None:
        """A declared sum or quotient over the record. A difference is unknown while its first term, 支出済額 or an
        unreadable cell in it is: a blank must not pass for 0 and make an 不用額 that nobody reported.
        """
        if "/" in formula:
            part, whole = (self._amount(name.strip()) for name in formula.split("/"))
            return None if part is None or not whole else part / whole
        terms = sum_terms(formula)
        amounts = [(sign, self._amount(name)) for sign, name in terms]
        if all(a is None for _, a in amounts) or ("-" in formula and self._lacks(terms)):
            return None
        return sum((sign * a for sign, a in amounts if a is not None), Decimal(0))

    def _lacks(self, terms: Terms) -> bool:
        """Whether a term that a difference cannot do without is unknown."""
        faulty = {f for f, fact in self.record.facts.items() if fact.faulty}
        return any(
            self._amount(name) is None
            for place, (_, name) in enumerate(terms)
            if not place or name in _NEEDED or name in faulty
        )

    def _amount(self, field_id: str) -> Decimal | None:
        value = self.record.value(field_id)
        if value is None:
            formula = self.form.formulas.get(field_id, "")
            return self._computed(formula) if formula else None
        return Decimal(value) if isinstance(value, (int, Decimal)) else None

    def _rate(self, field: Field) -> Shown | None:
        """A declared quotient in %, always computed from the amounts beside it."""
        part, whole = (self._amount(name.strip()) for name in field.formula.split("/"))
        share = percent(part, whole) if part is not None and whole else None
        return None if share is None else self.say(field.id, f"{number_words(share)}%", share)

    def indicators(self, project: Project, card: Scorecard | None) -> tuple[PublicIndicator, ...]:
        """Every indicator that the record or the register names."""
        scores = {s.number: s for s in _indicator_scores(card)}
        parts: dict[int, list[str]] = {}
        for field_id in self.record.facts:
            if _is_kpi(field_id):
                parts.setdefault(int(field_id[_DIGIT]), []).append(field_id)
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
        unit = str(self.record.value(f"kpi_{number}_unit") or "")
        kinds = self.form.kinds
        prefix = f"kpi_{number}_"
        for field_id in fields:
            stem, value = field_id.removeprefix(prefix), self.record.value(field_id)
            if stem == "as_of" and self.record.value(f"{prefix}actual") is None:
                continue  # the printed date says nothing without a value
            if value is None or (field_id not in kinds and stem != "target_original"):
                continue
            if isinstance(value, Decimal) and stem == "target" and line:
                value = rounded(value, _LINE_PLACES)
            few = stem in ("actual", "base") and unit in _PEOPLE and _is_few(value)
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


def _is_kpi(field_id: str) -> bool:
    return field_id.startswith("kpi_") and field_id[_DIGIT:_DIGIT_END].isdecimal() and field_id[_DIGIT_END:][:1] == "_"


def _is_few(value: Value) -> bool:
    return isinstance(value, (int, Decimal)) and 0 < value < _FEWEST


def level_words(level: Fraction | None) -> tuple[str, Decimal | None]:
    """A level for readers (2, 2.5, 3.33) and for data; − when there is none."""
    if level is None:
        return BLANK, None
    short = plain(rounded(level, 2))
    return str(short), short
