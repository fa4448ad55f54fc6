"""A year at a glance: counts first, money, what changed, in words and tables. Only published projects enter a total,
so no total reveals a withheld one by subtraction; 再掲 is left out; every total is computed a second way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from fujiplan_cli.kinds.fiscal_year import year_words, year_words_both
from fujiplan_cli.publish.view import GradeWord, PublicProject, PublicView, PublicYear
from fujiplan_cli.publish.words import BLANK, number_words, percent, signed_words

Pair = tuple[PublicProject, PublicYear]
_GOOD = ("A", "B")
_BEHIND = ("遅れ", "未着手", "休止", "中止")
_STATUSES = ("計画より進んでいる", "計画どおり", "遅れ", "未着手", "休止", "中止", "完了")
_MONEY = (
    ("budget_total", "予算現額"),
    ("executed", "支出済額"),
    ("carried_out", "翌年度繰越額"),
    ("unused", "不用額"),
    ("fund_national", "財源のうち国庫支出金"),
    ("fund_prefecture", "財源のうち県支出金"),
    ("fund_bond", "財源のうち地方債"),
    ("fund_other", "財源のうちその他"),
    ("fund_general", "財源のうち一般財源"),
)


class TotalsDisagree(Exception):
    """Two ways of computing a total gave different figures: a fault of this program, never of the data."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number with its address for `fujiplan trace` and, where it has one, its share in % of a whole."""

    number: int
    trace: str
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table of counts: heading, badge, a count per column, the total and last year's."""

    title: str
    grade: GradeWord | None
    counts: tuple[Count, ...]
    total: Count
    before: str
    change: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """An amount of the year and of the year before, 千円."""

    title: str
    amount: str
    before: str
    change: str
    trace: str


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
    number: int
    held: int
    withheld: int
    repeated: int


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
        money_kind=_money_kind(now),
        lines=_lines(now, before, changes, year),
        figures=_figures(now, before, year),
        columns=columns,
        grades=_grade_rows(now, before, letters, columns, year),
        statuses=_status_rows(now, before, year),
        money=_money_rows(now, before, year),
        goals=_goal_rows(view, now, before, letters, year),
        letters=letters,
        trend=_trend(view, year, letters),
        changes=changes,
        behind=tuple((p, y) for p, y in now if y.words("status") in _BEHIND),
        targets=tuple((p, y) for p, y in view.open_in(year) if any(i.changed for i in y.indicators)),
        number=len(now),
        held=sum(bool(y.held) for _, y in now),
        withheld=sum(p.openness != "公表" for p in view.projects),
        repeated=len(view.open_in(year)) - len(now),
    )


def letters_of(view: PublicView) -> tuple[GradeWord, ...]:
    """Every grade and code in the method's order."""
    grades = [_word(line.left, is_code=False) for line in view.method.grades]
    return (*grades, *(GradeWord(c.left, c.right, True) for c in view.method.codes))


def _word(line: str, *, is_code: bool) -> GradeWord:
    letter, _, title = line.partition(" ")
    return GradeWord(letter, title, is_code)


def _letter(year: PublicYear) -> str:
    return year.grade.letter if year.grade else ""


def _count(pairs: Iterable[Pair], holds: Callable[[PublicYear], bool]) -> int:
    return sum(1 for _, y in pairs if holds(y))


def _row(
    title: str, grade: GradeWord | None, counts: tuple[Count, ...], total: Count, before: int | None, code: str = ""
) -> Row:
    words = BLANK if before is None else number_words(before)
    change = BLANK if before is None else signed_words(total.number - before)
    return Row(title, grade, counts, total, words, change, code)


def _grade_rows(
    now: tuple[Pair, ...],
    before: tuple[Pair, ...],
    letters: tuple[GradeWord, ...],
    columns: tuple[tuple[str, str], ...],
    year: int,
) -> tuple[Row, ...]:
    table = Counter((_letter(y), y.eval_stage) for _, y in now)
    totals = Counter(_letter(y) for _, y in now)
    earlier = Counter(_letter(y) for _, y in before)
    none = GradeWord("", "評価なし", True)
    rows = []
    for word in (*letters, none):
        counts = tuple(Count(table[word.letter, s], f"total/{year}/grade/{word.letter or '-'}/{s}") for s, _ in columns)
        total = totals[word.letter]
        _agree(sum(c.number for c in counts), total, f"{word.letter} {year}")
        if total or earlier[word.letter] or word.letter in _GOOD:
            whole = Count(total, f"total/{year}/grade/{word.letter or '-'}", percent(total, len(now)))
            rows.append(_row(word.title, word, counts, whole, earlier[word.letter] if before else None))
    return tuple(rows)


def _status_rows(now: tuple[Pair, ...], before: tuple[Pair, ...], year: int) -> tuple[Row, ...]:
    totals = Counter(y.words("status") for _, y in now)
    earlier = Counter(y.words("status") for _, y in before)
    words = [*_STATUSES, *sorted((totals.keys() | earlier.keys()) - set(_STATUSES))]
    _agree(sum(totals[w] for w in words), len(now), f"status {year}")
    return tuple(
        _row(
            "未記入" if word == BLANK else word,
            None,
            (),
            Count(totals[word], f"total/{year}/status/{number}", percent(totals[word], len(now))),
            earlier[word] if before else None,
        )
        for number, word in enumerate(words)
        if totals[word] or earlier[word]
    )


