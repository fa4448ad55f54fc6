"""The register of the sample plan: made-up projects as model Projects, with targets and amounts."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from sample_courses import COURSES, FIRST, LAST, PLAN_END, Step, live_year, planned_stage, rng, steps_of
from sample_projects import Line, Made, made_projects
from sample_text import Writer

from fujiplan_cli.model.project import Indicator, Project, YearPlan

BASE_YEAR = 2021
AMOUNTS = {"S1": (300, 900), "S2": (800, 3200), "S3": (2000, 9000), "S4": (14000, 96000), "S5": (1800, 26000),
           "S6": (2400, 24000)}  # fmt: skip
EFFORT_AMOUNTS = (260, 6400)
CHANGED = {
    "1-1-01": (2, Decimal("0.8"), "電子化できない手続が国の通知で示され、対象の数を見直したため。"),
    "1-4-06": (1, Decimal("0.7"), "新しい閲覧方法に合わせ、読者数の数え方を改めたため。"),
    "2-3-03": (1, Decimal("0.75"), "企業の移転の動きが鈍く、県の見通しに合わせて見直したため。"),
    "3-3-02": (1, Decimal("1.2"), "端末の配布が早く進み、目標を引き上げたため。"),
}
"""Project → indicator, factor of the target from 令和6年度 on, reason."""
GROUNDS = {"非公表": "富士市情報公開条例（見本）第7条", "概要のみ": "消防活動に支障を及ぼすおそれ（見本）"}


def rounded(value: Decimal, digits: int) -> Decimal:
    """Half up to that many decimals."""
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def original_target(made: Made, line: Line, year: int) -> Decimal | None:
    """The target first set for a year: on the way from base to final; nothing before the service is live."""
    if line.mode in ("L", "N") or line.final is None or year < live_year(made):
        return None
    first = live_year(made)
    if line.base is None:
        share = Decimal(year - first + 2) / Decimal(PLAN_END - first + 2)
        return rounded(line.final * share, line.digits)
    share = Decimal(year - first + 1) / Decimal(PLAN_END - first + 1)
    return rounded(line.base + (line.final - line.base) * share, line.digits)


def target(made: Made, number: int, year: int) -> tuple[Decimal | None, Decimal | None, str]:
    """Current target, original target where it was changed, and the reason."""
    original = original_target(made, made.lines[number - 1], year)
    which, factor, reason = CHANGED.get(made.number, (0, Decimal(1), ""))
    if original is None or which != number or year < 2024:
        return original, None, ""
    return rounded(original * factor, made.lines[number - 1].digits), original, reason


def indicator(made: Made, number: int, line: Line) -> Indicator:
    """A row of the sheet 指標. Only a straight line needs both years; a service not yet live has no base year."""
    running = live_year(made) == FIRST
    has_year = line.base is not None and (running or line.mode == "L")
    return Indicator(
        number, line.kind, line.name, line.unit, line.direction,
        base=line.base, base_year=BASE_YEAR if has_year else None,
        final=line.final, final_year=PLAN_END if line.final is not None else None,
        tolerance=Decimal("0.02") if line.direction == "維持" else None,
    )  # fmt: skip


@cache
def money(number: str) -> dict[int, dict[str, Decimal]]:
    """Amounts of a project by year in 千円, as 財務会計 would hold them (made up)."""
    made = next(m for m in made_projects() if m.number == number)
    result: dict[int, dict[str, Decimal]] = {}
    carried = 0
    for step in steps_of(made):
        row, carried = _one_year(made, step, carried)
        result[step.year] = {name: Decimal(value) for name, value in row.items() if value or name in _ALWAYS}
    last = result[max(result)]
    if max(result) == LAST and made.course not in ("x6",):
        result[PLAN_END] = {"budget_initial": Decimal(_round(int(last["budget_initial"]) * 1.04))}
    return result


_ALWAYS = ("budget_initial", "executed")


def _round(value: float) -> int:
    step = 10 if value < 3000 else 50
    return round(value / step) * step


def _one_year(made: Made, step: Step, carried_in: int) -> tuple[dict[str, int], int]:
    r = rng(made.number, step.year, "money")
    low, high = EFFORT_AMOUNTS if made.type == "取組型" else AMOUNTS[step.eval_stage]
    steady = rng(made.number, step.eval_stage, "size")
    initial = _round(steady.uniform(low, high) * r.uniform(0.95, 1.06))
    row = {"budget_initial": initial, "budget_carried_in": carried_in}
    if r.random() < 0.16:
        row["budget_supplementary"] = _round(initial * r.choice((-0.12, 0.08, 0.15, 0.25)))
    if r.random() < 0.04:
        row["budget_reserve"] = _round(initial * 0.05) + 20
    if r.random() < 0.1:
        row["budget_moved"] = r.choice((-1, 1)) * (_round(initial * 0.03) + 10)
    total = sum(row.values())
    share = r.choice((1.0, 0.997, 0.99, 0.985, 0.975, 0.96, 0.955, 0.94, 0.93, 0.92))
    luck = r.random()
    if luck < 0.16:
        share = r.uniform(0.62, 0.88)
    elif luck < 0.2:
        share = r.uniform(0.35, 0.6)
    elif luck > 0.975:
        share = 1.02
    if step.status in ("休止", "中止", "未着手"):
        share = r.choice((0, 0.25, 0.4))
    late = step.eval_stage in ("S3", "S4") and step.delay > 2
    carried_out = _round(total * 0.35) if late else 0
    row["executed"] = int((total - carried_out) * share)
    row["carried_out"] = carried_out
    row.update(_funds(made, row["executed"], r.random()))
    return row, carried_out


def _funds(made: Made, executed: int, luck: float) -> dict[str, int]:
    if executed <= 0:
        return {}
    if made.measure in ("3-5", "1-3") and made.type == "開発型":
        return {"fund_national": int(executed * 0.5)}
    if luck < 0.12:
        return {"fund_prefecture": int(executed * 0.3), "fund_other": int(executed * 0.05)}
    if luck < 0.2 and executed > 10000:
        return {"fund_bond": int(executed * 0.6) // 100 * 100}
    return {"fund_other": int(executed * 0.2)} if luck > 0.9 else {}


def project(made: Made) -> Project:
    """The made-up project as the model has it."""
    flags = made.flags
    first, _ = COURSES[made.course]
    has_budget = made.money in ("P", "T")
    end = int(flags.get("end", PLAN_END))
    start = PLAN_END if made.course == "x6" else first
    account = flags.get("account", "一般")
    disclosure = flags.get("disclosure", "公表")
    return Project(
        number=made.number, name=made.name, type=made.type, goal=made.number[0], measure=made.measure,
        start_year=start, end_year=end, department=made.department,
        co_departments=tuple(c for c in flags.get("co", "").split(",") if c),
        account=account, budget_account=f"見本-{made.number}" if has_budget else "",
        budget_department=made.department if has_budget else "",
        zero_reason="" if has_budget else made.money,
        disclosure=disclosure, disclosure_ground=GROUNDS.get(disclosure, ""),
        disclosure_until=date(2028, 3, 31) if disclosure != "公表" else None,
        contract_end=_day(flags.get("contract")), live_from=_day(flags.get("live")),
        repeated="repeated" in flags, priority="priority" in flags,
        predecessors=_list(flags.get("pre")), successors=_list(flags.get("suc")),
        summary=made.summary, personal_info=flags.get("pii", ""), system_zone=flags.get("zone", ""),
        staff_band=_staff(made),
        indicators=tuple(indicator(made, n, line) for n, line in enumerate(made.lines, start=1)),
        years={year: year_plan(made, year) for year in range(first, end + 1) if first <= year <= PLAN_END},
    )  # fmt: skip


def year_plan(made: Made, year: int) -> YearPlan:
    """A row of 年度計画."""
    three = {n: target(made, n, year) for n in range(1, len(made.lines) + 1)}
    return YearPlan(
        year,
        planned_stage(made, year),
        Writer(made, year).plan(planned_stage(made, year)),
        {n: t[0] for n, t in three.items() if t[0] is not None},
        {n: t[1] for n, t in three.items() if t[1] is not None},
        {n: t[2] for n, t in three.items() if t[2]},
        money(made.number).get(year, {}) if made.money == "P" else {},
    )


def all_projects() -> tuple[Project, ...]:
    """The whole register in its order."""
    return tuple(project(made) for made in made_projects())


def _staff(made: Made) -> str:
    bands = ("0.1人未満", "0.1〜0.5", "0.1〜0.5", "0.5〜1", "0.5〜1", "1〜3")
    return "1〜3" if "priority" in made.flags else rng(made.number, "staff").choice(bands)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _list(text: str | None) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()
