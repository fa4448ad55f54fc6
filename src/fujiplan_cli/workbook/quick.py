"""自己評価（速報）: what `score` would give for the answers on the sheet, by the method file of the year.

Here in Python, for the results that are printed beside each formula; the formulas stand in `quick_formulas`. Every
step has a name (`level:control`, `score` …), the same in both, and a hidden cell. Rules: domain.md §4.1–4.8.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from fujiplan_cli.kinds.register_columns import INDICATORS
from fujiplan_cli.model.finance import BUDGET_PARTS
from fujiplan_cli.model.form import Field, is_typed
from fujiplan_cli.model.method import Band, Item, Method
from fujiplan_cli.workbook.canvas import SheetPlan
from fujiplan_cli.workbook.live import Answers, achievement, number
from fujiplan_cli.workbook.look import State

TOP = 4
MONEY = (*BUDGET_PARTS, "executed", "carried_out")
STOPS = {"中止": "Y", "休止": "H"}
UNSTARTED = "未着手"
HARMLESS = ("なし", "軽微")
"""情報セキュリティ事案: anything else, a blank too, counts as 重大."""
CAP_WORDS = {"no_outcome": "指標なし", "long_delay": "長期遅れ", "incident": "重大事案"}
"""Short: title and caps share a line of 15 characters."""
HEADING = "自己評価（速報）"
NO_BASIS = "（根拠なし）"
PENDING = "P"
"""In the hidden cell of an indicator's level: its actual is not yet known."""
PER_ITEM = ("level", "weight", "applicable", "answered", "points")
STEPS = ("gap", "budget", "unused", "long_delay", "code", "held", "score", "own", "final")
Step = str | Fraction | bool


@dataclass(frozen=True, slots=True)
class _Rated:
    """An item: level after its cap (None: not applicable or all pending), and what its weight counts for."""

    level: Fraction | None
    applicable: bool = True
    answered: bool = True
    capped: bool = False


def weighed(method: Method, plan: SheetPlan) -> list[Item]:
    """The items that count at the sheet's 評価段階; none on a sheet that is no self-assessment."""
    if not is_rated(plan.fields.values()) or plan.eval_stage in method.unscored_stages:
        return []
    return [one for one in method.items if one.weights.get(plan.eval_stage)]


def asks_outcome(items: Iterable[Item], stage: str) -> bool:
    """Whether indicators count at the stage: only then does a pending one make the grade 暫定."""
    return any(one.source == "outcome" and one.asked_at(stage) for one in items)


def is_rated(fields: Iterable[Field]) -> bool:
    """Whether a sheet of these fields asks for what a score is made of."""
    asked = list(fields)
    return any(one.id == "status" for one in asked) and any(one.kind == "level" for one in asked)


def typed_money(plan: SheetPlan) -> list[str]:
    """Amounts that the 所管課 types on this sheet."""
    return [one for one in MONEY if one in plan.cells and is_typed(plan.fields[one], plan.facts)]


def basis_cap(method: Method, stage: str) -> int | None:
    """The level a judged item without a basis cannot pass."""
    caps = [c.level for c in method.caps if c.id == "no_basis" and c.level is not None and _at(c.stages, stage)]
    return min(caps, default=None)


def grade_caps(method: Method, stage: str) -> list[tuple[str, int]]:
    """Caps on the grade at a stage: id and place of the grade (1 = best)."""
    order = [grade.letter for grade in method.grades]
    return [(c.id, order.index(c.grade) + 1) for c in method.caps if c.grade and _at(c.stages, stage)]


def _at(stages: frozenset[str], stage: str) -> bool:
    return not stages or stage in stages


def quick_results(
    plan: SheetPlan, method: Method, values: Answers, states: Mapping[str, State]
) -> tuple[dict[str, Step], str, str]:
    """Every step by name, the text of the bar, and the line of levels above the self-assessment."""
    items = weighed(method, plan)
    if not items:
        return {}, "", ""
    levels = {n: _indicator_level(values, n, method) for n in INDICATORS if f"kpi_{n}_actual" in plan.cells}
    steps: dict[str, Step] = {f"kpi_{n}": "" if level is None else level for n, level in levels.items()}
    steps |= _money(plan, values, states)
    steps["long_delay"] = _long_delay(method, values)
    rated = {one.id: _rate(plan, method, one, values, levels, steps) for one in items}
    for one in items:
        steps |= _item_steps(one, rated[one.id], one.weights[plan.eval_stage])
    steps["code"] = _code(plan, method, values)
    _finish(plan, method, items, rated, values, steps)
    provisional = asks_outcome(items, plan.eval_stage) and PENDING in levels.values()
    return steps, _bar(method, plan, items, rated, values, steps, provisional), _line(items, rated, steps)


