"""A computed value followed back: what it is, and which values of the record it was computed from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from fujiplan_cli.model.form import Form
from fujiplan_cli.model.project import Project
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import IndicatorScore, ItemScore, Scorecard
from fujiplan_cli.publish.allow import FULLY_OPEN, AllowList
from fujiplan_cli.publish.figures import Figures, FormFields, achievement_rate
from fujiplan_cli.publish.words import number_words, rounded

_LEVEL = re.compile(r"level_(\w+)")
_KPI = re.compile(r"kpi_(\d)_(rate|achievement|level)")
_TARGET = re.compile(r"kpi_(\d)_target(_original)?")
_LABELS = {"score": "評点", "grade": "評価"}
_KPI_LABELS = {"achievement": "基準値からの改善率", "level": "水準"}


@dataclass(frozen=True, slots=True)
class Computed:
    """A computed value in words, with the calculation in words and the ids of the fields it comes from."""

    label: str
    value: str | None
    how: str
    fields: tuple[str, ...]

    @property
    def reason(self) -> str:
        """What `trace` shows as the reason: the rule, then the fields to trace next."""
        return f"{self.how}　もとの項目：{'、'.join(self.fields)}" if self.fields else self.how


def from_formula(form: Form, record: Record, field: str) -> Computed | None:
    """A sum or quotient that the form declares, from the record's values; None when it declares none."""
    declared = next((f for f in form.fields if f.id == field and f.formula), None)
    if declared is None:
        return None
    shown = Figures(FormFields.of(form), FULLY_OPEN, AllowList(form).answers(FULLY_OPEN), record).facts().get(field)
    parts = tuple(re.findall(r"[a-z]\w*", declared.formula))
    return Computed(declared.label, shown.text if shown else None, f"計算：{declared.formula}", parts)


_FROM_LAST_YEAR = {"eval_stage": "stage", "stage_prev": "stage"}
_STAGE_LABELS = {"eval_stage": "評価段階", "stage_prev": "前年度末の段階"}


def from_last_year(field: str, record: Record, earlier: Record | None) -> Computed | None:
    """評価段階 and 前年度末の段階, which are the stage on last year's sheet; None for a project that had none."""
    source = _FROM_LAST_YEAR.get(field)
    if not source or earlier is None or earlier.value(source) is None:
        return None
    value, year = record.value(field), earlier.year
    how = f"{year}年度の「当年度末の段階」による（fujiplan trace {record.project} {source} --year {year}）"
    return Computed(_STAGE_LABELS[field], None if value is None else str(value), how, (source,))


def from_line(project: Project, record: Record, field: str) -> Computed | None:
    """A target that the register does not hold itself: on the straight line, or an original one equal to the current.
    None when the register holds it (domain.md §4.3, §4.13).
    """
    match = _TARGET.fullmatch(field)
    if match is None or record.value(field) is None:
        return None
    number, original = int(match[1]), match[2] is not None
    plan = project.years.get(record.year)
    if plan and number in (plan.targets_original if original else plan.targets):
        return None
    value, label = record.value(field), f"指標{number}の当年度目標（{'当初' if original else '現行'}）"
    if original and plan and number in plan.targets:
        return Computed(label, str(value), "当初の目標の記載がないため、現行の目標と同じ", (f"kpi_{number}_target",))
    ends = tuple(f"kpi_{number}_{stem}" for stem in ("base", "base_year", "final", "final_year"))
    return Computed(
        label, str(value), "計算：基準値（基準年度）と最終目標（最終目標年度）を結ぶ直線の、その年度の値", ends
    )


def rate_of(record: Record, field: str) -> Computed | None:
    """達成率 of an indicator, from the record's actual and target as the site shows it; None for other fields."""
    match = _KPI.fullmatch(field)
    if match is None or match[2] != "rate":
        return None
    number = int(match[1])
    actual, target, direction = (record.value(f"kpi_{number}_{stem}") for stem in ("actual", "target", "direction"))
    rate = achievement_rate(actual, target, str(direction or ""))
    how = "計算：目標÷実績値（向きが減）" if direction == "減" else "計算：実績値÷目標"
    fields = (f"kpi_{number}_actual", f"kpi_{number}_target")
    return Computed(f"指標{number}の達成率", None if rate is None else f"{number_words(rate)}%", how, fields)


def reason_of(project: Project, record: Record, field: str) -> Computed | None:
    """Why a target was changed, which the register holds and no sheet asks for; None for other fields."""
    match = re.fullmatch(r"kpi_(\d)_target_reason", field)
    plan = project.years.get(record.year)
    reason = plan.target_reasons.get(int(match[1])) if match and plan else None
    if match is None or reason is None:
        return None
    how = f"事業台帳の年度計画（{record.year}年度）に記入した理由"
    return Computed(f"指標{match[1]}の目標の変更の理由", reason, how, (f"kpi_{match[1]}_target",))


def is_result(field: str) -> bool:
    """Whether the id names a result of the 採点方法: score, grade, a level of an item or a figure of an indicator."""
    kpi = _KPI.fullmatch(field)
    return field in _LABELS or bool(_LEVEL.fullmatch(field) or (kpi and kpi[2] != "rate"))


def from_card(card: Scorecard, field: str) -> Computed | None:
    """A result of the 採点方法, from the scorecard; None when the card has no such result."""
    if field in _LABELS:
        value = card.grade if field == "grade" else (None if card.score is None else number_words(card.score))
        how = "計算：100×（配点×水準÷4 の計）÷（対象となる項目の配点の計）"
        return Computed(_LABELS[field], value, how, tuple(f"level_{i.item}" for i in card.items if i.applicable))
    if match := _KPI.fullmatch(field):
        scores = (s for i in card.items for s in i.indicators)
        one = next((s for s in scores if s.number == int(match[1])), None)
        return _indicator(one, match[2]) if one else None
    match = _LEVEL.fullmatch(field)
    item = next((i for i in card.items if match and i.item == match[1]), None)
    return _item(item) if item else None


def _item(item: ItemScore) -> Computed:
    value = None if item.level is None else str(rounded(item.level, 2).normalize())
    fields = tuple(dict.fromkeys(e.field for e in item.evidence))
    return Computed(f"{item.title}の水準", value, item.rule or "対象外", fields)


_READ: dict[str, Callable[[IndicatorScore], str | None]] = {
    "achievement": lambda s: None if s.achievement is None else f"{number_words(rounded(s.achievement * 100, 1))}%",
    "level": lambda s: None if s.level is None else str(s.level),
}


def _indicator(one: IndicatorScore, stem: str) -> Computed:
    parts = ("base", "actual", "target") if one.base is not None else ("actual", "target")
    fields = tuple(f"kpi_{one.number}_{p}" for p in parts)
    return Computed(f"指標{one.number}の{_KPI_LABELS[stem]}", _READ[stem](one), one.rule, fields)
