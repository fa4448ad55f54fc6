"""A year, or all years, under two methods side by side (参考): what becomes of the counts, and who moves and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fujiplan_cli.kinds.fiscal_year import year_words, year_words_both
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.scorecard import Scorecard
from fujiplan_cli.model.tally import LETTERS, StageCount
from fujiplan_cli.report.lines import Grade, grade_of
from fujiplan_cli.report.meeting import Heading
from fujiplan_cli.report.render import rendered
from fujiplan_cli.report.words import BLANK

_SHORT_HASH = 12


@dataclass(frozen=True, slots=True)
class MovedProject:
    """One project whose score or grade is another under the second method, and why."""

    number: str
    name: str
    before: Scorecard
    after: Scorecard
    direction: str
    """up, down, same or other."""
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparedYear:
    """Everything that differs in one fiscal year. The counts are by 評価段階, the last row that of all."""

    year: int
    before: Sequence[StageCount]
    after: Sequence[StageCount]
    projects: int
    moved: tuple[MovedProject, ...]


@dataclass(frozen=True, slots=True)
class CompareInput:
    """What the page is made from. Nothing looks at a clock: ``day`` is that of the run."""

    plan: Plan
    own: Method
    other: Method
    weights: tuple[tuple[str, str, int, int], ...]
    """Of a changed weight: (評価段階, title of the item, before, after)."""
    day: date
    years: tuple[ComparedYear, ...]
    template_folders: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class CountCell:
    """A number of projects before and after."""

    before: int
    after: int

    @property
    def changed(self) -> bool:
        """Whether it differs."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class CountRow:
    """One 評価段階."""

    stage: str
    cells: tuple[CountCell, ...]
    mean_before: str
    mean_after: str


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One moved project, ready to print."""

    number: str
    name: str
    stage: str
    before: Grade | None
    before_score: str
    after: Grade | None
    after_score: str
    direction: str
    reasons: tuple[str, ...]


def compare_page(given: CompareInput) -> str:
    """The page. Raises jinja2 errors for a faulty template of the plan folder."""
    return rendered(
        "compare.html",
        given.template_folders,
        {
            "head": _heading(given),
            "own": given.own,
            "other": given.other,
            "methods": _method_rows(given),
            "weights": given.weights,
            "letters": LETTERS,
            "years": tuple(_year(given, one) for one in given.years),
        },
    )


def _year(given: CompareInput, one: ComparedYear) -> Mapping[str, object]:
    graded = [m for m in one.moved if m.direction in ("up", "down")]
    return {
        "words": year_words_both(one.year),
        "projects": one.projects,
        "moved": len(one.moved),
        "up": sum(m.direction == "up" for m in graded),
        "down": sum(m.direction == "down" for m in graded),
        "counts": tuple(_count_rows(one)),
        "graded": tuple(_row(given, m) for m in one.moved if m.direction != "same"),
        "scored": sum(m.direction == "same" for m in one.moved),
    }


def _count_rows(one: ComparedYear) -> list[CountRow]:
    after = {row.group if row.axis != "all" else "": row for row in one.after}
    rows = []
    for row in one.before:
        other = after["" if row.axis == "all" else row.group]
        cells = tuple(CountCell(row.counts.get(letter, 0), other.counts.get(letter, 0)) for letter in LETTERS)
        means = (BLANK if side.mean is None else f"{side.mean:,f}" for side in (row, other))
        rows.append(CountRow(row.group or "計", cells, *means))
    return rows


def _row(given: CompareInput, one: MovedProject) -> MoveRow:
    return MoveRow(
        number=one.number,
        name=one.name,
        stage=one.before.eval_stage,
        before=grade_of(given.own, one.before.grade),
        before_score=_score(one.before),
        after=grade_of(given.other, one.after.grade),
        after_score=_score(one.after),
        direction=one.direction,
        reasons=one.reasons[:3],
    )


def _score(card: Scorecard) -> str:
    return BLANK if card.score is None else f"{card.score:,f}"


def _method_rows(given: CompareInput) -> list[tuple[str, str, str]]:
    """(what, own method, other method): how the two differ, as their files say."""
    says: tuple[tuple[str, Callable[[Method], str]], ...] = (
        ("考え方", lambda one: one.reason),
        ("評価項目と重み", _weights_words),
        ("対象外の項目", _absent_words),
        ("上限", lambda one: " ".join(cap.reason for cap in one.caps) or "なし"),
        ("評価の区分", _grade_words),
    )
    rows = [(what, words(given.own), words(given.other)) for what, words in says]
    return [row for row in rows if row[1] != row[2]]


def _weights_words(method: Method) -> str:
    titles = {item.id: item.title for item in method.items}
    stages = sorted({stage for item in method.items for stage in item.weights})
    every = {stage: method.weights(stage) for stage in stages}
    if len({tuple(own.values()) for own in every.values()}) == 1 and len(set(every[stages[0]].values())) == 1:
        return f"どの段階も{'・'.join(titles[one] for one in every[stages[0]])}を同じ重みとする"
    return "。".join(f"{s}：{'、'.join(f'{titles[one]}{weight}' for one, weight in every[s].items())}" for s in stages)


def _absent_words(method: Method) -> str:
    level = method.absent_level
    return "重みから除く" if level is None else f"水準{level}として計算する"


def _grade_words(method: Method) -> str:
    return "、".join(f"{grade.letter} {grade.minimum:f}点以上" for grade in method.grades)


def _heading(given: CompareInput) -> Heading:
    plan, first, last = given.plan, given.years[0].year, given.years[-1].year
    span = year_words_both(last) if first == last else f"{year_words(first)}〜{year_words(last)}"
    return Heading(
        city=plan.publisher.city,
        plan=plan.title,
        year=span,
        year_short=year_words(last) if first == last else f"{year_words(first)}〜{year_words(last)}",
        last_year=year_words(last - 1),
        next_year=year_words(last + 1),
        meeting="採点方法の比較",
        edition="参考",
        frozen=day_words(given.day),
        office=f"{plan.publisher.division} {plan.publisher.office}".strip(),
        method=f"{given.own.title}と{given.other.title}",
        method_hash=given.own.sha256[:_SHORT_HASH],
        money_kind="",
        sample=plan.sample,
    )