def _indicator_level(values: Answers, n: int, method: Method) -> Fraction | str | None:
    rule = method.outcome
    if values.get(f"kpi_{n}_kind") != rule.scored_kind or number(values.get(f"kpi_{n}_target")) is None:
        return None
    if number(values.get(f"kpi_{n}_actual")) is None:
        return Fraction(0) if is_blank(values, f"kpi_{n}_pending") else PENDING
    reached = achievement(values, n, rule) or Fraction(0)
    return next((band.level for band in rule.bands if reached >= band.limit), Fraction(0))


def is_blank(values: Answers, field: str) -> bool:
    """Whether a field holds nothing but blanks, full-width ones included."""
    value = values.get(field)
    return value is None or not str(value).replace("　", " ").strip()


def _money(plan: SheetPlan, values: Answers, states: Mapping[str, State]) -> dict[str, Step]:
    """Whether an amount that is needed is missing; 予算現額 and 不用額."""
    known = [amount for one in BUDGET_PARTS if one in plan.cells and (amount := number(values.get(one))) is not None]
    budget, executed = sum(known, Fraction(0)), number(values.get("executed"))
    typed = typed_money(plan)
    gap = not known or executed is None or any(states[one] in ("未", "要") for one in typed)
    gap = gap or (BUDGET_PARTS[0] in typed and number(values.get(BUDGET_PARTS[0])) is None)
    unused = budget - (executed or 0) - (number(values.get("carried_out")) or 0)
    return {"gap": gap, "budget": budget, "unused": unused}


def _long_delay(method: Method, values: Answers) -> bool:
    rule, status = method.schedule, values.get("status")
    if status not in (*rule.full, *rule.none, rule.delayed):
        return True
    months = number(values.get("delay_months"))
    if status != rule.delayed:
        return False
    unsaid = months is None or is_blank(values, "recovery") or values.get("recovery") == rule.no_prospect
    return unsaid or not 1 <= (months or 0) <= rule.bands[-1].limit


def _rate(
    plan: SheetPlan,
    method: Method,
    one: Item,
    values: Answers,
    levels: Mapping[int, Fraction | str | None],
    steps: Mapping[str, Step],
) -> _Rated:
    absent = _Rated(None if method.absent_level is None else Fraction(method.absent_level), False, False)
    if not one.asked_at(plan.eval_stage):
        return absent
    if one.source == "schedule":
        return _schedule(method, values, steps)
    if one.source == "outcome":
        return _outcome(values, levels, absent)
    if one.source == "cost":
        return _cost(plan, method, values, steps, absent)
    return _judged(plan, method, one, values)


def _schedule(method: Method, values: Answers, steps: Mapping[str, Step]) -> _Rated:
    rule, status = method.schedule, values.get("status")
    if status in rule.full:
        return _Rated(Fraction(TOP))
    months = number(values.get("delay_months"))
    if status == rule.delayed and not steps["long_delay"] and months is not None:
        return _Rated(within(months, rule.bands))
    return _Rated(Fraction(0), answered=status == rule.delayed or status in rule.none)


def within(measured: Fraction, bands: Iterable[Band]) -> Fraction:
    """Level of the first band (rising limits) that holds the measured value; 0 beyond the last."""
    return next((band.level for band in bands if measured <= band.limit), Fraction(0))


def _outcome(values: Answers, levels: Mapping[int, Fraction | str | None], absent: _Rated) -> _Rated:
    scored = {n: level for n, level in levels.items() if level is not None}
    if not scored:
        return absent
    known = [level for level in scored.values() if isinstance(level, Fraction)]
    answered = any(number(values.get(f"kpi_{n}_actual")) is not None for n in scored)
    return _Rated(sum(known, Fraction(0)) / len(known) if known else None, answered=answered)


def _cost(plan: SheetPlan, method: Method, values: Answers, steps: Mapping[str, Step], absent: _Rated) -> _Rated:
    budget, unused = Fraction(steps["budget"]), Fraction(steps["unused"])
    if "executed" not in plan.cells:
        return absent
    if steps["gap"]:
        return _Rated(Fraction(0), answered=False)
    if not budget and not number(values.get("executed")):
        return absent
    if budget <= 0:
        return _Rated(Fraction(0))
    rule = method.cost
    explained = values.get("cost_reason") == rule.saving_reason and not is_blank(values, "cost_basis")
    if explained and 0 < unused <= rule.saving_limit * budget:
        return _Rated(Fraction(rule.saving_level))
    return _Rated(within(abs(unused) / budget, rule.bands))


def _judged(plan: SheetPlan, method: Method, one: Item, values: Answers) -> _Rated:
    level = number(values.get(one.field))
    if level is None or level.denominator != 1 or not 0 <= level <= TOP:
        return _Rated(Fraction(0), answered=False)
    cap = basis_cap(method, plan.eval_stage)
    if cap is not None and level > cap and is_blank(values, one.basis):
        return _Rated(Fraction(cap), capped=True)
    return _Rated(level)


def _item_steps(one: Item, rated: _Rated, weight: int) -> dict[str, Step]:
    counted = Fraction(weight if rated.level is not None else 0)
    return {
        f"level:{one.id}": "" if rated.level is None else rated.level,
        f"weight:{one.id}": counted,
        f"applicable:{one.id}": Fraction(weight if rated.applicable else 0),
        f"answered:{one.id}": Fraction(weight if rated.applicable and rated.answered else 0),
        f"points:{one.id}": counted * (rated.level or 0),
    }


