"""One row per project: the list that every meeting gets, by 評価段階 and number."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from fujiplan_cli.kinds.identifier import natural
from fujiplan_cli.model.method import Item, Method
from fujiplan_cli.model.scorecard import ItemScore, Scorecard
from fujiplan_cli.model.snapshot import SnapshotEntry
from fujiplan_cli.report.given import ReportInput
from fujiplan_cli.report.words import BLANK, change, digits, short

OUTSIDE = "／"
"""The item is not asked at this stage, or not applicable."""
UNANSWERED = "未記入"


@dataclass(frozen=True, slots=True)
class Grade:
    """A letter with its words. ``css`` is safe as a class name; ``code``: counted, never averaged."""

    letter: str
    title: str
    css: str
    code: bool


@dataclass(frozen=True, slots=True)
class LevelCell:
    """A level as printed; ``low``: 1 or less; ``moved``: the 事務局 confirmed another level than the self one."""

    text: str
    low: bool = False
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A project in a table. Texts are ready to print."""

    number: str
    name: str
    division: str
    office: str
    stage: str
    status: str
    late: bool
    tags: tuple[str, ...]
    levels: tuple[LevelCell, ...]
    score: str
    range: tuple[str, ...]
    """Lowest and highest score while an indicator is pending; empty otherwise."""
    grade: Grade | None
    before: Grade | None
    before_score: str
    change: str
    rank: str
    view: str


@dataclass(frozen=True, slots=True)
class StageGroup:
    """The projects of one 評価段階."""

    code: str
    words: str
    lines: tuple[Line, ...]


def ordered(given: ReportInput) -> tuple[SnapshotEntry, ...]:
    """The entries by 評価段階 in the plan's order, then by number."""
    stages = [s.code for s in given.plan.stages]

    def key(entry: SnapshotEntry) -> tuple[int, str, tuple[tuple[int, int, str], ...]]:
        stage = entry.card.eval_stage
        return (stages.index(stage) if stage in stages else len(stages), stage, natural(entry.project.number))

    return tuple(sorted(given.snapshot.entries, key=key))


def by_number(given: ReportInput) -> tuple[SnapshotEntry, ...]:
    """The entries by number alone: the lists and pages in which people look a project up."""
    return tuple(sorted(given.snapshot.entries, key=lambda e: natural(e.project.number)))


def stage_words(given: ReportInput, code: str) -> str:
    """S5 → 「S5 運用・改善」."""
    stage = given.plan.stage(code)
    return stage.choice if stage else code or "段階の記録なし"


def stage_groups(given: ReportInput) -> tuple[StageGroup, ...]:
    """All projects in one table, grouped."""
    groups: dict[str, list[Line]] = {}
    for entry in ordered(given):
        groups.setdefault(entry.card.eval_stage, []).append(line_of(given, entry))
    return tuple(StageGroup(code, stage_words(given, code), tuple(lines)) for code, lines in groups.items())


def grade_of(method: Method, letter: str | None) -> Grade | None:
    """The grade or code with its words; None for no grade (S0)."""
    if not letter:
        return None
    code = letter not in {g.letter for g in method.grades}
    plain = letter if letter.isascii() and letter.isalnum() else "other"
    return Grade(letter, method.letter_title(letter), plain, code)


def line_of(given: ReportInput, entry: SnapshotEntry) -> Line:
    """The row of one project."""
    card, before = entry.card, comparable(entry)
    difference = card.score - before.score if before and before.score is not None and card.score is not None else None
    return Line(
        number=entry.project.number,
        name=entry.project.name,
        division=entry.division,
        office=office_of(entry),
        stage=card.eval_stage,
        status=status_of(entry),
        late=card.status == given.method.schedule.delayed,
        tags=tags_of(entry),
        levels=tuple(level_cell(entry, i) for i in given.method.items),
        score=score_words(card),
        range=_range(card),
        grade=grade_of(given.method, card.grade),
        before=grade_of(given.method, entry.previous.grade) if entry.previous else None,
        before_score=score_words(entry.previous) if entry.previous else "",
        change=change(difference, given.method.decimals) if difference is not None else "",
        rank=f"{card.rank}/{card.rank_of}" if card.rank else BLANK,
        view=entry.view,
    )


def _range(card: Scorecard) -> tuple[str, ...]:
    """Nothing to tell where both ends are the same (評価保留 for want of answers)."""
    if card.range is None or card.range[0] == card.range[1]:
        return ()
    return digits(card.range[0], 1), digits(card.range[1], 1)


def status_of(entry: SnapshotEntry) -> str:
    """進捗状況; − where no sheet is asked for (S0, S9)."""
    return entry.card.status or (UNANSWERED if entry.submission or entry.record.version else BLANK)


def office_of(entry: SnapshotEntry) -> str:
    """The 課 without its 部, for tables that name the 部 elsewhere or are short of room."""
    return entry.department.removeprefix(entry.division).strip() or entry.department


def comparable(entry: SnapshotEntry) -> Scorecard | None:
    """Last year's result when it was scored with the same method: only then is a change a change."""
    before = entry.previous
    return before if before is not None and before.method == entry.card.method else None


def worse(given: ReportInput, entry: SnapshotEntry) -> bool:
    """Whether the grade is lower than last year's. A code on either side is no comparison."""
    before, order = comparable(entry), [g.letter for g in given.method.grades]
    if before is None or before.grade not in order or entry.card.grade not in order:
        return False
    return order.index(entry.card.grade) > order.index(before.grade)


def tags_of(entry: SnapshotEntry) -> tuple[str, ...]:
    """Marks beside the name, in words."""
    named = (
        (entry.project.priority, "重点施策"),
        (entry.project.repeated, "再掲"),
        (entry.superseded is not None, f"参考（承認は{_approved_letter(entry)}）"),
        (entry.card.provisional, "暫定"),
        (entry.submission in ("missing", "未提出"), "未提出"),
        (entry.submission in ("returned", "修正依頼"), "修正依頼中"),
        (entry.card.marked and entry.submission not in ("returned", "修正依頼"), "事務局確認中"),
    )
    return tuple(words for holds, words in named if holds)


def _approved_letter(entry: SnapshotEntry) -> str:
    return (entry.superseded.grade if entry.superseded else "") or BLANK


def score_words(card: Scorecard) -> str:
    """The rounded score; − without one."""
    return BLANK if card.score is None else digits(card.score, -int(card.score.as_tuple().exponent))


def item_of(card: Scorecard | None, item: str) -> ItemScore | None:
    """The item's score on a card."""
    return next((i for i in card.items if i.item == item), None) if card else None


def level_cell(entry: SnapshotEntry, item: Item) -> LevelCell:
    """The level of an item on the furthest view; ／ where the item is not asked or not applicable."""
    found = item_of(entry.card, item.id)
    if found is None or not found.applicable:
        return LevelCell(OUTSIDE if entry.card.items else "")
    if found.level is None:
        return LevelCell("保留")
    own = item_of(entry.cards.get("self"), item.id)
    moved = own is not None and own.level_before is not None and found.level_before != own.level_before
    return LevelCell(
        short(found.level, 1) if found.answered else "未",
        low=found.answered and found.level <= Fraction(1),
        moved=moved,
    )
