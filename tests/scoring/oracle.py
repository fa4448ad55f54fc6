"""A second scorer, written from the field's rules alone with `fractions`; it shares no code with the program.

Takes plain values by field id. One long reading of the rules, on purpose: it must be easy to hold against them.
"""

from __future__ import annotations

from fractions import Fraction as F
from math import floor

WEIGHTS = {
    "S1": {"schedule": 30, "deliverables": 40, "cost": 10, "control": 20},
    "S2": {"schedule": 30, "deliverables": 40, "cost": 15, "control": 15},
    "S3": {"schedule": 35, "deliverables": 30, "cost": 20, "control": 15},
    "S4": {"schedule": 35, "deliverables": 25, "cost": 15, "control": 25},
    "S5": {"schedule": 10, "outcome": 45, "uptake": 20, "cost": 15, "control": 10},
    "S6": {"deliverables": 20, "outcome": 35, "uptake": 15, "cost": 20, "control": 10},
}
ITEMS = ("schedule", "deliverables", "outcome", "uptake", "cost", "control")
BUDGET = ("budget_initial", "budget_supplementary", "budget_carried_in", "budget_reserve", "budget_moved")


def half_up(x):
    """Tenths."""
    return F(floor(x * 10 + F(1, 2)), 10)


def ladder(a):
    return 4 if a >= 1 else 3 if a >= F(8, 10) else 2 if a >= F(1, 2) else 1 if a >= F(2, 10) else 0


def achievement(v, n):
    """a of indicator n, or None when something is missing."""

    def num(key):
        x = v.get(f"kpi_{n}_{key}")
        return None if x is None else F(x)

    base, actual, target = num("base"), num("actual"), num("target")
    if actual is None or target is None:
        return None
    way = v[f"kpi_{n}_direction"]
    if way == "維持":
        tol = num("tolerance")
        tol = F(1, 10) if tol is None else tol
        width, off = tol * abs(target), abs(actual - target)
        if target == 0:
            return F(int(actual == 0))
        for times, a in ((1, F(1)), (2, F(8, 10)), (3, F(5, 10)), (4, F(2, 10))):
            if off <= times * width:
                return a
        return F(0)
    met = actual >= target if way == "増" else actual <= target
    if base is not None:
        toward = target > base if way == "増" else target < base
        return (actual - base) / (target - base) if toward else F(int(met))
    if target <= 0 or (way == "減" and actual <= 0):
        return F(int(met))
    return actual / target if way == "増" else target / actual


def straight_line(v, n, year):
    """Target of a year without one of its own: from the base in the base year to the final target, or None."""
    ends = [v.get(f"kpi_{n}_{key}") for key in ("base", "base_year", "final", "final_year")]
    if any(end is None for end in ends):
        return None
    base, begins, final, ends_in = map(F, ends)
    if not begins <= year <= ends_in or begins == ends_in:
        return None
    return base + (final - base) * (year - begins) / (ends_in - begins)


def text(v, key):
    return str(v.get(key) or "").strip()


def schedule(v):
    status = text(v, "status")
    if status in ("計画どおり", "計画より進んでいる", "完了"):
        return 4, True
    if status == "遅れ":
        if too_late(v):
            return 0, True
        m = v["delay_months"]
        return (3 if m <= 1 else 2 if m <= 3 else 1), True
    return 0, status == "未着手"


def too_late(v):
    """Over 6 months, 見込みなし, or a blank that counts as that."""
    if not text(v, "status"):
        return True
    if text(v, "status") != "遅れ":
        return False
    months, recovery = v.get("delay_months"), text(v, "recovery")
    return months is None or months > 6 or recovery in ("", "見込みなし")


def cost(v, has_budget, typed):
    """(level or None when not applicable, answered)."""
    amounts = [v.get(f) for f in BUDGET]
    if has_budget and (v.get("executed") is None or all(a is None for a in amounts)):
        return 0, False
    if has_budget and typed and any(v.get(f) is None for f in (*BUDGET, "carried_out")):
        return 0, False
    total = sum((F(a) for a in amounts if a is not None), F(0))
    spent = F(v.get("executed") or 0)
    if total == 0 and spent == 0:
        return None, False
    answered = v.get("executed") is not None
    if total <= 0:
        return 0, answered
    unused = total - spent - F(v.get("carried_out") or 0)
    d = abs(unused) / total
    if text(v, "cost_reason") == "入札差金・経費節減" and text(v, "cost_basis") and unused > 0 and d <= F(1, 2):
        return 4, answered
    for limit, level in ((F(1, 10), 4), (F(2, 10), 3), (F(3, 10), 2), (F(5, 10), 1)):
        if d <= limit:
            return level, answered
    return 0, answered


