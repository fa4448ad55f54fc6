"""What happens to each made-up project year by year: 段階, 進捗状況, delay, quality."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from sample_projects import Made

FIRST, LAST, PLAN_END = 2022, 2025, 2026
SEED = "fujiplan-sample-1"
LONG_ROUTE = ["S1", "S2", "S3", "S4", "S5", "S6", "S9"]
SHORT_ROUTE = ["S1", "S2", "S5", "S9"]

COURSES: dict[str, tuple[int, str]] = {
    "op": (2022, "S5"), "r5": (2022, "S5"), "r6": (2022, "S5"), "f4": (2022, "S5"),
    "b1": (2022, "S1"), "b2": (2022, "S2"), "b3": (2022, "S3"), "b4": (2022, "S4"),
    "c1": (2023, "S1"), "c2": (2023, "S2"), "d1": (2024, "S1"), "d2": (2024, "S2"),
    "e1": (2025, "S1"), "e2": (2025, "S2"), "x6": (2025, "S1"),
    "t1": (2022, "S1"), "t2": (2022, "S2"), "t5": (2022, "S5"), "tf": (2022, "S5"), "c1t": (2023, "S1"),
}  # fmt: skip
"""Course → first year with a plan, and the stage planned for it."""
TO_S6 = {"r5": 2024, "r6": 2023, "f4": 2022}
"""Course → year at whose end an S5 project goes on to S6."""
ENDS = {"f4": 2024, "tf": 2024}

QUALITY = {
    "2-3-05": 0.18, "2-5-06": 0.12, "1-2-06": 0.22, "3-2-05": 0.15, "1-4-03": 0.42, "3-3-06": 0.45, "2-6-02": 0.45,
    "1-1-01": 0.9, "1-4-01": 0.92, "3-1-04": 0.95, "2-2-02": 0.88, "3-3-01": 0.9, "2-1-01": 0.86, "1-2-02": 0.9,
}  # fmt: skip
"""Projects whose story is told on purpose; the others are drawn."""

SPECIAL: dict[tuple[str, int], dict[str, object]] = {
    ("2-2-04", 2023): {"status": "休止"},
    ("2-2-04", 2024): {"status": "計画どおり"},
    ("1-3-06", 2024): {"status": "中止", "stage": "S9"},
    ("3-2-03", 2025): {"status": "中止", "stage": "S9"},
    ("2-5-05", 2025): {"status": "休止"},
    ("2-1-04", 2023): {"status": "遅れ", "delay": 8},
    ("2-1-04", 2024): {"status": "遅れ", "delay": 10, "recovery": "見込みなし"},
    ("2-1-04", 2025): {"status": "計画どおり"},
    ("3-5-01", 2023): {"status": "遅れ", "delay": 5},
    ("3-5-03", 2024): {"status": "遅れ", "delay": 7},
    ("3-5-07", 2025): {"status": "遅れ", "delay": 4},
    ("1-3-04", 2025): {"status": "遅れ", "delay": 3},
    ("1-1-02", 2023): {"status": "遅れ", "delay": 2},
    ("2-2-07", 2023): {"status": "計画より進んでいる", "stage": "S5"},
    ("2-6-06", 2024): {"status": "未着手"},
    ("3-1-07", 2025): {"status": "未着手"},
    ("1-2-02", 2024): {"incident": "重大"},
    ("3-4-03", 2023): {"incident": "軽微"},
    ("1-3-02", 2025): {"incident": "軽微"},
    ("1-1-04", 2025): {"incident": "重大"},
    ("3-2-04", 2023): {"pending": 1},
    ("3-2-04", 2024): {"pending": 1},
    ("3-2-04", 2025): {"pending": 1},
    ("2-1-01", 2025): {"pending": 1},
    ("1-4-01", 2025): {"pending": 2},
    ("3-4-03", 2025): {"pending": 1},
    ("2-4-06", 2024): {"blank": "issue"},
    ("3-2-05", 2023): {"blank": "basis_uptake"},
    ("3-1-04", 2022): {"blank": "basis_control"},
    ("3-3-01", 2024): {"status": "遅れ", "delay": 7},
}
"""(project, year) → what is told on purpose."""


@dataclass(frozen=True)
class Step:
    """One year of a project. ``quality`` 0–1 drives levels and indicators; ``told`` is what SPECIAL says."""

    year: int
    eval_stage: str
    stage: str
    status: str
    delay: int
    quality: float
    told: dict[str, object]

    @property
    def graded(self) -> bool:
        """Whether levels and actuals are asked."""
        return self.status not in ("休止", "中止") and not self.told.get("later")


def rng(*key: object) -> Random:
    """A generator of its own for every question, so that one change does not move the rest."""
    return Random("|".join(map(str, (SEED, *key))))


def route_of(made: Made) -> list[str]:
    """Stages that its 種別 passes."""
    return LONG_ROUTE if made.type == "開発型" else SHORT_ROUTE


def planned_stage(made: Made, year: int) -> str:
    """The stage the plan foresees for a year."""
    first, stage = COURSES[made.course]
    route = route_of(made)
    at = min(route.index(stage) + max(year - first, 0), route.index("S5"))
    if made.course in TO_S6 and year > TO_S6[made.course]:
        return "S6"
    return route[at]


def live_year(made: Made) -> int:
    """The first year that is planned in S5."""
    return next((y for y in range(FIRST, PLAN_END + 1) if planned_stage(made, y) in ("S5", "S6")), PLAN_END)


def steps_of(made: Made) -> list[Step]:
    """The years of a project up to 2025, until it has ended."""
    first, stage = COURSES[made.course]
    steps: list[Step] = []
    for year in range(first, LAST + 1):
        if stage == "S9":
            break
        steps.append(_step(made, year, stage))
        stage = steps[-1].stage
    return steps


def _quality(made: Made, year: int) -> float:
    base = QUALITY.get(made.number)
    if base is None:
        base = min(max(rng(made.number, "quality").gauss(0.74, 0.17), 0.25), 1.0)
    drift = rng(made.number, "drift").uniform(-0.05, 0.06) * (year - FIRST)
    return min(max(base + drift + rng(made.number, year, "q").gauss(0, 0.05), 0.05), 1.0)


def _step(made: Made, year: int, stage: str) -> Step:
    told = dict(SPECIAL.get((made.number, year), {}))
    quality = _quality(made, year)
    if made.course == "x6":
        return Step(year, stage, stage, "未着手", 0, quality, told | {"later": True})
    status, delay = str(told.get("status", "")), int(str(told.get("delay", 0)))
    if not status:
        status, delay = _status(made, year, quality)
    if ENDS.get(made.course) == year:
        status, delay = "完了", 0
    end = str(told.get("stage", "")) or _end(made, year, stage, status, delay)
    return Step(year, stage, end, status, delay, quality, told)


def _status(made: Made, year: int, quality: float) -> tuple[str, int]:
    luck = rng(made.number, year, "status").random()
    if luck < 0.22 * (1.35 - quality) + 0.02:
        return "遅れ", rng(made.number, year, "delay").choice((1, 1, 2, 2, 3, 4, 5, 7))
    return ("計画より進んでいる", 0) if luck > 1.06 - 0.12 * quality else ("計画どおり", 0)


def _end(made: Made, year: int, stage: str, status: str, delay: int) -> str:
    if ENDS.get(made.course) == year:
        return "S9"
    if stage == "S5" and TO_S6.get(made.course, 9999) <= year:
        return "S6"
    if stage in ("S5", "S6") or delay > 2 or status in ("休止", "中止", "未着手"):
        return stage
    route = route_of(made)
    return route[route.index(stage) + 1]
