"""Totals of a year: counts and amounts, every one computed a second way. Only published projects are given to it,
so no total reveals a withheld one by subtraction (domain.md §4.10, §6).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.publish.said import told
from fujiplan_cli.publish.sentences import Named
from fujiplan_cli.publish.view import GradeWord, PublicProject, PublicView, PublicYear
from fujiplan_cli.publish.words import BLANK, number_words, percent, signed_words

Pair = tuple[PublicProject, PublicYear]
GOOD = ("A", "B")
_STATUSES = ("計画より進んでいる", "計画どおり", "遅れ", "未着手", "休止", "中止", "完了")
MONEY = (
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
    """In words, with its address; so is ``change``."""
    change: str
    code: str = ""
    earlier: int | None = None
    """Last year's total; None without a year before."""


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """An amount of the year and of the year before, 千円."""

    title: str
    amount: str
    before: str
    change: str
    trace: str


@dataclass(frozen=True, slots=True)
class SelfRow:
    """A judged item: how many self levels there were, and how many confirmation or 本部 raised and lowered."""

    title: str
    levels: Count
    raised: Count
    lowered: Count


@dataclass(frozen=True, slots=True)
class TrendRow:
    """A year's counts by grade. ``broken``: scored by another method than the year before."""

    year: int
    label: str
    cells: tuple[Count, ...]
    total: int
    share: Decimal | None
    """Of A and B in those graded A to D, in %."""
    method: str
    broken: bool


def letters_of(view: PublicView) -> tuple[GradeWord, ...]:
    """Every grade and code in the method's order."""
    grades = [_word(line.left, is_code=False) for line in view.method.grades]
    return (*grades, *(GradeWord(c.left, c.right, True) for c in view.method.codes))


def _word(line: str, *, is_code: bool) -> GradeWord:
    letter, _, title = line.partition(" ")
    return GradeWord(letter, title, is_code)


def letter_of(year: PublicYear) -> str:
    """The letter of a year's grade or code; "" when it has none or it is not published."""
    return year.grade.letter if year.grade else ""


def share_trace(trace: str) -> str:
    """Address of a total's share of all projects: total/2025/grade/A → share/2025/grade/A."""
    return f"share/{trace.partition('/')[2]}"


def change_trace(trace: str) -> str:
    """Address of what a total grew or fell by since the year before."""
    return f"change/{trace.partition('/')[2]}"


def earlier_trace(trace: str) -> str:
    """Address of last year's total."""
    head, year, what = trace.split("/", 2)
    return f"{head}/{int(year) - 1}/{what}"


def _row(
    title: str, grade: GradeWord | None, counts: tuple[Count, ...], total: Count, before: int | None, code: str = ""
) -> Row:
    if before is None:
        return Row(title, grade, counts, total, BLANK, BLANK, code, before)
    words = told(number_words(before), earlier_trace(total.trace))
    change = told(signed_words(total.number - before), change_trace(total.trace))
    return Row(title, grade, counts, total, words, change, code, before)


def grade_rows(
    now: tuple[Pair, ...],
    before: tuple[Pair, ...],
    letters: tuple[GradeWord, ...],
    columns: tuple[tuple[str, str], ...],
    year: int,
) -> tuple[Row, ...]:
    """Counts by grade and 評価段階, with the share of all and last year's count."""
    table = Counter((letter_of(y), y.eval_stage) for _, y in now)
    totals = Counter(letter_of(y) for _, y in now)
    earlier = Counter(letter_of(y) for _, y in before)
    none = GradeWord("", "評価なし", True)
    rows = []
    for word in (*letters, none):
        counts = tuple(Count(table[word.letter, s], f"total/{year}/grade/{word.letter or '-'}/{s}") for s, _ in columns)
        total = totals[word.letter]
        _agree(sum(c.number for c in counts), total, f"{word.letter} {year}")
        if total or earlier[word.letter] or word.letter in GOOD:
            whole = Count(total, f"total/{year}/grade/{word.letter or '-'}", percent(total, len(now)))
            rows.append(_row(word.title, word, counts, whole, earlier[word.letter] if before else None))
    return tuple(rows)


