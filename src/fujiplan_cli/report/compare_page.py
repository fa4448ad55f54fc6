"""A year, or all years, under two methods side by side (参考): what becomes of the counts, and who moves and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fujiplan_cli.kinds.fiscal_year import year_words, year_words_both
from fujiplan_cli.model.method import CAP_WORDS, Cap, Method
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.scorecard import Scorecard
from fujiplan_cli.model.tally import LETTERS, StageCount
from fujiplan_cli.report.heading import plan_heading
from fujiplan_cli.report.lines import Grade, grade_of
from fujiplan_cli.report.render import rendered
from fujiplan_cli.report.words import BLANK, short

ASSUMED = "※"
"""Marks a weight of an item that the stage does not ask for, and that counts as a fixed level all the same."""


@dataclass(frozen=True, slots=True)
class MovedProject:
    """One project whose score or grade is another under the second method, and why."""

    number: str
    name: str
    before: Scorecard
    after: Scorecard
    direction: str
    """up, down, same or other."""
    why: str
    """The foremost reason in a sentence."""
    parts: tuple[str, ...]
    """What each item adds to the difference of the scores, in short words."""


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
    why: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeightCell:
    """An item's weight at a stage before and after, in points of 100 as printed."""

    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether it differs."""
        return self.before != self.after


def compare_page(given: CompareInput) -> str:
    """The page. Raises jinja2 errors for a faulty template of the plan folder."""
    return rendered(
        "compare.html",
        given.template_folders,
        {
            "head": plan_heading(
                given.plan,
                given.day,
                (given.years[0].year, given.years[-1].year),
                meeting="採点方法の比較",
                edition="参考",
                method=f"{given.own.title}と{given.other.title}",
                sha256=given.own.sha256,
            ),
            "own": given.own,
            "other": given.other,
            "methods": _method_rows(given),
            "stages": _stages(given),
            "weights": tuple(_weight_rows(given)),
            "assumed": ASSUMED,
            "letters": LETTERS,
            "years": tuple(_year(given, one) for one in given.years),
        },
    )


def _year(given: CompareInput, one: ComparedYear) -> Mapping[str, object]:
    graded = [m for m in one.moved if m.direction in ("up", "down")]
    return {
        "words": year_words_both(one.year),
        "short": year_words(one.year),
        "projects": one.projects,
        "moved": len(one.moved),
        "up": sum(m.direction == "up" for m in graded),
        "down": sum(m.direction == "down" for m in graded),
        "other": sum(m.direction == "other" for m in one.moved),
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
        why=one.why,
        parts=one.parts,
    )


def _score(card: Scorecard) -> str:
    return BLANK if card.score is None else f"{card.score:,f}"


def _method_rows(given: CompareInput) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """(what, lines of the own method, of the other): how the two differ, but for their weights."""
    says: tuple[tuple[str, Callable[[Method], tuple[str, ...]]], ...] = (
        ("考え方", lambda one: (one.reason,)),
        ("対象外の項目", _absent_words),
        ("上限", lambda one: tuple(_cap_words(cap) for cap in one.caps) or ("なし",)),
        ("評価の区分", lambda one: tuple(f"{grade.letter} {grade.minimum:f}点以上" for grade in one.grades[:-1])),
    )
    rows = [(what, words(given.own), words(given.other)) for what, words in says]
    return [row for row in rows if row[1] != row[2]]


def _stages(given: CompareInput) -> tuple[str, ...]:
    return tuple(sorted({stage for one in (given.own, given.other) for item in one.items for stage in item.weights}))


def _weight_rows(given: CompareInput) -> list[tuple[str, tuple[WeightCell, ...]]]:
    """(title of the item, a cell per stage). Shares of 100: the weights of two methods need not have the same sum."""
    titles = {item.id: item.title for one in (given.own, given.other) for item in one.items}
    stages = _stages(given)
    own, other = _weights(given.own, stages), _weights(given.other, stages)

    def cell(stage: str, item: str) -> WeightCell:
        """One item at one stage."""
        return WeightCell(own.get((stage, item), BLANK), other.get((stage, item), BLANK))

    return [(title, tuple(cell(stage, item) for stage in stages)) for item, title in titles.items()]


def _weights(method: Method, stages: Sequence[str]) -> dict[tuple[str, str], str]:
    """(stage, item id) → its weight as printed."""
    items = {item.id: item for item in method.items}
    return {
        (stage, one): short(share, 1) + ("" if items[one].asked_at(stage) else ASSUMED)
        for stage in stages
        for one, share in method.shares(stage).items()
    }


def _cap_words(cap: Cap) -> str:
    where = f"（{'・'.join(sorted(cap.stages))}）" if cap.stages else ""
    limit = f"水準{cap.level}まで" if cap.level is not None else f"評価{cap.grade}まで"
    return f"{CAP_WORDS[cap.id]}{where}：{limit}"


def _absent_words(method: Method) -> tuple[str, ...]:
    level = method.absent_level
    return ("重みから除く",) if level is None else (f"重みを残し、水準{level}とみなして数える",)
