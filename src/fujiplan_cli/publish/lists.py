"""The published projects by grade, stage and department: one group a heading, with a permanent place on its page."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from fujiplan_cli.publish.totals import Pair, letter_of, letters_of
from fujiplan_cli.publish.view import GradeWord, PublicView

_NONE = GradeWord("", "評価なし", True)


@dataclass(frozen=True, slots=True)
class Group:
    """Projects that share a grade, a stage or a department."""

    place: str
    """Id on the page; the same next year."""
    title: str
    grade: GradeWord | None
    pairs: tuple[Pair, ...]
    counted: int
    """Without 再掲, as the totals of the year count them."""
    trace: str
    """Address of ``counted``; "" where there is no such total."""


def by_grade(view: PublicView, year: int) -> tuple[Group, ...]:
    """Projects of a year by grade or code, in the method's order, those without one last."""
    pairs = view.open_in(year)
    return tuple(
        _group(
            f"grade-{word.letter or 'none'}",
            f"{word.letter} {word.title}".strip(),
            word,
            tuple(one for one in pairs if letter_of(one[1]) == word.letter),
            f"total/{year}/grade/{word.letter or '-'}",
        )
        for word in (*letters_of(view), _NONE)
        if word.letter or any(not letter_of(y) for _, y in pairs)
    )


def by_stage(view: PublicView, year: int) -> tuple[Group, ...]:
    """Projects of a year by 当年度末の段階, in the plan's order; those that name none last."""
    pairs = view.open_in(year)
    titles = {code: f"{code} {title}" for code, title, _ in view.stages}
    others = sorted({y.stage for _, y in pairs} - titles.keys())
    return tuple(
        _group(
            f"stage-{code or 'none'}",
            titles.get(code, code or "段階の記入なし"),
            None,
            tuple(one for one in pairs if one[1].stage == code),
            f"total/{year}/stage/{code or '-'}",
        )
        for code in (*titles, *others)
    )


def by_department(view: PublicView) -> tuple[Group, ...]:
    """Every project by its department of today, by name; ended projects included."""
    found: dict[str, list[Pair]] = {}
    for project in view.projects:
        if project.years:
            found.setdefault(project.department or "担当課の公表なし", []).append((project, project.newest))
    return tuple(_group(place_of(name), name, None, tuple(found[name]), "") for name in sorted(found))


def place_of(name: str) -> str:
    """A short id in ASCII for a department's name, the same in every publication: d-3f9a01c2."""
    return f"d-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _group(place: str, title: str, grade: GradeWord | None, pairs: tuple[Pair, ...], trace: str) -> Group:
    return Group(place, title, grade, pairs, sum(not y.repeated for _, y in pairs), trace)