def status_rows(now: tuple[Pair, ...], before: tuple[Pair, ...], year: int) -> tuple[Row, ...]:
    """Counts by 進捗状況."""
    totals = Counter(y.words("status") for _, y in now)
    earlier = Counter(y.words("status") for _, y in before)
    words = status_words(now, before)
    _agree(sum(totals[w] for w in words), len(now), f"status {year}")
    return tuple(
        _row(
            "未記入" if word == BLANK else word,
            None,
            (),
            Count(totals[word], f"total/{year}/status/{status_code(word)}", percent(totals[word], len(now))),
            earlier[word] if before else None,
        )
        for word in words
        if totals[word] or earlier[word]
    )


def unspoken(year: PublicYear) -> bool:
    """Whether 予算現額 is known and 支出済額 is not."""
    return year.amount("budget_total") is not None and year.amount("executed") is None


def status_words(now: Iterable[Pair], before: Iterable[Pair]) -> tuple[str, ...]:
    """Every 進捗状況 of both years."""
    given = {y.words("status") for pairs in (now, before) for _, y in pairs}
    return (*_STATUSES, *sorted(given - set(_STATUSES)))


def status_code(word: str) -> str:
    """A 進捗状況 in an address, the same in every year: its number, - where nothing was answered, else a short hash."""
    if word in _STATUSES:
        return str(_STATUSES.index(word))
    return "-" if word == BLANK else hashlib.sha256(word.encode()).hexdigest()[:8]


def stage_rows(view: PublicView, now: tuple[Pair, ...], before: tuple[Pair, ...], year: int) -> tuple[Row, ...]:
    """Counts by 当年度末の段階: where the projects are, whatever their grade."""
    totals = Counter(y.stage for _, y in now)
    earlier = Counter(y.stage for _, y in before)
    titles = {code: f"{code} {title}" for code, title, _ in view.stages}
    codes = [*titles, *sorted((totals.keys() | earlier.keys()) - titles.keys())]
    _agree(sum(totals[c] for c in codes), len(now), f"stage {year}")
    return tuple(
        _row(
            titles.get(code, code or "未記入"),
            None,
            (),
            Count(totals[code], f"total/{year}/stage/{code or '-'}", percent(totals[code], len(now))),
            earlier[code] if before else None,
            code,
        )
        for code in codes
        if totals[code] or earlier[code]
    )


def goal_rows(
    view: PublicView, now: tuple[Pair, ...], before: tuple[Pair, ...], letters: tuple[GradeWord, ...], year: int
) -> tuple[Row, ...]:
    """Counts by 基本目標 and grade."""
    rows = []
    for goal in view.goals:
        own = [y for p, y in now if p.goal == goal.code]
        counts = Counter(letter_of(y) for y in own)
        cells = tuple(Count(counts[w.letter], f"total/{year}/goal/{goal.code}/{w.letter}") for w in letters)
        total = Count(len(own), f"total/{year}/goal/{goal.code}", percent(len(own), len(now)))
        earlier = sum(p.goal == goal.code for p, _ in before) if before else None
        rows.append(_row(goal.title, None, cells, total, earlier, goal.code))
    return tuple(rows)


OTHER = "-"
"""In the place of a letter in an address: any code, and what has no grade."""


def measure_rows(view: PublicView, letters: tuple[GradeWord, ...], year: int) -> dict[str, tuple[Count, ...]]:
    """施策 → its projects by grade, those with a code or without a grade, and all of them."""
    graded = [w.letter for w in letters if not w.is_code]
    rows = {}
    for measure in (m for g in view.goals for m in g.measures):
        own = [letter_of(y) for p, y in view.counted(year) if p.measure == measure.code]
        at = f"total/{year}/measure/{measure.code}"
        cells = [Count(own.count(letter), f"{at}/{letter}") for letter in graded]
        other = Count(sum(letter not in graded for letter in own), f"{at}/{OTHER}")
        rows[measure.code] = (*cells, other, Count(len(own), at))
    return rows


