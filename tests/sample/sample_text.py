"""Sentences of the sample plan: phrases of sample_words filled for one project and year, never two years alike."""

from __future__ import annotations

import sample_words as words
from sample_courses import COURSES, rng
from sample_projects import Made


class Writer:
    """Writes the texts of one project in one year."""

    def __init__(self, made: Made, year: int, kpi: str = "", actual: str = "") -> None:
        self.made, self.year = made, year
        self.kpi, self.actual = kpi, actual

    def pick(self, bank: str, use: str, **more: object) -> str:
        """One phrase of the bank; another one than last year's where there is more than one."""
        phrases = [p for p in bank.split("|") if "{actual}" not in p or self.actual]
        if not phrases:
            return ""
        start = rng(self.made.number, use, "start").randrange(len(phrases))
        phrase = phrases[(start + self.year - COURSES[self.made.course][0]) % len(phrases)]
        acts = words.ACTS[self.made.measure].split("|")
        r = rng(self.made.number, self.year, use)
        slots: dict[str, object] = {
            "about": self.made.about,
            "users": self.made.users,
            "act": acts[(start + r.randrange(len(acts)) + self.year) % len(acts)],
            "kpi": self.kpi or self.made.about + "の利用",
            "actual": self.actual,
            "n": r.randint(2, 9),
            "k": r.randint(2, 6),
            "c": r.randint(11, 180),
            "m": r.choice((5, 6, 7, 8, 9, 10, 11, 12, 1, 2)),
            "d": 1,
        }
        return phrase.format(**(slots | more))

    def plan(self, stage: str) -> str:
        """計画した取組 of a year planned in ``stage``."""
        if self.made.type == "取組型" and stage == "S5":
            return self.pick(words.EFFORT_PLAN, "plan")
        return self.pick(words.PLANS[stage], "plan")

    def result(self, stage: str, end: str, *, skipped: bool = False) -> str:
        """取組実績 of a year spent in ``stage`` that ended in ``end``."""
        effort = self.made.type == "取組型"
        first = words.FIRST[stage]
        if effort and stage in ("S2", "S5"):
            first = words.EFFORT if stage == "S5" else words.EFFORT_S2
        parts = [self.pick(first, "first"), self.pick(words.THEN[stage], "then")]
        if rng(self.made.number, self.year, "more").random() < 0.6:
            parts.append(self.pick(words.MORE[stage], "more"))
        if skipped:
            parts.append(words.SKIP)
        elif end != stage:
            parts.append(self.pick(words.EFFORT_DONE if effort and end == "S5" else words.DONE[end], "done"))
        return "".join(parts)