def judged(v, item, confirmed):
    """(level, answered, capped)."""
    level, basis = v.get(f"self_{item}"), text(v, f"basis_{item}")
    if confirmed:
        if v.get(f"confirmed_{item}") is not None:
            level = v[f"confirmed_{item}"]
        basis = basis or text(v, f"reason_{item}")
    if level is None:
        return 0, False, False
    return (2, True, True) if level > 2 and not basis else (level, True, False)


def outcome(v):
    """(level or None, applicable, answered, pending?, low, high)."""
    scored = [n for n in (1, 2, 3) if v.get(f"kpi_{n}_kind") == "成果指標" and v.get(f"kpi_{n}_target") is not None]
    if not scored:
        return None, False, False, False, None, None
    wait = [n for n in scored if v.get(f"kpi_{n}_actual") is None and v.get(f"kpi_{n}_pending")]
    levels = [ladder(a) if (a := achievement(v, n)) is not None else 0 for n in scored if n not in wait]
    answered = any(v.get(f"kpi_{n}_actual") is not None for n in scored)
    mean = F(sum(levels), len(levels)) if levels else None
    low, high = F(sum(levels), len(scored)), F(sum(levels) + 4 * len(wait), len(scored))
    return mean, True, answered, bool(wait), low, high


def expected(v, stage, year, has_budget, typed, *, confirmed=False, old=False):
    """grade, score, range, caps, answered (%), levels: what the rules say of these values."""
    none = {"grade": None, "score": None, "range": None, "caps": set(), "answered": F(0), "levels": {}}
    status = text(v, "status")
    if stage == "S0":
        return none
    if stage == "S9":
        return none | {"grade": "F"}
    if status in ("中止", "休止"):
        return none | {"grade": "Y" if status == "中止" else "H"}
    if status == "未着手" and (v.get("start_year") or 0) > year:
        return none | {"grade": "X"}

    levels, applicable, answered, caps = {}, {}, {}, set()
    low, high, pending, no_actual = {}, {}, False, False
    for item in WEIGHTS[stage]:
        applicable[item] = True
        if item == "schedule":
            levels[item], answered[item] = schedule(v)
        elif item == "cost":
            levels[item], answered[item] = cost(v, has_budget, typed)
            applicable[item] = levels[item] is not None
        elif item == "outcome":
            level, applicable[item], answered[item], pending, low[item], high[item] = outcome(v)
            levels[item] = level
            # A blank never helps: without any actual Z, be it pending or missing.
            no_actual = applicable[item] and not answered[item]
        else:
            levels[item], answered[item], capped = judged(v, item, confirmed)
            if capped and not old:
                caps.add(("no_basis", item))
            elif capped:
                levels[item] = v[f"confirmed_{item}"] if confirmed and v.get(f"confirmed_{item}") is not None else None
                levels[item] = v[f"self_{item}"] if levels[item] is None else levels[item]
    weights = dict(WEIGHTS[stage])
    if old:
        weights = dict.fromkeys(ITEMS, 1)
        for item in ITEMS:
            if not applicable.get(item, False):
                applicable[item], levels[item] = False, 2
    shared = sum(weights[i] for i in levels if applicable[i])
    share = F(sum(weights[i] for i in levels if applicable[i] and answered[i]), shared)

    def points(chosen):
        used = {i: x for i, x in chosen.items() if x is not None}
        return F(100) * sum(F(weights[i]) * x / 4 for i, x in used.items()) / sum(weights[i] for i in used)

    held = no_actual or share < F(6, 10)
    given = {"caps": caps, "answered": 100 * share, "levels": levels}
    span = None
    if pending or held:
        ends = [{**levels, **({"outcome": side["outcome"]} if pending else {})} for side in (low, high)]
        span = tuple(half_up(points(e)) for e in ends)
    if held:
        return none | given | {"grade": "Z", "range": span}
    score = half_up(points(levels))
    letter = "A" if score >= 80 else "B" if score >= 60 else "C" if score >= 40 else "D"
    if not old:
        limits = {}
        if stage in ("S5", "S6") and not applicable["outcome"]:
            limits["no_outcome"] = "B"
        if too_late(v):
            limits["long_delay"] = "B"
        if text(v, "incident") in ("", "重大"):
            limits["incident"] = "C"
        worst = max([letter, *limits.values()])
        if worst != letter:
            caps |= {(cap, "") for cap, limit in limits.items() if limit == worst}
        letter = worst
    return given | {"grade": letter, "score": score, "range": span, "exact": points(levels)}
