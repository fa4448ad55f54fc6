"""What a year comes to: its points in words, and the figures at the top of the page beside last year's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.publish.changes import Change
from fujiplan_cli.publish.totals import GOOD, Pair, letter_of, money_kind, total_amount
from fujiplan_cli.publish.view import PublicYear
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


def count_of(pairs: Iterable[Pair], holds: Callable[[PublicYear], bool]) -> int:
    """How many of the years fulfil a condition."""
    return sum(1 for _, y in pairs if holds(y))


def good_of(pairs: tuple[Pair, ...]) -> tuple[int, int]:
    """Projects graded A or B, and those graded A to D."""
    good = count_of(pairs, lambda y: letter_of(y) in GOOD)
    return good, count_of(pairs, lambda y: y.grade is not None and not y.grade.is_code)


def summary_lines(
    now: tuple[Pair, ...], before: tuple[Pair, ...], changes: tuple[Change, ...], year: int, *, broken: bool
) -> tuple[str, ...]:
    """The points of the year. ``broken``: another method than last year, so that grades are not to be compared."""
    good, graded = good_of(now)
    lines = [f"公表する事業は{len(now)}件で、このうちAからDまでの評価をした事業は{graded}件です。"]
    if graded:
        line = f"評価がA（良好）又はB（おおむね良好）の事業は{good}件（{percent(good, graded)}%）です"
        lines.append(line + _good_before(before, year) + "。")
    behind = Counter(y.words("status") for _, y in now)
    late = "、".join(f"{w}{behind[w]}件" for w in BEHIND if behind[w])
    lines.append(
        f"計画どおりに進まなかった事業は、{late}です。" if late else "遅れ、未着手、休止又は中止の事業はありません。"
    )
    if before:
        ways = Counter(c.way for c in changes)
        method = "採点方法が変わったため、単純には比べられませんが、" if broken else ""
        lines.append(f"{method}前年度から評価が上がった事業は{ways['up']}件、下がった事業は{ways['down']}件です。")
    changed = sum(i.changed for _, y in now for i in y.indicators)
    lines.append(
        f"当初から変更した指標の目標は{changed}件です。" if changed else "当初から変更した指標の目標はありません。"
    )
    raised, lowered = sum(y.raised for _, y in now), sum(y.lowered for _, y in now)
    lines.append(
        f"自己評価のうち、確認又は本部の決定により引き上げた項目は{raised}件、引き下げた項目は{lowered}件です。"
    )
    return tuple(lines)


def _good_before(before: tuple[Pair, ...], year: int) -> str:
    good, graded = good_of(before)
    if not graded:
        return ""
    return f"（{year_words(year - 1)}は{graded}件中{good}件、{percent(good, graded)}%）"


def key_figures(now: tuple[Pair, ...], before: tuple[Pair, ...], year: int) -> tuple[KeyFigure, ...]:
    """At most four, each beside last year's."""
    last = year_words(year - 1)
    (good, graded), (good_before, graded_before) = good_of(now), good_of(before)

    def note(words: str) -> str:
        return f"{last}は{words}" if before else f"{last}の公表はありません"

    def behind(pairs: tuple[Pair, ...]) -> int:
        return count_of(pairs, lambda y: y.words("status") in BEHIND)

    figures = [
        KeyFigure("対象の事業", number_words(len(now)), "件", note(f"{len(before)}件"), f"total/{year}/projects"),
        KeyFigure(
            "評価がA又はB",
            number_words(good),
            f"件／評価した{graded}件",
            note(f"{graded_before}件中{good_before}件"),
            f"total/{year}/good",
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
        kind = money_kind(before)
        words = "なし" if spent_before is None else f"{number_words(spent_before)}千円（{kind}）"
        figures.append(
            KeyFigure(f"支出済額（{money_kind(now)}）", number_words(spent), "千円", note(words), f"total/{year}/spent")
        )
    return tuple(figures)
