"""What a clerk of the 所管課 types on each sheet of the sample plan: field id → text."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import sample_words as words
from sample_courses import LAST, Step, rng, steps_of
from sample_decisions import note_of
from sample_projects import Made, made_projects
from sample_register import money, project, rounded
from sample_text import Writer

from fujiplan_cli.intake.achievement import achievement
from fujiplan_cli.kinds.register_columns import MONEY_COLUMNS
from fujiplan_cli.kinds.wareki import month_words
from fujiplan_cli.model.form import Form, is_typed
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.project import Indicator
from fujiplan_cli.model.values import YearMonth
from fujiplan_cli.workflow.known import known_of

COUNTED_UP = ("手続", "機能", "所", "作業")
"""Units of what is added year after year."""
JUDGED = ("deliverables", "uptake", "control")


def answers_of_year(plan: Plan, form: Form, year: int) -> dict[str, dict[str, str]]:
    """project → {field id: text} for every sheet of the year."""
    result: dict[str, dict[str, str]] = {}
    for made in made_projects():
        step = next((s for s in steps_of(made) if s.year == year), None)
        if step is not None:
            result[made.number] = _on_sheet(plan, form, made, step)
    return result


def _on_sheet(plan: Plan, form: Form, made: Made, step: Step) -> dict[str, str]:
    facts = known_of(plan, project(made), step.year, comment=note_of(made.number, step.year - 1)).facts
    every = Clerk(plan, made, step, facts).answers()
    asked = [f.id for f in form.on_sheet(step.eval_stage, facts) if is_typed(f, facts)]
    return {name: every[name] for name in asked if every.get(name) and name != step.told.get("blank")}


class Clerk:
    """Answers of one project in one year."""

    def __init__(self, plan: Plan, made: Made, step: Step, facts: frozenset[str]) -> None:
        self.plan, self.made, self.step, self.facts = plan, made, step, facts
        self.project = project(made)
        self.actuals = {one.number: self._actual(one) for one in self.project.indicators}
        first = next((n for n in self.actuals if self._has_actual(n)), 0)
        name = self.project.indicator(first)
        told = f"{self.actuals[first]:,f}{name.unit}" if first and name else ""
        self.write = Writer(made, step.year, name.name if name else "", told)

    def answers(self) -> dict[str, str]:
        """Every answer that the project could give; the sheet's form decides which are asked."""
        found = self._reporter() | self._progress() | self._indicators() | self._costs() | self._outlook()
        if self.step.graded:
            found |= self._levels()
        return found

    def _reporter(self) -> dict[str, str]:
        """記入者 changes when staff rotate: every second year or so."""
        turn = (self.step.year + rng(self.made.number, "turn").randrange(2)) // 2
        r = rng(self.made.department, self.made.number, turn, "who")
        serial = rng(self.made.number, self.step.year, "no").randint(3, 240)
        return {
            "contact_name": r.choice(words.NAMES.split("|")),
            "contact_ext": str(r.randint(2100, 2999)),
            "approval_no": f"{self.step.year - 2017}架空第{serial}号",
        }

    def _progress(self) -> dict[str, str]:
        step = self.step
        skipped = (step.eval_stage, step.stage) == ("S3", "S5")
        result = self.write.result(step.eval_stage, step.stage, skipped=skipped)
        if step.status in words.STOPPED:
            result = self.write.pick(words.STOPPED[step.status], "stopped")
        if step.status == "未着手":
            result = words.STARTS_LATER if step.told.get("later") else self.write.pick(words.NOTHING, "nothing")
        stage = self.plan.stage(step.stage)
        found = {"stage": stage.choice if stage else step.stage, "status": step.status, "result": result}
        if step.status == "遅れ":
            found["delay_months"] = str(step.delay)
            found["recovery"] = str(step.told.get("recovery") or self._month(4 + step.delay))
        if step.status in words.DEVIATION:
            found["deviation"] = self.write.pick(words.DEVIATION[self._why()], "deviation", d=max(step.delay, 1))
            if step.told.get("later"):
                found["deviation"] = "令和8年度に開始する事業のため、令和7年度は着手していない。"
        return found

    def _why(self) -> str:
        """Which bank tells why the plan was not kept."""
        if "recovery" in self.step.told:
            return "見込みなし"
        building = self.step.status == "遅れ" and self.step.eval_stage == "S4"
        return "構築" if building else self.step.status

    @property
    def _early(self) -> bool:
        """Whether nobody uses the service yet."""
        return self.step.eval_stage not in ("S5", "S6")

    def _month(self, after: int) -> str:
        """A month so many months after the year's end: 令和8年6月."""
        month = 3 + after
        return month_words(YearMonth(self.step.year + 1 + (month - 1) // 12, (month - 1) % 12 + 1))

    def _actual(self, one: Indicator) -> Decimal | None:
        """An actual that the story's quality explains. What is counted up, such as 手続, never falls."""
        line = self.made.lines[one.number - 1]
        if line.unit not in COUNTED_UP:
            return self._drawn(one, self.step)
        until = (step for step in steps_of(self.made) if step.year <= self.step.year)
        return max((value for step in until if (value := self._drawn(one, step)) is not None), default=None)

    def _drawn(self, one: Indicator, step: Step) -> Decimal | None:
        line = self.made.lines[one.number - 1]
        aim = self.project.target(one.number, step.year)[0]
        r = rng(self.made.number, step.year, one.number, "actual")
        if step.eval_stage not in ("S5", "S6") and line.base is not None:
            return rounded(line.base * Decimal(f"{r.uniform(0.985, 1.015):.4f}"), line.digits)
        if aim is None:
            return rounded(Decimal(r.randint(20, 70)), line.digits)
        goal = Decimal(aim.numerator) / Decimal(aim.denominator)
        share = Decimal(f"{min(max(step.quality + 0.12 + r.gauss(0, 0.12), 0.04), 1.28):.4f}")
        if one.direction == "維持":
            value = goal * (1 - (1 - min(share, Decimal(1))) * Decimal("0.06"))
        else:
            base = line.base if line.base is not None else Decimal(0)
            value = base + (goal - base) * share
        return rounded(min(value, Decimal(100)) if line.unit == "％" else value, line.digits)

    def _has_actual(self, number: int) -> bool:
        asked = self.step.eval_stage in ("S5", "S6") or f"kpi_{number}_target" in self.facts
        return asked and self.step.graded and self.step.told.get("pending") != number

    def _indicators(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for number, actual in self.actuals.items():
            if self.step.told.get("pending") == number:
                found[f"kpi_{number}_pending"] = self._month(5)
            elif self._has_actual(number) and actual is not None:
                found[f"kpi_{number}_actual"] = f"{actual:f}"
        if any(self._is_low(number) for number in self.actuals):
            bank = words.KPI_NOTE_EARLY if self._early else words.KPI_NOTE
            found["kpi_note"] = self.write.pick(bank, "kpi_note")
        return found

    def _is_low(self, number: int) -> bool:
        one, actual = self.project.indicator(number), self.actuals[number]
        aim = self.project.target(number, self.step.year)[0]
        if one is None or actual is None or aim is None or one.kind != "成果指標" or not self._has_actual(number):
            return False
        shown = Decimal(f"{Decimal(aim.numerator) / Decimal(aim.denominator):.15g}")
        return achievement(one.direction, actual, shown, one.base, one.tolerance) < Fraction(4, 5)

    def _costs(self) -> dict[str, str]:
        found: dict[str, str] = {"money_check": "相違なし"}
        amounts = money(self.made.number)[self.step.year]
        found |= dict.fromkeys(MONEY_COLUMNS, "0") | {name: f"{value:f}" for name, value in amounts.items()}
        total = sum(v for n, v in amounts.items() if n.startswith("budget_"))
        unused = total - amounts["executed"] - amounts.get("carried_out", Decimal(0))
        if total > 0 and abs(unused) * 10 > total:
            found |= self._gap(unused < 0)
        return found

    def _gap(self, over: bool) -> dict[str, str]:
        r = rng(self.made.number, self.step.year, "gap")
        reason = r.choice(("入札差金・経費節減", "入札差金・経費節減", "規模の変更", "時期の変更", "その他"))
        if over or self.step.status in ("休止", "中止", "未着手"):
            reason = "時期の変更" if not over else "その他"
        return {
            "cost_reason": reason,
            "cost_basis": self.write.pick((words.COST_EARLY if self._early else words.COST)[reason], "cost"),
        }

    def _levels(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for item in JUDGED:
            r = rng(self.made.number, self.step.year, item, "level")
            level = min(max(round(4 * self.step.quality + r.gauss(0.1, 0.45)), 0), 4)
            if item == "control" and self.step.told.get("incident") == "重大":
                level = 1
            found[f"self_{item}"] = str(level)
            found[f"basis_{item}"] = self.write.pick(words.BASIS[item][level], f"basis_{item}")
        return found

    def _outlook(self) -> dict[str, str]:
        direction = self._direction()
        issues = words.ISSUES_EARLY[self.step.eval_stage] if self._early else words.ISSUES[self.made.measure]
        reasons = words.DIRECTIONS_EARLY if self._early else words.DIRECTIONS
        reasons = reasons if direction in reasons else words.DIRECTIONS
        found = {
            "incident": str(self.step.told.get("incident", "なし")),
            "issue": self.write.pick(issues, "issue"),
            "direction": direction,
            "direction_reason": self.write.pick(reasons[direction], "direction"),
            "response": self.write.pick(words.RESPONSE, "response"),
        }
        if direction not in ("終了", "廃止"):
            following = Writer(self.made, self.step.year + 1)
            found["next_plan"] = following.plan(self.step.stage)
        if rng(self.made.number, self.step.year, "support").random() < 0.12:
            found["support_request"] = self.write.pick(words.SUPPORT, "support")
        return found

    def _direction(self) -> str:
        if self.step.status == "中止":
            return "廃止"
        if self.step.stage == "S9":
            return "統合" if self.project.successors else "終了"
        if self.step.eval_stage in ("S5", "S6") and self.step.quality < 0.3:
            return "縮小" if self.step.year == LAST else "改善"
        if self.step.quality < 0.55 or self.step.delay > 3:
            return "改善"
        lucky = rng(self.made.number, self.step.year, "direction").random()
        return "拡充" if self.step.quality > 0.85 and lucky < 0.6 else "継続"


def as_json(answers: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Sorted as the register is."""
    return {number: dict(row) for number, row in answers.items()}