def _goal_rows(
    view: PublicView, now: tuple[Pair, ...], before: tuple[Pair, ...], letters: tuple[GradeWord, ...], year: int
) -> tuple[Row, ...]:
    rows = []
    for goal in view.goals:
        own = [y for p, y in now if p.goal == goal.code]
        counts = Counter(_letter(y) for y in own)
        cells = tuple(Count(counts[w.letter], f"total/{year}/goal/{goal.code}/{w.letter}") for w in letters)
        total = Count(len(own), f"total/{year}/goal/{goal.code}", percent(len(own), len(now)))
        earlier = sum(p.goal == goal.code for p, _ in before) if before else None
        rows.append(_row(goal.title, None, cells, total, earlier, goal.code))
    return tuple(rows)


def total_amount(pairs: Iterable[Pair], field_id: str) -> Decimal | None:
    """Sum of a published amount in 千円, added up twice (by project and by 基本目標); None when nobody has one."""
    known = [(p.goal, a) for p, y in pairs if (a := y.amount(field_id)) is not None]
    by_goal: Counter[str] = Counter()
    for goal, amount in known:
        by_goal[goal] += amount  # type: ignore[assignment]
    total = sum((a for _, a in known), Decimal(0))
    _agree(sum(by_goal.values()), total, field_id)
    return total if known else None


def _money_rows(now: tuple[Pair, ...], before: tuple[Pair, ...], year: int) -> tuple[MoneyRow, ...]:
    rows = []
    for field_id, title in _MONEY:
        amount, earlier = total_amount(now, field_id), total_amount(before, field_id)
        if amount is not None or earlier is not None:
            rows.append(
                MoneyRow(
                    title,
                    BLANK if amount is None else number_words(amount),
                    BLANK if earlier is None else number_words(earlier),
                    BLANK if amount is None or earlier is None else signed_words(amount - earlier),
                    f"total/{year}/{field_id}",
                )
            )
    return tuple(rows)


def _money_kind(now: tuple[Pair, ...]) -> str:
    return "・".join(sorted({y.money_kind for _, y in now if y.money}))


def _trend(
    view: PublicView, year: int, letters: tuple[GradeWord, ...]
) -> tuple[tuple[int, str, tuple[Count, ...], int], ...]:
    rows = []
    for one in (y for y in view.years if y <= year):
        pairs = view.counted(one)
        counts = Counter(_letter(y) for _, y in pairs)
        cells = tuple(
            Count(counts[w.letter], f"trend/{one}/grade/{w.letter}", percent(counts[w.letter], len(pairs)))
            for w in letters
        )
        rows.append((one, year_words(one), cells, len(pairs)))
    return tuple(rows)


def _changes(now: tuple[Pair, ...]) -> tuple[Change, ...]:
    found = []
    for project, year in now:
        before = project.of(year.year - 1)
        if before and before.grade and year.grade and before.grade.letter != year.grade.letter:
            found.append(_change(project, year, before, before.grade, year.grade))
    order = ("down", "up", "code")
    return tuple(sorted(found, key=lambda c: order.index(c.way)))


def _change(project: PublicProject, now: PublicYear, before: PublicYear, old: GradeWord, new: GradeWord) -> Change:
    if old.is_code or new.is_code:
        return Change(project, now, before, "code", f"{old.letter}から{new.letter}へ")
    up = new.letter < old.letter
    return Change(project, now, before, "up" if up else "down", f"{'↑' if up else '↓'} {old.letter}から{new.letter}へ")


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
    late = "、".join(f"{w}{behind[w]}件" for w in _BEHIND if behind[w])
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
    lines.append(f"自己評価のうち、確認により引き上げた項目は{raised}件、引き下げた項目は{lowered}件です。")
    return tuple(lines)


def _good(pairs: tuple[Pair, ...]) -> tuple[int, int]:
    good = _count(pairs, lambda y: _letter(y) in _GOOD)
    return good, _count(pairs, lambda y: y.grade is not None and not y.grade.is_code)


def _figures(now: tuple[Pair, ...], before: tuple[Pair, ...], year: int) -> tuple[KeyFigure, ...]:
    last = year_words(year - 1)
    (good, graded), (good_before, _) = _good(now), _good(before)

    def note(words: str) -> str:
        return f"{last}は{words}" if before else f"{last}の公表はありません"

    def behind(pairs: tuple[Pair, ...]) -> int:
        return _count(pairs, lambda y: y.words("status") in _BEHIND)

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
            KeyFigure(
                f"支出済額（{_money_kind(now)}）", number_words(spent), "千円", note(words), f"total/{year}/spent"
            )
        )
    return tuple(figures)


def _agree(one: Decimal | int, other: Decimal | int, what: str) -> None:
    if one != other:
        raise TotalsDisagree(f"{what}: {one} != {other}")