def _code(plan: SheetPlan, method: Method, values: Answers) -> str:
    """F, Y, H or X; "" for a project that is graded."""
    if plan.eval_stage in method.ended_stages:
        return "F"
    status = values.get("status")
    if status == UNSTARTED and "starts_later" in plan.facts:
        return "X"
    return STOPS.get(str(status), "")


def _finish(
    plan: SheetPlan,
    method: Method,
    items: list[Item],
    rated: Mapping[str, _Rated],
    values: Answers,
    steps: dict[str, Step],
) -> None:
    """held, score, and the place of the grade before and after its caps."""
    total = {k: sum((Fraction(steps[f"{k}:{one.id}"]) for one in items), Fraction(0)) for k in PER_ITEM[1:]}
    few = not total["applicable"] or total["answered"] < method.answered_minimum * total["applicable"]
    steps["held"] = held = _lacks_actuals(items, rated) or few
    steps |= {"score": "", "own": "", "final": ""}
    if not held:
        score = half_up(100 * total["points"] / TOP / total["weight"], method.decimals)
        own = next((at for at, g in enumerate(method.grades, 1) if score >= g.minimum), len(method.grades))
        hits = _hits(plan, method, items, rated, values, steps)
        steps |= {"score": Fraction(score), "own": Fraction(own), "final": Fraction(max([own, *hits.values()]))}


def _lacks_actuals(items: list[Item], rated: Mapping[str, _Rated]) -> bool:
    """Whether no 成果指標 has an actual, pending or missing."""
    outcomes = [rated[one.id] for one in items if one.source == "outcome"]
    return any(one.applicable and not one.answered for one in outcomes)


def _hits(
    plan: SheetPlan,
    method: Method,
    items: list[Item],
    rated: Mapping[str, _Rated],
    values: Answers,
    steps: Mapping[str, Step],
) -> dict[str, int]:
    holds = {
        "no_outcome": not any(rated[one.id].applicable for one in items if one.source == "outcome"),
        "long_delay": bool(steps["long_delay"]),
        "incident": str(values.get("incident") or "").strip() not in HARMLESS,
    }
    return {cap: place for cap, place in grade_caps(method, plan.eval_stage) if holds[cap]}


def half_up(exact: Fraction, decimals: int) -> Decimal:
    """Round half up: 79.95 → 80.0. A score is never negative."""
    scaled = 2 * exact * 10**decimals + 1
    return Decimal(scaled.numerator // (2 * scaled.denominator)).scaleb(-decimals)


def _bar(
    method: Method,
    plan: SheetPlan,
    items: list[Item],
    rated: Mapping[str, _Rated],
    values: Answers,
    steps: Mapping[str, Step],
    provisional: bool,
) -> str:
    code, score = str(steps["code"]), steps["score"]
    if code:
        return f"{HEADING}　{code}\n{method.letter_title(code)}"
    if not isinstance(score, Fraction):
        return f"{HEADING}　Z\n{_held_words(method, items, rated, steps)}"
    own, final = steps["own"], int(Fraction(steps["final"]))
    grade = method.grades[final - 1]
    hits = _hits(plan, method, items, rated, values, steps) if own != final else {}
    caps = "・".join(CAP_WORDS[cap] for cap, place in hits.items() if place == final)
    shown = f"{Decimal(score.numerator) / score.denominator:.{method.decimals}f}点"
    first = f"{HEADING}　{grade.letter}　{shown}" + ("（暫定）" if provisional else "")
    return f"{first}\n{grade.title}" + (f"（上限：{caps}）" if caps else "")


def _held_words(method: Method, items: list[Item], rated: Mapping[str, _Rated], steps: Mapping[str, Step]) -> str:
    """Until enough is filled in, how much is; then what an actual is waited for means."""
    applicable = sum(Fraction(steps[f"applicable:{one.id}"]) for one in items)
    given = sum(Fraction(steps[f"answered:{one.id}"]) for one in items)
    enough = applicable and given >= method.answered_minimum * applicable
    if enough or any(r.applicable and r.level is None for r in rated.values()):
        return method.letter_title("Z")
    return f"記入済みの配点 {int(100 * given / applicable) if applicable else 0}％"


def _line(items: list[Item], rated: Mapping[str, _Rated], steps: Mapping[str, Step]) -> str:
    if steps["code"]:
        return ""
    return "速報の水準　" + "　".join(f"{one.title} {_level_words(rated[one.id])}" for one in items)


def _level_words(one: _Rated) -> str:
    if not one.applicable:
        return "－"
    if one.level is None:
        return "未確定"
    if not one.answered:
        return "未"
    rounded = f"{half_up(one.level, 2):f}".rstrip("0").rstrip(".")
    return rounded + (NO_BASIS if one.capped else "")
