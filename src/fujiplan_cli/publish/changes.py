"""What got better and worse: projects whose grade differs from last year's, and why, from published levels alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from fujiplan_cli.publish.said import say, told
from fujiplan_cli.publish.totals import Pair
from fujiplan_cli.publish.view import GradeWord, PublicProject, PublicYear


@dataclass(frozen=True, slots=True)
class Change:
    """A project whose grade differs from last year's."""

    project: PublicProject
    now: PublicYear
    before: PublicYear
    way: str
    """up, down, or code when one of the two is no grade."""
    words: str
    why: tuple[str, ...]
    """What lowered the levels, in words: items whose level fell, another 評価段階, an upper limit. Empty: unknown."""


def changes_of(now: tuple[Pair, ...]) -> tuple[Change, ...]:
    """Every changed grade: those that fell first, then those that rose, then codes."""
    found = []
    for project, year in now:
        before = project.of(year.year - 1)
        if before and before.grade and year.grade and before.grade.letter != year.grade.letter:
            found.append(_change(project, year, before, before.grade, year.grade))
    order = ("down", "up", "code")
    return tuple(sorted(found, key=lambda c: order.index(c.way)))


def fallen(project: PublicProject, year: PublicYear) -> Change | None:
    """The change of one project's grade, if it is lower than last year's."""
    found = [c for c in changes_of(((project, year),)) if c.way == "down"]
    return found[0] if found else None


def _change(project: PublicProject, now: PublicYear, before: PublicYear, old: GradeWord, new: GradeWord) -> Change:
    words = f"{old.letter}から{new.letter}へ"
    if old.is_code or new.is_code:
        return Change(project, now, before, "code", words, ())
    if new.letter < old.letter:
        return Change(project, now, before, "up", f"↑ {words}", ())
    return Change(project, now, before, "down", f"↓ {words}", tuple(_why_lower(now, before)))


def _why_lower(now: PublicYear, before: PublicYear) -> Iterator[str]:
    """Why a grade is lower than last year's, from published levels alone."""
    if now.method_changed:
        yield f"採点方法が「{now.method}」に変わりました。"
    if now.eval_stage != before.eval_stage:
        yield f"評価段階が{before.eval_stage}から{now.eval_stage}に変わったため、評価項目と配点も変わりました。"
    levels = {i.code: i.level for i in before.points if i.applicable}
    for item in now.points:
        old, new = levels.get(item.code), item.level
        if old is not None and item.applicable and _lower(new.raw, old.raw):
            both = told(old.text, old.trace), told(new.text, new.trace)
            yield say(f"{item.title}の水準が", both[0], "から", both[1], "に下がりました。")
    yield from now.caps


def _lower(new: str | int | Decimal | None, old: str | int | Decimal | None) -> bool:
    return isinstance(new, (int, Decimal)) and isinstance(old, (int, Decimal)) and new < old
