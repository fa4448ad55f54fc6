"""A year at a glance: figures beside last year's, what changed in words, and the tables of `totals`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from fujiplan_cli.kinds.fiscal_year import year_words, year_words_both
from fujiplan_cli.publish.totals import (
    GOOD,
    Count,
    MoneyRow,
    Pair,
    Row,
    goal_rows,
    grade_rows,
    letter_of,
    letters_of,
    money_kind,
    money_rows,
    status_rows,
    total_amount,
    trend,
)
from fujiplan_cli.publish.view import GradeWord, PublicProject, PublicView, PublicYear
from fujiplan_cli.publish.words import number_words, percent

BEHIND = ("遅れ", "未着手", "休止", "中止")


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure at the top of the page. ``note`` compares it with the year before."""

    title: str
    figure: str
    unit: str
    note: str
    trace: str


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


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the page of a year shows besides the projects."""

    year: int
    label: str
    short: str
    before: str
    """令和6年度; "" when no year before is published."""
    period: str
    money_kind: str
    lines: tuple[str, ...]
    figures: tuple[KeyFigure, ...]
    columns: tuple[tuple[str, str], ...]
    """Code and title of every 評価段階 that occurs."""
    grades: tuple[Row, ...]
    statuses: tuple[Row, ...]
    money: tuple[MoneyRow, ...]
    goals: tuple[Row, ...]
    letters: tuple[GradeWord, ...]
    trend: tuple[tuple[int, str, tuple[Count, ...], int], ...]
    """Year, label, counts by letter, total; the newest first."""
    changes: tuple[Change, ...]
    behind: tuple[Pair, ...]
    targets: tuple[Pair, ...]
    """Projects with a changed target."""
    corrected: tuple[Pair, ...]
    """Projects whose published result was corrected."""
    number: int
    held: int
    withheld: int
    repeated: int
    unspoken: int
    """Projects with a 予算現額 whose 支出済額 is unknown: their amounts do not add up to 不用額."""


def overview_of(view: PublicView, year: int) -> Overview:
    """The overview of one published year."""
    now = view.counted(year)
    before = view.counted(year - 1) if year - 1 in view.years else ()
    letters = letters_of(view)
    columns = tuple((c, t) for c, t, _ in view.stages if any(y.eval_stage == c for _, y in now))
    changes = _changes(now)
    return Overview(
        year=year,
        label=year_words_both(year),
        short=year_words(year),
        before=year_words(year - 1) if before else "",
        period=f"{year}年4月1日から{year + 1}年3月31日まで",
        money_kind=money_kind(now),
        lines=_lines(now, before, changes, year),
        figures=_figures(now, before, year),
        columns=columns,
        grades=grade_rows(now, before, letters, columns, year),
        statuses=status_rows(now, before, year),
        money=money_rows(now, before, year),
        goals=goal_rows(view, now, before, letters, year),
        letters=letters,
        trend=trend(view, year, letters),
        changes=changes,
        behind=tuple((p, y) for p, y in now if y.words("status") in BEHIND),
        targets=tuple((p, y) for p, y in view.open_in(year) if any(i.changed for i in y.indicators)),
        corrected=tuple((p, y) for p, y in view.open_in(year) if y.corrections),
        number=len(now),
        held=sum(bool(y.held) for _, y in now),
        withheld=sum(p.openness != "公表" for p in view.projects),
        repeated=len(view.open_in(year)) - len(now),
        unspoken=_count(now, _unspoken),
    )


def _unspoken(year: PublicYear) -> bool:
    return year.amount("budget_total") is not None and year.amount("executed") is None


def _count(pairs: Iterable[Pair], holds: Callable[[PublicYear], bool]) -> int:
    return sum(1 for _, y in pairs if holds(y))


def _changes(now: tuple[Pair, ...]) -> tuple[Change, ...]:
    found = []
    for project, year in now:
        before = project.of(year.year - 1)
        if before and before.grade and year.grade and before.grade.letter != year.grade.letter:
            found.append(_change(project, year, before, before.grade, year.grade))
    order = ("down", "up", "code")
    return tuple(sorted(found, key=lambda c: order.index(c.way)))


def _change(project: PublicProject, now: PublicYear, before: PublicYear, old: GradeWord, new: GradeWord) -> Change:
    words = f"{old.letter}から{new.letter}へ"
    if old.is_code or new.is_code:
        return Change(project, now, before, "code", words, ())
    if new.letter < old.letter:
        return Change(project, now, before, "up", f"↑ {words}", ())
    return Change(project, now, before, "down", f"↓ {words}", tuple(_why_lower(now, before)))


def _why_lower(now: PublicYear, before: PublicYear) -> Iterator[str]:
    """Why a grade is lower than last year's, from published levels alone."""
    if now.method != before.method:
        yield f"採点方法が「{now.method}」に変わりました。"
    if now.eval_stage != before.eval_stage:
        yield f"評価段階が{before.eval_stage}から{now.eval_stage}に変わったため、評価項目と配点も変わりました。"
    levels = {i.code: i.level for i in before.points if i.applicable}
    for item in now.points:
        old, new = levels.get(item.code), item.level
        if old is not None and item.applicable and _lower(new.raw, old.raw):
            yield f"{item.title}の水準が{old.text}から{new.text}に下がりました。"
    yield from now.caps


