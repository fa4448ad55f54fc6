"""What the city already knows of a project when its sheet is made: printed, so that nobody types it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from fujiplan_cli.kinds.fiscal_year import era_year
from fujiplan_cli.model.finance import FinanceMoney
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.project import Project
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.values import Value

_CARRIED_OVER = ("contact_name", "contact_ext", "staff_band", "personal_info", "system_zone", "public_summary")


@dataclass(frozen=True, slots=True)
class Known:
    """Printed and prefilled values of one project's sheet, its 評価段階 and structural facts."""

    eval_stage: str
    values: Mapping[str, Value]
    facts: frozenset[str]
    before: Mapping[str, Value] = field(default_factory=dict)
    """Last year's answers by field id, to be shown beside this year's questions."""


def known_of(
    plan: Plan,
    project: Project,
    year: int,
    *,
    previous: Record | None = None,
    comment: str = "",
    money: FinanceMoney | None = None,
    today: date | None = None,
) -> Known:
    """Everything known of ``project`` for the sheet that reports ``year``.

    ``previous`` is last year's record, ``comment`` the last meeting's 指摘, ``money`` what 財務会計 says (it goes
    before the register's 年度計画). The answering department is that of
    ``today`` (default: 1 April after the year), 対象年度の所管 that of the year's last day (31 March).
    """
    stage = eval_stage_of(project, year, previous)
    values: dict[str, Value] = dict(_identity(plan, project, year, today or date(year + 1, 4, 1)))
    values["eval_stage"] = _stage_word(plan, stage)
    values["stage_prev"] = _stage_word(plan, _stage_code(previous)) if previous else "新規"
    values.update(_carried(project, previous))
    if comment:
        values["last_comment"] = comment
    values.update(_year_values(project, year, previous))
    values.update(finance_values(project, money))
    for number in (1, 2, 3):
        values.update(_indicator(project, year, number))
    facts = _facts(project, year, comment, _money_known(project, values))
    return Known(stage, values, facts, _before(previous, values))


def _before(previous: Record | None, values: Mapping[str, Value]) -> dict[str, Value]:
    if previous is None:
        return {}
    return comparable({one: value for one in previous.facts if (value := previous.value(one)) is not None}, values)


def comparable(told: Mapping[str, Value], values: Mapping[str, Value]) -> dict[str, Value]:
    """Last year's answers to be shown beside this year's questions. An indicator that has another name or unit now
    cannot be compared, and is left out."""
    changed = [
        f"kpi_{n}_"
        for n in (1, 2, 3)
        if any(told.get(f"kpi_{n}_{stem}") != values.get(f"kpi_{n}_{stem}") for stem in ("name", "unit"))
    ]
    return {one: value for one, value in told.items() if not one.startswith(tuple(changed))}


def eval_stage_of(project: Project, year: int, previous: Record | None) -> str:
    """評価段階: last year's 段階 at its end; for a project new in the year, the planned stage (domain.md §2)."""
    code = _stage_code(previous)
    if code:
        return code
    planned = project.years.get(year)
    return planned.planned_stage if planned else ""


def period_words(project: Project) -> str:
    """事業期間 in words: 令和4〜8年度, 平成30〜令和8年度, 令和5年度."""
    first, last = era_year(project.start_year), era_year(project.end_year)
    if project.start_year == project.end_year:
        return f"{first}年度"
    return f"{first}〜{last.removeprefix(first[:2])}年度"


def _stage_code(record: Record | None) -> str:
    word = record.value("stage") if record else None
    if word:
        return str(word).split()[0]
    return ""


def _stage_word(plan: Plan, code: str) -> str:
    stage = plan.stage(code)
    return stage.choice if stage else code


def _identity(plan: Plan, project: Project, year: int, today: date) -> dict[str, Value]:
    goal, measure = plan.goal(project.goal), plan.measure(project.measure)
    now = plan.department_on(project.department, today)
    then = plan.department_on(project.department, date(year + 1, 3, 31))
    helpers = (plan.department_on(code, today) for code in project.co_departments)
    values: dict[str, Value] = {
        "project_no": project.number,
        "project_name": project.name,
        "type": project.type,
        "theme": goal.title if goal else project.goal,
        "measure": measure.title if measure else project.measure,
        "period": period_words(project),
        "department": now.full_name if now else project.department,
        "department_then": then.full_name if then else project.department,
        "co_departments": "、".join(d.name for d in helpers if d),
        "account": project.account,
        "start_year": project.start_year,
    }
    values.update(project.extra)
    return {key: value for key, value in values.items() if value != ""}


def _carried(project: Project, previous: Record | None) -> dict[str, Value]:
    """Register's value, else what last year's sheet said, of the fields that are 印字・訂正."""
    own: dict[str, Value] = {
        "zero_reason": project.zero_reason,
        "staff_band": project.staff_band,
        "personal_info": project.personal_info,
        "system_zone": project.system_zone,
        "public_summary": project.summary,
    }
    if previous:
        own.update({f: v for f in _CARRIED_OVER if (v := previous.value(f)) is not None})
    return {key: value for key, value in own.items() if value != ""}


def _year_values(project: Project, year: int, previous: Record | None) -> dict[str, Value]:
    planned = project.years.get(year)
    values: dict[str, Value] = {}
    text = (planned.plan if planned else "") or str((previous.value("next_plan") if previous else "") or "")
    if text:
        values["plan"] = text
    if project.has_budget:
        values["executed_kind"] = "決算見込"
    if planned and _money_known(project, planned.money):
        values.update(planned.money)
    return values


def finance_values(project: Project, money: FinanceMoney | None) -> dict[str, Value]:
    """What 財務会計 says of a project with a budget, and how final it is."""
    if money is None or not project.has_budget:
        return {}
    values: dict[str, Value] = {name: amount.value for name, amount in money.entry.amounts.items()}
    return values | {"executed_kind": money.source.executed_kind}


def _money_known(project: Project, values: Mapping[str, object]) -> bool:
    return project.has_budget and "budget_initial" in values and "executed" in values


def _indicator(project: Project, year: int, number: int) -> dict[str, Value]:
    one = project.indicator(number)
    if one is None:
        return {}
    planned = project.years.get(year)
    target, source = project.target(number, year)
    original = planned.targets_original.get(number) if planned else None
    plain: dict[str, Value | None] = {
        "kind": one.kind,
        "name": one.name,
        "unit": one.unit,
        "direction": one.direction,
        "base": one.base,
        "base_year": one.base_year,
        "target": _decimal(target),
        "target_original": original if original is not None else _decimal(target),
        "target_source": source,
        "final": one.final,
        "final_year": one.final_year,
        "tolerance": one.tolerance,
        "as_of": date(year + 1, 3, 31),
    }
    return {f"kpi_{number}_{stem}": value for stem, value in plain.items() if value is not None and value != ""}


def _decimal(value: Fraction | None) -> Decimal | None:
    """A target on a straight line can have endless digits; 15 significant ones are what a cell can hold."""
    if value is None:
        return None
    return Decimal(f"{Decimal(value.numerator) / Decimal(value.denominator):.15g}")


def _facts(project: Project, year: int, comment: str, money_known: bool) -> frozenset[str]:
    facts = {f"kpi_{i.number}" for i in project.indicators if i.number <= 3}
    facts |= {f"kpi_{i.number}_target" for i in project.indicators if project.target(i.number, year)[0] is not None}
    if project.has_budget:
        facts.add("has_budget")
    if money_known:
        facts.add("money_printed")
    if comment:
        facts.add("had_comment")
    if project.start_year > year:
        facts.add("starts_later")
    return frozenset(facts)