def total_amount(pairs: Iterable[Pair], field_id: str) -> Decimal | None:
    """Sum of a published amount in 千円, added up twice (by project and by 基本目標); None when nobody has one."""
    known = [(p.goal, a) for p, y in pairs if (a := y.amount(field_id)) is not None]
    by_goal: dict[str, Decimal] = {}
    for goal, amount in known:
        by_goal[goal] = by_goal.get(goal, Decimal(0)) + amount
    total = sum((a for _, a in known), Decimal(0))
    _agree(sum(by_goal.values()), total, field_id)
    return total if known else None


def money_rows(now: tuple[Pair, ...], before: tuple[Pair, ...], year: int) -> tuple[MoneyRow, ...]:
    """Sums of the published amounts in 千円, beside last year's."""
    rows = []
    for field_id, title in MONEY:
        amount, earlier = total_amount(now, field_id), total_amount(before, field_id)
        if amount is not None or earlier is not None:
            rows.append(
                MoneyRow(
                    title,
                    BLANK if amount is None else number_words(amount),
                    BLANK if earlier is None else told(number_words(earlier), f"total/{year - 1}/{field_id}"),
                    BLANK
                    if amount is None or earlier is None
                    else told(signed_words(amount - earlier), f"change/{year}/{field_id}"),
                    f"total/{year}/{field_id}",
                )
            )
    return tuple(rows)


def self_rows(view: PublicView, now: tuple[Pair, ...], year: int) -> tuple[SelfRow, ...]:
    """How many self levels were raised and lowered, by judged item; nothing where the levels are withheld."""
    order = [line.title for line in view.method.lines]
    found = {i.code: i.title for _, y in now for i in y.points if i.judged}
    items = dict(sorted(found.items(), key=lambda one: order.index(one[1]) if one[1] in order else len(order)))
    rows = []
    for code, title in items.items():
        own = [i for _, y in now for i in y.points if i.code == code and i.applicable]
        numbers = (len(own), sum(i.way == "up" for i in own), sum(i.way == "down" for i in own))
        levels, raised, lowered = (
            Count(n, f"total/{year}/{what}/{code}")
            for n, what in zip(numbers, ("levels", "raised", "lowered"), strict=True)
        )
        rows.append(SelfRow(title, levels, raised, lowered))
    return tuple(rows)


def good_share(pairs: Iterable[Pair]) -> Decimal | None:
    """Share of A and B in those graded A to D, in %; None when nothing was graded."""
    graded = [letter_of(y) for _, y in pairs if y.grade is not None and not y.grade.is_code]
    return percent(sum(letter in GOOD for letter in graded), len(graded))


def goal_shares(view: PublicView, now: tuple[Pair, ...], before: tuple[Pair, ...], year: int) -> tuple[Named, ...]:
    """The share of A and B of every 基本目標 with a graded project, beside last year's."""
    rows = (
        Named(
            goal.title,
            good_share(one for one in now if one[0].goal == goal.code),
            good_share(one for one in before if one[0].goal == goal.code),
            trace=f"share/{year}/goal/{goal.code}/good",
            trace_before=f"share/{year - 1}/goal/{goal.code}/good",
        )
        for goal in view.goals
    )
    return tuple(rows)


def money_kind(now: tuple[Pair, ...]) -> str:
    """決算見込 or later, as the amounts of the year say; joined when they differ."""
    return "・".join(sorted({y.money_kind for _, y in now if y.money}))


def trend(view: PublicView, year: int, letters: tuple[GradeWord, ...]) -> tuple[TrendRow, ...]:
    """Counts by grade of every published year up to ``year``, the newest first."""
    rows = []
    for one in (y for y in view.years if y <= year):
        pairs = view.counted(one)
        counts = Counter(letter_of(y) for _, y in pairs)
        cells = tuple(
            Count(counts[w.letter], f"trend/{one}/grade/{w.letter}", percent(counts[w.letter], len(pairs)))
            for w in letters
        )
        share = good_share(pairs)
        rows.append(TrendRow(one, year_words(one), cells, len(pairs), share, view.methods[one], one in view.breaks))
    return tuple(rows)


def _agree(one: Decimal | int, other: Decimal | int, what: str) -> None:
    if one != other:
        raise TotalsDisagree(f"{what}: {one} != {other}")