def _lower(new: str | int | Decimal | None, old: str | int | Decimal | None) -> bool:
    return isinstance(new, (int, Decimal)) and isinstance(old, (int, Decimal)) and new < old


def _lines(now: tuple[Pair, ...], before: tuple[Pair, ...], changes: tuple[Change, ...], year: int) -> tuple[str, ...]:
    good, graded = _good(now)
    lines = [f"公表する{len(now)}事業のうち、評価がA（良好）又はB（おおむね良好）の事業は{good}件です。"]
    if graded and before:
        good_before, graded_before = _good(before)
        lines[0] = lines[0].replace(
            "件です。",
            f"件で、AからDまでの評価をした{graded}件の{percent(good, graded)}%に当たります"
            f"（{year_words(year - 1)}は{graded_before}件中{good_before}件、"
            f"{percent(good_before, graded_before) or 0}%）。",
        )
    behind = Counter(y.words("status") for _, y in now)
    late = "、".join(f"{w}{behind[w]}件" for w in BEHIND if behind[w])
    lines.append(
        f"計画どおりに進まなかった事業は、{late}です。" if late else "遅れ、未着手、休止又は中止の事業はありません。"
    )
    if before:
        ways = Counter(c.way for c in changes)
        lines.append(f"前年度から評価が上がった事業は{ways['up']}件、下がった事業は{ways['down']}件です。")
    changed = sum(i.changed for _, y in now for i in y.indicators)
    lines.append(
        f"当初から変更した指標の目標は{changed}件です。" if changed else "当初から変更した指標の目標はありません。"
    )
    raised, lowered = sum(y.raised for _, y in now), sum(y.lowered for _, y in now)
    lines.append(
        f"自己評価のうち、確認又は本部の決定により引き上げた項目は{raised}件、引き下げた項目は{lowered}件です。"
    )
    return tuple(lines)


def _good(pairs: tuple[Pair, ...]) -> tuple[int, int]:
    good = _count(pairs, lambda y: letter_of(y) in GOOD)
    return good, _count(pairs, lambda y: y.grade is not None and not y.grade.is_code)


def _figures(now: tuple[Pair, ...], before: tuple[Pair, ...], year: int) -> tuple[KeyFigure, ...]:
    last = year_words(year - 1)
    (good, graded), (good_before, _) = _good(now), _good(before)

    def note(words: str) -> str:
        return f"{last}は{words}" if before else f"{last}の公表はありません"

    def behind(pairs: tuple[Pair, ...]) -> int:
        return _count(pairs, lambda y: y.words("status") in BEHIND)

    figures = [
        KeyFigure("対象の事業", number_words(len(now)), "件", note(f"{len(before)}件"), f"total/{year}/projects"),
        KeyFigure(
            "評価がA又はB", number_words(good), f"件／{graded}件", note(f"{good_before}件"), f"total/{year}/good"
        ),
        KeyFigure(
            "遅れ・未着手・休止・中止",
            number_words(behind(now)),
            "件",
            note(f"{behind(before)}件"),
            f"total/{year}/behind",
        ),
    ]
    spent, spent_before = total_amount(now, "executed"), total_amount(before, "executed")
    if spent is not None:
        words = "なし" if spent_before is None else f"{number_words(spent_before)}千円"
        figures.append(
            KeyFigure(f"支出済額（{money_kind(now)}）", number_words(spent), "千円", note(words), f"total/{year}/spent")
        )
    return tuple(figures)
